"""How forms differ: by meaning, question by question; and whether an old answer still covers the new question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Allowed, Denied, Document, decide
from autonome.consent import (
    CATEGORIES,
    FINDINGS_FORM,
    JURISDICTIONS,
    PURPOSES,
    RECIPIENTS,
    TREATMENT,
    TREATMENT_2,
    Action,
    ActKind,
    Atom,
    Diseases,
    Kind,
    ObligationCode,
    Terms,
)
from autonome.consent.differences import Mark, ScopeChange, Sentence, covered, differences, sentences
from autonome.kernel import Instant, Period
from autonome.law import RuleBook
from tests.fakes.consents import NOW, act, atom, request, template

SAME, WIDER, NARROWER, OTHER = ScopeChange.SAME, ScopeChange.WIDER, ScopeChange.NARROWER, ScopeChange.OTHER
DISEASES = Diseases.of_parents("test 1", {"cancer": [], "lung cancer": ["cancer"], "heart": []})
EARLY = Period(Instant.parse("2020-01-01"), Instant.parse("2022-01-01"))
OPEN = Period(Instant.parse("2019-01-01"))
BEFORE = Period(Instant.parse("2019-01-01"), Instant.parse("2021-01-01"))
AFTER = Period(Instant.parse("2021-01-01"), Instant.parse("2023-01-01"))


def changed(**changes: Any) -> Atom:  # noqa: ANN401 - one keyword for each part
    trees: dict[str, Any] = {
        "purpose": PURPOSES, "category": CATEGORIES, "recipient": RECIPIENTS, "jurisdiction": JURISDICTIONS,
    }  # fmt: skip
    return atom(**{name: trees[name].code(value) if name in trees else value for name, value in changes.items()})


PAIRS: list[tuple[dict[str, Any], dict[str, Any], ScopeChange]] = [
    ({}, {}, SAME),
    ({}, {"purpose": "COC"}, NARROWER),
    ({}, {"purpose": "GRU"}, OTHER),
    ({}, {"category": "germline"}, WIDER),
    ({}, {"category": "medications"}, OTHER),
    ({"recipient": "care"}, {"recipient": "pharmacy"}, NARROWER),
    ({}, {"jurisdiction": "DE"}, NARROWER),
    ({"jurisdiction": "DE"}, {"jurisdiction": "EEA"}, WIDER),
    ({}, {"actions": frozenset({Action.USE, Action.EXPORT})}, WIDER),
    ({}, {"recipient_id": "hospital.example"}, NARROWER),
    ({"recipient_id": "a"}, {"recipient_id": "b"}, OTHER),
    ({}, {"commercial": False}, NARROWER),
    ({"commercial": True}, {"commercial": False}, OTHER),
    ({}, {"diseases": frozenset({"heart"})}, NARROWER),
    ({"diseases": frozenset({"cancer"})}, {"diseases": frozenset({"lung cancer"})}, NARROWER),
    ({"diseases": frozenset({"cancer"})}, {"diseases": frozenset({"cancer", "heart"})}, WIDER),
    ({"diseases": frozenset({"cancer"})}, {"diseases": frozenset({"heart"})}, OTHER),
    ({"diseases": frozenset({"cancer"})}, {}, WIDER),
    ({}, {"window": EARLY}, NARROWER),
    ({"window": EARLY}, {"window": OPEN}, WIDER),
    ({"window": OPEN}, {"window": EARLY}, NARROWER),
    ({"window": EARLY}, {"window": BEFORE}, OTHER),
    ({"window": EARLY}, {"window": AFTER}, OTHER),
    ({}, {"obligations": (ObligationCode("DUO:0000021"),)}, NARROWER),
    ({"obligations": (ObligationCode("DUO:0000021"),)}, {}, WIDER),
    ({"category": "germline"}, {"category": "genome", "jurisdiction": "DE"}, OTHER),
]


@pytest.mark.parametrize(("old", "new", "scope"), PAIRS, ids=[str(number) for number in range(len(PAIRS))])
def test_each_part_of_a_scope_is_compared(old: dict[str, Any], new: dict[str, Any], scope: ScopeChange) -> None:
    (found,) = differences(template("q", (changed(**old),)), template("q", (changed(**new),), "2"), DISEASES).questions
    assert found.scope is scope
    assert found.yes_covers is (scope in {SAME, NARROWER})
    assert bool(found.gained) is (scope in {WIDER, OTHER})
    assert bool(found.lost) is (scope in {NARROWER, OTHER})


def test_parts_of_a_scope_add_up_by_leaf_and_by_action_and_never_by_purpose() -> None:
    leaves = [changed(category=leaf) for leaf in CATEGORIES.leaves("germline")]
    assert covered([changed(category="germline")], leaves)
    assert not covered([changed(category="germline")], leaves[1:])
    both = changed(actions=frozenset({Action.USE, Action.COLLECT}))
    assert covered([both], [changed(), changed(actions=frozenset({Action.COLLECT}))])
    narrower = [changed(purpose=each) for each in ("CAREMGT", "COC", "CLINTRL", "ETREAT", "POPHLTH")]
    assert not covered([changed()], narrower), "a request for treatment as such needs a permission for treatment"


@pytest.mark.parametrize(("old", "new", "scope"), PAIRS, ids=[str(number) for number in range(len(PAIRS))])
def test_what_an_old_yes_covers_is_what_the_engine_permits(
    old: dict[str, Any], new: dict[str, Any], scope: ScopeChange
) -> None:
    """The new scope, asked for as a request, is allowed in full under the old one if and only if it is covered."""
    wanted, permitted = changed(**new), changed(**old)
    asked = request(
        items=(wanted.category,), purposes=(wanted.purpose,), recipient=wanted.recipient, diseases=wanted.diseases,
        organisation=wanted.recipient_id or "nobody", commercial=wanted.commercial, window=wanted.window, whole=True,
        documents=(Document("ethics-approval", "EC 7"),),
    )  # fmt: skip
    somewhere = "CN" if permitted.jurisdiction != "CN" else "US"  # everywhere is also where the old form does not reach
    asked = replace(asked, jurisdiction=somewhere if wanted.jurisdiction == "world" else wanted.jurisdiction)
    for action in wanted.actions:
        decision = decide(
            [act(ActKind.GRANT, permitted)], replace(asked, action=action), RuleBook(()), NOW, 1, diseases=DISEASES
        )
        if scope in {SAME, NARROWER}:
            assert isinstance(decision, Allowed)
        elif not wanted.obligations and len(wanted.actions) == 1 and not permitted.obligations:
            assert isinstance(decision, Denied)


def test_a_way_of_consenting_that_was_not_asked_for_is_asked_again_though_the_scope_is_the_same() -> None:
    old, new = frozenset({Kind.GENERAL}), frozenset({Kind.GENERAL, Kind.WRITTEN})
    (found,) = differences(template("q", (atom(kinds=old),)), template("q", (atom(kinds=new),), "2")).questions
    assert (found.scope, found.yes_covers, found.no_covers, found.lacks) == (
        SAME,
        False,
        True,
        frozenset({Kind.WRITTEN}),
    )
    (back,) = differences(template("q", (atom(kinds=new),)), template("q", (atom(kinds=old),), "2")).questions
    assert (back.yes_covers, back.lacks) == (True, frozenset())


def test_a_way_of_consenting_is_lacking_only_where_the_old_answer_was_not_given_in_it() -> None:
    written, spoken = frozenset({Kind.EXPLICIT, Kind.WRITTEN}), frozenset({Kind.EXPLICIT})
    old = (atom(kinds=written), changed(category="hiv", kinds=spoken))
    for kinds, lacks in ((spoken, frozenset()), (written, frozenset({Kind.WRITTEN}))):
        new = (atom(kinds=written), changed(category="hiv", kinds=kinds))
        (found,) = differences(template("q", old), template("q", new, "2")).questions
        assert (found.scope, found.yes_covers, found.lacks) == (SAME, not lacks, lacks)


def test_an_old_no_for_a_time_of_data_leaves_the_rest_open() -> None:
    for window, closes in ((EARLY, False), (None, True)):
        (found,) = differences(template("q", (atom(window=window),)), template("q", (atom(),), "2")).questions
        assert found.no_covers is closes


def test_other_terms_are_told() -> None:
    assert differences(TREATMENT_2, replace(TREATMENT_2, terms=Terms(days_to_think=1))).terms_changed
    assert not differences(TREATMENT, TREATMENT_2).terms_changed


def test_an_old_no_refuses_whatever_obligations_come_with_the_new_question() -> None:
    strict = atom(obligations=(ObligationCode("DUO:0000021"),))
    (found,) = differences(template("q", (strict,)), template("q", (atom(),), "2")).questions
    assert (found.yes_covers, found.no_covers) == (False, True)
    wider = template("q", (atom(category=CATEGORIES.code("germline")),), "2")
    (found,) = differences(template("q", (atom(),)), wider).questions
    assert (found.yes_covers, found.no_covers) == (False, False)


def test_added_and_removed_questions() -> None:
    found = differences(TREATMENT, TREATMENT_2)
    added = {each.id for each in found.questions if each.scope is ScopeChange.ADDED}
    assert added == {each.id for each in TREATMENT_2.questions} - {each.id for each in TREATMENT.questions}
    assert set(found.to_ask) == added
    assert {each.scope for each in found.questions if each.id not in added} == {SAME}
    back = differences(TREATMENT_2, TREATMENT)
    assert {each.id for each in back.questions if each.scope is ScopeChange.REMOVED} == added
    assert back.to_ask == ()


def test_questions_about_findings_are_the_same_if_they_are_about_the_same() -> None:
    assert {each.scope for each in differences(FINDINGS_FORM, FINDINGS_FORM).questions} == {SAME}
    one, other = FINDINGS_FORM.questions[:2]
    changed_form = replace(FINDINGS_FORM, questions=(replace(one, finding=other.finding),))
    found = differences(FINDINGS_FORM, changed_form).questions[0]
    assert (found.scope, found.yes_covers, found.no_covers) == (OTHER, False, False)


def test_another_wording_is_told_and_changes_no_scope() -> None:
    old = template("q", (atom(),))
    new = replace(old, questions=(replace(old.questions[0], text="Other words?"),))
    (found,) = differences(old, new).questions
    assert (found.scope, found.is_reworded, found.yes_covers) == (SAME, True, True)


def test_the_text_is_compared_by_sentence_and_not_by_line() -> None:
    old = replace(TREATMENT, text="Title\n\nOne is\nkept. Two goes.\n")
    new = replace(TREATMENT, text="Title\n\nOne\nis kept. Three\ncomes.\n")
    assert differences(old, new).text == (
        Sentence(Mark.BOTH, "Title"), Sentence(Mark.BOTH, "One is kept."),
        Sentence(Mark.OLD, "Two goes."), Sentence(Mark.NEW, "Three comes."),
    )  # fmt: skip


def test_sentences_of_a_script_without_spaces() -> None:
    assert list(sentences("标题\n\n第一句\n在此。第二句\uff1f 完。\n")) == [
        "标题",
        "第一句在此。",
        "第二句\uff1f",
        "完。",
    ]
