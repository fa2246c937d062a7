"""What a Consent says around its provisions: whose, when, by whom, under which policy, and of what kind.

Each part either says what the acts need, limits nothing, or puts the permissions under review.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from enum import Enum
from typing import Final

from autonome.consent import ConsentError
from autonome.fhir.consent.codes import (
    ACT_CODE,
    CONSENT_SCOPE,
    NAMED_ALONE,
    OPT_IN,
    OPT_OUT,
    SAID_BY_CATEGORY,
    TERM_CODES,
    WRITTEN_CATEGORIES,
)
from autonome.fhir.consent.conditions import codings_of
from autonome.fhir.consent.notes import REVIEW, UNUSED, Notes
from autonome.fhir.consent.periods import read_moment
from autonome.fhir.consent.pieces import decoded, verbatim
from autonome.fhir.elements import Element
from autonome.kernel import Instant

_NEWER = {
    "subject": "R5", "decision": "R5", "controller": "R5", "grantor": "R5", "grantee": "R5", "manager": "R5",
    "regulatoryBasis": "R5", "policyBasis": "R5", "policyText": "R5",
    "except": "STU3", "consentingParty": "STU3", "actor": "STU3", "securityLabel": "STU3",
}  # fmt: skip
"""Elements that a Consent of R4 cannot have, and the release of FHIR that has them."""

_READ: Final = frozenset(
    {
        "resourceType", "id", "meta", "language", "text", "status", "scope", "category", "patient", "dateTime",
        "performer", "organization", "sourceAttachment", "policyRule", "provision", "verification",
    }
)  # fmt: skip
_UNUSED: Final = frozenset({"contained", "extension", "identifier", "sourceReference"})
"""Elements that limit nothing: listed, and no decision rests on them."""

ABOUT_DATA: Final = frozenset({"patient-privacy", "research"})
NOT_ABOUT_DATA: Final = frozenset({"treatment", "adr"})

OPTED_IN = "opt-in to a policy that is not in the resource: what no provision names waits for a person to judge"
OPTED_OUT = "opt-out: what no provision permits is refused as a whole, or, beside a permission, not permitted"
NO_POLICY = "names no policy, which R4 asks for: what the provisions do not name is not permitted"
BY_NOBODY = "does not say by whom: what it permits counts for nothing, what it refuses counts"
UNVERIFIED = "was not verified with whoever gave it: what it permits is left out, what it refuses counts"


class Base(Enum):
    """What holds where no provision speaks."""

    OURS = "ours"
    OPT_IN = "opt-in"
    OPT_OUT = "opt-out"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Header:
    """What stands around the provisions.

    Args:
        base: what holds where no provision speaks.
        research: whether it is about research alone.
        review: whether a part that may limit the permissions is not understood.
        recorded_at: when it was made.
        verified: whether it is not said of it that nobody verified it.
        performer: who made it, as a reference; "" where it does not say.
        organisation: who keeps it, or "".
        language: of the text.
        text: that was shown, or "" where it is not in the resource.
        title: of the text, or "".
    """

    base: Base
    research: bool
    review: bool
    recorded_at: Instant
    verified: bool
    performer: str
    organisation: str
    language: str
    text: str
    title: str


def must_be_r4(consent: Element) -> None:
    """Refuse a Consent of another release of FHIR.

    Raises:
        ConsentError: it has elements that R4 does not know.
    """
    release = next((release for key, release in _NEWER.items() if key in consent.value), None)
    if isinstance(consent.value.get("provision"), list):
        release = "R5"
    if release is not None:
        raise ConsentError(f"is a Consent of FHIR {release}", where=consent.path, mend="export it as FHIR R4 (4.0.1).")


def is_about_data(consent: Element) -> bool:
    """Whether it is about the use of data; what is about treatment or a directive is not."""
    scope = consent.child("scope")
    codes = {code for system, code in codings_of(scope) if system == CONSENT_SCOPE} if scope else set()
    return not codes or not codes <= NOT_ABOUT_DATA


def read_header(consent: Element, notes: Notes) -> Header:
    """Read what stands around the provisions.

    Raises:
        ConsentError: it does not say when it was made, or its text is not the one that its hash is of.
        UnusableError: an element has not the shape that R4 gives it.
    """
    verified = _verified(consent, notes)
    base, odd_policy = _base(consent, notes)
    odd = [_odd_elements(consent, notes), odd_policy, _odd_category(consent, notes)]
    scopes, odd_scope = _scope(consent, notes)
    source = consent.child("sourceAttachment")
    return Header(
        base=base,
        research="research" in scopes,
        review=any(odd) or odd_scope,
        recorded_at=_made(consent),
        verified=verified,
        performer=_first(consent, "performer", notes),
        organisation=_first(consent, "organization", notes),
        language=(source.text("language") if source else "") or consent.text("language") or "und",
        text=_text(source, notes) if source else "",
        title=source.text("title") if source else "",
    )


def _odd_elements(consent: Element, notes: Notes) -> bool:
    odd = False
    for key in consent.value:
        if key in _UNUSED:
            notes.add(f"{consent.path}.{key}", key, UNUSED)
        elif key not in _READ and key != "policy":
            notes.add(f"{consent.path}.{key}", key, REVIEW)
            odd = True
    return odd


def _base(consent: Element, notes: Notes) -> tuple[Base, bool]:
    """The base policy, and whether it may limit what is permitted."""
    rule, policies = consent.child("policyRule"), consent.children("policy")
    for each in policies:
        notes.add(each.path, each.text("uri") or each.text("authority") or "a policy", REVIEW)
    if rule is None:
        if not policies:
            notes.add(f"{consent.path}.policyRule", "none", NO_POLICY)
        return Base.OTHER, bool(policies)
    codes = codings_of(rule)
    if (TERM_CODES, NAMED_ALONE) in codes:
        return Base.OURS, bool(policies)
    said = {code for system, code in codes if system == ACT_CODE}
    if said & OPT_IN and not said & OPT_OUT:
        notes.add(rule.path, ", ".join(sorted(said)), OPTED_IN)
        return Base.OPT_IN, bool(policies)
    if said & OPT_OUT and not said & OPT_IN:
        notes.add(rule.path, ", ".join(sorted(said)), OPTED_OUT)
        return Base.OPT_OUT, bool(policies)
    notes.add(rule.path, codes[0][1] if codes else rule.text("text"), REVIEW)
    return Base.OTHER, True


def _odd_category(consent: Element, notes: Notes) -> bool:
    odd = False
    for each in consent.children("category"):
        codes = codings_of(each)
        said = codes[0][1] if codes else each.text("text")
        if not SAID_BY_CATEGORY.intersection(codes):
            notes.add(each.path, said, REVIEW)
            odd = True
        elif not WRITTEN_CATEGORIES.intersection(codes):
            notes.add(each.path, said, UNUSED)
    return odd


def _scope(consent: Element, notes: Notes) -> tuple[frozenset[str], bool]:
    """What it is about, and whether that is not known: R4 lets nobody use what has an unknown scope."""
    scope = consent.child("scope")
    said = codings_of(scope) if scope else ()
    known = frozenset(code for system, code in said if system == CONSENT_SCOPE and code in ABOUT_DATA)
    if not known:
        notes.add(f"{consent.path}.scope", said[0][1] if said else "none", REVIEW)
    return known, not known


def _made(consent: Element) -> Instant:
    meta = consent.child("meta")
    said = consent.text("dateTime") or (meta.text("lastUpdated") if meta else "")
    if not said:
        raise ConsentError("does not say when it was made", where=consent.path, mend="add its dateTime.")
    return read_moment(said, consent)


def _verified(consent: Element, notes: Notes) -> bool:
    """Whether every verification that it names, if any, says that it was verified."""
    open_ = [each for each in consent.children("verification") if each.flag("verified") is not True]
    for each in consent.children("verification"):
        notes.add(each.path, "not verified" if each in open_ else "verified", UNVERIFIED if each in open_ else UNUSED)
    return not open_


def _first(consent: Element, key: str, notes: Notes) -> str:
    """The first of several references, as it is written; the others are listed."""
    found = consent.children(key)
    for each in found[1:]:
        notes.add(each.path, "a further one", UNUSED)
    if not found:
        return ""
    identifier = found[0].child("identifier")
    named = verbatim(found[0], "reference") or (verbatim(identifier, "value") if identifier else "")
    return named or found[0].text("display")


def _text(source: Element, notes: Notes) -> str:
    if not source.has("data"):
        notes.add(source.path, "a text that is not in the resource", UNUSED)
        return ""
    data = decoded(source)
    wanted = base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
    if verbatim(source, "hash") not in {"", wanted}:
        raise ConsentError(
            "is not the text that its hash is of", where=source.path, mend="give the text that was shown."
        )
    if not source.text("contentType").startswith("text/plain"):
        notes.add(source.path, source.text("contentType") or "no type", UNUSED)
        return ""
    try:
        return data.decode()
    except UnicodeDecodeError:
        notes.add(source.path, "a text that is not UTF-8", UNUSED)
        return ""
