"""What if, part by part: the acts that are thought up, the people and the log of a world, and what is tried."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Document, RequestError, decide
from autonome.access.probes import FREELY, probes
from autonome.access.requests import EVERYBODY
from autonome.access.simulation import Difference, Turn, World, simulate
from autonome.access.what_if import FIRST, Answered, Change, NewForm, changed, needs, read_change
from autonome.consent import (
    ActKind,
    Authority,
    Birth,
    Comprehension,
    ConsentAct,
    ConsentError,
    Death,
    Effect,
    Ground,
    JurisdictionCode,
    Mandate,
    QuestionKey,
    SignatureKind,
    Terms,
)
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES, DocumentKind, stating
from tests.fakes.consents import NOW, act, atom, template
from tests.unit.access.test_simulation import ANNA, ASKED, BEN, CHANGE, KEY, NEW, OPEN, attest, said, turns, world

OTHER = template("r", (atom(category="laboratory"),))


def thought(change: Change, before: World | None = None) -> list[ConsentAct]:
    start = before or world()
    return list(changed(start, change).acts[len(start.acts) :])


def test_an_act_that_nobody_did_is_by_whom_answered_before_to_what_was_answered() -> None:
    named = world(said(ANNA, recipient_id="uni.example", actor=ActorId("mother"), authority=Authority.GUARDIAN))
    (key,) = named.answers()[ANNA]
    (done,) = thought(Change((Answered(ActKind.DENY, key, subjects=(ANNA,)),)), named)
    assert (done.id, done.kind, done.subject) == (f"what-if/deny/{key}", ActKind.DENY, ANNA)
    assert (done.actor, done.authority, done.recipient_id) == ("mother", Authority.GUARDIAN, "uni.example")
    assert done.atoms == (atom(recipient_id="uni.example").with_effect(Effect.DENY),)
    assert (done.question, done.valid, done.recorded_at) == ("q", Period(NOW), NOW)
    assert (done.comprehension, done.signature.kind) == (Comprehension.PASSED, SignatureKind.INSTITUTION_ATTESTED)
    assert (done.signature.by, done.signature.reference) == ("nobody", "what-if")
    assert done.key == key


def test_an_act_of_who_never_answered_is_in_her_own_name() -> None:
    (done,) = thought(Change((Answered(ActKind.GRANT, QuestionKey("form/r"), OTHER, (BEN,)),)))
    assert (str(done.actor), done.authority, done.recipient_id) == (str(BEN), Authority.SELF, None)
    assert (done.question, done.template) == ("r", OTHER)
    assert done.atoms == OTHER.questions[0].atoms


@pytest.mark.parametrize("kind", [ActKind.WITHDRAW, ActKind.RENEW])
def test_what_is_taken_back_or_renewed_in_thought_has_no_scope(kind: ActKind) -> None:
    (done,) = thought(Change((Answered(kind, KEY, subjects=(ANNA,)),)))
    assert done.atoms == ()
    assert done.valid == (None if kind is ActKind.WITHDRAW else Period(NOW))


@pytest.mark.parametrize(
    ("days", "at", "shown"),
    [
        (0, NOW, NOW),
        (7, NOW, Instant(NOW.seconds - 7 * 86_400)),
        (7, Instant(FIRST.seconds + 86_400), FIRST),
    ],
)
def test_a_form_is_shown_in_time_and_not_before_there_is_any(days: int, at: Instant, shown: Instant) -> None:
    slow = template("q", (atom(),), "2", Terms(days_to_think=days))
    before = replace(world(said(ANNA, recorded_at=FIRST, valid=Period(FIRST))), at=at)
    (done,) = thought(Change((Answered(ActKind.GRANT, KEY, slow, (ANNA,)),)), before)
    assert done.shown_at == shown


def test_what_is_thought_comes_after_what_is_on_record_and_what_is_attested_before_the_answers() -> None:
    death = attest(Death(NOW), "d")
    change = Change((Answered(ActKind.DENY, KEY), Answered(ActKind.GRANT, KEY)), (death,))
    before = world(said(ANNA, leaf=4), said(BEN, leaf=7))
    after = changed(before, change)
    assert [each.leaf for each in after.attested] == [8]
    assert [each.leaf for each in after.acts] == [4, 7, 9, 10, 11, 12]
    assert [(each.kind, each.subject) for each in after.acts[2:]] == [
        (ActKind.DENY, ANNA), (ActKind.DENY, BEN), (ActKind.GRANT, ANNA), (ActKind.GRANT, BEN),
    ]  # fmt: skip
    assert after.log_size == 13


def test_a_new_form_is_put_to_those_who_answered_it_and_to_nobody_else() -> None:
    other = act(leaf=1, subject=BEN, actor=ActorId(BEN), question="r", form=replace(OTHER, id="other"), valid=OPEN)
    both = act(leaf=2, question="r", form=replace(OTHER, id="other"), valid=OPEN)
    before = world(said(ANNA), other, both)
    change = Change(form=NewForm(NEW, ActKind.GRANT))
    assert {who: [str(need.question) for need in found] for who, found in needs(change, before).items()} == {
        ANNA: ["q"]
    }
    assert needs(Change(), before) == {}
    (done,) = thought(change, before)
    assert (done.subject, done.template, done.kind) == (ANNA, NEW, ActKind.GRANT)
    assert thought(Change(form=NewForm(NEW)), before) == []


def test_an_answer_that_no_longer_stands_needs_a_form() -> None:
    with pytest.raises(RequestError, match=r"'anna' never answered 'form/other'\. Mend: name the template"):
        thought(Change((Answered(ActKind.GRANT, QuestionKey("form/other"), None, (ANNA,)),)))


def test_of_several_rules_that_are_not_there_the_first_by_name_is_told() -> None:
    with pytest.raises(RequestError, match="there is no rule 'A-1'"):
        changed(world(), Change(without=frozenset({f"{letter}-1" for letter in "HGFEDCBA"})))


def test_a_world_holds_everybody_of_whom_something_is_on_record() -> None:
    birth = replace(attest(Birth(Instant.parse("2000-01-01"), JurisdictionCode("US")), "b"), subject=SubjectId("eve"))
    full = world(said(BEN, leaf=3), said(ANNA, leaf=1), attested=(replace(birth, leaf=5),))
    assert full.people == (BEN, ANNA, "eve")
    assert full.log_size == 6
    assert World((), (), RULES, NOW).log_size == 0
    assert World((act(leaf=None),), (), RULES, NOW).log_size == 0
    assert full.person(SubjectId("eve")).born is not None


def test_a_mandate_counts_in_a_world_from_when_it_is_on_record() -> None:
    right = Mandate(ActorId("mother"), Authority.GUARDIAN, Ground.PARENT, OPEN)
    before = world(attested=(replace(attest(right, "m"), recorded_at=Instant(NOW.seconds + 1)),))
    assert before.person(ANNA).mandates == ()
    assert len(replace(before, at=Instant(NOW.seconds + 1)).person(ANNA).mandates) == 1


def test_who_is_in_one_of_two_worlds_is_asked_about_in_both() -> None:
    alone, both = world(said(ANNA)), world()
    assert [each.request.subject for each in simulate(alone, both, [ASKED])] == [BEN]
    assert [(each.request.subject, each.turn) for each in simulate(both, alone, [ASKED])] == [(BEN, Turn.CLOSES)]
    only = replace(ASKED, subject=BEN)
    assert [each.request for each in simulate(alone, both, [only])] == [only]
    assert list(simulate(alone, both, [replace(ASKED, subject=ANNA)])) == []


def test_another_end_is_another_answer() -> None:
    shorter = world(said(ANNA, valid=Period(OPEN.start, Instant(NOW.seconds + 9))))
    (found,) = simulate(world(said(ANNA)), shorter, [ASKED])
    assert found.turn is Turn.OTHER


def test_more_of_one_and_less_of_another_neither_opens_nor_closes() -> None:
    one, other = atom(category="medications"), atom(category="laboratory")
    asked = replace(ASKED, items=("medications", "laboratory"))
    first = world(act(ActKind.GRANT, one, valid=OPEN))
    second = world(act(ActKind.GRANT, other, question="r", valid=OPEN))
    (found,) = simulate(first, second, [asked])
    assert found.turn is Turn.OTHER
    none = decide([], replace(asked, subject=ANNA), RULES, NOW, 9)
    assert Difference(asked, none, found.after).turn is Turn.OPENS
    assert Difference(asked, found.before, none).turn is Turn.CLOSES
    assert Difference(asked, none, none).turn is Turn.OTHER


WIDE = atom(
    purpose="HRESCH", category="laboratory", recipient="researcher", diseases=frozenset({"MONDO:2", "MONDO:1"}),
    actions=frozenset({"use", "disclose", "collect"}), commercial=False, recipient_id="uni.example",
)  # fmt: skip


def test_what_is_tried_is_all_that_an_answer_is_about() -> None:
    (tried, *others) = probes([world(act(ActKind.GRANT, WIDE, valid=OPEN))], ["ID"])
    assert [str(each.action) for each in (tried, *others)] == ["collect", "disclose", "use"]
    assert (tried.subject, tried.actor, tried.organisation) == (EVERYBODY, "uni.example", "uni.example")
    assert (tried.recipient, tried.purposes, tried.items) == ("researcher", ("HRESCH",), ("laboratory",))
    assert (tried.jurisdiction, tried.diseases, tried.commercial) == ("ID", frozenset({"MONDO:1"}), False)
    assert tried.circumstances == FREELY == stating({"condition-of-service": False})
    assert {each.kind for each in tried.documents} == {str(kind) for kind in DocumentKind}
    assert set(tried.documents) == {Document(str(kind), "assumed") for kind in DocumentKind}


def test_places_are_tried_within_what_an_answer_is_about() -> None:
    in_europe = world(act(ActKind.GRANT, atom(jurisdiction="EEA"), valid=OPEN))
    assert [each.jurisdiction for each in probes([in_europe], ["US", "DE", "FR"])] == ["DE", "FR"]
    with pytest.raises(RequestError, match="nobody says where these people are cared for"):
        probes([in_europe], ["US"])
    (unnamed,) = probes([world(said(ANNA))], ["US"])
    assert (unnamed.actor, unnamed.organisation) == ("somebody", "somebody")


def test_what_was_taken_back_is_tried_as_it_was_asked() -> None:
    gone = world(said(ANNA), said(ANNA, ActKind.WITHDRAW, 1))
    assert [each.items for each in probes([gone], ["US"])] == [("pharmacogenes",)]


def change(**parts: Any) -> bytes:  # noqa: ANN401 - JSON
    return json.dumps({"format": "autonome-change/1", **parts}).encode()


def test_a_new_form_is_met_by_silence_or_by_one_answer() -> None:
    for answer, kind in (({}, None), ({"answer": "silence"}, None), ({"answer": "grant"}, ActKind.GRANT)):
        read = read_change(change(form={"template": "treatment/2/en", **answer}))
        assert read.form is not None
        assert read.form.answer is kind


@pytest.mark.parametrize(
    "parts",
    [
        {"answers": [CHANGE["answers"][0] | {"note": 1}]},
        {"attested": [CHANGE["attested"][0] | {"note": 1}]},
        {"form": {"template": "treatment/2/en", "note": 1}},
        {"rules": {"without": ["X"], "note": 1}},
    ],
)
def test_no_part_of_a_change_holds_what_nobody_knows(parts: dict[str, Any]) -> None:
    with pytest.raises((RequestError, ConsentError), match="the member 'note' is not known here"):
        read_change(change(**parts))


@pytest.mark.parametrize("kind", ["grant", "deny", "withdraw", "renew"])
def test_every_answer_but_a_supersession_can_be_thought_of(kind: str) -> None:
    read = read_change(change(answers=[CHANGE["answers"][0] | {"act": kind}]))
    assert read.answers == (Answered(ActKind(kind), QuestionKey("treatment/pharmacogenes"), None, (ANNA,)),)
    for none in ("supersede", "defer"):
        with pytest.raises((RequestError, ConsentError), match=f"{none} cannot be thought of"):
            read_change(change(answers=[CHANGE["answers"][0] | {"act": none}]))


def test_what_is_no_json_is_no_change() -> None:
    with pytest.raises(RequestError):
        read_change(b"{")
    with pytest.raises(RequestError, match=r"^change: is of format 'x'"):
        read_change(b'{"format": "x"}')


def test_a_world_of_nobody_differs_from_none() -> None:
    assert turns(World((), (), RULES, NOW), Change((Answered(ActKind.GRANT, KEY, NEW),))) == {}
