"""What a decision names as its basis, and until when it holds: of the acts that it rests on, and of no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.access import Allowed, Decider, Denied, Document, Register, decide
from autonome.access.cohort import decide_cohort
from autonome.access.compiled import documents_at
from autonome.access.register import ACTS_BYTES
from autonome.consent import ActId, ActKind, ConsentAct, fold
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, request, template

FROM, SOON, LATE = LONG.start, Instant.parse("2026-06-01"), Instant.parse("2027-06-01")


def allowed(acts: list[ConsentAct], at: Instant = NOW, **changes: object) -> Allowed:
    decision = decide(acts, request(**changes), RULES, at, 100)
    assert isinstance(decision, Allowed)
    return decision


def given(question: str, leaf: int, until: Instant | None = None, category: str = "pharmacogenes") -> ConsentAct:
    valid = Period(FROM, until)
    return act(ActKind.GRANT, atom(category=category), question=question, leaf=leaf, valid=valid)


def test_acts_about_other_data_are_no_part_of_it_and_do_not_end_it() -> None:
    used, beside = given("used", 0, LATE), given("beside", 1, SOON, "medications")
    decision = allowed([used, beside])
    assert decision.basis == (used.digest,)
    assert decision.until == LATE


def test_acts_out_of_force_are_no_part_of_it() -> None:
    used, over = given("used", 0, LATE), given("over", 1, NOW)
    coming = act(ActKind.GRANT, question="coming", leaf=2, valid=Period(Instant(NOW.seconds + 1), SOON))
    refusal = act(ActKind.DENY, atom(category="medications"), question="no", leaf=3, valid=Period(FROM, SOON))
    decision = allowed([used, over, coming, refusal])
    assert (decision.basis, decision.until) == ((used.digest,), LATE)


def test_all_acts_that_it_rests_on_are_named_in_one_order_and_the_first_end_counts() -> None:
    acts = [given(f"q-{number}", number, LATE) for number in range(9)]
    decision = allowed([*acts, given("first", 9, SOON)])
    assert decision.basis == tuple(sorted(decision.basis))
    assert len(decision.basis) == 10
    assert decision.until == SOON


def test_a_part_that_is_refused_brings_nobody_into_it() -> None:
    used, withheld = given("used", 0), given("withheld", 1, SOON, "medications")
    refusal = act(ActKind.DENY, atom(category="medications"), question="no", leaf=2)
    decision = allowed([used, withheld, refusal], items=("pharmacogenes", "medications"))
    assert (decision.basis, decision.until) == ((used.digest,), None)


def test_after_a_renewal_both_acts_are_named() -> None:
    form = template("q", (atom(),))
    first = act(form=form, valid=Period(FROM, SOON))
    again = act(ActKind.RENEW, form=form, leaf=1, id=ActId("again"), valid=Period(FROM, LATE))
    decision = allowed([first, again])
    assert set(decision.basis) == {first.digest, again.digest}
    assert decision.until == LATE


@pytest.mark.parametrize(("at", "open_then"), [(FROM, True), (Instant(FROM.seconds - 1), False), (SOON, False)])
def test_an_answer_is_in_force_from_its_first_second_to_the_one_before_its_end(at: Instant, open_then: bool) -> None:  # noqa: FBT001 - a table's column
    register = Register()
    register.put(SUBJECT, fold([replace(given("q", 0, SOON), recorded_at=FROM)], SUBJECT, 1))
    decider = Decider(register, RULES)
    assert isinstance(decider.decide(request(), at, 1), Allowed if open_then else Denied)
    ((_, outcome),) = decide_cohort(decider.compiled(request(), at))
    assert bool(outcome.grants) is open_then
    assert outcome.reasons == decider.decide(request(), at, 1).reasons


def test_a_register_lets_no_yes_count_before_it_is_on_record_whatever_it_says_of_earlier() -> None:
    register = Register()
    register.put(SUBJECT, fold([given("q", 0)], SUBJECT, 1))
    decider = Decider(register, RULES)
    assert isinstance(decider.decide(request(), NOW, 1), Allowed)
    assert isinstance(decider.decide(request(), Instant(NOW.seconds - 1), 1), Denied)


def test_one_decider_keeps_times_and_people_apart() -> None:
    register = Register()
    register.put(SUBJECT, fold([given("q", 0, SOON)], SUBJECT, 1))
    decider = Decider(register, RULES)
    assert isinstance(decider.decide(request(), NOW, 1), Allowed)
    assert isinstance(decider.decide(request(), LATE, 1), Denied)
    assert isinstance(decider.decide(request(), NOW, 1), Allowed)
    assert isinstance(decider.decide(request(subject=SubjectId("ben")), NOW, 1), Denied)


def test_of_several_papers_of_a_kind_the_one_that_lasts_longest_counts() -> None:
    papers = [Document("ethics-approval", name, until) for name, until in (("a", SOON), ("b", LATE), ("c", NOW))]
    assert documents_at(request(documents=tuple(papers)), NOW)["ethics-approval"].id == "b"
    assert documents_at(request(documents=(papers[1], papers[0])), NOW)["ethics-approval"].id == "b"
    endless = Document("ethics-approval", "d")
    for order in ((endless, *papers), (*papers, endless)):
        assert documents_at(request(documents=order), NOW)["ethics-approval"] == endless
    assert documents_at(request(documents=(papers[2],)), NOW) == {}


def test_a_register_that_moves_its_rows_together_loses_nothing() -> None:
    """People answer more and more questions, so that rows are left behind, over and over."""
    names = [SubjectId(f"p-{number}") for number in range(7)]
    register, done = Register(), {}
    every = {
        who: [
            replace(
                given(f"q-{number}", number, Instant(LATE.seconds + number * 60 + place)),
                subject=who,
                actor=ActorId(who),
            )
            for number in range(30)
        ]
        for place, who in enumerate(names)
    }
    for count in range(1, 30):
        for who in names:
            mine = done[who] = every[who][:count]
            register.put(who, fold(mine, who, count))
            assert register.idle <= len(register.code) / 2
    assert len(register.code) <= 2 * sum(map(len, done.values()))
    assert len(register.valid) == 2 * len(register.code)
    assert len(register.acts) == ACTS_BYTES * len(register.code)
    decider = Decider(register, RULES)
    for who, mine in done.items():
        decision = decider.decide(request(subject=who), NOW, 30)
        assert isinstance(decision, Allowed)
        assert set(decision.basis) == {each.digest for each in mine}
        assert decision.until == min(each.valid.end for each in mine if each.valid and each.valid.end)
    for who, outcome in decide_cohort(decider.compiled(request(), NOW)):
        assert outcome.grants, who


def test_who_answers_less_leaves_no_row_in_force_behind() -> None:
    register = Register()
    register.put(SUBJECT, fold([given("q", 0), given("r", 1, None, "medications")], SUBJECT, 2))
    register.put(SUBJECT, {})
    decision = Decider(register, RULES).decide(request(items=("pharmacogenes", "medications")), NOW, 2)
    assert isinstance(decision, Denied)
    assert len(register) == 1
    assert list(register) == [SUBJECT]
