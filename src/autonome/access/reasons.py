"""Reasons: why a request was allowed or refused, as a code for machines and a sentence.

A recipient must not learn from a refusal what the patient has said: what they are told is made without any answer, in
`explanation`. The code keeps each difference, for the patient's and the auditor's view.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from autonome.access.errors import RequestError
from autonome.kernel import Json


class ReasonCode(StrEnum):
    """Why."""

    UNKNOWN_CODE = "unknown-code"
    UNKNOWN_DISEASE = "unknown-disease"
    EMPTY_REQUEST = "empty-request"
    CONSENT_OF_ANOTHER = "consent-of-another"
    NEEDS_REVIEW = "needs-review"
    FORBIDDEN_BY_LAW = "forbidden-by-law"
    FORBIDDEN_BY_PLATFORM = "forbidden-by-platform"
    PERMITTED_BY_LAW = "permitted-by-law"
    PERMITTED_BY_CONSENT = "permitted-by-consent"
    REFUSED_BY_PATIENT = "refused-by-patient"
    NEVER_CONSENTED = "never-consented"
    AGAINST_TERMS = "against-terms"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    AUTHORITY_ENDED = "authority-ended"
    AUTHORITY_MISSING = "authority-missing"
    UNDER_AGE = "under-age"
    TOO_EARLY = "too-early"
    RESTRICTED = "restricted"
    ENDED_BY_DEATH = "ended-by-death"
    OPEN_AFTER_DEATH = "open-after-death"
    CONCERNS_RELATIVES = "concerns-relatives"
    OUTSIDE_WINDOW = "outside-window"
    PARTLY_COVERED = "partly-covered"
    CONSENT_KIND_MISSING = "consent-kind-missing"
    DOCUMENT_MISSING = "document-missing"
    FACT_NOT_STATED = "fact-not-stated"


NOT_COVERED = "The person's consent in force does not cover this request."
"""One sentence for every way in which a consent can be lacking."""

SENTENCES: Mapping[ReasonCode, str] = {
    ReasonCode.UNKNOWN_CODE: "The request names something that no vocabulary holds.",
    ReasonCode.UNKNOWN_DISEASE: "The request names a disease that the given hierarchy of diseases does not hold.",
    ReasonCode.EMPTY_REQUEST: "The request names no data, no purpose, or nobody who asks.",
    ReasonCode.CONSENT_OF_ANOTHER: "The consent handed in is another person's.",
    ReasonCode.NEEDS_REVIEW: "No rule can decide this: a person must judge it first.",
    ReasonCode.FORBIDDEN_BY_LAW: "The law forbids this use, and no consent changes that.",
    ReasonCode.FORBIDDEN_BY_PLATFORM: "This platform forbids this use, and no consent changes that.",
    ReasonCode.PERMITTED_BY_LAW: "The law permits this use without a consent.",
    ReasonCode.PERMITTED_BY_CONSENT: "The person's consent in force covers this request.",
    ReasonCode.REFUSED_BY_PATIENT: NOT_COVERED,
    ReasonCode.NEVER_CONSENTED: NOT_COVERED,
    ReasonCode.AGAINST_TERMS: NOT_COVERED,
    ReasonCode.WITHDRAWN: NOT_COVERED,
    ReasonCode.EXPIRED: NOT_COVERED,
    ReasonCode.NOT_YET_VALID: NOT_COVERED,
    ReasonCode.AUTHORITY_ENDED: NOT_COVERED,
    ReasonCode.AUTHORITY_MISSING: NOT_COVERED,
    ReasonCode.UNDER_AGE: NOT_COVERED,
    ReasonCode.TOO_EARLY: NOT_COVERED,
    ReasonCode.RESTRICTED: NOT_COVERED,
    ReasonCode.ENDED_BY_DEATH: NOT_COVERED,
    ReasonCode.OPEN_AFTER_DEATH: NOT_COVERED,
    ReasonCode.CONCERNS_RELATIVES: NOT_COVERED,
    ReasonCode.OUTSIDE_WINDOW: NOT_COVERED,
    ReasonCode.PARTLY_COVERED: "The person's consent covers a part of the time that was asked for.",
    ReasonCode.CONSENT_KIND_MISSING: "The law asks for a consent of another kind than the one in force.",
    ReasonCode.DOCUMENT_MISSING: "A document is needed first.",
    ReasonCode.FACT_NOT_STATED: "The law asks about something that the request does not state.",
}
"""In words that keep back which answer it was, by code. An asker is told less: see `explanation.told_of_refusal`."""

OPENLY: Mapping[ReasonCode, str] = {
    ReasonCode.REFUSED_BY_PATIENT: "The person said no to this.",
    ReasonCode.NEVER_CONSENTED: "The person was never asked for this, or never agreed.",
    ReasonCode.AGAINST_TERMS: "The person agreed to this on terms that the request does not keep.",
    ReasonCode.WITHDRAWN: "The person took the consent to this back.",
    ReasonCode.EXPIRED: "The person's consent to this had run out.",
    ReasonCode.NOT_YET_VALID: "The person's consent to this had not begun.",
    ReasonCode.AUTHORITY_ENDED: "Who agreed to this for the person may not any more: the person is to be asked.",
    ReasonCode.AUTHORITY_MISSING: "Somebody else agreed to this, and nothing on record gives that right.",
    ReasonCode.UNDER_AGE: "The person agreed to this, and was too young to agree alone.",
    ReasonCode.TOO_EARLY: "The person agreed to this before the time to think that the form gives was over.",
    ReasonCode.RESTRICTED: "The use of the person's data is restricted, and this is not among what that leaves open.",
    ReasonCode.ENDED_BY_DEATH: "The person has died, and the form says that the consent ends then.",
    ReasonCode.OPEN_AFTER_DEATH: "The person has died, and the form is silent on that: somebody must judge it first.",
    ReasonCode.CONCERNS_RELATIVES: "Something else has to be there first than an answer of the person.",
    ReasonCode.OUTSIDE_WINDOW: "The person's consent is for data of another time than was asked for.",
}
"""What the person and an auditor are told where the asker hears `NOT_COVERED` alone."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Args:
        code: for machines and for the record.
        item: the leaf of the data tree that it is about, or "" for the whole request.
        detail: what exactly: the code that is unknown, a kind, a document, the rule's own sentence.
        rule: id of the rule of law, or "".
        article: of that rule, or "".
    """

    code: ReasonCode
    item: str = ""
    detail: str = ""
    rule: str = ""
    article: str = ""

    @property
    def sentence(self) -> str:
        """The reason in words that keep back which answer it was."""
        told = [SENTENCES[self.code], self.detail if self.code not in _KEPT_BACK else ""]
        return " ".join(part for part in told if part) + (f" ({self.article})" if self.article else "")

    def to_json(self) -> Mapping[str, Json]:
        """Write all of it: for the record, not for the asker."""
        parts = {name: getattr(self, name) for name in _PARTS}
        return {"code": str(self.code)} | {name: part for name, part in parts.items() if part}

    @classmethod
    def from_json(cls, value: Json) -> Reason:
        """Read it back from the record.

        Raises:
            RequestError: it is no reason that this version knows.
        """
        match value:
            case {"code": str(code), **parts} if code in set(ReasonCode):
                return cls(ReasonCode(code), **{name: str(parts.get(name, "")) for name in _PARTS})
        raise RequestError("a reason of the decision is none that this version knows", mend="use a newer version.")


_PARTS = ("item", "detail", "rule", "article")


def told(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """Each different sentence once, in order: of what is wrong with a request, or what the law says to it.

    Not for whoever asks about a person: whether a paper or another kind of consent is missing shows that there is one.
    """
    return tuple(dict.fromkeys(reason.sentence for reason in reasons))


def told_to_the_person(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """What the person and an auditor are told of the same reasons: which answer it was, and of which data."""
    items: dict[str, list[str]] = {}
    for reason in reasons:
        items.setdefault(_open_sentence(reason), []).append(reason.item)
    return tuple(f"{sentence}{_about(filter(None, named))}" for sentence, named in items.items())


def _open_sentence(reason: Reason) -> str:
    if reason.code not in _KEPT_BACK:
        return reason.sentence
    return OPENLY[reason.code] + (f" Purpose: {reason.detail}." if reason.detail else "")


def _about(items: Iterable[str]) -> str:
    named = ", ".join(dict.fromkeys(items))
    return f" Data: {named}." if named else ""


_KEPT_BACK = frozenset(code for code, sentence in SENTENCES.items() if sentence == NOT_COVERED)
"""Codes whose detail is not told to the asker."""
