"""What `decide` prints: to an asker the same whatever was answered, to the person the same whether a relative did."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from autonome import bootstrap
from autonome.access import Allowed, Denied, Document, Request, decide
from autonome.access.explanation import Account, Audience, account_of, explain, given_by, told_of_refusal
from autonome.access.passports import Evidence
from autonome.cli.decided import Made
from autonome.cli.decision_words import Reader, as_json, as_text
from autonome.consent import Action, ActKind, Atom, Authority, ConsentAct, Kind, ObligationCode
from autonome.kernel import ActorId, Instant, Period
from autonome.law import RULES, stating
from tests.fakes.consents import LONG, NOW, act, atom, request

SIZE = 100
NOTHING_SHOWN = Evidence((), ())
PLAIN = Reader(None, bootstrap.language("en"))
OVER, LATER = Period(LONG.start, Instant(NOW.seconds - 1)), Period(Instant(NOW.seconds + 1), LONG.end)
PASSED_ON = frozenset({Action.DISCLOSE})


@st.composite
def scopes(draw: st.DrawFn, /, **fixed: Any) -> Atom:  # noqa: ANN401 - parts of an atom
    changes: dict[str, Any] = {
        "category": draw(st.sampled_from(["pharmacogenes", "genome", "family", "record"])),
        "recipient": draw(st.sampled_from(["anyone", "anyone", "care-team", "relative"])),
        "purpose": draw(st.sampled_from(["PurposeOfUse", "PurposeOfUse", "TREAT"])),
        "jurisdiction": "world",
        "actions": draw(st.sampled_from([PASSED_ON, frozenset({Action.USE, Action.DISCLOSE})])),
        "kinds": draw(st.sampled_from([frozenset(Kind), frozenset({Kind.GENERAL})])),
        "obligations": draw(st.sampled_from([(), ("DUO:0000021",), ("AUTONOME:review",)])),
        "window": draw(st.sampled_from([None, Period(Instant.parse("2020-01-01"), Instant.parse("2021-01-01"))])),
    }
    changes["obligations"] = tuple(map(ObligationCode, changes["obligations"]))
    return atom(**changes | fixed)


@st.composite
def histories(draw: st.DrawFn) -> list[ConsentAct]:
    """Answers of the person to up to three questions."""
    acts = []
    for leaf in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from([ActKind.GRANT, ActKind.GRANT, ActKind.DENY, ActKind.WITHDRAW]))
        valid = None if kind is ActKind.WITHDRAW else draw(st.sampled_from([LONG, LONG, OVER, LATER]))
        question = draw(st.sampled_from(["q", "r", "s"]))
        acts.append(act(kind, draw(scopes()), question=question, leaf=leaf, valid=valid))
    return acts


@st.composite
def requests(draw: st.DrawFn) -> Request:
    papers = st.sampled_from([(), (Document("impact-assessment", "1"),), (Document("ethics-approval", "2"),)])
    return request(
        items=draw(st.sampled_from([("pharmacogenes",), ("family",), ("genome",), ("pharmacogenes", "family")])),
        recipient=draw(st.sampled_from(["care-team", "academic-researcher", "health-insurer", "sibling"])),
        purposes=draw(st.sampled_from([("TREAT",), ("HRESCH",), ("UNDERWRITING",), ("ETREAT",), ("TREAT", "HRESCH")])),
        action=draw(st.sampled_from([Action.USE, Action.DISCLOSE])),
        jurisdiction=draw(st.sampled_from(["US", "DE", "CN", "ID"])),
        destination=draw(st.sampled_from([None, "US"])),
        whole=draw(st.booleans()),
        documents=draw(papers),
        circumstances=draw(st.sampled_from([stating({}), stating({"age": 40, "foreign-controlled": False})])),
    )


def account(acts: list[ConsentAct], asked: Request) -> Account:
    return account_of(asked, decide(acts, asked, RULES, NOW, SIZE), acts, RULES)


def printed(found: Account, reader: Reader = PLAIN) -> tuple[str, str]:
    made = Made(found.decision, found)
    return as_text(made, NOTHING_SHOWN, reader), as_json(made, NOTHING_SHOWN, reader)


@settings(max_examples=80, deadline=None)
@given(histories(), histories(), requests())
def test_who_asks_learns_from_what_is_printed_no_more_than_what_is_handed_over(
    one: list[ConsentAct], other: list[ConsentAct], asked: Request
) -> None:
    first, second = account(one, asked), account(other, asked)
    if given_by(first.decision) == given_by(second.decision):
        assert printed(first) == printed(second)
        asker = Reader(Audience.ASKER, PLAIN.language)
        assert printed(first, asker) == printed(second, asker)
    if isinstance(first.decision, Denied):
        assert printed(first) == printed(account([], asked)) or isinstance(account([], asked).decision, Allowed)
        told = told_of_refusal(asked, first.decision, RULES)
        assert [each["sentence"] for each in json.loads(printed(first)[1])["reasons"]] == list(map(str, told.reasons))


@settings(max_examples=80, deadline=None)
@given(histories(), scopes(category="family", actions=PASSED_ON), requests())
def test_a_refusal_reads_the_same_to_the_person_whether_or_not_a_relative_objects(
    own: list[ConsentAct],
    about: Atom,
    asked: Request,
) -> None:
    sister: dict[str, Any] = {"authority": Authority.RELATIVE, "actor": ActorId("sister")}
    objects = act(ActKind.DENY, about, question="t", leaf=50, **sister)
    without, with_it = account(own, asked), account([*own, objects], asked)
    if not isinstance(without.decision, Denied):
        return
    assert isinstance(with_it.decision, Denied), "a no opens nothing"
    assert explain(with_it, Audience.PATIENT) == explain(without, Audience.PATIENT)
    person = Reader(Audience.PATIENT, PLAIN.language)
    assert printed(with_it, person) == printed(without, person)
    assert printed(with_it) == printed(without)


def test_where_a_relative_objects_alone_the_person_reads_what_any_other_gap_of_theirs_reads() -> None:
    scope = atom(category="family", actions=PASSED_ON)
    paper = atom(category="family", actions=PASSED_ON, obligations=(ObligationCode("DUO:0000021"),))
    sister: dict[str, Any] = {"authority": Authority.RELATIVE, "actor": ActorId("sister")}
    asked = request(items=("family",), action=Action.DISCLOSE)
    objected = account([act(ActKind.GRANT, scope), act(ActKind.DENY, scope, leaf=1, question="t", **sister)], asked)
    lacking = account([act(ActKind.GRANT, paper)], asked)
    assert isinstance(account([act(ActKind.GRANT, scope)], asked).decision, Allowed)
    said = explain(objected, Audience.PATIENT)
    assert said == explain(lacking, Audience.PATIENT)
    for text in (*said.texts, *printed(objected, Reader(Audience.PATIENT, PLAIN.language))):
        for word in ("a relative ", "family as well", "sister", "judge"):
            assert word not in text


def test_where_a_part_will_not_do_an_objection_is_no_reason_beside_another() -> None:
    scope = atom(category="family", actions=PASSED_ON)
    objects = act(ActKind.DENY, scope, leaf=1, question="t", authority=Authority.RELATIVE, actor=ActorId("sister"))
    asked = request(items=("family", "medications"), action=Action.DISCLOSE, whole=True)
    own = [act(ActKind.GRANT, scope)]
    without, with_it = account(own, asked), account([*own, objects], asked)
    assert without.decision.reasons == with_it.decision.reasons
