"""What if: the same requests in two worlds, by the engine that decides."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.access import Allowed, Denied, Document, ReasonCode, RequestError, decide, read_requests
from autonome.access.probes import probes
from autonome.access.requests import EVERYBODY
from autonome.access.simulation import Difference, Turn, World, simulate
from autonome.access.what_if import Answered, Change, NewForm, changed, needs, read_change
from autonome.consent import (
    ActKind,
    Attestation,
    AttestationId,
    Authority,
    Birth,
    ConsentAct,
    ConsentError,
    Death,
    Ground,
    JurisdictionCode,
    Mandate,
    Need,
    QuestionKey,
    Terms,
)
from autonome.kernel import ActorId, Instant, Period, Sha256, SubjectId
from autonome.law import RULES
from tests.fakes.consents import NOW, act, atom, request, template

ANNA, BEN = SubjectId("anna"), SubjectId("ben")
KEY = QuestionKey("form/q")
ASKED = request(subject=EVERYBODY)
OPEN = Period(Instant.parse("2020-01-01"))


def said(who: SubjectId, kind: ActKind = ActKind.GRANT, leaf: int = 0, **changes: Any) -> ConsentAct:  # noqa: ANN401
    parts: dict[str, Any] = {"subject": who, "actor": ActorId(who)}
    valid: dict[str, Any] = {} if kind is ActKind.WITHDRAW else {"valid": OPEN}
    return act(kind, leaf=leaf, **(parts | valid | changes))


def world(*acts: ConsentAct, attested: tuple[Attestation, ...] = ()) -> World:
    return World(acts or (said(ANNA), said(BEN, leaf=1)), attested, RULES, NOW)


def turns(before: World, change: Change) -> dict[SubjectId, Turn]:
    return {each.request.subject: each.turn for each in simulate(before, changed(before, change), [ASKED])}


def test_a_withdrawal_closes_for_whom_it_is() -> None:
    assert turns(world(), Change((Answered(ActKind.WITHDRAW, KEY, subjects=(BEN,)),))) == {BEN: Turn.CLOSES}
    assert set(turns(world(), Change((Answered(ActKind.WITHDRAW, KEY),)))) == {ANNA, BEN}


def test_a_grant_opens_where_nothing_was_granted() -> None:
    before = world(said(ANNA), said(BEN, ActKind.DENY, 1))
    assert turns(before, Change((Answered(ActKind.GRANT, KEY),))) == {BEN: Turn.OPENS}


def test_a_difference_has_the_reasons_before_and_after() -> None:
    change = Change((Answered(ActKind.WITHDRAW, KEY),))
    (first, _) = simulate(world(), changed(world(), change), [ASKED])
    assert isinstance(first, Difference)
    assert isinstance(first.before, Allowed)
    assert isinstance(first.after, Denied)
    assert [reason.code for reason in first.after.reasons] == [ReasonCode.WITHDRAWN]


def test_what_is_thought_is_what_would_be_decided() -> None:
    """The engine is the real one: the act, done in earnest, decides the same."""
    before = world()
    after = changed(before, Change((Answered(ActKind.DENY, KEY, subjects=(ANNA,)),)))
    (found,) = simulate(before, after, [ASKED])
    done = said(ANNA, ActKind.DENY, leaf=2, recorded_at=NOW, valid=Period(NOW))
    real = decide([*before.acts, done], replace(ASKED, subject=ANNA), RULES, NOW, 9)
    assert [reason.to_json() for reason in found.after.reasons] == [reason.to_json() for reason in real.reasons]


NEW = template("q", (atom(), atom(category="medications")), "2")


@pytest.mark.parametrize(
    ("answer", "expected"), [(None, {}), (ActKind.DENY, {ANNA: Turn.CLOSES, BEN: Turn.CLOSES}), (ActKind.GRANT, {})]
)
def test_a_new_form_changes_nothing_until_it_is_answered(
    answer: ActKind | None, expected: dict[SubjectId, Turn]
) -> None:
    change = Change(form=NewForm(NEW, answer))
    assert turns(world(), change) == expected
    assert [need.need for need in needs(change, world())[ANNA]] == [Need.WIDER]
    wide = replace(ASKED, items=("medications",))
    opened = [each.turn for each in simulate(world(), changed(world(), change), [wide])]
    assert opened == ([Turn.OPENS, Turn.OPENS] if answer is ActKind.GRANT else [])


def test_time_to_think_is_given_in_thought() -> None:
    slow = template("q", (atom(),), "2", Terms(days_to_think=7))
    nobody = world(said(ANNA, ActKind.DENY))
    assert turns(nobody, Change((Answered(ActKind.GRANT, KEY, slow),))) == {ANNA: Turn.OPENS}


def test_without_a_rule_of_law_more_opens_or_less_is_asked() -> None:
    marketing = replace(ASKED, purposes=("HMARKT",))
    plain = atom(purpose="HMARKT", kinds=frozenset({"general"}))
    before = world(said(ANNA, form=template("q", (plain,)), atoms=(plain,)))
    asks = {
        reason.rule
        for reason in decide(before.acts, replace(marketing, subject=ANNA), RULES, NOW, 9).reasons
        if reason.code is ReasonCode.CONSENT_KIND_MISSING
    }
    assert asks
    after = changed(before, Change(without=frozenset(asks)))
    assert [each.turn for each in simulate(before, after, [marketing])] == [Turn.OPENS]
    with pytest.raises(RequestError, match="there is no rule 'US-NOTHING'"):
        changed(before, Change(without=frozenset({"US-NOTHING"})))


def attest(fact: Any, name: str) -> Attestation:  # noqa: ANN401 - any that can be attested
    return Attestation(AttestationId(name), ANNA, fact, ActorId("registry"), Sha256("0" * 64), NOW, 0)


def test_time_alone_ends_what_a_parent_said_and_death_is_a_change_like_another() -> None:
    mother: dict[str, Any] = {"actor": ActorId("mother"), "authority": Authority.GUARDIAN}
    child = attest(Birth(Instant.parse("2015-06-01"), JurisdictionCode("US")), "b")
    right = attest(Mandate(ActorId("mother"), Authority.GUARDIAN, Ground.PARENT, OPEN), "m")
    before = world(said(ANNA, recorded_at=NOW, **mother), attested=(child, right))
    grown = Change(at=Instant.parse("2033-06-01"))
    assert turns(before, Change(at=Instant.parse("2033-05-31"))) == {}
    (found,) = simulate(before, changed(before, grown), [ASKED])
    assert [reason.code for reason in found.after.reasons] == [ReasonCode.AUTHORITY_ENDED]
    assert turns(before, Change(attested=(attest(Death(NOW), "d"),))) == {ANNA: Turn.CLOSES}


def test_other_terms_are_another_answer() -> None:
    owing = template("q", (atom(obligations=("DUO:0000019",)),), "2")
    assert turns(world(), Change((Answered(ActKind.GRANT, KEY, owing),))) == dict.fromkeys((ANNA, BEN), Turn.OTHER)


def test_of_everybody_only_who_was_asked_is_meant_and_a_named_person_must_have_been() -> None:
    other = QuestionKey("form/other")
    assert turns(world(), Change((Answered(ActKind.WITHDRAW, other),))) == {}
    with pytest.raises(RequestError, match="never answered 'form/other'"):
        changed(world(), Change((Answered(ActKind.WITHDRAW, other, subjects=(ANNA,)),)))


def test_without_requests_each_thing_that_an_answer_is_about_is_tried_once() -> None:
    both = world(said(ANNA), said(BEN, leaf=1), said(BEN, ActKind.DENY, 2, question="r", form=NEW_R, atoms=NEW_R_ATOMS))
    tried = probes([both, both], ["US", "", "US"])
    assert [(each.items, str(each.action), each.jurisdiction) for each in tried] == [
        (("pharmacogenes",), "use", "US"), (("laboratory",), "use", "DE"),
    ]  # fmt: skip
    assert all(Document("ethics-approval", "assumed") in each.documents for each in tried)
    with pytest.raises(RequestError, match="nobody says where these people are cared for"):
        probes([both], [])


NEW_R_ATOMS = (atom(category="laboratory", jurisdiction="DE"),)
NEW_R = template("r", NEW_R_ATOMS)


@given(st.lists(st.sampled_from([ActKind.GRANT, ActKind.DENY, ActKind.WITHDRAW]), max_size=3))
def test_no_change_of_law_or_people_or_answers_makes_no_difference(kinds: list[ActKind]) -> None:
    before = world(*(said(ANNA, kind, leaf) for leaf, kind in enumerate([ActKind.GRANT, *kinds])))
    assert list(simulate(before, replace(before), [ASKED])) == []


CHANGE: dict[str, Any] = {
    "format": "autonome-change/1",
    "answers": [{"act": "withdraw", "question": "treatment/pharmacogenes", "subjects": ["anna"]}],
    "attested": [{
        "id": "d", "subject": "anna", "states": "death", "at": "2026-02-01T00:00:00Z", "by": "registry",
        "document_sha256": "a" * 64, "recorded_at": "2026-02-02T00:00:00Z",
    }],
    "form": {"template": "treatment/2/en", "answer": "deny"}, "rules": {"without": ["X"]}, "at": "2030-01-01T00:00:00Z",
}  # fmt: skip


def test_a_change_is_read_whole() -> None:
    change = read_change(json.dumps(CHANGE).encode())
    assert change.answers == (Answered(ActKind.WITHDRAW, QuestionKey("treatment/pharmacogenes"), None, (ANNA,)),)
    assert isinstance(change.attested[0].fact, Death)
    assert change.form is not None
    assert (change.form.form.name, change.form.answer) == ("treatment/2/en", ActKind.DENY)
    assert (change.without, change.at) == (frozenset({"X"}), Instant.parse("2030-01-01"))


def answers(**changes: object) -> dict[str, Any]:
    return {"answers": [CHANGE["answers"][0] | changes]}


HOSTILE: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({"answers": [], "attested": [], "form": None, "rules": None, "at": None}, "is not a JSON object"),
    "another-format": ({"format": "autonome-change/2"}, "is of format 'autonome-change/2'"),
    "unknown-member": ({"wish": 1}, "the member 'wish' is not known here"),
    "cannot-be-thought": (answers(act="supersede"), "supersede cannot be thought of"),
    "of-no-form": (answers(question="pharmacogenes"), "names no form"),
    "unknown-form": (answers(template="gift/1/en"), "the template 'gift/1/en' is not known"),
    "of-another-form": (answers(template="findings/1/en"), "is not of the form 'findings/1/en'"),
    "unknown-question": (answers(question="treatment/soul", template="treatment/1/en"), "asks no 'soul'"),
    "empty-subjects": (answers(subjects=[]), "the member 'subjects' is empty"),
    "unknown-answer": ({"form": {"template": "treatment/2/en", "answer": "perhaps"}}, "'perhaps' is no answer"),
    "no-rules": ({"rules": {"without": []}}, "the member 'without' is empty"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_change_is_refused_with_place_and_mend(name: str) -> None:
    changes, says = HOSTILE[name]
    with pytest.raises((RequestError, ConsentError)) as caught:
        read_change(json.dumps(CHANGE | changes).encode(), where="change.json")
    line = str(caught.value)
    assert says in line
    assert line.startswith("change.json")
    assert ". Mend: " in line


def test_a_change_of_nothing_is_refused() -> None:
    with pytest.raises(RequestError, match="changes nothing"):
        read_change(b'{"format": "autonome-change/1"}')


def test_several_requests_are_read_from_one_file() -> None:
    one = {"format": "autonome-request/1"} | dict(ASKED.to_json())
    several = {"format": "autonome-requests/1", "requests": [dict(ASKED.to_json())] * 2}
    assert read_requests(json.dumps(one).encode()) == (ASKED,)
    assert read_requests(json.dumps(several).encode()) == (ASKED, ASKED)
    with pytest.raises(RequestError, match=r"requests\.json: is of format 'x'"):
        read_requests(b'{"format": "x"}', where="requests.json")
    with pytest.raises(RequestError, match=r"requests 1: the member 'subject' is not a"):
        read_requests(b'{"format": "autonome-requests/1", "requests": [{}]}')
