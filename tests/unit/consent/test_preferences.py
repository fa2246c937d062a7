"""What a person wants to be told: the newest answer counts, silence is never a yes, and no answer opens data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.access import Allowed, decide
from autonome.consent import (
    FINDINGS,
    FINDINGS_FORM,
    ActId,
    ActKind,
    ConsentAct,
    ConsentError,
    FindingCode,
    Question,
    QuestionId,
    Template,
    Wish,
    fold,
    preferences,
    read_consent,
    read_recorded_act,
    recorded_act,
)
from autonome.kernel import Instant, Period
from autonome.law import RULES
from tests.fakes.consents import LONG, NOW, SUBJECT, act, request

CARRIER = FindingCode("carrier-status")
EXAMPLE = json.loads((Path(__file__).parents[3] / "examples" / "patient" / "consent.json").read_text())


def answer(kind: ActKind, finding: str = CARRIER, leaf: int = 0, **changes: Any) -> ConsentAct:  # noqa: ANN401 - parts of an act
    return act(kind, question=finding, leaf=leaf, form=FINDINGS_FORM, atoms=(), **changes)


def wishes(*acts: ConsentAct, at: Instant = NOW) -> dict[str, Wish]:
    return {each.finding: each.wish for each in preferences(fold(acts, SUBJECT, 100), at)}


def test_without_an_answer_no_wish_is_recorded_for_any_category() -> None:
    assert wishes() == dict.fromkeys(FINDINGS, Wish.NOT_RECORDED)


@pytest.mark.parametrize(
    ("kinds", "wish"),
    [
        ("grant", Wish.YES),
        ("deny", Wish.NO),
        ("defer", Wish.NOT_NOW),
        ("grant deny", Wish.NO),
        ("deny defer", Wish.NOT_NOW),
        ("defer grant", Wish.YES),
        ("grant withdraw", Wish.NOT_RECORDED),
        ("grant withdraw renew", Wish.NOT_RECORDED),
        ("defer renew", Wish.NOT_NOW),
    ],
)
def test_the_newest_answer_counts(kinds: str, wish: Wish) -> None:
    acts = [answer(ActKind(kind), leaf=leaf) for leaf, kind in enumerate(kinds.split())]
    assert wishes(*acts)[CARRIER] is wish
    assert wishes(*acts)["treatable-risk"] is Wish.NOT_RECORDED, "a category answers for itself alone"


def test_an_answer_that_has_run_out_is_no_answer_and_brings_none_back() -> None:
    over = Period(LONG.start, NOW)
    (found,) = (
        each
        for each in preferences(
            fold([answer(ActKind.GRANT), answer(ActKind.DEFER, leaf=1, valid=over)], SUBJECT, 9), NOW
        )
        if each.finding == CARRIER
    )
    assert found.wish is Wish.NOT_RECORDED
    assert found.act is not None
    assert found.act.kind is ActKind.DEFER


def test_of_several_forms_about_one_category_the_newest_act_counts() -> None:
    other = Template(
        "own", "1", "en", FINDINGS_FORM.jurisdiction, "Text.", (Question(QuestionId("c"), "?", finding=CARRIER),)
    )
    mine = act(ActKind.DENY, question="c", leaf=5, form=other, atoms=())
    assert wishes(answer(ActKind.GRANT), mine)[CARRIER] is Wish.NO
    assert wishes(answer(ActKind.GRANT, leaf=6), mine)[CARRIER] is Wish.YES


def test_what_a_supersession_ended_under_another_category_is_not_recorded_there() -> None:
    old = answer(ActKind.GRANT, "treatable-risk")
    new = answer(ActKind.SUPERSEDE, leaf=1, replaces=ActId("act-0"))
    found = wishes(old, new)
    assert (found["treatable-risk"], found[CARRIER]) == (Wish.NOT_RECORDED, Wish.YES)


@given(st.lists(st.sampled_from(["grant", "deny", "defer", "withdraw"]), max_size=5))
def test_no_wish_changes_what_may_be_done_with_data(kinds: list[str]) -> None:
    said = [answer(ActKind(kind), leaf=leaf) for leaf, kind in enumerate(kinds, start=1)]
    plain = decide([act()], request(), RULES, NOW, 100)
    assert isinstance(plain, Allowed)
    assert decide([act(), *said], request(), RULES, NOW, 100) == plain
    own = request(actor=SUBJECT, recipient="subject", purposes=("PATRQT",), organisation="self")
    assert decide(said, own, RULES, NOW, 100) == decide([], own, RULES, NOW, 100), "nor the right to read one's record"


def test_not_now_is_an_answer_about_findings_and_about_nothing_else() -> None:
    with pytest.raises(ConsentError, match="puts off a question that is not about findings"):
        act(ActKind.DEFER)


def test_a_question_is_about_data_or_about_a_finding() -> None:
    both = Question(QuestionId("q"), "?", act().atoms, CARRIER)
    for question in (both, Question(QuestionId("q"), "?")):
        with pytest.raises(ConsentError, match="without scope"):
            Template("t", "1", "en", FINDINGS_FORM.jurisdiction, "Text.", (question,))


def test_an_answer_survives_the_log_with_its_form() -> None:
    said = answer(ActKind.DEFER)
    assert read_recorded_act(json.loads(json.dumps(recorded_act(said))), SUBJECT, 3) == said.at_leaf(3)


def test_a_form_of_the_same_name_that_says_something_else_is_not_taken_for_ours() -> None:
    said = answer(ActKind.DEFER)
    body = json.loads(json.dumps(recorded_act(said)))
    assert read_recorded_act(body, SUBJECT, 3).template is said.template, "ours to the letter is not read anew"
    body["template"]["text"] += " And more."
    with pytest.raises(ConsentError, match="not the one that was signed"):
        read_recorded_act(body, SUBJECT, 3)


def own_form(finding: str) -> dict[str, Any]:
    form: dict[str, Any] = {"id": "own", "version": "1", "language": "en", "jurisdiction": "DE", "text": "Ein Text."}
    form |= {"questions": [{"id": "q", "text": "?", "finding": finding}]}
    return {**EXAMPLE, "templates": [form], "acts": []}


def test_a_form_of_ones_own_asks_about_known_categories_alone() -> None:
    read_consent(json.dumps(own_form("carrier-status")).encode())
    with pytest.raises(
        ConsentError, match=r"templates 1, questions 1: 'soul' is no known kind of finding\. Mend: use one"
    ):
        read_consent(json.dumps(own_form("soul")).encode(), where="consent.json")
