"""What a passport shows for a request: verified visas become documents, by what an institution trusts.

Pure. An institution lists issuers, the sources that each may speak for, and which visa stands for which document. A
visa counts when it is in time, speaks of whoever asks, and its conditions are met by other visas that count; the
document ends with the first of all visas that it took. What does not count is set aside with the reason, and opens
nothing.

Specification: see `visas`. Not here: signatures (`adapters.visa_tokens`), and what a document is good for (`decide`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from autonome.access.errors import VisaError
from autonome.access.requests import Document
from autonome.access.visas import LAST_SECOND, LINKED_IDENTITIES, Identity, Visa, linked_identities
from autonome.consent import Members
from autonome.kernel import ActorId, Instant, Json, read_json

FORMAT: Final = "autonome-issuers/1"
"""Names the format and its version."""

CLOCK_SECONDS: Final = 60
"""How far an issuer's clock may run ahead of ours; our own judgement."""

_DAY: Final = 86_400
_FOR_EVER: Final = Instant(LAST_SECOND)
_NEVER: Final = Instant(0)
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
"""Members of a JSON Web Key that only its owner may have (RFC 7518, 6.2.2, 6.3.2 and 6.4.1)."""


@dataclass(frozen=True, slots=True)
class TrustedIssuer:
    """Somebody whose signature is trusted.

    Args:
        issuer: as tokens name it.
        sources: organisations that it may speak for.
        keys: public JSON Web Keys, by ``kid``.
        links: whether it may say that identities, also of other issuers, are one person's.
    """

    issuer: str
    sources: frozenset[str]
    keys: Mapping[str, Mapping[str, Json]]
    links: bool = False


@dataclass(frozen=True, slots=True)
class Stands:
    """Which visa stands for which document.

    Args:
        kind: of the document.
        type: of the visa.
        value: that it must claim, letter by letter.
        sources: that must say so; empty for each that its issuer may speak for.
        by: authority that must say so; empty for any.
        max_age: seconds from when it was asserted; None for no limit.
    """

    kind: str
    type: str
    value: str
    sources: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()
    max_age: int | None = None

    def takes(self, visa: Visa) -> bool:
        """Whether a visa that counts stands for the document."""
        return (
            (visa.type, visa.value) == (self.type, self.value)
            and (not self.sources or visa.source in self.sources)
            and (not self.by or visa.by in self.by)
        )


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom an institution trusts about what.

    Args:
        issuers: by name.
        documents: which visa stands for which.
        audience: names by which passports may be meant for it.
    """

    issuers: Mapping[str, TrustedIssuer]
    documents: tuple[Stands, ...]
    audience: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A visa that does not count.

    Args:
        visa: digest of its token.
        why: in words.
    """

    visa: str
    why: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a passport shows.

    Args:
        documents: each with its end.
        set_aside: visas that do not count.
    """

    documents: tuple[Document, ...]
    set_aside: tuple[SetAside, ...]


def evidence_of(visas: Sequence[Visa], trust: Trust, actor: ActorId, at: Instant, *, lasting: int = 0) -> Evidence:
    """Say which documents a passport shows for a request.

    Args:
        visas: whose tokens were verified.
        trust: whom the institution trusts about what.
        actor: who asks: ``sub,iss`` of one of the visas' identities, each part URI-encoded.
        at: the time asked about.
        lasting: seconds for which access is asked; a visa must outlast them.
    """
    # 1. Each by itself: its issuer may speak for its source, and it is in time (Visa Expiry, option A).
    why = {visa.id: _wrong(visa, trust, at, lasting) for visa in visas}
    sound = [visa for visa in visas if not why[visa.id]]
    # 2. All of one end user, as visas that link identities say (General Requirements, 8.4).
    linked = _linked(actor, [visa for visa in sound if trust.issuers[visa.issuer].links])
    why |= {visa.id: "speaks of somebody else than who asks" for visa in sound if visa.identity not in linked}
    own = {visa: min(visa.ends, linked[visa.identity]) for visa in sound if visa.identity in linked}
    # 3. Conditions, by other visas that count ("conditions").
    ends = {visa: _end(visa, own) for visa in own}
    why |= {visa.id: "sets a condition that no other visa meets" for visa, end in ends.items() if end is None}
    # 4. The document ends with the first of all visas that it took ("Expiry when using multiple Visas").
    documents = tuple(_documents(ends, trust.documents, at, lasting))
    return Evidence(documents, tuple(SetAside(visa, reason) for visa, reason in why.items() if reason))


def _wrong(visa: Visa, trust: Trust, at: Instant, lasting: int) -> str:
    trusted = trust.issuers.get(visa.issuer)
    if trusted is None:
        return "is signed by nobody who is trusted"
    if visa.source not in trusted.sources:
        return "names a source that its issuer is not trusted to speak for"
    if max(visa.issued.seconds, visa.asserted.seconds) > at.seconds + CLOCK_SECONDS:
        return "comes from the future"
    return "" if at.seconds + lasting < visa.ends.seconds else "is over, or would be before the access ends"


def _linked(actor: ActorId, visas: Iterable[Visa]) -> Mapping[Identity, Instant]:
    """Identities of whoever asks, each with the end of the visas that link it: the chain that lasts longest."""
    try:
        asking = linked_identities(str(actor))
    except VisaError:  # whoever asks is named otherwise than visas name people
        return {}
    ends = {asking[0]: _FOR_EVER} if len(asking) == 1 else {}
    linking = [visa for visa in visas if visa.type == LINKED_IDENTITIES and visa.conditions is None]
    for _ in linking:  # after each round one more link of every chain is known
        for visa in linking:
            identities = {visa.identity, *linked_identities(visa.value)}
            end = min(visa.ends, max((ends[each] for each in identities if each in ends), default=_NEVER))
            ends |= {each: max(end, ends.get(each, _NEVER)) for each in identities if end > _NEVER}
    return ends


def _end(visa: Visa, own: Mapping[Visa, Instant]) -> Instant | None:
    """When a visa ends with those that its conditions take; None where no alternative is met."""
    if not visa.conditions:
        return own[visa]
    lasting = []
    for alternative in visa.conditions:
        best = [max((own[other] for other in own if clause.matches(other)), default=None) for clause in alternative]
        met = [end for end in best if end is not None]
        if len(met) == len(alternative):
            lasting.append(min(own[visa], *met))
    return max(lasting, default=None)


def _documents(
    ends: Mapping[Visa, Instant | None], documents: Iterable[Stands], at: Instant, lasting: int
) -> Iterable[Document]:
    for stands in documents:
        for visa, end in ends.items():
            if end is None or not stands.takes(visa):
                continue
            until = end if stands.max_age is None else min(end, Instant(visa.asserted.seconds + stands.max_age))
            if at.seconds + lasting < until.seconds:
                yield Document(stands.kind, f"visa:{visa.id}", until)


def read_trust(data: bytes, *, where: str = "issuers") -> Trust:
    """Read the file of trusted issuers.

    Args:
        data: its bytes.
        where: its name, for messages.

    Raises:
        VisaError: with what is wrong, where, and the mend.
    """
    top = Members(read_json(data, where=where, error=VisaError), where, VisaError)
    if (name := top.text("format")) != FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"write it as {FORMAT}.")
    issuers = [_issuer(members) for members in top.objects("issuers")]
    documents = tuple(_stands(members) for members in top.objects("documents"))
    audience = frozenset(top.texts("audience", required=False))
    top.done()
    if not issuers or len({each.issuer for each in issuers}) != len(issuers):
        raise top.refuse("names no issuer, or one of them twice", "name each issuer once.")
    return Trust({each.issuer: each for each in issuers}, documents, audience)


def _issuer(members: Members) -> TrustedIssuer:
    issuer = TrustedIssuer(
        members.text("issuer"),
        frozenset(members.texts("sources")),
        _keys(members),
        links=members.flag("links", default=False),
    )
    members.done()
    return issuer


def _keys(members: Members) -> Mapping[str, Mapping[str, Json]]:
    value = members.value("keys")
    if not isinstance(value, list) or not value or not all(isinstance(key, Mapping) for key in value):
        raise members.refuse("the member 'keys' is no list of keys", "give the issuer's public JSON Web Keys.")
    keys: dict[str, Mapping[str, Json]] = {}
    for key in value:
        kid = key.get("kid") if isinstance(key, Mapping) else None
        if not isinstance(kid, str) or not kid or kid in keys:
            raise members.refuse("a key has no name of its own ('kid')", "give each key its own.")
        if key.keys() & _PRIVATE:
            raise members.refuse(
                f"the key {kid[:60]!r} holds a secret", "give public keys alone, and replace this one."
            )
        keys[kid] = key
    return keys


def _stands(members: Members) -> Stands:
    days = members.number("max_age_days") if members.has("max_age_days") else None
    stands = Stands(
        kind=members.text("kind"),
        type=members.text("type"),
        value=members.text("value"),
        sources=frozenset(members.texts("sources", required=False)),
        by=frozenset(members.texts("by", required=False)),
        max_age=None if days is None else days * _DAY,
    )
    members.done()
    return stands
