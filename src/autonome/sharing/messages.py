"""What goes between two nodes: the header of an envelope, and what is answered.

A transfer, or a notice that a consent was taken back, goes one way; an answer comes back. Each carries a receipt of the
entry that its sender's log has of it: whoever gets it can show later that it was said, and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from autonome.consent import Members
from autonome.kernel import Json, Sha256, canonical_bytes, read_json
from autonome.ledger import EntryKind, Policy, Receipt, Recorded, VerificationError, read_receipt, verify_entries
from autonome.sharing.errors import TransferError
from autonome.sharing.names import TransferId
from autonome.sharing.transfers import Transfer, short, transfer_of

HEADER_FORMAT: Final = "autonome-exchange/1"
ANSWER_FORMAT: Final = "autonome-answer/1"

LENGTH_BYTES: Final = 4
"""Of the header's length, which stands before header and body where both are sealed together."""


class State(StrEnum):
    """What became of a message at the partner's."""

    RECEIVED = "received"
    """Decided on there, and kept."""

    REFUSED = "refused"
    """Decided on there, or not what may be taken; nothing of it was kept."""

    WAITING = "waiting"
    """Somebody there must say whose it is; it lies there as it came."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands.

    Args:
        origin: of the log.
        index: on it.
        leaf: leaf hash, in hexadecimal digits.
    """

    origin: str
    index: int
    leaf: Sha256

    @classmethod
    def of(cls, recorded: Recorded) -> Place:
        """Of an entry on its log."""
        return cls(recorded.payload.log, recorded.index, Sha256(recorded.leaf.hex()))

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"origin": self.origin, "index": self.index, "leaf": self.leaf}


@dataclass(frozen=True, slots=True)
class Header:
    """The header of an envelope.

    Args:
        transfer: what the message says of itself.
        receipt: of the entry that the sender's log has of it.
    """

    transfer: Transfer
    receipt: Receipt

    def to_bytes(self) -> bytes:
        """Write it."""
        return canonical_bytes(
            {"format": HEADER_FORMAT, "transfer": self.transfer.to_json(), "receipt": self.receipt.to_json()}
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to a message.

    Args:
        transfer: which.
        state: what became of it. Of a refusal nothing more is told: why, is the person's own.
        receipt: of the entry that the receiver's log has of it; None while it waits, and where it could not be read.
    """

    transfer: TransferId
    state: State
    receipt: Receipt | None = None

    def to_bytes(self) -> bytes:
        """Write it."""
        receipt = None if self.receipt is None else self.receipt.to_json()
        return canonical_bytes(
            {"format": ANSWER_FORMAT, "transfer": self.transfer, "state": str(self.state), "receipt": receipt}
        )


def parcel(header: Header, body: bytes) -> bytes:
    """Header and body, sealed together: what goes to whom about whom is for nobody on the way, and in no table."""
    written = header.to_bytes()
    return len(written).to_bytes(LENGTH_BYTES, "big") + written + body


def read_parcel(data: bytes, where: str) -> tuple[Header, bytes]:
    """Take header and body apart; the header is read, and nothing of it is verified yet.

    Raises:
        TransferError: it is none.
        FormatError: the header's receipt is none.
    """
    end = LENGTH_BYTES + int.from_bytes(data[:LENGTH_BYTES], "big")
    if len(data) < end:
        raise TransferError("is cut off", where=where, mend="send it anew.")
    return read_header(data[LENGTH_BYTES:end], where), data[end:]


def read_header(data: bytes, where: str) -> Header:
    """Read the header of an envelope; nothing of it is verified yet.

    Raises:
        TransferError: it is none.
        FormatError: its receipt is none.
    """
    top = _opened(data, where, HEADER_FORMAT)
    transfer = transfer_of(top.value("transfer"), where)
    receipt = read_receipt(canonical_bytes(top.value("receipt")), where=f"{where}, receipt")
    top.done()
    return Header(transfer, receipt)


def read_answer(data: bytes, where: str) -> Answer:
    """Read an answer; nothing of it is verified yet.

    Raises:
        TransferError: it is none.
        FormatError: its receipt is none.
    """
    top = _opened(data, where, ANSWER_FORMAT)
    transfer, state = TransferId(short(top, "transfer")), top.choice("state", State)
    value = top.value("receipt")
    top.done()
    if value is None:
        return Answer(transfer, state)
    return Answer(transfer, state, read_receipt(canonical_bytes(value), where=f"{where}, receipt"))


def _opened(data: bytes, where: str, name: str) -> Members:
    top = Members(read_json(data, where=where, error=TransferError), where, TransferError)
    if (found := top.text("format")) != name:
        raise top.refuse(f"is of format {found[:40]!r}", f"send it as {name}.")
    return top


# --- what stands on the logs -----------------------------------------------------------------------------------------

KIND: Final = EntryKind.RELEASE
"""Entries of the exchange: the institution's own, in a thread of the pseudonym; no person's name is in them."""


def release_of(transfer: Transfer) -> dict[str, Json]:
    """What the sender's log has of a message, before it is sealed."""
    return {"transfer": transfer.id, "to": transfer.to, "header": transfer.digest}


def receipt_of(transfer: Transfer, state: State, sent: Place) -> dict[str, Json]:
    """What the receiver's log has of it: it names the sender's entry."""
    return {"transfer": transfer.id, "from": transfer.sender, "state": str(state), "theirs": sent.to_json()}


def verify_header(header: Header, policy: Policy) -> Place:
    """Hold a header to the sender's log.

    Args:
        header: as it was read.
        policy: by which receipts of that log are believed: the sender's card has it.

    Returns:
        Where the sender's entry stands.

    Raises:
        VerificationError: the log does not vouch for exactly this message.
        AutonomeError: the log is not to be believed.
    """
    recorded = _one(header.receipt, policy)
    if recorded.payload.subject != header.transfer.subject:
        raise VerificationError("the receipt is of another person's transfer")
    if dict(recorded.payload.body) != release_of(header.transfer):
        raise VerificationError("the receipt is of another transfer")
    return Place.of(recorded)


def verify_answer(answer: Answer, transfer: Transfer, sent: Place, policy: Policy) -> Place:
    """Hold an answer to the receiver's log.

    Args:
        answer: as it was read; with a receipt.
        transfer: that was sent.
        sent: where our entry of it stands.
        policy: by which receipts of the receiver's log are believed.

    Returns:
        Where the receiver's entry stands.

    Raises:
        VerificationError: the log does not vouch for exactly this answer.
        AutonomeError: the log is not to be believed.
    """
    if answer.receipt is None:
        raise VerificationError("the answer has no receipt")
    recorded = _one(answer.receipt, policy)
    if dict(recorded.payload.body) != receipt_of(transfer, answer.state, sent):
        raise VerificationError("the receipt is of another answer")
    return Place.of(recorded)


def _one(receipt: Receipt, policy: Policy) -> Recorded:
    entries = verify_entries(receipt, policy).entries
    if len(entries) != 1 or entries[0].payload.kind is not KIND:
        raise VerificationError("the receipt is none of a transfer")
    return entries[0]


def place_of(value: Json) -> Place | None:
    """Where an entry stands, as another entry names it; None where it names none."""
    match value:
        case Mapping() if set(value) == {"origin", "index", "leaf"}:
            origin, index, leaf = value["origin"], value["index"], value["leaf"]
            if isinstance(origin, str) and isinstance(index, int) and isinstance(leaf, str):
                return Place(origin, index, Sha256(leaf))
    return None
