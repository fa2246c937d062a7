"""Small faults in folding answers and in names that would open something, or close it wrongly, each met by one case.

Found by putting faults into the code (`docs/mutants.md`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.consent import (
    CATEGORIES,
    NOTHING_ATTESTED,
    PURPOSES,
    ActId,
    Action,
    ActKind,
    Authority,
    ConsentAct,
    Death,
    Ground,
    Person,
    Question,
    Standing,
    State,
    Terms,
    fold,
    is_name,
    person_of,
)
from autonome.consent.authority import Lapse
from autonome.consent.findings import FindingCode
from autonome.consent.names import can_be_seen, canonical, is_permitted, is_refused
from autonome.kernel import ActorId, Instant, Period, SubjectId
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, template
from tests.unit.consent.test_authority import MOTHER, attest, birth, mandate

SIZE, X = 100, "x.example"
SOON, LATER = Instant(NOW.seconds + 100), Instant(NOW.seconds + 10_000)
UNCLE: dict[str, Any] = {"actor": ActorId("uncle"), "authority": Authority.PROXY}
CHILDS = person_of([birth(), mandate()], SUBJECT, SIZE)
HERS: dict[str, Any] = {"actor": MOTHER, "authority": Authority.GUARDIAN}


def does(kind: str, name: str | None = None, leaf: int = 0, **changes: Any) -> ConsentAct:  # noqa: ANN401 - parts of an act
    scope = atom().for_recipient(name)
    silent = kind in {"withdraw", "renew"}
    parts: dict[str, Any] = {"form": template("q", (atom(),)), "leaf": leaf, "recipient_id": name}
    return act(ActKind(kind), *(() if silent else (scope,)), **(parts | changes))


def folded(*acts: ConsentAct, person: Person = NOTHING_ATTESTED, at: Instant | None = None) -> dict[str, Standing]:
    placed = [each.at_leaf(leaf) for leaf, each in enumerate(acts)]
    return {str(key): answer for key, answer in fold(placed, SUBJECT, SIZE, person, at=at).items()}


ALL, NAMED = "form/q", f"form/q>{X}"


def test_a_guardians_yes_to_one_does_not_get_past_the_persons_own_no_to_all() -> None:
    for said in ("deny", "withdraw"):
        found = folded(does("grant"), does(said), does("grant", X, **HERS), person=CHILDS)
        assert found[NAMED].state is State.UNCOUNTED
    assert folded(does("grant", X, **HERS), person=CHILDS)[NAMED].state is State.GRANTED
    beside = folded(does("deny"), does("deny", X, **HERS), person=CHILDS)
    assert (beside[NAMED].state, beside[NAMED].act.actor) == (State.DENIED, MOTHER), "a no to one may join it"


def test_a_no_that_ends_nothing_counts_before_it_is_on_record() -> None:
    later = does("deny", recorded_at=LATER)
    assert folded(later, at=NOW)[ALL].state is State.DENIED
    closed = folded(
        does("grant"), does("withdraw", X), does("deny", X, recorded_at=LATER, valid=Period(NOW, SOON)), at=NOW
    )
    assert (closed[NAMED].state, closed[NAMED].closes) == (State.WITHDRAWN, True), "nor does it shorten what closes"


def test_a_strangers_no_closes_what_was_granted_to_one() -> None:
    for briefly in ({}, {"valid": Period(NOW, SOON)}):
        assert folded(does("grant", X), does("deny", X, **(UNCLE | briefly)))[NAMED].state is State.DENIED


def test_a_stranger_shortens_no_refusal() -> None:
    briefly: dict[str, Any] = UNCLE | {"valid": Period(NOW, SOON)}
    closed = folded(does("grant"), does("withdraw", X), does("deny", X, **briefly))
    assert (closed[NAMED].state, closed[NAMED].closes) == (State.WITHDRAWN, True)
    long = folded(does("deny", X, valid=Period(NOW, LATER)), does("deny", X, **briefly))
    assert long[NAMED].valid == Period(NOW, LATER)
    for kind, valid in (("withdraw", None), ("deny", Period(NOW, LATER))):
        hers = does(kind, X, valid=valid, **HERS)
        found = folded(does("grant"), hers, does("deny", X, **briefly), person=CHILDS)
        assert found[NAMED].act.kind is hers.kind, "whoever refused"
        assert found[NAMED].act.actor == MOTHER


def test_a_guardians_no_for_a_while_does_not_end_the_persons_own_taking_back_from_one() -> None:
    briefly: dict[str, Any] = HERS | {"valid": Period(NOW, SOON)}
    found = folded(does("grant"), does("withdraw", X), does("deny", X, **briefly), person=CHILDS)
    assert (found[NAMED].state, found[NAMED].closes) == (State.WITHDRAWN, True)


def test_what_is_taken_back_from_one_is_closed_to_that_one_whether_it_was_granted_by_name_or_not() -> None:
    for before in ([], [does("grant", X)], [does("deny", X, valid=Period(NOW, SOON)), does("grant", X)]):
        assert folded(does("grant"), *before, does("withdraw", X))[NAMED].closes


@pytest.mark.parametrize(
    ("end", "at", "closes"), [(None, SOON, False), (SOON, NOW, False), (SOON, SOON, True), (SOON, LATER, True)]
)
def test_taking_back_a_refusal_lifts_it_while_it_stands(end: Instant | None, at: Instant, closes: bool) -> None:  # noqa: FBT001 - a table's column
    found = folded(does("deny", X, valid=Period(NOW, end)), does("withdraw", X, recorded_at=at))
    assert (found[NAMED].state, found[NAMED].closes) == (State.WITHDRAWN, closes)


def test_what_is_said_of_all_ends_what_one_was_granted_and_nothing_else() -> None:
    assert folded(does("grant", X), does("grant"))[NAMED].state is State.GRANTED
    assert folded(does("grant", X), does("deny"))[NAMED].state is State.WITHDRAWN
    assert folded(does("deny", X), does("withdraw"), does("grant"))[NAMED].state is State.DENIED


def test_a_supersession_ends_a_yes_whoever_gave_it_and_no_refusal_of_another_name() -> None:
    other = template("r", (atom(),))
    takes_over = act(ActKind.SUPERSEDE, question="r", form=other, id=ActId("new"), replaces=ActId("old"))
    hers = does("grant", id=ActId("old"), **HERS)
    uncles = mandate("p", holder=UNCLE["actor"], authority=Authority.PROXY, ground=Ground.HEALTH_CARE_PROXY)
    both = person_of([birth(), mandate(), uncles], SUBJECT, SIZE)
    assert folded(hers, replace(takes_over, **UNCLE), person=both)[ALL].state is State.WITHDRAWN
    assert folded(does("deny", X, id=ActId("old")), takes_over)[NAMED].state is State.DENIED
    assert folded(does("deny", id=ActId("old")), takes_over)[ALL].state is State.WITHDRAWN


# --- renewals --------------------------------------------------------------------------------------------------------

FORM = template("q", (atom(),), terms=Terms(longest_days=3650))
IN_INDONESIAN = replace(FORM, language="id", text="Sebuah teks.\n")
WIDER = (Question(FORM.questions[0].id, "?", (atom(category=CATEGORIES.code("genome")),)),)


@pytest.mark.parametrize(
    ("form", "lasts"),
    [
        (FORM, True),
        (IN_INDONESIAN, True),
        (replace(FORM, text="Another text.\n"), False),
        (replace(IN_INDONESIAN, version="2"), False),
        (replace(IN_INDONESIAN, terms=Terms()), False),
        (replace(IN_INDONESIAN, questions=WIDER), False),
    ],
)
def test_a_renewal_is_of_what_was_signed_in_whatever_language(form: Any, lasts: bool) -> None:  # noqa: ANN401, FBT001 - a form, and a table's column
    longer = Period(LONG.start, Instant(LATER.seconds + 10**9))
    found = folded(does("grant", form=FORM), does("renew", form=form, valid=longer, text_shown=form.text_sha256))
    assert (found[ALL].act.kind is ActKind.RENEW) is lasts


def test_who_has_come_to_answer_for_another_renews_nothing_of_the_persons_own() -> None:
    proxy = mandate("p", holder=UNCLE["actor"], authority=Authority.PROXY, ground=Ground.HEALTH_CARE_PROXY)
    person = person_of([proxy], SUBJECT, SIZE)
    assert folded(does("grant"), does("renew", **UNCLE), person=person)[ALL].act.kind is ActKind.GRANT
    assert folded(does("grant", **UNCLE), does("renew", **UNCLE), person=person)[ALL].act.kind is ActKind.RENEW


# --- whose word counts -----------------------------------------------------------------------------------------------


def test_what_is_attested_of_another_says_nothing_of_this_one() -> None:
    elsewhere = [replace(each, subject=SubjectId("bert")) for each in (birth(), mandate(), attest(Death(NOW), "d"))]
    assert person_of(elsewhere, SUBJECT, SIZE) == NOTHING_ATTESTED


def test_a_relative_takes_an_objection_back() -> None:
    family = atom(category=CATEGORIES.code("family"), actions=frozenset({Action.DISCLOSE}))
    sister: dict[str, Any] = {
        "actor": ActorId("sister"),
        "authority": Authority.RELATIVE,
        "form": template("q", (family,)),
    }
    found = folded(act(ActKind.DENY, family, **sister), act(ActKind.WITHDRAW, **sister))
    assert [answer.state for answer in found.values()] == [State.WITHDRAWN]


def test_nobody_answers_at_the_instant_of_the_own_death() -> None:
    for died, lapse in ((NOW, Lapse.AUTHORITY_MISSING), (SOON, None)):
        stands = folded(does("grant"), person=Person(died=died))[ALL]
        assert (stands.lapse if stands.state is State.UNCOUNTED else None) is lapse


def finding(terms: Terms) -> Any:  # noqa: ANN401 - a form
    asked = Question(FORM.questions[0].id, "?", (), FindingCode("carrier-status"))
    return replace(FORM, questions=(asked,), terms=terms)


def test_not_now_needs_no_time_to_think_and_a_mandate_for_some_purposes_answers_no_question_without_any() -> None:
    form = finding(Terms(days_to_think=3))
    assert folded(act(ActKind.DEFER, form=form, atoms=()))[ALL].state is State.DEFERRED
    assert folded(act(ActKind.GRANT, form=form, atoms=()))[ALL].state is State.UNCOUNTED
    limited = person_of([birth(), mandate(purposes=frozenset({PURPOSES.code("TREAT")}))], SUBJECT, SIZE)
    hers = act(ActKind.GRANT, form=finding(Terms()), atoms=(), **HERS)
    assert folded(hers, person=limited)[ALL].lapse is Lapse.AUTHORITY_MISSING
    assert folded(hers, person=CHILDS)[ALL].state is State.GRANTED


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "recipient", "organisation", "actor", "meant"),
    [
        ("uni.example", "researcher", "uni.example", "ann", True),
        ("uni.example", "researcher", "evil.example", "uni.example", False),
        ("ann", "parent", "uni.example", "ann", True),
        ("ann", "parent", "ann", "eve", False),
        ("ann", "subject", "uni.example", "ann", True),
        ("ann", "representative", "uni.example", "ann", True),
        ("organisation:ann", "parent", "ann", "eve", True),
        ("organisation:ann", "parent", "uni.example", "ann", False),
        ("person:ann", "researcher", "uni.example", "ann", True),
        ("person:ann", "researcher", "ann", "eve", False),
    ],
)
def test_whom_a_permission_names(name: str, recipient: str, organisation: str, actor: str, meant: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_permitted(name, recipient, organisation=organisation, actor=actor) is meant


@pytest.mark.parametrize(
    ("name", "organisation", "actor", "meant"),
    [
        ("ann", "ann", "eve", True),
        ("ann", "uni.example", "Ann", True),
        ("organisation:ann", "ann", "eve", True),
        ("organisation:ann", "uni.example", "ann", False),
        ("person:ann", "ann", "eve", False),
        ("person:ann", "uni.example", "ANN", True),
    ],
)
def test_whom_a_refusal_names(name: str, organisation: str, actor: str, meant: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_refused(name, organisation=organisation, actor=actor) is meant


SHOWS_NOTHING = [
    *(0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180E, 0x180F, 0x2800, 0x3164, 0xFFA0),
    *(65024 + number for number in range(16)),
    *(917760 + number for number in range(240)),
]


def test_what_shows_nothing_is_known_one_by_one_and_its_neighbours_are_letters() -> None:
    assert not [hex(each) for each in SHOWS_NOTHING if can_be_seen(chr(each)) or is_name(f"a{chr(each)}b")]
    of_each_kind = ["\x07", "\u200b", "\ud800", "\ue000", "\u0378", "\u2028", "\u2029"]
    assert not [each for each in of_each_kind if is_name(f"a{each}b")]
    beside = [0x34E, 0x350, 0x115E, 0x1161, 0x17B6, 0x180A, 0x1810, 0x2801, 0x3165, 0xFE10, 0xFFA1]
    assert not [hex(each) for each in beside if not can_be_seen(chr(each))]


def test_names_have_one_form_and_bounds() -> None:
    assert canonical(" Vex.Example.. ") == "vex.example"
    assert canonical("vex") == "vex"
    assert [is_name(each) for each in ("x", "x" * 255, "x" * 256, "")] == [True, True, False, False]
    assert [can_be_seen(each) for each in ("7", " 7 ", " ", "\t", "")] == [True, True, False, False, False]
