"""Transfers: what one institution passes on to another, as it is told and as it is carried.

The *header* says who passes what kind of data about whom to whom, for what, and on which decision. Its digest stands
on the sender's log before anything is sealed, so that it cannot be told otherwise afterwards. The *body* carries the
data: items as the sender stores them, each a text of its own, the acts of consent on which the transfer rests, and
what the receiver may know the person by. The person is named by a pseudonym of these two institutions alone.

Format: ``docs/formats/transfer.md``. Strict and under limits: what is not exactly so is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from autonome.consent import Action, Members
from autonome.kernel import Instant, Json, Sha256, canonical_bytes, digest, read_json
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.law import NOTHING_STATED, Circumstances, stating
from autonome.law.errors import LawError
from autonome.sharing.errors import TransferError
from autonome.sharing.names import InstitutionId, TransferId

FORMAT: Final = "autonome-transfer/1"
BODY_FORMAT: Final = "autonome-transfer-body/1"

LIFE_SECONDS: Final = 7 * 24 * 3600
"""How long a transfer is tried that could not be delivered, in seconds (our own judgement: a week of no partner)."""

MOST_ITEMS: Final = 10_000
"""Items, and genomes, of one transfer."""

MOST_WORDS: Final = 64
"""Categories, obligations or numbers of one transfer: no more than a request may name."""

LONGEST_NAME: Final = 300
"""Characters of a name of an item, a person, a number: FHIR's ids have 64, type and institution stand before them."""

LARGEST_BODY: Final = MAX_JSON_BYTES
"""Bytes of a body: what is read as one JSON text anywhere."""

PSEUDONYM_PREFIX: Final = "x-"
PSEUDONYM_DIGITS: Final = 32
"""Hexadecimal digits of a pseudonym: 128 bits, so that none is met twice, and no matter of a log is called so."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a transfer says of itself.

    Args:
        id: drawn at random.
        sender: who passes on.
        to: for whom it is.
        subject: the person's pseudonym between these two.
        purpose: code of HL7's PurposeOfUse.
        action: ``disclose``; or ``withdraw`` of a notice: consents were taken back on which earlier transfers rest.
        items: leaves of the data tree that the sender's decision gives.
        obligations: that go along.
        created: when.
        expires: first instant at which it is not taken any more.
        decision: leaf hash of the sender's decision, which the sender can show.
        in_reply_to: the transfer that this one answers, such as an order that results return to.
        stated: what the sender states of this case beside the codes, such as that the person cannot consent now.
    """

    id: TransferId
    sender: InstitutionId
    to: InstitutionId
    subject: str
    purpose: str
    action: Action
    items: tuple[str, ...]
    obligations: tuple[str, ...]
    created: Instant
    expires: Instant
    decision: Sha256
    in_reply_to: TransferId | None = None
    stated: Circumstances = NOTHING_STATED

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "format": FORMAT,
            "id": self.id,
            "from": self.sender,
            "to": self.to,
            "subject": self.subject,
            "purpose": self.purpose,
            "action": str(self.action),
            "items": list(self.items),
            "obligations": list(self.obligations),
            "created": str(self.created),
            "expires": str(self.expires),
            "decision": self.decision,
            "in_reply_to": self.in_reply_to,
            "stated": self.stated.to_json(),
        }

    @property
    def digest(self) -> Sha256:
        """What stands of it on the sender's log."""
        return digest(self.to_json())


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a health record, as the sender stores it.

    Args:
        name: its own within the sender's record, such as ``Observation/7``.
        version: number of the version, from 0 on.
        body: an entry of a FHIR Bundle, in JSON.
    """

    name: str
    version: int
    body: str

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"name": self.name, "version": self.version, "body": self.body}


@dataclass(frozen=True, slots=True)
class Identity:
    """What the receiver may know the person by.

    Args:
        name: of the person, where the transfer gives it; else "".
        numbers: each with whose it is: ``mrn:12345``.
    """

    name: str = ""
    numbers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"name": self.name, "numbers": list(self.numbers)}


@dataclass(frozen=True, slots=True)
class Body:
    """What a transfer carries.

    Args:
        transfer: whose body it is.
        identity: of the person.
        consents: a consent file of the person under the pseudonym: the acts and what is attested on which it rests.
        items: of the health record; exactly those that the decision gives.
        genomes: slices of genomes as VCF texts, of the kinds that the decision gives.
    """

    transfer: TransferId
    identity: Identity
    consents: str
    items: tuple[Item, ...]
    genomes: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Write it.

        Raises:
            TransferError: it is too large.
        """
        data = canonical_bytes(
            {
                "format": BODY_FORMAT,
                "transfer": self.transfer,
                "identity": self.identity.to_json(),
                "consents": self.consents,
                "items": [each.to_json() for each in self.items],
                "genomes": list(self.genomes),
            }
        )
        if len(data) > LARGEST_BODY:
            raise TransferError(f"has more than {LARGEST_BODY} bytes", mend="share fewer kinds of data at once.")
        return data


def transfer_of(value: Json, where: str) -> Transfer:
    """Read what a transfer says of itself.

    Args:
        value: as JSON.
        where: what messages call it.

    Raises:
        TransferError: it is none, or says what cannot be.
    """
    top = Members(value, where, TransferError)
    if (name := top.text("format")) != FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"send it as {FORMAT}.")
    found = Transfer(
        id=_id(top, top.text("id")),
        sender=InstitutionId(short(top, "from")),
        to=InstitutionId(short(top, "to")),
        subject=_pseudonym(top, short(top, "subject")),
        purpose=short(top, "purpose"),
        action=top.choice("action", Action),
        items=words(top, "items", required=False),
        obligations=words(top, "obligations", required=False),
        created=top.instant("created"),
        expires=top.instant("expires"),
        decision=_sha256(top, short(top, "decision")),
        in_reply_to=_answered(top),
        stated=_stated(top),
    )
    top.done()
    if not found.created < found.expires <= Instant(found.created.seconds + LIFE_SECONDS):
        raise top.refuse("does not end within a week of its beginning", "send it anew.")
    if found.action not in {Action.DISCLOSE, Action.WITHDRAW} or (found.action is Action.DISCLOSE) != bool(found.items):
        raise top.refuse("passes on no data, and is no notice either", "name the kinds of data.")
    return found


def read_body(data: bytes, where: str) -> Body:
    """Read what a transfer carries.

    Args:
        data: as it was sealed.
        where: what messages call it.

    Raises:
        TransferError: it is no body.
    """
    top = Members(read_json(data, where=where, error=TransferError), where, TransferError)
    if (name := top.text("format")) != BODY_FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"send it as {BODY_FORMAT}.")
    identity = top.object("identity")
    found = Body(
        transfer=_id(top, top.text("transfer")),
        identity=Identity(short(identity, "name", empty=True), words(identity, "numbers", required=False)),
        consents=whole(top, "consents"),
        items=_few(top, "items", map(_item, top.objects("items", required=False))),
        genomes=_few(top, "genomes", iter(top.texts("genomes", required=False))),
    )
    identity.done()
    top.done()
    if len({each.name for each in found.items}) != len(found.items):
        raise top.refuse("holds two items of one name", "send each once.")
    return found


def _item(members: Members) -> Item:
    found = Item(short(members, "name"), members.number("version"), whole(members, "body"))
    members.done()
    return found


def _answered(top: Members) -> TransferId | None:
    value = top.value("in_reply_to")
    return None if value is None else _id(top, value)


def _stated(top: Members) -> Circumstances:
    value = top.value("stated")
    if not isinstance(value, Mapping) or not all(isinstance(each, int) for each in value.values()):
        raise top.refuse("what is stated beside the codes is no list of facts", "write each as yes, no or a number.")
    try:
        return stating({name: each for name, each in value.items() if isinstance(each, int)})
    except LawError as error:
        raise top.refuse(error.message, "state what the law asks about.") from None


def _pseudonym(top: Members, value: str) -> str:
    digits = value.removeprefix(PSEUDONYM_PREFIX)
    if digits == value or len(digits) != PSEUDONYM_DIGITS or not set(digits) <= set("0123456789abcdef"):
        raise top.refuse("the person is not named by a pseudonym", f"write {PSEUDONYM_PREFIX} and 32 digits.")
    return value


def _id(top: Members, value: Json) -> TransferId:
    if not isinstance(value, str) or len(value) != 32 or not set(value) <= set("0123456789abcdef"):  # noqa: PLR2004 - 128 bits
        raise top.refuse("the id of a transfer is not 32 hexadecimal digits", "draw it at random.")
    return TransferId(value)


def _sha256(top: Members, value: str) -> Sha256:
    if len(value) != 64 or not set(value) <= set("0123456789abcdef"):  # noqa: PLR2004 - 256 bits
        raise top.refuse("a hash is not 64 hexadecimal digits", "write the leaf hash.")
    return Sha256(value)


def _few(top: Members, key: str, found: Iterable[T]) -> tuple[T, ...]:
    taken = tuple(found)
    if len(taken) > MOST_ITEMS:
        raise top.refuse(f"has more than {MOST_ITEMS} {key}", "send fewer at once.")
    return taken


# --- members, under limits -------------------------------------------------------------------------------------------


def short(members: Members, key: str, *, empty: bool = False) -> str:
    """Take a name: printable, and of a length that a name has."""
    text = members.text(key, "" if empty else None)
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise members.refuse(f"the member {key!r} is no name", f"write at most {LONGEST_NAME} printable characters.")
    return text


def words(members: Members, key: str, *, required: bool = True) -> tuple[str, ...]:
    """Take a list of names, each once."""
    found = members.texts(key, required=required)
    plain: Callable[[str], bool] = lambda text: len(text) <= LONGEST_NAME and text.isprintable()  # noqa: E731 - a rule
    if len(found) > MOST_WORDS or len(set(found)) != len(found) or not all(map(plain, found)):
        raise members.refuse(f"the member {key!r} is no short list of names", f"write at most {MOST_WORDS}, each once.")
    return found


def whole(members: Members, key: str) -> str:
    """Take a text of any length that the whole may have."""
    value = members.value(key)
    if not isinstance(value, str) or not value:
        raise members.refuse(f"the member {key!r} is no text", "write it as a string.")
    return value
