"""Respect for autonomy: each statement follows from the consent, and turns when its ground is taken away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.consent import (
    FINDINGS,
    FINDINGS_FORM,
    ActKind,
    ActSignature,
    Authority,
    Comprehension,
    ConsentAct,
    Preference,
    QuestionId,
    SignatureKind,
    Wish,
)
from autonome.kernel import ActorId, Instant
from autonome.plan.ethical_values import Actor, Found, Ground, Rest
from autonome.plan.ethics import assess
from autonome.plan.ethics.telling import FINDING_WORDS
from autonome.plan.facts.values import ClinicalFacts
from tests.fakes.consents import act, atom
from tests.unit.plan.ethics.cases import FACTS, MH_NONE, MH_RESULT, assessed, basis, found, made, of, wishing
from tests.unit.plan.small_bundle import NORMAL

PLAN = made("clopidogrel", calls=(NORMAL,))
CONSENT_CHECKS = ("consent-scope", "who-may-see", "withdrawal", "understanding", "signature", "authority")
GUARDED = act(authority=Authority.GUARDIAN, actor=ActorId("parent"))


def test_without_the_gate_nothing_of_the_consent_is_assessed() -> None:
    plan = assess(PLAN, FACTS, None)
    assert all(found(plan, check) == [Found.NOT_ASSESSED] for check in CONSENT_CHECKS)
    assert {each.wish for each in plan.wishes} == {Wish.NOT_RECORDED}


def test_the_scope_says_which_acts_and_data_for_what_by_whom_until_when() -> None:
    (scope,) = of(assessed(PLAN, basis(until=Instant.parse("2027-01-01T00:00:00Z"))), "consent-scope")
    assert scope.found is Found.MET
    for words in (
        "medicines ordered",
        "treatment of this patient",
        "the team that treats",
        "hospital.example",
        "2027-01-01",
    ):
        assert words in scope.text
    assert Ground(Rest.ACT, "act-0") in scope.rests_on
    assert Ground(Rest.REQUEST, "ef" * 32) in scope.rests_on
    assert Ground(Rest.CATEGORY, "pharmacogenes") in scope.rests_on
    assert "no date of its end" in of(assessed(PLAN), "consent-scope")[0].text


def test_what_rests_on_law_is_no_consent_and_ends_with_no_withdrawal() -> None:
    plan = assessed(PLAN, basis(acts=(), rules=("US-1",)))
    assert [found(plan, check) for check in CONSENT_CHECKS] == [
        [Found.ATTENTION], [Found.MET], [Found.ATTENTION],
        [Found.NOT_ASSESSED], [Found.NOT_ASSESSED], [Found.NOT_ASSESSED],
    ]  # fmt: skip
    assert "US-1" in of(plan, "withdrawal")[0].text


def test_who_may_see_it_is_read_from_the_acts() -> None:
    assert found(assessed(PLAN), "who-may-see") == [Found.MET]
    anybody = act(ActKind.GRANT, atom(recipient="anyone"))
    assert found(assessed(PLAN, basis(acts=(anybody,))), "who-may-see") == [Found.ATTENTION]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (act(), Found.MET),
        (act(comprehension=Comprehension.NOT_ASKED), Found.ATTENTION),
        (act(ActKind.DENY, comprehension=Comprehension.FAILED), Found.NOT_MET),
    ],
)
def test_understanding_is_what_the_acts_say_of_it(given: ConsentAct, expected: Found) -> None:
    (statement,) = of(assessed(PLAN, basis(acts=(act(leaf=1), given))), "understanding")
    assert statement.found is expected
    assert (Ground(Rest.ACT, given.id) in statement.rests_on) is True


def test_acts_in_which_wishes_stand_are_asked_about_too() -> None:
    deferred = act(
        ActKind.DEFER, form=FINDINGS_FORM, question="carrier-status", atoms=(), leaf=7,
        comprehension=Comprehension.NOT_ASKED,
    )  # fmt: skip
    wishes = (Preference(next(iter(FINDINGS)), Wish.NOT_NOW, deferred),)
    (statement,) = of(assessed(PLAN, basis(preferences=wishes)), "understanding")
    assert statement.found is Found.ATTENTION
    assert statement.rests_on == (Ground(Rest.ACT, "act-7"),)
    assert deferred.question == QuestionId("carrier-status")


def test_a_passkey_is_shown_as_such_and_paper_is_to_be_kept() -> None:
    assert found(assessed(PLAN), "signature") == [Found.MET]
    paper = act(signature=ActSignature(SignatureKind.WITNESSED_PAPER, "w", "folder 3"))
    (statement,) = of(assessed(PLAN, basis(acts=(paper,))), "signature")
    assert statement.found is Found.ATTENTION
    assert statement.task is not None
    assert statement.task.who is Actor.INSTITUTION


@pytest.mark.parametrize(
    ("given", "born", "expected", "says"),
    [
        (act(), 1958, Found.MET, "who is of age"),
        (GUARDED, 1958, Found.ATTENTION, "by a guardian"),
        (act(), 2015, Found.ATTENTION, "younger than 18 years"),
        (GUARDED, 2015, Found.ATTENTION, "by a guardian"),
        (act(), 2008, Found.NOT_ASSESSED, "does not tell"),
        (act(), None, Found.NOT_ASSESSED, "does not tell"),
    ],
)
def test_authority_is_held_against_the_age(given: ConsentAct, born: int | None, expected: Found, says: str) -> None:
    (statement,) = of(assessed(made("clopidogrel", calls=(NORMAL,), born=born), basis(acts=(given,))), "authority")
    assert (statement.found, says in statement.text) == (expected, True)


def test_data_without_consent_are_named_and_nothing_is_said_of_whether_they_exist() -> None:
    assert found(assessed(PLAN), "data-left-out") == [Found.MET]
    plan = replace(PLAN, facts=ClinicalFacts({}, ("family", "hiv")))
    (statement,) = of(assessed(plan), "data-left-out")
    assert statement.found is Found.ATTENTION
    assert "relatives, HIV" in statement.text
    assert "not looked at" in statement.text


def test_the_patient_decides_and_a_plan_that_does_not_say_so_is_not_met() -> None:
    assert found(assessed(PLAN), "decision") == [Found.MET]
    mute = replace(PLAN, limits=tuple(each for each in PLAN.limits if each.id != "clinician-review"))
    assert found(assessed(mute), "decision") == [Found.NOT_MET]


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish.YES, Found.MET),
        (Wish.NO, Found.MET),
        (Wish.NOT_NOW, Found.ATTENTION),
        (Wish.NOT_RECORDED, Found.NOT_ASSESSED),
    ],
)
def test_a_wish_is_said_for_its_kind_and_silence_is_to_be_asked(wish: Wish, expected: Found) -> None:
    plan = assessed(made("clopidogrel", calls=(NORMAL, MH_RESULT)), wishing(treatable_risk=wish))
    (statement,) = [
        each for each in of(plan, "finding-preferences") if Ground(Rest.FINDING, "treatable-risk") in each.rests_on
    ]
    assert statement.found is expected
    assert Ground(Rest.GENE, "RYR1") in statement.rests_on
    assert "nobody asked about" in statement.text
    if wish is Wish.NOT_RECORDED:
        assert statement.task is not None
        assert statement.task.what.startswith("Ask")


def test_kinds_that_no_gene_of_the_bundle_can_give_are_said_where_they_were_answered_alone() -> None:
    unasked = of(assessed(PLAN), "finding-preferences")
    answered = of(assessed(PLAN, wishing(untreatable_risk=Wish.NO)), "finding-preferences")
    assert len(answered) == len(unasked) + 1 == 3


def test_results_that_matter_for_relatives_are_the_patients_to_tell() -> None:
    plan = made("clopidogrel", calls=(NORMAL, MH_RESULT))
    (statement,) = of(assessed(plan), "relatives")
    assert statement.found is Found.ATTENTION
    assert "each child has an even chance" in statement.text
    assert "No consent lets anybody tell them" in statement.text
    assert statement.task is not None
    assert statement.task.who is Actor.PATIENT
    disclosure = act(ActKind.GRANT, atom(recipient="relative"), leaf=9)
    (with_consent,) = of(assessed(plan, basis(family=(disclosure,))), "relatives")
    assert "lets relatives be told: act-9" in with_consent.text
    assert Ground(Rest.ACT, "act-9") in with_consent.rests_on


def test_without_such_a_result_relatives_are_met_and_without_any_result_not_assessed() -> None:
    assert found(assessed(made("clopidogrel", calls=(NORMAL, MH_NONE))), "relatives") == [Found.MET]
    assert found(assessed(made("clopidogrel")), "relatives") == [Found.NOT_ASSESSED]


def test_every_kind_of_finding_has_its_words() -> None:
    assert {*FINDING_WORDS} == {*FINDINGS}
