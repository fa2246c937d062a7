"""A person answers one question of a form at a node: shown its exact text, signed, recorded; or takes a yes back.

Who signs for what is stated as it was: at an institution's desk somebody attests that the person did it, or witnesses a
signature on paper. No act claims a signature of the person's own key here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.access.ports import Gate, Within
from autonome.consent import (
    ActId,
    ActKind,
    ActSignature,
    Authority,
    Comprehension,
    ConsentAct,
    Effect,
    Question,
    QuestionKey,
    SignatureKind,
    Standing,
    State,
    Template,
    known_at,
)
from autonome.kernel import ActorId, InputError, Instant, Period, Sha256, SubjectId
from autonome.ledger import Checkpoint, Entropy, Log, Recorded
from autonome.workflows.record_consent import said_of

DAY: Final = 86_400
"""Seconds."""

YEAR_DAYS: Final = 365
"""How long an answer holds where neither the form nor the person says (our own judgement: a visit a year)."""

ID_BYTES: Final = 8

EVER: Final = Instant.parse("9999-12-31T23:59:59Z")
"""No act is recorded after it. Who takes something back is not told that it is not there yet: a clock may go back."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who answers for another person.

    Args:
        holder: of a mandate.
        authority: that the mandate gives.
    """

    holder: ActorId
    authority: Authority


@dataclass(frozen=True, slots=True)
class Signing:
    """How an act is signed at a node.

    Args:
        attester: who was there: the person who is signed in.
        institution: in whose name.
        paper: where the signed paper is kept; None where nothing was signed on paper.
        comprehension: whether the person could say back what was asked.
        shown_at: when the text was shown, or None where nobody wrote it down.
        speaker: who answers for the person, by a mandate; None where the person does.
    """

    attester: ActorId
    institution: str
    paper: str | None = None
    comprehension: Comprehension = Comprehension.NOT_ASKED
    shown_at: Instant | None = None
    speaker: Speaker | None = None

    @property
    def signature(self) -> ActSignature:
        """As an act states it."""
        if self.paper is not None:
            return ActSignature(SignatureKind.WITNESSED_PAPER, str(self.attester), self.paper)
        return ActSignature(SignatureKind.INSTITUTION_ATTESTED, self.institution, f"attested by {self.attester}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says to a question.

    Args:
        kind: yes, no, or not now.
        form: that was shown.
        question: of the form.
        days: how long it shall hold; None for as long as the form lets it.
        recipient: the one whom the answer is for, by name; None where it is for all whom the question is about.
        stood: what had been said to the question when it was shown (`answer_once.stood_of`); None to compare nothing.
    """

    kind: ActKind
    form: Template
    question: Question
    days: int | None = None
    recipient: str | None = None
    stood: str | None = None

    def period(self, now: Instant) -> Period:
        """When it holds.

        Raises:
            InputError: longer than the form lets it, or not at all.
        """
        longest = self.form.terms.longest_days
        days = self.days if self.days is not None else min(longest or YEAR_DAYS, YEAR_DAYS)
        if days < 1 or (longest is not None and days > longest):
            raise InputError(
                f"{days} days is not as long as an answer to {self.form.name} may hold",
                mend=f"give 1 to {longest}." if longest else "give at least 1.",
            )
        return Period(now, Instant(now.seconds + days * DAY))


def expect_shown(form: Template, shown: str) -> None:
    """Stop who has shown another text than the form's.

    Args:
        form: that is answered.
        shown: digest of the text that was shown, or its first digits.

    Raises:
        InputError: it is another text's, or too few digits.
    """
    if len(shown) < SHOWN_DIGITS or not str(form.text_sha256).startswith(shown.lower()):
        raise InputError(
            f"{shown[:64]!r} is not the digest of the text of {form.name}", mend="show its text, and give the digest."
        )


SHOWN_DIGITS: Final = 12
"""Digits of a text's digest that tell it from every other (48 bits; a shelf has some dozens of texts)."""


def answered(answer: Answer, subject: SubjectId, signing: Signing, now: Instant, entropy: Entropy) -> ConsentAct:
    """The act of a person who answers a question.

    Raises:
        InputError: the answer cannot be given so.
    """
    effect = Effect.DENY if answer.kind is ActKind.DENY else Effect.PERMIT
    return ConsentAct(
        id=ActId(f"act-{entropy.token(ID_BYTES).hex()}"),
        kind=answer.kind,
        subject=subject,
        actor=ActorId(subject) if signing.speaker is None else signing.speaker.holder,
        authority=Authority.SELF if signing.speaker is None else signing.speaker.authority,
        template=answer.form,
        question=answer.question.id,
        text_shown=Sha256(answer.form.text_sha256),
        comprehension=signing.comprehension,
        signature=signing.signature,
        recorded_at=now,
        atoms=tuple(atom.with_effect(effect).for_recipient(answer.recipient) for atom in answer.question.atoms),
        valid=answer.period(now),
        recipient_id=answer.recipient,
        shown_at=signing.shown_at,
    )


def withdrawn(standing: Standing, subject: SubjectId, signing: Signing, now: Instant, entropy: Entropy) -> ConsentAct:
    """The act of a person who takes an answer back.

    Args:
        standing: the answer.
        subject: whose.
        signing: who attests it.
        now: the time.
        entropy: draws the act's id.
    """
    form = standing.scope.template
    return ConsentAct(
        id=ActId(f"act-{entropy.token(ID_BYTES).hex()}"),
        kind=ActKind.WITHDRAW,
        subject=subject,
        actor=ActorId(subject) if signing.speaker is None else signing.speaker.holder,
        authority=Authority.SELF if signing.speaker is None else signing.speaker.authority,
        template=form,
        question=standing.scope.question,
        text_shown=Sha256(form.text_sha256),
        comprehension=Comprehension.NOT_ASKED,
        signature=signing.signature,
        recorded_at=now,
        recipient_id=standing.scope.names,  # without the name, all others' would be taken back
    )


def record_act(act: ConsentAct, gate: Gate[Within]) -> Recorded:
    """Put an act on the log; the permits that are out for the person end with it."""
    (recorded,) = gate.record_acts(act.subject, [act])
    return recorded


def answers_of(subject: SubjectId, log: Log, at: Instant) -> Mapping[QuestionKey, Standing]:
    """What a person has answered, as the log has it now.

    Args:
        subject: whose.
        log: on which it stands.
        at: the time asked about; `EVER` to find what can be taken back, whatever the clock says.
    """
    acts, attested = said_of(subject, log=log)
    return known_at(acts, attested, subject, at, Checkpoint.of_note(log.checkpoint()).size).answers


def standing_yes(answers: Mapping[QuestionKey, Standing], wanted: str) -> tuple[Standing, ...]:
    """The answers that stand and that a withdrawal takes back.

    Args:
        answers: of a person.
        wanted: ``form/question``, or a form for all of its questions.

    Raises:
        InputError: there is none.
    """
    found = tuple(_fitting(answers, wanted))
    if not found:
        raise InputError(f"nothing stands that is called {wanted[:80]!r}", mend="see `autonome consent show`.")
    return found


def _fitting(answers: Mapping[QuestionKey, Standing], wanted: str) -> Iterable[Standing]:
    standing = {State.GRANTED, State.DENIED, State.DEFERRED}
    for key, answer in answers.items():
        if answer.state in standing and wanted in {key, key.partition("/")[0]}:
            yield answer
