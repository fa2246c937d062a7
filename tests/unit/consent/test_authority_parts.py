"""Whose yes counts, part by part: for each condition the one circumstance that turns the answer."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from autonome.consent import (
    PURPOSES,
    ActId,
    ActKind,
    Attestation,
    AttestationId,
    Authority,
    Birth,
    ConsentAct,
    Ground,
    JurisdictionCode,
    Lapse,
    MandateEnd,
    QuestionKey,
    Standing,
    State,
    Terms,
    Timing,
    fold,
    person_of,
)
from autonome.consent.ages import birthday
from autonome.kernel import ActorId, Instant, Period
from tests.fakes.consents import NOW, SUBJECT, act, atom, template
from tests.unit.consent.test_authority import BORN, MOTHER, OPEN, SIGNED, answer, attest, birth, guardians, mandate, own

UNCLE = ActorId("uncle")
QUESTION = QuestionKey("form/q")
IN_2027, IN_2030 = Instant.parse("2027-01-01"), Instant.parse("2030-01-01")
OF_AGE = birthday(BORN, 18)
GROWN = birth(on=Instant.parse("1950-01-01"))


def until(end: Instant, start: Instant = OPEN.start) -> Period:
    return Period(start, end)


def proxy(name: str = "m", **changes: Any) -> Attestation:  # noqa: ANN401 - one keyword for each part
    return mandate(name, authority=Authority.PROXY, ground=Ground.HEALTH_CARE_PROXY, **changes)


def by_proxy(**changes: Any) -> ConsentAct:  # noqa: ANN401 - one keyword for each part
    return guardians(authority=Authority.PROXY, **changes)


def end_of(*said: ConsentAct | Attestation) -> Instant | None:
    """When a yes that counts ends."""
    stands = answer(*said)
    assert stands.state is State.GRANTED
    assert stands.valid is not None
    return stands.valid.end


ENDS: dict[str, tuple[list[ConsentAct | Attestation], Instant | None]] = {
    "a guardian's right, with the age": ([birth(), mandate(), guardians()], OF_AGE),
    "a guardian's right, with its term": ([birth(), mandate(valid=until(IN_2027)), guardians()], IN_2027),
    "a term, where no birth is on record": ([mandate(valid=until(IN_2027)), guardians()], IN_2027),
    "a court's term, where no birth is on record": (
        [mandate(ground=Ground.COURT, valid=until(IN_2030)), guardians()],
        IN_2030,
    ),
    "a court's guardian of a child, with the age": ([birth(), mandate(ground=Ground.COURT), guardians()], OF_AGE),
    "a court's guardian from the day of coming of age on": (
        [
            birth(on=Instant.parse("2007-02-01")),
            mandate(ground=Ground.COURT, valid=until(IN_2030, Instant.parse("2025-02-01"))),
            guardians(),
        ],
        IN_2030,
    ),
    "a proxy's right, with its term": ([GROWN, proxy(valid=until(IN_2030)), by_proxy()], IN_2030),
    "a proxy's right without any": ([GROWN, proxy(), by_proxy()], None),
    "of two of a proxy's, the one without end": (
        [GROWN, proxy("a", valid=until(IN_2027)), proxy("b"), by_proxy()],
        None,
    ),
    "not with another's longer right": (
        [birth(), mandate("a", valid=until(IN_2027)), mandate("b", holder=UNCLE), guardians()],
        IN_2027,
    ),
    "not with a longer right of another kind": (
        [birth(), mandate("a", valid=until(IN_2027)), proxy("b"), guardians()],
        IN_2027,
    ),
    "not with a longer right on another question": (
        [
            birth(),
            mandate("a", valid=until(IN_2027)),
            mandate("b", questions=frozenset({QuestionKey("form/other")})),
            guardians(),
        ],
        IN_2027,
    ),
    "not with a right that began after it was signed": (
        [birth(), mandate("a", valid=until(IN_2027)), mandate("b", valid=until(IN_2030, IN_2027)), guardians()],
        IN_2027,
    ),
    "its own time, if that is shorter": ([birth(), mandate(), guardians(valid=until(IN_2027))], IN_2027),
    "a mandate's term that came before its end": (
        [
            birth(),
            mandate(valid=until(IN_2027)),
            attest(MandateEnd(AttestationId("m"), IN_2030), "e", leaf=0),
            guardians(),
        ],
        IN_2027,
    ),
    "a mandate's end that came before its term": (
        [
            birth(),
            mandate(valid=until(IN_2030)),
            attest(MandateEnd(AttestationId("m"), IN_2027), "e", leaf=0),
            guardians(),
        ],
        IN_2027,
    ),
}


@pytest.mark.parametrize("words", ENDS)
def test_a_yes_for_another_ends_with(words: str) -> None:
    said, end = ENDS[words]
    assert end_of(*said) == end


def test_where_two_ends_meet_the_own_term_is_named() -> None:
    assert answer(birth(), mandate(valid=until(IN_2027)), guardians(valid=until(IN_2027))).lapse is Lapse.EXPIRED
    assert answer(birth(), mandate(), guardians(valid=until(IN_2027))).lapse is Lapse.EXPIRED
    assert answer(GROWN, proxy(valid=until(IN_2027)), by_proxy()).lapse is Lapse.AUTHORITY_ENDED


TREAT, RESEARCH = (PURPOSES.code(each) for each in ("TREAT", "HRESCH"))
BOTH = (atom(purpose=TREAT), atom(purpose=RESEARCH))
TWO_PURPOSES: dict[str, Any] = {"form": template("q", BOTH), "atoms": BOTH}

COUNTS: dict[str, tuple[list[ConsentAct | Attestation], bool]] = {
    "a mandate for this question": ([birth(), mandate(questions=frozenset({QUESTION})), guardians()], True),
    "a mandate for this purpose and others": (
        [birth(), mandate(purposes=frozenset({TREAT, PURPOSES.code("GRU")})), guardians()],
        True,
    ),
    "a mandate for one of two purposes": (
        [birth(), mandate(purposes=frozenset({TREAT})), guardians(**TWO_PURPOSES)],
        False,
    ),
    "a mandate for two of two purposes": (
        [birth(), mandate(purposes=frozenset({TREAT, RESEARCH})), guardians(**TWO_PURPOSES)],
        True,
    ),
    "a proxy's mandate that has not begun": ([GROWN, proxy(valid=Period(IN_2030)), by_proxy()], False),
    "a mandate that is nowhere on the log": ([birth(), replace(mandate(), leaf=None), guardians()], False),
}


@pytest.mark.parametrize("words", COUNTS)
def test_a_yes_for_another_counts_under(words: str) -> None:
    said, counts = COUNTS[words]
    stands = answer(*said)
    assert (stands.state is State.GRANTED) is counts
    assert counts or stands.lapse is Lapse.AUTHORITY_MISSING


@pytest.mark.parametrize(
    ("attested", "lapse"),
    [
        ([birth(), mandate(valid=until(SIGNED))], Lapse.AUTHORITY_ENDED),
        ([GROWN, mandate(valid=Period(IN_2027))], Lapse.AUTHORITY_MISSING),
        ([GROWN, mandate()], Lapse.AUTHORITY_ENDED),
        ([GROWN, mandate(valid=Period(Instant.parse("2025-01-01")))], Lapse.AUTHORITY_ENDED),
    ],
    ids=["signed in the instant of the end", "not begun", "of a grown person", "a parent's, begun when grown"],
)
def test_a_right_that_is_over_is_told_from_one_that_never_was(attested: list[Attestation], lapse: Lapse) -> None:
    assert (answer(*attested, guardians()).state, answer(*attested, guardians()).lapse) == (State.UNCOUNTED, lapse)


def test_research_beside_treatment_asks_for_the_higher_age() -> None:
    assert end_of(birth("CN"), mandate(), guardians(**TWO_PURPOSES)) == OF_AGE


def test_where_a_place_names_no_age_nothing_is_known_of_it() -> None:
    nowhere = attest(Birth(BORN, JurisdictionCode("world")), "b")
    assert answer(nowhere, own()).state is State.GRANTED
    assert answer(nowhere, mandate(), guardians()).lapse is Lapse.AUTHORITY_MISSING


def test_the_first_instant_of_the_birthday_is_of_age() -> None:
    day = Instant.parse("2026-03-01")
    assert answer(birth(on=Instant.parse("2008-03-01")), own(recorded_at=day)).state is State.GRANTED
    before = own(recorded_at=Instant(day.seconds - 1))
    assert answer(birth(on=Instant.parse("2008-03-01")), before).lapse is Lapse.UNDER_AGE


def test_birthdays_are_in_utc_wherever_the_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/Los_Angeles")
        time.tzset()
        assert birthday(Instant.parse("2012-02-29"), 18) == Instant.parse("2030-03-01")
    time.tzset()


JUNE = Instant.parse("2026-06-01")
REFUSED = own(ActKind.DENY, valid=until(JUNE), recorded_at=Instant.parse("2026-01-01"))
"""By the person, from 2020 to June 2026."""

JOINS: dict[str, tuple[Period, bool]] = {
    "without end": (OPEN, True),
    "to a later day": (until(IN_2027), True),
    "to the same day": (until(JUNE), True),
    "to an earlier day": (until(Instant.parse("2026-05-01")), False),
    "from its signing on": (Period(SIGNED), True),
    "from before its signing on": (Period(Instant.parse("2026-02-01")), True),
    "from some day after its signing on": (Period(Instant.parse("2026-04-01")), False),
}


@pytest.mark.parametrize("words", JOINS)
def test_another_may_join_the_persons_refusal_and_not_shorten_it(words: str) -> None:
    valid, joins = JOINS[words]
    stands = answer(birth(), mandate(), REFUSED, guardians(ActKind.DENY, leaf=2, valid=valid))
    assert stands.state is State.DENIED
    assert stands.act.authority is (Authority.GUARDIAN if joins else Authority.SELF)


def test_a_refusal_with_an_end_leads_until_that_very_instant() -> None:
    assert answer(birth(), mandate(), REFUSED, guardians(leaf=2)).state is State.DENIED
    over = replace(REFUSED, valid=until(SIGNED))
    assert answer(birth(), mandate(), over, guardians(leaf=2)).state is State.GRANTED


THINKS = template("q", (atom(),), terms=Terms(days_to_think=2))


def test_a_renewal_needs_no_new_time_to_think() -> None:
    thought = own(form=THINKS, shown_at=Instant(NOW.seconds - 3 * 86_400), valid=until(IN_2027))
    stands = answer(thought, own(ActKind.RENEW, leaf=3, form=THINKS))
    assert (stands.state, stands.act.id) == (State.GRANTED, ActId("act-3"))


def test_who_renews_a_yes_for_another_needs_a_mandate_as_for_a_yes() -> None:
    assert answer(own(), guardians(ActKind.RENEW, leaf=2)).act.id == ActId("act-1")
    assert answer(birth(), mandate(), guardians(), guardians(ActKind.RENEW, leaf=2)).act.id == ActId("act-2")


def test_of_what_does_not_count_the_newest_yes_is_shown_and_no_renewal() -> None:
    person = person_of([], SUBJECT, 9)
    assert fold([guardians(ActKind.RENEW)], SUBJECT, 9, person) == {}
    twice = answer(guardians(), guardians(leaf=2))
    assert (twice.state, twice.act.id) == (State.UNCOUNTED, ActId("act-2"))
    over = guardians(ActKind.SUPERSEDE, leaf=3, replaces=ActId("act-1"))
    assert answer(over).lapse is Lapse.AUTHORITY_MISSING


def test_a_renewal_that_renewed_nothing_is_no_refusal_of_the_persons_own() -> None:
    newer = template("q", (atom(),), version="2")
    said = (guardians(ActKind.DENY), own(ActKind.RENEW, leaf=2, form=newer), guardians(leaf=3))
    assert answer(birth(), mandate(), *said).state is State.GRANTED


def test_a_withdrawal_that_somebody_renews_stays_the_act_that_it_was() -> None:
    stands = answer(own(), own(ActKind.WITHDRAW, leaf=2), own(ActKind.RENEW, leaf=3))
    assert (stands.act.id, stands.valid) == (ActId("act-2"), None)


def test_a_yes_that_ended_before_it_began_is_over_from_its_first_instant() -> None:
    stands = Standing(State.GRANTED, own(), own(), Period(NOW, NOW))
    assert stands.timing(NOW) is Timing.EXPIRED
    assert stands.timing(Instant(NOW.seconds - 1)) is Timing.NOT_YET


def under_old(*acts: ConsentAct, attested: tuple[Attestation, ...] = ()) -> Standing | None:
    """How the old question stands when a supersession under another has named an act of it."""
    return fold(acts, SUBJECT, 99, person_of(attested, SUBJECT, 99)).get(QuestionKey("form/old"))


def old(kind: ActKind = ActKind.GRANT, leaf: int = 0, **changes: Any) -> ConsentAct:  # noqa: ANN401
    return act(kind, question="old", leaf=leaf, **changes)


def over(name: int, leaf: int = 9, **changes: Any) -> ConsentAct:  # noqa: ANN401 - one keyword for each part
    return act(ActKind.SUPERSEDE, question="new", leaf=leaf, replaces=ActId(f"act-{name}"), **changes)


@pytest.mark.parametrize(
    ("acts", "state", "by"),
    [
        ((old(), over(0)), State.WITHDRAWN, 9),
        ((old(ActKind.DENY), over(0)), State.WITHDRAWN, 9),
        ((old(), old(leaf=1), over(0)), State.GRANTED, 1),
        ((old(), old(ActKind.RENEW, 1), over(0)), State.WITHDRAWN, 9),
        ((old(), old(ActKind.RENEW, 1), over(1)), State.WITHDRAWN, 9),
        ((old(), old(ActKind.WITHDRAW, 1), over(1)), State.WITHDRAWN, 1),
    ],
    ids=["a yes", "a no", "one that a newer replaced", "one that was renewed", "its renewal", "a taking back"],
)
def test_a_supersession_ends_under_the_old_question(acts: tuple[ConsentAct, ...], state: State, by: int) -> None:
    stands = under_old(*acts)
    assert stands is not None
    assert (stands.state, stands.act.id) == (state, ActId(f"act-{by}"))


def test_a_supersession_may_name_what_never_counted() -> None:
    assert under_old(old(ActKind.RENEW), over(0)) is None


def test_a_guardians_supersession_ends_the_persons_yes_under_the_old_question() -> None:
    theirs: dict[str, Any] = {"actor": MOTHER, "authority": Authority.GUARDIAN, "recorded_at": SIGNED}
    stands = under_old(old(), over(0, **theirs), attested=(birth(on=Instant.parse("2008-04-01")), mandate()))
    assert stands is None or stands.state is not State.GRANTED


def test_a_steward_needs_no_mandate_and_time_to_think_like_anybody() -> None:
    steward: dict[str, Any] = {"authority": Authority.STEWARD, "actor": ActorId("steward"), "form": THINKS}
    assert answer(own(**steward)).lapse is Lapse.TOO_EARLY
    assert answer(own(**steward, shown_at=Instant(NOW.seconds - 3 * 86_400))).state is State.GRANTED
    assert answer(own(ActKind.DENY, **steward)).state is State.DENIED
