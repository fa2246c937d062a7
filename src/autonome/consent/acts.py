"""Consent acts: what a person, or somebody with authority, did about one question at one time.

Acts are appended and never changed. What is in force is folded from them (`standing`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, NewType, cast

from autonome.consent.atoms import Action, Atom
from autonome.consent.categories import CATEGORIES
from autonome.consent.errors import ConsentError
from autonome.consent.findings import FindingCode
from autonome.consent.names import is_name, key_of
from autonome.consent.recipients import RECIPIENTS
from autonome.consent.templates import QuestionId, Template, period_to_json
from autonome.kernel import ActorId, Instant, Json, Period, Sha256, SubjectId, digest

ActId = NewType("ActId", str)
"""An act within its subject's history."""

QuestionKey = NewType("QuestionKey", str)
"""``template id/question id``: within it, the newer act supersedes the older, whatever the versions.

An act for one recipient answers for that one alone: ``template id/question id>recipient``. A relative answers for her
or himself: ``template id/question id@relative``.
"""


class ActKind(StrEnum):
    """What was done."""

    GRANT = "grant"
    DENY = "deny"
    WITHDRAW = "withdraw"
    RENEW = "renew"
    SUPERSEDE = "supersede"
    DEFER = "defer"
    """Not now: an answer to a question about incidental findings, and to no other."""


class Authority(StrEnum):
    """By what right the actor answers."""

    SELF = "self"
    GUARDIAN = "guardian"
    PROXY = "proxy"

    RELATIVE = "relative"
    """For her or himself, about data of the family: such an act can refuse, and never permits."""

    STEWARD = "steward"
    """Of a data set, whose terms are stated; in nobody's consent file."""


class Comprehension(StrEnum):
    """Whether the person could say back what was asked."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ASKED = "not-asked"


class SignatureKind(StrEnum):
    """How the act was signed; whoever relies on it sees which."""

    PASSKEY = "passkey"
    WITNESSED_PAPER = "witnessed-paper"
    INSTITUTION_ATTESTED = "institution-attested"


@dataclass(frozen=True, slots=True)
class ActSignature:
    """Who vouches that the act was done.

    Args:
        kind: how.
        by: key, witness or institution.
        reference: where the signature is kept, or its value.
    """

    kind: SignatureKind
    by: str
    reference: str


@dataclass(frozen=True, slots=True)
class ConsentAct:
    """One act.

    Args:
        id: within the subject's history.
        kind: what was done.
        subject: whose data.
        actor: who did it.
        authority: by what right.
        template: the form that was shown.
        question: that was answered.
        text_shown: digest of the text that was shown.
        comprehension: whether it was understood.
        signature: who vouches.
        recorded_at: when it was put on record.
        atoms: the scope, with its effect; empty for a withdrawal, for a renewal, which keeps the scope, and for an
            answer about findings, which has none.
        valid: when it is in force; None for a withdrawal, which has no end.
        recipient_id: the one recipient whom the act names, or None.
        replaces: the act that a `SUPERSEDE` ends, or None.
        leaf: place in log order: index on the ledger; None until recorded, and then it counts for nothing.
        shown_at: when the text was shown, or None where nobody wrote it down.

    Raises:
        ConsentError: the parts contradict each other.
    """

    id: ActId
    kind: ActKind
    subject: SubjectId
    actor: ActorId
    authority: Authority
    template: Template
    question: QuestionId
    text_shown: Sha256
    comprehension: Comprehension
    signature: ActSignature
    recorded_at: Instant
    atoms: tuple[Atom, ...] = ()
    valid: Period | None = None
    recipient_id: str | None = None
    replaces: ActId | None = None
    leaf: int | None = None
    shown_at: Instant | None = None
    _digest: Sha256 | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = _contradiction(self)
        if found:
            problem, mend = found
            raise ConsentError(f"the act {self.id[:60]!r} {problem}", mend=mend)

    @property
    def key(self) -> QuestionKey:
        """The question over all versions of its template, for the one recipient whom the act names, if it does."""
        named = self.names
        return self.broad_key if named is None else QuestionKey(f"{self.broad_key}>{_part(key_of(named))}")

    @property
    def broad_key(self) -> QuestionKey:
        """The question whoever is the recipient; each relative answers for her or himself alone."""
        asked = "/".join([*map(_part, self.template.id.split("/")), _part(self.question)])
        return QuestionKey(f"{asked}@{_part(self.actor)}" if self.authority is Authority.RELATIVE else asked)

    @property
    def names(self) -> str | None:
        """The recipient whom the act names beyond what its question does; None where it answers for all of them."""
        if self.recipient_id is None or self.authority is Authority.RELATIVE:
            return None
        asked = {atom.recipient_id for atom in self.template.question(self.question).atoms}
        return None if asked and None not in asked else self.recipient_id

    @property
    def finding(self) -> FindingCode | None:
        """The kind of incidental finding that the question is about, or None."""
        return next((each.finding for each in self.template.questions if each.id == self.question), None)

    @property
    def digest(self) -> Sha256:
        """Digest of the act as it was done; its place on a log is not part of it."""
        if self._digest is None:  # worked out once: each decision that rests on the act names it
            object.__setattr__(self, "_digest", digest({"subject": self.subject, **self.to_json()}))
        return cast("Sha256", self._digest)

    def at_leaf(self, leaf: int) -> ConsentAct:
        """Return the act with its place in log order."""
        return replace(self, leaf=leaf)

    def to_json(self) -> dict[str, Json]:
        """Write it as it stands in a consent file; the scope is the template's."""
        written: dict[str, Json] = {
            "id": self.id,
            "act": str(self.kind),
            "template": self.template.name,
            "template_sha256": self.template.digest,
            "text_sha256": self.text_shown,
            "question": self.question,
            "actor": self.actor,
            "authority": str(self.authority),
            "comprehension": str(self.comprehension),
            "signature": {
                "kind": str(self.signature.kind), "by": self.signature.by, "reference": self.signature.reference,
            },
            "recorded_at": str(self.recorded_at),
        }  # fmt: skip
        if self.valid is not None:
            written["valid"] = period_to_json(self.valid)
        if self.recipient_id is not None:
            written["recipient_id"] = self.recipient_id
        if self.replaces is not None:
            written["replaces"] = self.replaces
        if self.shown_at is not None:
            written["shown_at"] = str(self.shown_at)
        return written


PASSING_ON: Final = frozenset({Action.DISCLOSE, Action.PUBLISH, Action.EXPORT})
"""What a relative can object to; the person's own care may go on."""

OF_THE_FAMILY: Final = CATEGORIES.code("family")
"""Data that are as much the relatives' as the person's."""


_WRITTEN: Final = str.maketrans({each: f"%{ord(each):02X}" for each in "%/>@"})
"""Characters that part a key, as they are written within one of its parts: so no other parts make the same key."""


def _part(text: str) -> str:
    return text.translate(_WRITTEN)


def _relative_may(act: ConsentAct) -> bool:
    """A relative can object that data of the family are passed on, and that she or he is told of the person's."""
    scope = act.template.question(act.question).atoms
    to_the_relative = act.recipient_id is not None and act.recipient_id == str(act.actor)
    narrow = all(
        atom.actions <= PASSING_ON
        and (
            CATEGORIES.covers(OF_THE_FAMILY, atom.category)
            or (to_the_relative and RECIPIENTS.covers("relative", atom.recipient))
        )
        for atom in scope
    )
    return bool(scope) and narrow and act.kind in {ActKind.DENY, ActKind.WITHDRAW}


def _names_another(act: ConsentAct) -> bool:
    """Whether the act names another recipient than its question does: nobody was asked about that one."""
    named = None if act.recipient_id is None else key_of(act.recipient_id)
    asked = (atom.recipient_id for atom in act.template.question(act.question).atoms)
    return named is not None and any(each is not None and key_of(each) != named for each in asked)


def _contradiction(act: ConsentAct) -> tuple[str, str] | None:
    """What is wrong with an act in itself, and the mend; or None."""
    problems = (
        (
            act.recipient_id is not None and not is_name(act.recipient_id),
            "names a recipient by what is no name",
            "write recipient_id as university.example, or as person: with the id of one person.",
        ),
        (
            _names_another(act),
            "names another recipient than its question does",
            "leave recipient_id out, or show a form that asks about that recipient.",
        ),
        (
            act.authority is Authority.SELF and str(act.actor) != str(act.subject),
            "is by another person than its subject, yet with the authority of the subject",
            "name the authority by which the actor acts, or the right actor.",
        ),
        (
            act.text_shown != act.template.text_sha256,
            "was signed upon another text than its template's",
            "name the template whose text was shown.",
        ),
        (
            act.kind in {ActKind.GRANT, ActKind.SUPERSEDE} and act.comprehension is Comprehension.FAILED,
            "grants what was not understood",
            "explain again, and record a grant after that.",
        ),
        (
            (act.valid is None) is not (act.kind is ActKind.WITHDRAW),
            "needs a period of validity, or is a withdrawal and cannot have one",
            "add valid with from and to; leave it out of a withdrawal.",
        ),
        (
            (act.replaces is None) is (act.kind is ActKind.SUPERSEDE),
            "must name the act that it replaces if it supersedes, and only then",
            "add replaces to a supersession; leave it out of every other act.",
        ),
        (
            act.shown_at is not None and act.recorded_at < act.shown_at,
            "was signed before its text was shown",
            "correct shown_at or recorded_at.",
        ),
        (
            act.authority is Authority.RELATIVE and not _relative_may(act),
            "is a relative's, who can refuse that data of the family are passed on, or to be told, and nothing else",
            "let the person, a guardian or a proxy answer it.",
        ),
        (
            act.kind is ActKind.DEFER and act.finding is None,
            "puts off a question that is not about findings",
            "answer it, or leave it unanswered: without an answer nothing is permitted.",
        ),
        (
            bool(act.atoms) is (act.kind in {ActKind.WITHDRAW, ActKind.RENEW} or act.finding is not None),
            "needs a scope to grant or deny, and only then",
            "give atoms to what grants or denies; none to a withdrawal, a renewal or an answer about findings.",
        ),
    )
    return next(((problem, mend) for there, problem, mend in problems if there), None)
