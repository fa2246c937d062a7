"""What a steward states of a data set, in DUO's terms, as acts like everybody's: so that one engine decides on both.

A data set stands in the place of the person: its id is the subject, the steward answers by proxy, the signature is the
institution's. The form says in DUO's codes what was stated; its questions mean the atoms of `duo.scope_of`: what is
permitted is granted, what is prohibited denied. The same steward's newer statement replaces the older.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from autonome.consent.acts import (
    ActId,
    ActKind,
    ActSignature,
    Authority,
    Comprehension,
    ConsentAct,
    SignatureKind,
)
from autonome.consent.atoms import Atom, Effect
from autonome.consent.duo import Holding, Modifier, Permission, Restriction, scope_of
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.templates import Question, QuestionId, Template
from autonome.kernel import ActorId, Instant, Period, SubjectId

PERMITTED: Final = QuestionId("permitted")
PROHIBITED: Final = QuestionId("prohibited")
_RELEASE: Final = "2021-02-23"
"""Of the ontology."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Who states what of which data set.

    Args:
        dataset: its id, in the place of a subject.
        steward: who states it.
        reference: of the agreement or approval that it rests on.
        version: of the statement, "1" for the first.
        stated_at: when; it holds from then on.
    """

    dataset: SubjectId
    steward: ActorId
    reference: str
    version: str
    stated_at: Instant


def acts_of(
    statement: Statement, restriction: Restriction, holding: Holding, *, before: Restriction | None = None
) -> tuple[ConsentAct, ...]:
    """Put a restriction into acts.

    Args:
        statement: who states it.
        restriction: in DUO's terms.
        holding: which data, and how people agreed.
        before: what was stated last of the same data; None for the first time.

    Returns:
        An act that grants what is permitted; one that denies what is prohibited, or that takes back what was prohibited
        before. None has a place on a log yet.
    """
    scope = scope_of(restriction, holding)
    past = () if before is None else scope_of(before, holding).prohibited
    form = _form(statement, restriction, scope.permitted, scope.prohibited or past)
    acts = [_act(statement, form, PERMITTED, kind=ActKind.GRANT, atoms=scope.permitted, end=restriction.until)]
    if scope.prohibited:
        acts.append(_act(statement, form, PROHIBITED, kind=ActKind.DENY, atoms=scope.prohibited, end=None))
    elif past:
        acts.append(_act(statement, form, PROHIBITED, kind=ActKind.WITHDRAW, atoms=(), end=None))
    return tuple(acts)


def _form(
    statement: Statement, restriction: Restriction, permitted: tuple[Atom, ...], prohibited: tuple[Atom, ...]
) -> Template:
    return Template(
        id=f"data-use/{statement.dataset}",
        version=statement.version,
        language="en",
        jurisdiction=JURISDICTIONS.code("world"),
        text="\n".join(
            [f"Data use of {statement.dataset}, by the Data Use Ontology of {_RELEASE}", *_lines(restriction)]
        )
        + "\n",
        questions=tuple(_questions(permitted, prohibited)),
    )


def _questions(permitted: tuple[Atom, ...], prohibited: tuple[Atom, ...]) -> Iterator[Question]:
    yield Question(PERMITTED, "What may the data be used for?", permitted)
    if prohibited:
        plain = tuple(atom.with_effect(Effect.PERMIT) for atom in prohibited)
        yield Question(PROHIBITED, "What may they not be used for?", plain)


def _lines(restriction: Restriction) -> Iterator[str]:
    terms: list[Permission | Modifier] = [*sorted(restriction.permissions), *sorted(restriction.modifiers)]
    for term in terms:
        yield f"{term.value} {term.name}"
    values = (restriction.diseases, restriction.places, restriction.named)
    for name, value in zip(("diseases", "places", "named"), values, strict=True):
        if value:
            yield f"{name}: {', '.join(sorted(value))}"
    yield from (f"in words: {words}" for words in restriction.words)
    if restriction.unclear:
        yield f"a person must judge: {'; '.join(restriction.unclear)}"


def _act(  # noqa: PLR0913 - the parts of an act
    statement: Statement,
    form: Template,
    question: QuestionId,
    *,
    kind: ActKind,
    atoms: tuple[Atom, ...],
    end: Instant | None,
) -> ConsentAct:
    return ConsentAct(
        id=ActId(f"{statement.version}/{question}"),
        kind=kind,
        subject=statement.dataset,
        actor=statement.steward,
        authority=Authority.STEWARD,
        template=form,
        question=question,
        text_shown=form.text_sha256,
        comprehension=Comprehension.NOT_ASKED,
        signature=ActSignature(SignatureKind.INSTITUTION_ATTESTED, str(statement.steward), statement.reference),
        recorded_at=statement.stated_at,
        atoms=atoms,
        valid=None if kind is ActKind.WITHDRAW else Period(statement.stated_at, end),
    )
