"""Whose yes counts, and until when: mandates, coming of age, death, time to think."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.consent import (
    PURPOSES,
    ActId,
    ActKind,
    AfterDeath,
    Attestation,
    AttestationId,
    Authority,
    Birth,
    ConsentAct,
    ConsentError,
    Death,
    Ground,
    JurisdictionCode,
    Lapse,
    Mandate,
    MandateEnd,
    QuestionKey,
    Standing,
    State,
    Terms,
    Timing,
    fold,
    known_at,
    person_of,
)
from autonome.consent.ages import AGES, ages_in, birthday
from autonome.kernel import ActorId, Instant, Period, Sha256, SubjectId
from tests.fakes.consents import NOW, SUBJECT, act, atom, template

MOTHER = ActorId("mother")
BORN = Instant.parse("2015-06-01")
SIGNED = Instant.parse("2026-03-01T10:00:00Z")
OPEN = Period(Instant.parse("2020-01-01"))
YEARS = [Instant.parse(f"{year}-06-01") for year in range(2026, 2040)]


def attest(fact: object, name: str = "m", leaf: int | None = 0) -> Attestation:
    parts: dict[str, Any] = {"by": ActorId("registry"), "document": Sha256("0" * 64), "recorded_at": SIGNED}
    return Attestation(AttestationId(name), SUBJECT, fact, leaf=leaf, **parts)  # type: ignore[arg-type]


def birth(place: str = "US", on: Instant = BORN) -> Attestation:
    return attest(Birth(on, JurisdictionCode(place)), "b")


def mandate(name: str = "m", leaf: int = 0, **changes: Any) -> Attestation:  # noqa: ANN401 - one keyword for each part
    parts: dict[str, Any] = {
        "holder": MOTHER, "authority": Authority.GUARDIAN, "ground": Ground.PARENT, "valid": OPEN,
    }  # fmt: skip
    return attest(Mandate(**(parts | changes)), name, leaf)


def own(kind: ActKind = ActKind.GRANT, leaf: int = 1, **changes: Any) -> ConsentAct:  # noqa: ANN401
    valid: dict[str, Any] = {} if kind is ActKind.WITHDRAW else {"valid": OPEN}
    return act(kind, leaf=leaf, **(valid | changes))


def guardians(kind: ActKind = ActKind.GRANT, leaf: int = 1, **changes: Any) -> ConsentAct:  # noqa: ANN401
    parts: dict[str, Any] = {"actor": MOTHER, "authority": Authority.GUARDIAN, "recorded_at": SIGNED}
    return own(kind, leaf, **(parts | changes))


def answer(*said: ConsentAct | Attestation, size: int = 100) -> Standing:
    acts = [each for each in said if isinstance(each, ConsentAct)]
    person = person_of([each for each in said if isinstance(each, Attestation)], SUBJECT, size)
    return fold(acts, SUBJECT, size, person)[QuestionKey("form/q")]


def test_a_guardians_yes_counts_until_the_person_comes_of_age() -> None:
    stands = answer(birth("US"), mandate(), guardians())
    assert (stands.state, stands.lapse) == (State.GRANTED, Lapse.AUTHORITY_ENDED)
    assert stands.valid is not None
    assert stands.valid.end == Instant.parse("2033-06-01")
    assert stands.timing(NOW) is Timing.IN_FORCE


@pytest.mark.parametrize(
    ("place", "purpose", "years"),
    [("CN", "TREAT", 14), ("CN", "HRESCH", 18), ("CN", "CLINTRL", 18), ("DE", "TREAT", 18), ("ID", "TREAT", 18)],
)
def test_when_the_person_is_asked_depends_on_place_and_purpose(place: str, purpose: str, years: int) -> None:
    scope = atom(purpose=PURPOSES.code(purpose))
    stands = answer(birth(place), mandate(), guardians(form=template("q", (scope,)), atoms=(scope,)))
    assert stands.valid is not None
    assert stands.valid.end == birthday(BORN, years)


WITHOUT_RIGHT: dict[str, tuple[list[Attestation], dict[str, Any]]] = {
    "nothing-on-record": ([], {}),
    "another-holder": ([birth(), mandate(holder=ActorId("uncle"))], {}),
    "as-a-proxy": ([birth(), mandate()], {"authority": Authority.PROXY}),
    "not-yet": ([birth(), mandate(valid=Period(Instant.parse("2026-06-01")))], {}),
    "for-another-question": ([birth(), mandate(questions=frozenset({QuestionKey("form/other")}))], {}),
    "for-another-purpose": ([birth(), mandate(purposes=frozenset({PURPOSES.code("GRU")}))], {}),
    "without-end-and-birth": ([mandate()], {}),
    "not-on-the-log-yet": ([birth(), mandate(leaf=100)], {}),
    "of-another-child": (
        [birth(), Attestation(AttestationId("x"), SubjectId("ben"), mandate().fact, MOTHER, Sha256("0"), SIGNED, 0)],
        {},
    ),
}


@pytest.mark.parametrize("name", WITHOUT_RIGHT)
def test_a_yes_for_another_counts_only_under_a_mandate_that_covers_it(name: str) -> None:
    attested, changes = WITHOUT_RIGHT[name]
    stands = answer(*attested, guardians(**changes))
    assert (stands.state, stands.lapse) == (State.UNCOUNTED, Lapse.AUTHORITY_MISSING)


ENDED: dict[str, list[Attestation]] = {
    "term": [birth(), mandate(valid=Period(OPEN.start, Instant.parse("2026-01-01")))],
    "taken-back": [birth(), mandate(), attest(MandateEnd(AttestationId("m"), Instant.parse("2026-01-01")), "e")],
    "of-age": [birth(on=Instant.parse("2008-02-01")), mandate()],
    "death": [birth(), mandate(), attest(Death(Instant.parse("2026-01-01")), "d")],
}


@pytest.mark.parametrize("name", ENDED)
def test_an_act_after_the_end_of_the_mandate_neither_opens_nor_closes(name: str) -> None:
    stands = answer(*ENDED[name], guardians())
    assert (stands.state, stands.lapse) == (State.UNCOUNTED, Lapse.AUTHORITY_ENDED)
    assert answer(*ENDED[name], own(recorded_at=NOW), guardians(ActKind.DENY, leaf=2)).state is not State.DENIED


def test_a_mandate_that_ends_later_ends_what_rests_on_it() -> None:
    ended = attest(MandateEnd(AttestationId("m"), Instant.parse("2027-01-01")), "e", leaf=5)
    before, after = (answer(birth(), mandate(), guardians(), ended, size=size) for size in (5, 6))
    assert before.timing(Instant.parse("2028-01-01")) is Timing.IN_FORCE
    assert after.timing(Instant.parse("2028-01-01")) is Timing.EXPIRED
    assert after.lapse is Lapse.AUTHORITY_ENDED


def test_of_two_mandates_the_longer_counts() -> None:
    short = mandate("s", valid=Period(OPEN.start, Instant.parse("2027-01-01")))
    stands = answer(birth(), short, mandate("l"), guardians())
    assert stands.valid is not None
    assert stands.valid.end == birthday(BORN, 18)


def test_a_proxy_and_a_guardian_whom_a_court_gave_an_adult_answer_until_their_term() -> None:
    grown = birth(on=Instant.parse("1950-01-01"))
    proxy = mandate(authority=Authority.PROXY, ground=Ground.HEALTH_CARE_PROXY)
    court = mandate(ground=Ground.COURT)
    for right, authority in ((proxy, Authority.PROXY), (court, Authority.GUARDIAN)):
        stands = answer(grown, right, guardians(authority=authority))
        assert stands.timing(Instant.parse("2099-01-01")) is Timing.IN_FORCE


def test_a_no_without_any_mandate_on_record_closes() -> None:
    assert answer(own(), guardians(ActKind.DENY, leaf=2)).state is State.DENIED
    assert answer(own(), guardians(ActKind.WITHDRAW, leaf=2)).state is State.WITHDRAWN


@pytest.mark.parametrize("refusal", [ActKind.DENY, ActKind.WITHDRAW])
@pytest.mark.parametrize("kind", [ActKind.GRANT, ActKind.RENEW, ActKind.WITHDRAW])
def test_the_persons_own_refusal_leads_before_whatever_another_says(refusal: ActKind, kind: ActKind) -> None:
    stands = answer(birth(), mandate(), own(refusal), guardians(kind, leaf=2))
    assert stands.state is (State.DENIED if refusal is ActKind.DENY else State.WITHDRAWN)
    # … and is not forgotten when another refuses in between.
    twice = answer(birth(), mandate(), own(refusal), guardians(ActKind.DENY, leaf=2), guardians(leaf=3))
    assert twice.state is State.DENIED


def test_a_shorter_refusal_of_another_does_not_shorten_the_persons_own() -> None:
    short = guardians(ActKind.DENY, leaf=2, valid=Period(SIGNED, Instant.parse("2026-04-01")))
    stands = answer(birth(), mandate(), own(ActKind.DENY), short)
    assert stands.timing(Instant.parse("2027-01-01")) is Timing.IN_FORCE


def test_another_may_say_yes_again_when_the_own_refusal_has_run_out() -> None:
    over = own(
        ActKind.DENY, recorded_at=Instant.parse("2025-01-01"), valid=Period(OPEN.start, Instant.parse("2025-06-01"))
    )
    assert answer(birth(), mandate(), over, guardians(leaf=2)).state is State.GRANTED


def test_a_supersession_by_another_does_not_end_the_own_refusal_of_another_question() -> None:
    refused = act(ActKind.DENY, question="old", leaf=1, valid=OPEN)
    over = guardians(ActKind.SUPERSEDE, leaf=2, replaces=ActId("act-1"))
    person = person_of([birth(), mandate()], SUBJECT, 9)
    assert fold([refused, over], SUBJECT, 9, person)[QuestionKey("form/old")].state is State.DENIED


def test_who_is_known_to_be_too_young_cannot_say_yes_alone_and_can_say_no() -> None:
    young = answer(birth(), own())
    assert (young.state, young.lapse) == (State.UNCOUNTED, Lapse.UNDER_AGE)
    assert answer(birth(), own(ActKind.DENY)).state is State.DENIED
    assert answer(birth(on=Instant.parse("2008-03-01")), own()).state is State.GRANTED, "on the birthday itself"
    assert answer(own()).state is State.GRANTED, "without a birth on record"


def test_the_own_yes_of_a_child_does_not_displace_the_guardians() -> None:
    stands = answer(birth(), mandate(), guardians(), own(leaf=2))
    assert (stands.state, stands.act.actor) == (State.GRANTED, MOTHER)


def test_who_came_of_age_goes_on_by_a_yes_in_the_own_name() -> None:
    later = Instant.parse("2033-06-02")
    stands = answer(birth(), mandate(), guardians(), own(leaf=2, recorded_at=later))
    assert (stands.state, stands.act.authority, stands.lapse) == (State.GRANTED, Authority.SELF, Lapse.EXPIRED)
    renewed = answer(birth(), mandate(), guardians(), own(ActKind.RENEW, leaf=2, recorded_at=later))
    assert renewed.timing(Instant.parse("2040-01-01")) is Timing.EXPIRED, "what another signed is asked anew"


@pytest.mark.parametrize(
    ("after", "in_force", "lapse"),
    [(AfterDeath.STANDS, True, Lapse.EXPIRED), (AfterDeath.ENDS, False, Lapse.ENDED_BY_DEATH),
     (None, False, Lapse.OPEN_AFTER_DEATH)],
)  # fmt: skip
def test_after_death_the_form_says_what_stands(after: AfterDeath | None, *, in_force: bool, lapse: Lapse) -> None:
    form = template("q", (atom(),), terms=Terms(after_death=after))
    stands = answer(attest(Death(Instant.parse("2026-06-01")), "d"), own(form=form))
    assert stands.timing(NOW) is Timing.IN_FORCE
    assert (stands.timing(Instant.parse("2027-01-01")) is Timing.IN_FORCE) is in_force
    assert stands.lapse is lapse
    assert answer(attest(Death(NOW), "d"), own(ActKind.DENY, form=form)).timing(YEARS[-1]) is Timing.IN_FORCE


DAY = 86_400


@pytest.mark.parametrize(
    ("seconds", "counts"), [(None, False), (0, False), (2 * DAY - 1, False), (2 * DAY, True), (9 * DAY, True)]
)
def test_a_yes_needs_the_full_days_to_think_and_a_no_never_waits(seconds: int | None, *, counts: bool) -> None:
    form = template("q", (atom(),), terms=Terms(days_to_think=2))
    shown = None if seconds is None else Instant(NOW.seconds - seconds)
    stands = answer(own(form=form, shown_at=shown))
    assert stands.state is (State.GRANTED if counts else State.UNCOUNTED)
    assert counts or stands.lapse is Lapse.TOO_EARLY
    assert answer(own(ActKind.DENY, form=form, shown_at=shown)).state is State.DENIED
    assert answer(own(ActKind.WITHDRAW, form=form, shown_at=shown)).state is State.WITHDRAWN


def test_a_hasty_yes_lifts_no_refusal_and_a_renewal_does_not_mend_it() -> None:
    form = template("q", (atom(),), terms=Terms(days_to_think=2))
    refused, hasty = own(ActKind.DENY, form=form), own(leaf=2, form=form, shown_at=NOW)
    assert answer(refused, hasty).state is State.DENIED
    assert answer(hasty, own(ActKind.RENEW, leaf=3, form=form)).state is State.UNCOUNTED
    thought = own(form=form, shown_at=Instant(NOW.seconds - 3 * DAY))
    assert answer(thought, own(ActKind.RENEW, leaf=3, form=form)).state is State.GRANTED


def test_a_yes_runs_out_when_its_form_says_at_the_latest() -> None:
    form = template("q", (atom(),), terms=Terms(longest_days=365))
    stands = answer(own(form=form))
    assert stands.valid is not None
    assert stands.valid.end == Instant(NOW.seconds + 365 * DAY)
    short = Period(OPEN.start, Instant.parse("2026-04-01"))
    sooner = answer(own(form=form, valid=short))
    assert sooner.valid == short


def test_no_end_lies_beyond_the_calendar() -> None:
    form = template("q", (atom(),), terms=Terms(longest_days=36_525))
    late = Instant.parse("9990-01-01")
    stands = answer(own(form=form, recorded_at=late, valid=Period(late)))
    assert stands.valid is not None
    assert str(stands.valid.end) == "9999-12-31T23:59:59Z"
    assert birthday(late, 18) == Instant.parse("9999-01-01")


def test_the_ages_of_a_place_are_those_of_the_nearest_wider_one_that_has_any() -> None:
    assert ages_in("DE") is AGES[JurisdictionCode("EEA")]
    assert ages_in("world") is None
    assert ages_in("XX") is None
    assert all(each.article and each.checked for each in AGES.values())


@pytest.mark.parametrize(
    ("born", "years", "day"),
    [("2015-06-01", 14, "2029-06-01"), ("2012-02-29", 18, "2030-03-01"), ("2012-02-29", 20, "2032-02-29")],
)
def test_birthdays(born: str, years: int, day: str) -> None:
    assert birthday(Instant.parse(born), years) == Instant.parse(day)


@given(
    st.sampled_from(sorted(AGES)), st.integers(0, 25), st.booleans(),
    st.lists(st.sampled_from(["g-grant", "g-deny", "g-withdraw", "s-grant", "s-deny", "s-withdraw"]), max_size=5),
)  # fmt: skip
def test_coming_of_age_is_monotone(place: str, age: int, dies: bool, moves: list[str]) -> None:  # noqa: FBT001
    """Once a guardian's yes has stopped to permit, it never permits again."""
    born = birth(place, Instant(SIGNED.seconds - age * 366 * DAY))
    said: list[ConsentAct | Attestation] = [born, mandate()]
    said += [attest(Death(YEARS[5]), "d")] if dies else []
    for leaf, (who, kind) in enumerate((move.split("-") for move in moves), 1):
        said.append((guardians if who == "g" else own)(ActKind(kind), leaf=leaf))
    if not moves or not any(move.endswith("grant") or "deny" in move or "withdraw" in move for move in moves):
        return
    person = person_of([each for each in said if isinstance(each, Attestation)], SUBJECT, 99)
    stands = fold([each for each in said if isinstance(each, ConsentAct)], SUBJECT, 99, person)
    for each in stands.values():
        if each.act.authority is Authority.GUARDIAN and each.state is State.GRANTED:
            permits = [each.timing(at) is Timing.IN_FORCE for at in YEARS]
            assert permits == sorted(permits, reverse=True)


def test_a_relative_refuses_for_her_or_himself_and_nothing_else() -> None:
    narrow = atom(category="family", actions=frozenset({"disclose"}))
    sister: dict[str, Any] = {"authority": Authority.RELATIVE, "actor": ActorId("sister")}
    refusal = act(ActKind.DENY, narrow, **sister)
    assert refusal.key == "form/q@sister"
    standing = fold([refusal, act(ActKind.GRANT, narrow, leaf=1)], SUBJECT, 9)
    assert {key: each.state for key, each in standing.items()} == {
        "form/q@sister": State.DENIED, "form/q": State.GRANTED,
    }  # fmt: skip
    for kind, scope in ((ActKind.GRANT, narrow), (ActKind.DENY, atom()), (ActKind.DENY, atom(category="family"))):
        with pytest.raises(ConsentError, match="is a relative's, who can refuse"):
            act(kind, scope, **sister)


def test_of_two_ends_of_a_mandate_the_earlier_counts_whichever_became_known_first() -> None:
    early, late = (attest(MandateEnd(AttestationId("m"), YEARS[year]), f"e{year}", leaf=2) for year in (1, 3))
    for first, second in ((early, late), (late, early)):
        stands = answer(birth(), mandate(), first, replace(second, leaf=3), guardians())
        assert stands.valid is not None
        assert stands.valid.end == YEARS[1]


def test_an_own_yes_lifts_the_own_refusal_for_others_too() -> None:
    stands = answer(mandate(), own(ActKind.DENY), own(leaf=2), guardians(ActKind.WITHDRAW, leaf=3))
    assert stands.state is State.WITHDRAWN


def test_a_renewed_refusal_counts_like_a_refusal() -> None:
    short = Period(OPEN.start, Instant.parse("2026-04-01"))
    refused = guardians(ActKind.DENY, valid=short)
    stands = answer(own(), refused, guardians(ActKind.RENEW, leaf=3))
    assert (stands.state, stands.valid) == (State.DENIED, OPEN)


WHOSE = st.tuples(st.sampled_from("pqr"), st.booleans(), st.sampled_from(["grant", "deny", "withdraw", "renew"]))


@given(st.lists(WHOSE, max_size=8), st.data())
def test_order_across_questions_does_not_matter_whoever_answers(
    moves: list[tuple[str, bool, str]], data: st.DataObject
) -> None:
    form = {question: template(question, (atom(),)) for question in "pqr"}
    acts = [
        (guardians if by_another else own)(ActKind(kind), leaf, question=question, form=form[question])
        for leaf, (question, by_another, kind) in enumerate(moves)
    ]
    lanes = {question: [each for each in acts if each.question == question] for question in "pqr"}
    mixed: list[ConsentAct] = []
    while any(lanes.values()):
        lane = data.draw(st.sampled_from([question for question, left in lanes.items() if left]))
        mixed.append(lanes[lane].pop(0).at_leaf(len(mixed)))
    person = person_of([birth(), mandate()], SUBJECT, 99)
    one, other = (fold(each, SUBJECT, 99, person) for each in (acts, mixed))
    assert {key: (each.state, each.valid, each.lapse) for key, each in one.items()} == {
        key: (each.state, each.valid, each.lapse) for key, each in other.items()
    }


def test_who_has_no_known_right_neither_ends_nor_shortens_a_refusal() -> None:
    refused = (birth(), mandate(), guardians(ActKind.DENY))
    stranger: dict[str, Any] = {"actor": ActorId("stranger"), "authority": Authority.GUARDIAN, "leaf": 3}
    short = Period(OPEN.start, Instant.parse("2026-04-01"))
    for meddling in (act(ActKind.WITHDRAW, **stranger), act(ActKind.DENY, valid=short, **stranger)):
        stands = answer(*refused, meddling)
        assert (stands.state, stands.act.actor, stands.valid) == (State.DENIED, MOTHER, OPEN)
    assert answer(own(), act(ActKind.WITHDRAW, **stranger)).state is State.WITHDRAWN, "a yes it does end"
    assert answer(*refused, guardians(ActKind.WITHDRAW, leaf=3)).state is State.WITHDRAWN


def test_nobody_answers_after_death() -> None:
    died = attest(Death(Instant(NOW.seconds - DAY)), "d", leaf=0)
    form = template("q", (atom(),), terms=Terms(after_death=AfterDeath.STANDS))
    assert answer(died, own(form=form)).state is State.UNCOUNTED
    before = own(form=form, recorded_at=Instant(NOW.seconds - 9 * DAY), valid=Period(NOW, YEARS[1]))
    assert answer(died, before, own(ActKind.RENEW, form=form, leaf=2)).valid == Period(NOW, YEARS[1])


def test_a_mandate_that_its_holder_attests_gives_no_right() -> None:
    assert answer(birth(), mandate(), guardians()).state is State.GRANTED
    assert answer(birth(), replace(mandate(), by=MOTHER), guardians()).state is State.UNCOUNTED


def test_the_end_of_one_mandate_and_a_death_move_no_other_mandate_in_time() -> None:
    later = Instant(NOW.seconds + 9 * DAY)
    ended = attest(MandateEnd(AttestationId("m"), later), "e", 1)
    future = replace(mandate("n", 2), recorded_at=Instant(NOW.seconds + DAY))
    assert [each.holder for each in person_of([mandate(), ended, future], SUBJECT, 9, at=NOW).mandates] == [MOTHER]
    died = attest(Death(Instant(SIGNED.seconds - DAY)), "d", 1)
    known = replace(mandate("n", 2), recorded_at=SIGNED)
    assert len(person_of([mandate(), died, known], SUBJECT, 9, at=NOW).mandates) == 2


def test_what_is_known_at_an_instant_is_of_answers_and_mandates_alike() -> None:
    acts, attested = [guardians(leaf=1, recorded_at=NOW)], [birth(), mandate()]
    known = known_at(acts, attested, SUBJECT, NOW, 9)
    assert known.answers[QuestionKey("form/q")].state is State.GRANTED
    assert known.person.mandates
    before = known_at(acts, attested, SUBJECT, Instant(NOW.seconds - 1), 9)
    assert (before.answers, bool(before.person.mandates)) == ({}, Instant(NOW.seconds - 1) >= SIGNED)
