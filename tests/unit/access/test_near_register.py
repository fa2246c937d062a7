"""The register row by row: what each standing answer says of data, where its rows lie, and how acts were done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Decider, ReasonCode, Register, Request
from autonome.access.cohort import ALONE, decide_cohort
from autonome.access.register import ACTS_BYTES, KINDS_OF_SAYING, NOBODY, Said, register_of, supports_of
from autonome.access.representatives import UNPROVEN
from autonome.access.support import MANNERS, NO_ACTS, Manner, Supports, in_words, read_manner
from autonome.consent import (
    FINDINGS_FORM,
    ActKind,
    Authority,
    Comprehension,
    ConsentAct,
    Effect,
    Person,
    QuestionKey,
    SignatureKind,
    Standing,
    State,
    fold,
)
from autonome.consent.authority import Lapse
from autonome.kernel import ActorId, SubjectId
from autonome.law import RULES
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom
from tests.unit.access.test_register import AT, PEOPLE, asked

KEY = QuestionKey("form/q")
GUARDIAN: dict[str, Any] = {"actor": ActorId("mother"), "authority": Authority.GUARDIAN}
SISTER: dict[str, Any] = {"actor": ActorId("sister"), "authority": Authority.RELATIVE}
FAMILY = atom(category="family", actions=frozenset({"disclose"}))


def standing(state: State, done: ConsentAct | None = None, **changes: Any) -> Standing:  # noqa: ANN401 - parts of it
    done = done or act()
    return replace(Standing(state, done, done, LONG), **changes)


SAYS: list[tuple[Standing, Said | None]] = [
    (standing(State.GRANTED), Said.GRANTED),
    (standing(State.GRANTED, lapse=Lapse.AUTHORITY_ENDED), Said.GRANTED_FOR_ANOTHER),
    (standing(State.GRANTED, lapse=Lapse.ENDED_BY_DEATH), Said.GRANTED_IN_LIFE),
    (standing(State.GRANTED, lapse=Lapse.OPEN_AFTER_DEATH), Said.GRANTED_UNLESS_DEAD),
    (standing(State.GRANTED, act(**GUARDIAN)), Said.GRANTED_BY_GUARDIAN),
    (standing(State.GRANTED, act(**GUARDIAN), lapse=Lapse.AUTHORITY_ENDED), Said.GRANTED_WHILE_GUARDIAN),
    (standing(State.GRANTED, act(**GUARDIAN), lapse=Lapse.ENDED_BY_DEATH), Said.GRANTED_IN_LIFE),
    (standing(State.GRANTED, act(**GUARDIAN), lapse=Lapse.OPEN_AFTER_DEATH), Said.GRANTED_UNLESS_DEAD),
    (standing(State.DENIED, act(ActKind.DENY)), Said.DENIED),
    (standing(State.DENIED, act(ActKind.DENY, FAMILY, **SISTER)), Said.OBJECTED),
    (standing(State.WITHDRAWN, act(ActKind.WITHDRAW), valid=None), Said.WITHDRAWN),
    (standing(State.WITHDRAWN, act(ActKind.WITHDRAW), valid=None, closes=True), Said.DENIED),
    (standing(State.WITHDRAWN, act(ActKind.WITHDRAW, FAMILY, **SISTER), valid=None), None),
    (standing(State.UNCOUNTED, lapse=Lapse.AUTHORITY_MISSING), Said.WITHOUT_AUTHORITY),
    (standing(State.UNCOUNTED, lapse=Lapse.OWN_REFUSAL), Said.WITHOUT_AUTHORITY),
    (standing(State.UNCOUNTED, lapse=Lapse.AUTHORITY_ENDED), Said.AFTER_AUTHORITY),
    (standing(State.UNCOUNTED, lapse=Lapse.UNDER_AGE), Said.UNDER_AGE),
    (standing(State.UNCOUNTED, lapse=Lapse.TOO_EARLY), Said.TOO_EARLY),
    (standing(State.DEFERRED), None),
]


@pytest.mark.parametrize("number", range(len(SAYS)))
def test_what_a_standing_answer_says_of_data(number: int) -> None:
    answer, said = SAYS[number]
    register = register_of(SUBJECT, {KEY: answer})
    assert [code % KINDS_OF_SAYING for code in register.code] == ([] if said is None else [said])


@pytest.mark.parametrize(
    ("leaf", "restricted", "said"), [(3, 4, Said.BEFORE_RESTRICTION), (5, 4, Said.GRANTED), (3, None, Said.GRANTED)]
)
def test_what_was_granted_before_a_restriction_is_told_apart(leaf: int, restricted: int | None, said: Said) -> None:
    register = register_of(SUBJECT, {KEY: standing(State.GRANTED, act(leaf=leaf))}, restricted)
    wanted = [said] if restricted is None else [said, Said.RESTRICTED]
    assert [code % KINDS_OF_SAYING for code in register.code] == wanted
    assert register.restricted == ({} if restricted is None else {SUBJECT: restricted})


def test_a_scope_is_what_was_granted_refused_or_taken_back_with_its_effect() -> None:
    for kind, effect in ((ActKind.GRANT, Effect.PERMIT), (ActKind.DENY, Effect.DENY)):
        register = register_of(SUBJECT, fold([act(kind)], SUBJECT, 9))
        assert register.scopes == [(), (atom().with_effect(effect),)]
    gone = act(ActKind.WITHDRAW, leaf=1, recipient_id="uni.example")
    register = register_of(SUBJECT, fold([act(recipient_id="uni.example"), gone], SUBJECT, 9))
    assert register.scopes == [(), (atom(recipient_id="uni.example"),)]


def test_an_answer_about_findings_is_about_no_data() -> None:
    wish = act(ActKind.GRANT, question="carrier-status", form=FINDINGS_FORM, atoms=())
    register = register_of(SUBJECT, fold([wish], SUBJECT, 9))
    assert (register.scopes, [*register.code]) == ([()], [0])


def answers(many: int) -> dict[QuestionKey, Standing]:
    return {QuestionKey(f"form/{each}"): standing(State.GRANTED) for each in range(many)}


def test_who_never_answered_is_somebody_all_the_same() -> None:
    register = Register()
    register.put(SUBJECT, {})
    assert (len(register), [*register], register.number(SUBJECT)) == (1, [SUBJECT], 0)
    assert register.number(SubjectId("ben")) is None
    assert register.span(SubjectId("ben")) == NOBODY == (0, 0)


def test_rows_stay_where_they_are_while_there_is_room_and_are_counted_when_they_are_left() -> None:
    register = Register()
    for who in (*PEOPLE, *PEOPLE):
        register.put(who, answers(1))
    assert (len(register.code), register.idle) == (len(PEOPLE), 0)
    register.put(PEOPLE[2], answers(2))
    assert (register.span(PEOPLE[2]), register.idle) == ((5, 7), 1)
    register.put(PEOPLE[2], answers(1))
    assert (register.span(PEOPLE[2]), [*register.code[5:7]][1]) == ((5, 7), 0)
    assert len(register.acts) == len(register.code) * ACTS_BYTES
    assert len(register.valid) == 2 * len(register.code)


def test_rows_that_nobody_owns_are_given_up_once_they_are_more_than_half() -> None:
    register = Register()
    for many in (2, 3, 4):
        register.put(SUBJECT, answers(many))
    assert (len(register.code), register.idle, register.span(SUBJECT)) == (4, 0, (0, 4))


def test_the_acts_of_a_row_are_those_of_its_form_and_of_its_scope() -> None:
    older, newer = act(leaf=0), act(ActKind.RENEW, leaf=1, comprehension=Comprehension.NOT_ASKED)
    register = register_of(SUBJECT, {KEY: Standing(State.GRANTED, newer, older, LONG)})
    read = supports_of(register.supports(0))
    assert dict(zip(read.acts, (each.comprehension for each in read.manners), strict=True)) == {
        older.digest: Comprehension.PASSED, newer.digest: Comprehension.NOT_ASKED,
    }  # fmt: skip
    assert len(supports_of([])) == 0 == len(NO_ACTS)


def about_all(**changes: Any) -> Request:  # noqa: ANN401 - parts of a request
    return replace(asked(SubjectId("somebody")), **changes)


def cohort_of(wanted: Request, people: dict[SubjectId, Person] | None = None) -> dict[SubjectId, Any]:
    register = Register()
    for who in PEOPLE[:2]:
        own = act(subject=who, actor=ActorId(who), atoms=(atom(),), recorded_at=AT)
        register.put(who, fold([own], who, 9))
    return dict(decide_cohort(Decider(register, RULES).compiled(wanted, NOW), people or {}))


def test_whoever_asks_about_everybody_asks_about_her_or_himself_alone() -> None:
    found = cohort_of(about_all(actor=ActorId(PEOPLE[0]), items=("pharmacogenes",)))
    assert found[PEOPLE[0]].reasons == ALONE
    assert found[PEOPLE[1]].grants
    assert [(reason.code, reason.detail) for reason in ALONE] == [
        (ReasonCode.NEEDS_REVIEW, "ask about this person alone")
    ]


def test_what_is_wrong_with_somebodys_own_request_is_told_and_not_that_it_is_ones_own() -> None:
    own = replace(asked(PEOPLE[0]), actor=ActorId(PEOPLE[0]), recipient="subject", review=("a plan",))
    found = cohort_of(own)
    assert {(each.reasons[0].code, each.reasons == ALONE) for each in found.values()} == {
        (ReasonCode.NEEDS_REVIEW, False)
    }


def test_nobody_who_has_died_asks_about_her_or_himself() -> None:
    wanted = about_all(actor=ActorId(PEOPLE[0]), items=("pharmacogenes",))
    found = cohort_of(wanted, {PEOPLE[0]: Person(died=AT)})
    assert UNPROVEN in found[PEOPLE[0]].reasons
    assert found[PEOPLE[1]].grants


PLAIN = Manner(Authority.SELF, SignatureKind.PASSKEY, Comprehension.PASSED)


def test_a_manner_is_told_in_words_and_alike_ones_together_in_order() -> None:
    assert PLAIN.words == "by the person, a passkey, could say back what it was about"
    assert MANNERS.index(PLAIN) == 0
    other = PLAIN._replace(authority=Authority.GUARDIAN)
    assert in_words([PLAIN, other, PLAIN]) == (
        "1 by a guardian, a passkey, could say back what it was about", f"2 {PLAIN.words}",
    )  # fmt: skip
    assert {each.words for each in MANNERS} >= {
        "by a proxy, paper before a witness, could not say back what it was about",
        "by a relative, the word of the institution, was not asked to say back what it was about",
        "by the steward of the data, the word of the institution, could say back what it was about",
    }
    supports = Supports(("a", "b"), (PLAIN, other))
    assert [each.to_json() for each in supports] == [{"act": "a", **PLAIN.to_json()}, {"act": "b", **other.to_json()}]
    assert PLAIN.to_json() == {"authority": "self", "signature": "passkey", "comprehension": "passed"}


def test_a_manner_is_read_from_an_act_and_from_a_decision() -> None:
    assert read_manner(act().to_json()) == PLAIN
    assert read_manner(PLAIN.to_json()) == PLAIN
    assert read_manner({**PLAIN.to_json(), "signature": {"kind": "witnessed-paper"}}) == PLAIN._replace(
        signature=SignatureKind.WITNESSED_PAPER
    )
    for name in ("authority", "signature", "comprehension"):
        assert read_manner({**PLAIN.to_json(), name: "x"}) is None
        assert read_manner({key: value for key, value in PLAIN.to_json().items() if key != name}) is None
    assert read_manner("self") is None
    assert read_manner(None) is None


def test_a_row_is_in_force_for_the_time_that_its_answer_is() -> None:
    early = standing(State.GRANTED, act(recorded_at=NOW))
    register = register_of(SUBJECT, {KEY: early})
    assert LONG.end is not None
    assert [*register.valid] == [NOW.seconds, LONG.end.seconds], "a yes counts from when it is on record"
    refused = register_of(SUBJECT, {KEY: standing(State.DENIED, act(ActKind.DENY, recorded_at=NOW))})
    assert [*refused.valid] == [LONG.start.seconds, LONG.end.seconds]
