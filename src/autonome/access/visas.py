"""GA4GH visas: what a verified token claims about a researcher, and the conditions that it sets.

By the GA4GH Passport specification, version 1.3 (github.com/ga4gh/data-security, AAI/ga4gh_passport_v1.md, commit
46705db5db03dcba7290004209a3666511de3b22), strictly: what is malformed is refused, and a condition that is not
understood is not met. URLs are opaque names: compared letter by letter, never fetched.

Not here: signatures and times of tokens (`adapters.visa_tokens`), and whom to trust about what (`passports`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from autonome.access.errors import VisaError
from autonome.kernel import Instant, Json

MAX_URL: Final = 255
"""Longest URL, in characters (section "URL Claims", item 3)."""

MAX_VALUE: Final = 8192
"""Longest value, in characters: room for some hundred linked identities; our own judgement."""

MAX_PATTERN: Final = 1024
"""Longest pattern of a condition, in characters; our own judgement."""

MAX_CLAUSES: Final = 64
"""Most clauses of one visa's conditions; our own judgement."""

LAST_SECOND: Final = 253_402_300_800
"""First second of the year 10000, which no timestamp can be written of."""

ACCESS_TOKEN_SECONDS: Final = 3600
"""Longest life of a visa that is an access token and is not asked about again, from its issue (GA4GH AAI profile)."""

LINKED_IDENTITIES: Final = "LinkedIdentities"

_URL_VALUED: Final = frozenset({"AcceptedTermsAndPolicies", "ResearcherStatus", "ControlledAccessGrants"})
_BY_REQUIRED: Final = frozenset({"AcceptedTermsAndPolicies", "ControlledAccessGrants"})
_BY: Final = frozenset({"self", "peer", "system", "so", "dac"})
_CONDITIONAL_CLAIMS: Final = frozenset({"value", "source", "by"})
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/?#]+\S*")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")


class TokenForm(StrEnum):
    """The two forms of a visa."""

    DOCUMENT = "document-token"
    ACCESS = "access-token"


class Identity(NamedTuple):
    """Whom a visa is about.

    Args:
        subject: within the issuer's system.
        issuer: of the identity.
    """

    subject: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a condition: a single other visa must match all of it.

    Args:
        type: of that visa.
        claims: name of a claim → pattern, as it was written.
    """

    type: str
    claims: tuple[tuple[str, str], ...]

    def matches(self, visa: Visa) -> bool:
        """Whether a visa, valid and trusted, meets the clause; one with conditions of its own meets none."""
        if visa.conditions is not None or visa.type != self.type:
            return False
        return all(_claim_matches(pattern, visa.claim(name)) for name, pattern in self.claims)


@dataclass(frozen=True, slots=True)
class Visa:
    """A visa whose token was verified.

    Args:
        id: digest of the token.
        identity: whom it is about.
        issuer: who signed it.
        type: what kind of claim it makes.
        value: what it claims.
        source: organisation that says so.
        by: with what authority within that organisation; "" where it is not stated.
        asserted: when the source said so.
        issued: when the token was made.
        expires: first instant at which the token is over.
        form: of the token.
        conditions: alternatives, each of clauses that all must be met; None where there are none.
    """

    id: str
    identity: Identity
    issuer: str
    type: str
    value: str
    source: str
    by: str
    asserted: Instant
    issued: Instant
    expires: Instant
    form: TokenForm = TokenForm.DOCUMENT
    conditions: tuple[tuple[Clause, ...], ...] | None = None

    @property
    def ends(self) -> Instant:
        """First instant at which it is over; nobody asks the issuer again, so an access token lives for an hour."""
        if self.form is TokenForm.DOCUMENT:
            return self.expires
        return min(self.expires, Instant(self.issued.seconds + ACCESS_TOKEN_SECONDS))

    def claim(self, name: str) -> str | None:
        """The text of a claim that conditions can be about; None for others, and where it is not stated."""
        claims = {"value": self.value, "source": self.source, "by": self.by}
        return claims.get(name) or None


def read_visa(claims: Mapping[str, Json], *, digest: str, form: TokenForm) -> Visa:
    """Read the claims of a token that was verified.

    Args:
        claims: of the token, with ``iss``, ``sub``, ``iat`` and ``exp``.
        digest: of the token.
        form: of the token.

    Raises:
        VisaError: with what is wrong.
    """
    visa = claims.get("ga4gh_visa_v1")
    if not isinstance(visa, Mapping):
        raise VisaError("the token holds no visa", mend="ask its issuer for a GA4GH visa, version 1.")
    kind, by = _text(visa, "type", MAX_URL), _text(visa, "by", MAX_URL) if "by" in visa else ""
    value, source = _text(visa, "value", MAX_VALUE), _text(visa, "source", MAX_URL)
    if by and by not in _BY:
        raise VisaError(f"the visa is made by {by[:40]!r}, which the specification does not know", mend=_MEND)
    if not by and kind in _BY_REQUIRED:
        raise VisaError(f"a visa of the type {kind} must say by whom", mend=_MEND)
    for name, text in (("source", source), ("value", value if kind in _URL_VALUED else source)):
        if len(text) > MAX_URL or not _URL.fullmatch(text):
            raise VisaError(f"the visa's {name} is no URL of at most {MAX_URL} characters", mend=_MEND)
    if kind == LINKED_IDENTITIES:
        linked_identities(value)
    issuer = _text(claims, "iss", MAX_URL)
    return Visa(
        id=digest,
        identity=Identity(_text(claims, "sub", MAX_URL), issuer),
        issuer=issuer,
        type=kind,
        value=value,
        source=source,
        by=by,
        asserted=_instant(visa, "asserted"),
        issued=_instant(claims, "iat"),
        expires=_instant(claims, "exp"),
        form=form,
        conditions=_conditions(visa["conditions"]) if "conditions" in visa else None,
    )


def linked_identities(value: str) -> tuple[Identity, ...]:
    """Take the value of a `LINKED_IDENTITIES` visa apart.

    Args:
        value: ``sub,iss`` pairs, each part URI-encoded, with semicolons between.

    Raises:
        VisaError: it is no such list.
    """
    found = []
    for entry in value.split(";"):
        parts = [_decoded(part) for part in entry.split(",")]
        if len(parts) != len(Identity._fields) or not all(parts):
            raise VisaError("linked identities are not written as sub,iss with semicolons between", mend=_MEND)
        found.append(Identity(*parts))
    return tuple(found)


def pattern_matches(pattern: str, text: str) -> bool:
    """Whether a whole text fits a pattern: ``?`` is one character, ``*`` any number, everything else itself.

    All states are the bits of one integer, moved on once for each character: no pattern takes longer than another.
    """
    stays, accepts, anything, place = 0, dict.fromkeys(text, 0), 0, 0
    for character in pattern:
        if character == "*":
            stays |= 1 << place
            continue
        if character == "?":
            anything |= 1 << place
        elif character in accepts:
            accepts[character] |= 1 << place
        place += 1
    states = 1
    for character in text:
        states = (states & stays) | (states & (accepts[character] | anything)) << 1
    return bool(states >> place & 1)


_MEND: Final = "ask its issuer for a visa by the GA4GH Passport specification 1.3."


def _claim_matches(pattern: str, text: str | None) -> bool:
    """Whether a claim fits ``const:``, ``pattern:`` or ``split_pattern:``; by another prefix nothing fits."""
    prefix, colon, rest = pattern.partition(":")
    if text is None or not colon or len(rest) > MAX_PATTERN:
        return False
    if prefix == "const":
        return text == rest
    if prefix == "pattern":
        return pattern_matches(rest, text)
    return prefix == "split_pattern" and any(pattern_matches(rest, part) for part in text.split(";"))


def _conditions(value: Json) -> tuple[tuple[Clause, ...], ...]:
    found = tuple(tuple(_clause(each) for each in _listed(alternative)) for alternative in _listed(value))
    if not all(found):
        raise VisaError("the visa offers a condition without a clause", mend=_MEND)
    if sum(map(len, found)) > MAX_CLAUSES:
        raise VisaError(f"the visa sets more than {MAX_CLAUSES} conditions", mend=_MEND)
    return found


def _clause(value: Json) -> Clause:
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
        raise VisaError("a condition of the visa is no object of texts", mend=_MEND)
    claims = {name: str(text) for name, text in value.items() if name != "type"}
    if "type" not in value or not claims or not claims.keys() <= _CONDITIONAL_CLAIMS:
        raise VisaError("a condition of the visa names no type, no claim, or one that it must not be about", mend=_MEND)
    return Clause(str(value["type"]), tuple(sorted(claims.items())))


def _listed(value: Json) -> Sequence[Json]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise VisaError("the visa's conditions are no list of lists of clauses", mend=_MEND)
    return value


def _text(members: Mapping[str, Json], name: str, longest: int) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value or len(value) > longest:
        raise VisaError(f"the visa's {name!r} is no text of at most {longest} characters", mend=_MEND)
    return value


def _instant(members: Mapping[str, Json], name: str) -> Instant:
    value = members.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < LAST_SECOND:
        raise VisaError(f"the visa's {name!r} is no whole number of seconds before the year 10000", mend=_MEND)
    return Instant(value)


def _decoded(text: str) -> str:
    """Undo URI encoding; what is no UTF-8 then is nothing."""
    raw = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    try:
        return raw.encode("latin-1").decode()
    except UnicodeError:
        return ""
