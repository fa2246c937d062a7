"""The receipt of a transfer, with both sides: written for who shared, and verified offline against both policies.

It says: this institution decided that the partner may have these data, said so on its log before it sent them, and sent
them; and the partner's log has it that they came. Each of the two names the other's entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from autonome.kernel import Json, Sha256, canonical_bytes, read_json
from autonome.ledger import (
    GET_A_POLICY,
    EntryKind,
    FormatError,
    Log,
    Receipt,
    Recorded,
    UntrustedError,
    VerificationError,
    parse_policy,
    read_receipt,
    verify_entries,
)
from autonome.sharing import TransferId
from autonome.sharing.messages import KIND, Answer, Place, State, place_of
from autonome.workflows.kinds_of_receipts import TRANSFER_FORMAT
from autonome.workflows.record_use import receipt_for
from autonome.workflows.share_record import Shared
from autonome.workflows.verify_receipt import Evidence, naming

ENDS: Final = ("refused", "cancelled")
"""Members of a last entry that names no entry of the partner's: it could not read it, or did not get it."""


@dataclass(frozen=True, slots=True)
class VerifiedTransfer:
    """What may be relied upon.

    Args:
        transfer: which.
        sender: origin of the log of who shared.
        items: kinds of data.
        to: the partner.
        state: what became of it by the partner's log; where that has no entry of it, by the sender's, or ``under way``.
        ours: places on the sender's log: decision, release, disclosure, and the end where there is one.
        theirs: place on the partner's log; None where it is not shown.
        receiver: origin of the partner's log, or "".
    """

    transfer: TransferId
    sender: str
    items: tuple[str, ...]
    to: str
    state: str
    ours: tuple[int, ...]
    theirs: int | None
    receiver: str

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "verified": True,
            "kind": "transfer",
            "transfer": self.transfer,
            "log": self.sender,
            "entries": list(self.ours),
            "items": list(self.items),
            "to": self.to,
            "state": self.state,
            "their_log": self.receiver,
            "their_entry": self.theirs,
        }


def receipt_of_shared(shared: Shared, ended: Recorded | None, answer: Answer | None, *, log: Log) -> dict[str, Json]:
    """Write the receipt of a transfer.

    Args:
        shared: what was put on its way.
        ended: the entry of its end, where it has ended.
        answer: of the partner, where there is one.
        log: of this institution.
    """
    entries = [shared.permit.recorded, shared.release, shared.disclosure, *([] if ended is None else [ended])]
    theirs = None if answer is None or answer.receipt is None else answer.receipt.to_json()
    return {"format": TRANSFER_FORMAT, "ours": receipt_for(entries, log=log).to_json(), "theirs": theirs}


def verify_shared(receipt: Evidence, *, policy: Evidence | None, partner_policy: Evidence | None) -> VerifiedTransfer:
    """Verify the receipt of a transfer.

    Args:
        receipt: the file.
        policy: by which the log of who shared is believed.
        partner_policy: by which the partner's is; asked for where the receipt shows the partner's entry.

    Raises:
        FormatError: it is no such receipt.
        UntrustedError: a policy is missing, or does not vouch for its log.
        VerificationError: something does not hold.
    """
    ours, theirs = _parts(receipt)
    if policy is None or (theirs is not None and partner_policy is None):
        beside = "it shows the partner's entry too: give that log's policy with --partner-policy."
        mend = GET_A_POLICY if policy is None else beside
        raise UntrustedError("a receipt cannot vouch for itself", where=receipt.where, mend=mend)
    with naming(receipt.where):
        entries = verify_entries(ours, parse_policy(policy.data, where=policy.where)).entries
        decision, release, disclosure, ended = _ours(entries)
        told = disclosure.payload.body
        transfer = TransferId(str(told["transfer"]))
        there = _theirs(theirs, partner_policy, transfer, Place.of(release))
        state = _end(ended, transfer) if there is None else str(there.payload.body["state"])
        if there is not None:
            _expect_named(ended, there, State(state))
    items = told.get("shared")
    return VerifiedTransfer(
        transfer=transfer,
        sender=decision.payload.log,
        items=tuple(map(str, items)) if isinstance(items, list) else (),
        to=str(told.get("to")),
        state=state,
        ours=tuple(entry.index for entry in entries),
        theirs=None if there is None else there.index,
        receiver="" if there is None else there.payload.log,
    )


def _parts(receipt: Evidence) -> tuple[Receipt, Receipt | None]:
    match read_json(receipt.data, where=receipt.where, error=FormatError):
        case {"format": str(), "ours": ours, "theirs": theirs, **rest} if not rest:
            first = read_receipt(canonical_bytes(ours), where=receipt.where)
            second = None if theirs is None else read_receipt(canonical_bytes(theirs), where=receipt.where)
            return first, second
    raise FormatError("does not have exactly the members format, ours and theirs", where=receipt.where)


def _ours(entries: tuple[Recorded, ...]) -> tuple[Recorded, Recorded, Recorded, Recorded | None]:
    """Decision, release, disclosure and end, which belong together."""
    kinds = [entry.payload.kind for entry in entries]
    asked = [EntryKind.DECISION, KIND, EntryKind.DISCLOSURE]
    if kinds not in (asked, [*asked, EntryKind.DISCLOSURE]):
        raise VerificationError("the receipt does not hold a decision, a release, a disclosure and at most its end")
    decision, release, disclosure = entries[:3]
    told = disclosure.payload.body
    if told.get("decision") != decision.leaf.hex() or told.get("transfer") != release.payload.body.get("transfer"):
        raise VerificationError("the disclosure was not made under the decision of this receipt")
    return decision, release, disclosure, entries[3] if len(entries) > len(asked) else None


def _theirs(receipt: Receipt | None, policy: Evidence | None, transfer: TransferId, release: Place) -> Recorded | None:
    if receipt is None or policy is None:
        return None
    (entry, *more) = verify_entries(receipt, parse_policy(policy.data, where=policy.where)).entries
    body = entry.payload.body
    if more or entry.payload.kind is not KIND or body.get("transfer") != transfer:
        raise VerificationError("the partner's receipt is of another transfer")
    if place_of(body.get("theirs")) != release or body.get("state") not in set(State):
        raise VerificationError("the partner's entry names another entry than ours")
    return entry


def _end(ended: Recorded | None, transfer: TransferId) -> str:
    """What became of it, where no entry of the partner's is shown: our last entry then names none."""
    if ended is None:
        return "under way"
    body = ended.payload.body
    found = next((word for word in ENDS if body.get(word) == transfer), None)
    if found is None or "theirs" in body:
        raise VerificationError(
            "our last entry names one of the partner's that is not shown, or is of another transfer"
        )
    return found


def _expect_named(ended: Recorded | None, there: Recorded, state: State) -> None:
    """Our last entry names theirs."""
    named = {} if ended is None else ended.payload.body
    word = "delivered" if state is State.RECEIVED else "refused"
    place = place_of(named.get("theirs"))
    if word not in named or place is None or (place.index, place.leaf) != (there.index, Sha256(there.leaf.hex())):
        raise VerificationError("our last entry does not name the partner's")
