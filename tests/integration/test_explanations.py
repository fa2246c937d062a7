"""Explanations over many requests: what an asker cannot learn, what a person is told, in every language."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome import bootstrap
from autonome.access import Denied, Request, decide
from autonome.access.explanation import Account, Audience, Explanation, account_of, explain, naming
from autonome.access.explanation.patient import _is_theirs
from autonome.access.explanation.reason_words import OWN_RIGHT, THEIRS_FIRST, told_of
from autonome.consent import ConsentAct
from autonome.kernel import Text
from autonome.law import RULES, stating
from autonome.report.language import Language
from tests.examples import examples
from tests.fakes.consents import NOW, request

from .test_decision_against_naive import DISEASES, cases, requests
from .test_languages import CLOSED, OPENED, Marked, outside_brackets

SIZE = 100
LANGUAGES = ("zh-hans", "id")
Case = tuple[list[ConsentAct], Request]


def account(acts: list[ConsentAct], asked: Request) -> Account:
    decision = decide(acts, asked, RULES, NOW, SIZE, diseases=DISEASES)
    return account_of(asked, decision, acts, RULES, diseases=DISEASES)


@settings(max_examples=examples(60), deadline=None)
@given(cases())
def test_a_refusal_reads_to_the_asker_as_if_the_person_had_never_answered(case: Case) -> None:
    acts, asked = case
    found, silent = account(acts, asked), account([], asked)
    if isinstance(found.decision, Denied) and isinstance(silent.decision, Denied):
        assert explain(found, Audience.ASKER) == explain(silent, Audience.ASKER)
    empty = explain(found, Audience.ASKER, present=frozenset())
    assert empty == explain(silent, Audience.ASKER, present=frozenset()), "nor can data that are not there be told"


@settings(max_examples=examples(50), deadline=None)
@given(cases())
def test_the_person_is_told_every_reason_with_its_data_and_its_article(case: Case) -> None:
    found = account(*case)
    explanation = explain(found, Audience.PATIENT)
    lines = next(section.lines for section in explanation.sections if section.title == "Why")
    own = all(leaf.is_right for leaf in found.asked.law.leaves)
    own = own and bool(found.asked.law.leaves)
    theirs = sorted({each.item for each in found.decision.reasons if each.item and _is_theirs(each, found)})
    for reason in found.decision.reasons:
        if _is_theirs(reason, found):  # one sentence for all of them, so that none shows whether a relative spoke
            (line,) = [line for line in lines if line.startswith(THEIRS_FIRST.sentence)]
            assert str(naming.data(theirs)) in line, reason
            continue
        said = OWN_RIGHT.sentence if own else told_of(reason)
        alike = [each.item for each in found.decision.reasons if replace(each, item="") == replace(reason, item="")]
        data = str(naming.data(alike)) if reason.item else ""
        assert [line for line in lines if line.startswith(said) and reason.article in line and data in line], reason


@settings(max_examples=examples(60), deadline=None)
@given(cases())
def test_an_auditor_is_told_everything_that_the_record_holds(case: Case) -> None:
    found = account(*case)
    said = "\n".join(explain(found, Audience.AUDITOR).texts)
    for reason in found.decision.reasons:
        assert all(part in said for part in (reason.code, reason.item, reason.detail, reason.rule, reason.article))
    for basis in getattr(found.decision, "basis", ()):
        assert basis in said
    for duty in found.decision.duties:
        assert duty.rule in said


def unsaid(explanation: Explanation, language: Language) -> list[str]:
    return [part for text in explanation.texts for part in language.missing(text)]


@pytest.mark.parametrize("tag", LANGUAGES)
@settings(max_examples=examples(25), deadline=None)
@given(case=cases())
def test_no_language_is_told_less(tag: str, case: Case) -> None:
    language, found = bootstrap.language(tag), account(*case)
    for audience in (Audience.PATIENT, Audience.ASKER):
        explanation = explain(found, audience)
        assert unsaid(explanation, language) == []
        assert all(isinstance(text, Text) for text in explanation.texts)
        here, there = explanation.to_json(), explanation.to_json(language.say)
        shape = [len(section["lines"]) for section in here["sections"]]  # type: ignore[index, call-overload, union-attr, arg-type]
        assert shape == [len(section["lines"]) for section in there["sections"]]  # type: ignore[index, call-overload, union-attr, arg-type]


@settings(max_examples=examples(60), deadline=None)
@given(requests(), st.sampled_from([Audience.PATIENT, Audience.ASKER]))
def test_no_word_of_ours_escapes_the_translators(asked: Request, audience: Audience) -> None:
    marked = Language("xx", "xx", "every sentence in brackets", Marked())
    told = "\n".join(marked.say(text) for text in explain(account([], asked), audience).texts)
    assert OPENED in told
    assert CLOSED in told
    left = set(re.findall(r"[a-z]{4,}", outside_brackets(told)))
    theirs = {*re.findall(r"[a-z]{4,}", f"{asked.organisation} {asked.actor} {asked.subject} {asked.review}")}
    articles = {word for rule in RULES.rules for word in re.findall(r"[a-z]{4,}", rule.article)}
    assert left <= theirs | articles


@pytest.mark.parametrize("tag", LANGUAGES)
def test_what_a_person_must_judge_first_is_named_in_every_language(tag: str) -> None:
    language = bootstrap.language(tag)
    found = account([], request(circumstances=stating({"deceased": True})))
    for audience in (Audience.PATIENT, Audience.ASKER):
        explanation = explain(found, audience)
        assert any("whether the person has died" in str(text) for text in explanation.texts)
        assert unsaid(explanation, language) == []
