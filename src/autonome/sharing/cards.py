"""Partner cards: what an institution says of itself to another one that will share with it.

A card is signed by the key that it names. That shows who made it, and not who they are: a steward compares its
fingerprint with the partner over the telephone. A card that follows another says which identity it follows, and is
signed by that one too; whoever trusts the first takes the second without a telephone. For some time both hold, so that
what is under way arrives.

Not here: where cards are kept (`adapters.exchange`), and what may be shared with whom.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from autonome.consent import JURISDICTIONS, RECIPIENTS, Members
from autonome.kernel import InputError, Instant, Json, Period, canonical_bytes, read_json
from autonome.ledger import Policy, VerificationError, encoding
from autonome.ledger.errors import FormatError
from autonome.ledger.notes import SIGNATURE_BYTES
from autonome.ledger.policies import parse_policy
from autonome.sharing.errors import CardError
from autonome.sharing.fingerprints import FINGERPRINT_BYTES, spoken
from autonome.sharing.names import InstitutionId
from autonome.sharing.public_keys import SUITE, Identity, SealingKey

FORMAT: Final = "autonome-card/1"

MAX_CARD_BYTES: Final = 64 * 1024
"""Largest card, in bytes: one has about 5 KB, and a policy may name many witnesses."""

MAX_NAME: Final = 120
"""Characters of a display name: one line."""

MAX_HOST: Final = 200
"""Characters of an institution's id, as of a node's name (`adapters.node.settings`)."""

_HOST: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})*")
_URL: Final = re.compile(r"https://(?:[a-z0-9.-]{1,200}|\[[0-9a-f:.]{2,45}\]):[1-9][0-9]{0,4}")
_SIGNED: Final = b"autonome-card/1 signature\n"
_NAMED: Final = b"autonome-card/1 fingerprint\n"


@dataclass(frozen=True, slots=True)
class About:
    """What a card says of an institution, beside its keys; the fields are those of `Card`."""

    id: InstitutionId
    name: str
    recipient: str
    jurisdiction: str
    url: str
    policy_text: str

    def card(self, identity: Identity, sealing: SealingKey, valid: Period, earlier: Earlier | None = None) -> Card:
        """The card that says it.

        Raises:
            CardError: something of it cannot stand on a card.
        """
        policy = parse_policy(self.policy_text.encode(), where="its policy")
        named = (self.id, self.name, self.recipient, self.jurisdiction, self.url)
        return Card(*named, identity, sealing, policy, self.policy_text, valid, earlier)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The identity that a card's own follows.

    Args:
        identity: that was in force before.
        until: when it ends: till then both hold.
    """

    identity: Identity
    until: Instant


@dataclass(frozen=True, slots=True)
class Card:
    """An institution, as its partners know it.

    Args:
        id: host name of its own.
        name: for people to read.
        recipient: class of recipients that it belongs to, such as ``clinic``.
        jurisdiction: whose law it works under.
        url: of its exchange: ``https://host:port``.
        identity: by which it is known.
        sealing: key to which is sealed what is for it.
        policy: by which receipts of its log are believed.
        policy_text: the same as it was written.
        valid: when it is in force; it ends.
        earlier: identity that this one follows, or None.
    """

    id: InstitutionId
    name: str
    recipient: str
    jurisdiction: str
    url: str
    identity: Identity
    sealing: SealingKey
    policy: Policy
    policy_text: str
    valid: Period
    earlier: Earlier | None = None

    def __post_init__(self) -> None:
        if not is_institution(self.id):
            raise CardError(f"{self.id[:60]!r} is no name of an institution")
        if not self.name or len(self.name) > MAX_NAME or not self.name.isprintable():
            raise CardError("the institution's name for people is empty, too long, or not one plain line")
        if not _URL.fullmatch(self.url):
            raise CardError("the URL is not written as https://host:port")
        if len(self.policy.logs) != 1 or not self.policy.logs[0].name.startswith(f"{self.id}/"):
            raise CardError("the policy names another log than the institution's own")
        if self.valid.end is None:
            raise CardError("the card has no end")
        theirs = self.identity.valid
        if self.valid.start < theirs.start or (theirs.end is not None and theirs.end < self.valid.end):
            raise CardError("the certificate is not in force as long as the card")

    @property
    def about(self) -> About:
        """What it says beside the keys."""
        return About(self.id, self.name, self.recipient, self.jurisdiction, self.url, self.policy_text)

    def holds(self, now: Instant) -> bool:
        """Whether it is in force."""
        return self.valid.contains(now)

    def identities(self, now: Instant) -> tuple[Identity, ...]:
        """By what the institution may be known at a time: none where the card is not in force."""
        if not self.holds(now):
            return ()
        earlier = self.earlier
        return (self.identity,) if earlier is None or earlier.until <= now else (self.identity, earlier.identity)

    @property
    def fingerprint(self) -> bytes:
        """What two people compare: it covers all that the card says."""
        return hashlib.sha256(_NAMED + canonical_bytes(self.body())).digest()[:FINGERPRINT_BYTES]

    @property
    def words(self) -> str:
        """The fingerprint as it is said over the telephone."""
        return spoken(self.fingerprint)

    @property
    def signed(self) -> bytes:
        """What its keys sign."""
        return _SIGNED + hashlib.sha256(canonical_bytes(self.body())).digest()

    def body(self) -> dict[str, Json]:
        """What stands in its file, without the signatures."""
        assert self.valid.end is not None  # noqa: S101 - as it was made
        body: dict[str, Json] = {
            "format": FORMAT,
            "institution": self.id,
            "name": self.name,
            "recipient": self.recipient,
            "jurisdiction": self.jurisdiction,
            "url": self.url,
            "signing": encoding.encode(self.identity.signing),
            "certificate": encoding.encode(self.identity.certificate),
            "sealing": {"suite": SUITE, "key": encoding.encode(self.sealing.raw)},
            "policy": self.policy_text,
            "valid": {"from": str(self.valid.start), "to": str(self.valid.end)},
        }
        if self.earlier is not None:
            body["earlier"] = {
                "signing": encoding.encode(self.earlier.identity.signing),
                "certificate": encoding.encode(self.earlier.identity.certificate),
                "until": str(self.earlier.until),
            }
        return body


@dataclass(frozen=True, slots=True)
class SignedCard:
    """A card with the signatures under it, which hold.

    Args:
        card: what it says.
        signature: by its own key.
        follows: by the key of the identity that it follows, where it names one.

    Raises:
        VerificationError: one of them does not hold.
    """

    card: Card
    signature: bytes
    follows: bytes | None = None

    def __post_init__(self) -> None:
        for identity, signature in self._pairs():
            try:
                Ed25519PublicKey.from_public_bytes(identity.signing).verify(signature, self.card.signed)
            except InvalidSignature:
                raise VerificationError("a signature of the card does not hold: it was changed") from None

    def continues(self, known: Card) -> bool:
        """Whether it follows a card that is trusted: the same institution, signed by its key, and not older."""
        earlier = self.card.earlier
        signers = {self.card.identity} | (set() if earlier is None else {earlier.identity})
        return self.card.id == known.id and known.identity in signers and known.valid.start <= self.card.valid.start

    def _pairs(self) -> Iterator[tuple[Identity, bytes]]:
        yield self.card.identity, self.signature
        if (self.card.earlier is None) != (self.follows is None):
            raise VerificationError("the card names an identity before it, and is not signed by it")
        if self.card.earlier is not None and self.follows is not None:
            yield self.card.earlier.identity, self.follows

    def write(self) -> bytes:
        """The file: canonical JSON and a line break."""
        signatures: dict[str, Json] = {"own": encoding.encode(self.signature)}
        if self.follows is not None:
            signatures["earlier"] = encoding.encode(self.follows)
        return canonical_bytes({**self.card.body(), "signatures": signatures}) + b"\n"

    @classmethod
    def read(cls, data: bytes, *, where: str) -> SignedCard:
        """Read a card's file; its signatures are checked, whose they are is not.

        Args:
            data: of the file.
            where: its name, for messages.

        Raises:
            CardError: it is none; says what is wrong.
            VerificationError: a signature does not hold.
        """
        if len(data) > MAX_CARD_BYTES:
            raise CardError(f"is larger than {MAX_CARD_BYTES} bytes", where=where, mend="ask the partner for its card.")
        try:
            return _signed(Members(read_json(data, where=where, error=CardError), where, CardError))
        except InputError as error:
            raise CardError(error.message, where=where, mend="ask the partner for its card.") from None


def is_institution(text: str) -> bool:
    """Whether a text is an institution's id in its one form: a host name in lower case."""
    return len(text) <= MAX_HOST and _HOST.fullmatch(text) is not None


def _signed(members: Members) -> SignedCard:
    if members.text("format") != FORMAT:
        raise CardError("is not a card of this format")
    signatures = members.object("signatures")
    own = _bytes(signatures, "own", SIGNATURE_BYTES)
    follows = _bytes(signatures, "earlier", SIGNATURE_BYTES) if signatures.has("earlier") else None
    signatures.done()
    card = _card(members)
    members.done()
    return SignedCard(card, own, follows)


def _card(members: Members) -> Card:
    about = About(
        InstitutionId(members.text("institution")),
        members.text("name"),
        RECIPIENTS.code(members.text("recipient")),
        JURISDICTIONS.code(members.text("jurisdiction")),
        members.text("url"),
        members.text("policy"),
    )
    valid = members.period("valid")
    if valid is None:
        raise CardError("says no time for which it is valid")
    earlier = _earlier(members.object("earlier")) if members.has("earlier") else None
    return about.card(_identity(members), _sealing(members.object("sealing")), valid, earlier)


def _identity(members: Members) -> Identity:
    return Identity(_bytes(members, "signing"), _bytes(members, "certificate"))


def _earlier(members: Members) -> Earlier:
    found = Earlier(_identity(members), members.instant("until"))
    members.done()
    return found


def _sealing(members: Members) -> SealingKey:
    suite = members.text("suite")
    if suite != SUITE:
        raise CardError(f"is for the suite {suite[:60]!r}, and this program seals by {SUITE}")
    key = SealingKey.of(_bytes(members, "key"))
    members.done()
    return key


def _bytes(members: Members, key: str, length: int | None = None) -> bytes:
    try:
        return encoding.decode(members.text(key), what=f"the member {key!r}", length=length)
    except FormatError as error:
        raise CardError(error.message) from None
