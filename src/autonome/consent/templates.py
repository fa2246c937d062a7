"""Templates: the exact text that people are asked to sign, and what each question of it means.

A template is known by its digest. Changing a letter of the text, or the scope of a question, makes another template;
who consented to the old one has consented to the old scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from autonome.consent.atoms import Atom
from autonome.consent.errors import ConsentError
from autonome.consent.findings import FindingCode
from autonome.consent.jurisdictions import JurisdictionCode
from autonome.kernel import Json, Period, Sha256, digest, sha256_hex

QuestionId = NewType("QuestionId", str)
"""A question within a template, such as ``pharmacogenes``."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question that is answered by itself.

    Args:
        id: stable over the template's versions: a newer answer to it supersedes the older one.
        text: as it is asked.
        atoms: what a yes permits, and a no denies; none where the question is about a finding.
        finding: the kind of incidental finding that it asks about, or None where it is about the use of data.
    """

    id: QuestionId
    text: str
    atoms: tuple[Atom, ...] = ()
    finding: FindingCode | None = None


class AfterDeath(StrEnum):
    """What becomes of a yes when the person dies, where the form says it."""

    STANDS = "stands"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a form promises besides its words, and what an act upon it is therefore held to.

    Args:
        days_to_think: full days between the showing of the text and the earliest signature of a yes.
        longest_days: after so many days a yes runs out at the latest, or None: the act alone says.
        after_death: whether a yes goes on when the person has died, or None where the text does not say.
    """

    days_to_think: int = 0
    longest_days: int | None = None
    after_death: AfterDeath | None = None

    def to_json(self) -> dict[str, Json]:
        """Write what is held to; what is not, is left out."""
        written: dict[str, Json] = {}
        if self.days_to_think:
            written["days_to_think"] = self.days_to_think
        if self.longest_days is not None:
            written["longest_days"] = self.longest_days
        if self.after_death is not None:
            written["after_death"] = str(self.after_death)
        return written


_ADD = "add a question, and to each question at least one atom, or the one kind of finding that it is about."


@dataclass(frozen=True, slots=True)
class Template:
    """A consent form.

    Args:
        id: stable over versions and languages.
        version: of text and scope.
        language: BCP 47.
        jurisdiction: for whose law it was written.
        text: everything that is read before the questions.
        questions: each answered by itself.
        terms: time to think, and the longest life of a yes.
        text_sha256: digest of the exact text.
        digest: of text, questions and scope.

    Raises:
        ConsentError: two questions with one id, or a question that is not either about data or about a finding.
    """

    id: str
    version: str
    language: str
    jurisdiction: JurisdictionCode
    text: str
    questions: tuple[Question, ...]
    terms: Terms = Terms()
    text_sha256: Sha256 = field(init=False, compare=False)
    digest: Sha256 = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if len({question.id for question in self.questions}) != len(self.questions):
            raise ConsentError(f"the template {self.name!r} has two questions with one id", mend="give each its own.")
        if not self.questions or any(bool(each.atoms) is (each.finding is not None) for each in self.questions):
            raise ConsentError(f"the template {self.name!r} has no question, or one without scope", mend=_ADD)
        # Worked out once: every act of everybody who signed the form names them.
        object.__setattr__(self, "text_sha256", sha256_hex(self.text.encode()))
        object.__setattr__(self, "digest", digest(self.to_json()))

    @property
    def name(self) -> str:
        """``id/version/language``."""
        return f"{self.id}/{self.version}/{self.language}"

    def question(self, question_id: str) -> Question:
        """Find a question.

        Raises:
            ConsentError: the template does not ask it.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        asked = ", ".join(question.id for question in self.questions)
        raise ConsentError(f"the template {self.name!r} asks no {question_id[:60]!r}", mend=f"it asks: {asked}.")

    def to_json(self) -> dict[str, Json]:
        """Write it as it stands in a consent file."""
        written: dict[str, Json] = {
            "id": self.id,
            "version": self.version,
            "language": self.language,
            "jurisdiction": self.jurisdiction,
            "text": self.text,
            "questions": [_question_to_json(question) for question in self.questions],
        }
        if terms := self.terms.to_json():
            written["terms"] = terms
        return written


def _question_to_json(question: Question) -> Mapping[str, Json]:
    asked: dict[str, Json] = {"id": question.id, "text": question.text}
    if question.finding is not None:
        return asked | {"finding": question.finding}
    return asked | {"atoms": [atom_to_json(atom) for atom in question.atoms]}


def atom_to_json(atom: Atom) -> Mapping[str, Json]:
    """Write a scope; what is not narrowed is left out, and so is the effect: a question's answer gives it."""
    scope: dict[str, Json] = {
        "purpose": atom.purpose,
        "category": atom.category,
        "recipient": atom.recipient,
        "jurisdiction": atom.jurisdiction,
        "actions": sorted(atom.actions),
        "kinds": sorted(atom.kinds),
    }
    if atom.recipient_id is not None:
        scope["recipient_id"] = atom.recipient_id
    if atom.diseases:
        scope["diseases"] = sorted(atom.diseases)
    if atom.commercial is not None:
        scope["commercial"] = atom.commercial
    if atom.window is not None:
        scope["window"] = period_to_json(atom.window)
    if atom.obligations:
        scope["obligations"] = list(atom.obligations)
    return scope


def period_to_json(period: Period) -> Mapping[str, Json]:
    """Write a period; an open end is left out."""
    return {"from": str(period.start)} | ({} if period.end is None else {"to": str(period.end)})
