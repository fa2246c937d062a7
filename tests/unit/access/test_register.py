"""The register against a plain dictionary, and decisions about many people against decisions about each alone."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from autonome.access import Request, decide
from autonome.access.decide import Decider
from autonome.access.register import KINDS_OF_SAYING, Register, Said, supports_of
from autonome.consent import Action, ActKind, Atom, ConsentAct, fold
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES
from tests.fakes.consents import act, atom, request, template

AT = Instant.parse("2026-03-01")
SIZE = 100
QUESTIONS = ("pharmacogenes", "medications", "conditions")
PEOPLE = tuple(SubjectId(f"person-{number}") for number in range(5))
FORMS = {question: template(question, (atom(category=question),)) for question in QUESTIONS}

moves = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(QUESTIONS),
    st.sampled_from([ActKind.GRANT, ActKind.DENY, ActKind.WITHDRAW, ActKind.RENEW]),
    st.sampled_from([None, "2026-02-01", "2027-01-01"]),
)


def acts_of(history: list[tuple[SubjectId, str, ActKind, str | None]]) -> list[ConsentAct]:
    """Acts in log order, of several people."""
    acts = []
    for leaf, (who, question, kind, until) in enumerate(history):
        ends = None if until is None else Instant.parse(until)
        parts: dict[str, Any] = {} if kind is ActKind.WITHDRAW else {"valid": Period(Instant.parse("2026-01-01"), ends)}
        scope: tuple[Atom, ...] = FORMS[question].questions[0].atoms
        parts |= {"subject": who, "actor": ActorId(who)}
        acts.append(act(kind, *scope, question=question, form=FORMS[question], leaf=leaf, **parts))
    return acts


def asked(subject: SubjectId) -> Request:
    return request(subject=subject, items=QUESTIONS, purposes=("TREAT",), action=Action.USE, jurisdiction="US")


def rows(register: Register, subject: SubjectId) -> set[tuple[tuple[Atom, ...], Said, str]]:
    span = register.span(subject)
    found = set()
    for place in range(span.first, span.last):
        scope, said = divmod(register.code[place], KINDS_OF_SAYING)
        if scope:
            found.add((register.scopes[scope], Said(said), supports_of(register.supports(place)[:1]).acts[0]))
    return found


@given(st.lists(moves, max_size=40))
def test_each_persons_rows_are_what_stands_for_them_however_rows_were_moved(
    history: list[tuple[SubjectId, str, ActKind, str | None]],
) -> None:
    acts, register = acts_of(history), Register()
    for size, done in enumerate(acts, 1):
        register.put(done.subject, fold(acts, done.subject, size))
    for who in {done.subject for done in acts}:
        standing = fold(acts, who, SIZE)
        assert {row[2] for row in rows(register, who)} == {answer.act.digest for answer in standing.values()}
    assert len(register.code) <= 2 * 3 * len(PEOPLE) + 3, "rows that are nobody's are given up"


@given(st.lists(moves, max_size=25))
def test_a_decision_about_one_of_many_is_the_decision_about_that_one_alone(
    history: list[tuple[SubjectId, str, ActKind, str | None]],
) -> None:
    acts, register = acts_of(history), Register()
    for size, done in enumerate(acts, 1):
        register.put(done.subject, fold(acts, done.subject, size, at=AT))
    decider = Decider(register, RULES)
    for who in PEOPLE:
        assert decider.decide(asked(who), AT, SIZE) == decide(acts, asked(who), RULES, AT, SIZE)


def test_what_somebody_asks_of_their_own_record_is_not_granted_to_the_next() -> None:
    own = request(subject=PEOPLE[0], actor=PEOPLE[0], recipient="subject", purposes=("PATRQT",), jurisdiction="US")
    stranger = request(subject=PEOPLE[1], actor=PEOPLE[0], recipient="subject", purposes=("PATRQT",), jurisdiction="US")
    decider = Decider(Register(), RULES)
    first, second = decider.decide(own, AT, SIZE), decider.decide(stranger, AT, SIZE)
    assert first.to_json()["effect"] == "allowed"
    assert second.to_json()["effect"] == "denied"
