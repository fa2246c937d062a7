"""What nobody asked about is found by who asked, never by what was found, and the wish stands beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.consent import Wish
from autonome.evidence.ethics import EthicalFacts
from autonome.kernel import AutonomeError, GeneSymbol, Text
from autonome.plan.ethical_values import Actor, Beyond, EthicalStatement, Found, Incidental, Principle, Task
from autonome.plan.prevention.values import Ground, GroundKind, PreventionAdvice
from tests.unit.plan.ethics.cases import MH_NONE, MH_RESULT, TREATABLE, assessed, made, wishing
from tests.unit.plan.small_bundle import CYP2C19, NORMAL

RYR1 = GeneSymbol("RYR1")


def advice(*grounds: tuple[GroundKind, str]) -> PreventionAdvice:
    return PreventionAdvice(
        id="rule", advice="Do.", who="everyone", certain=True, doubt="", strength="Strong", relatives=True, where="",
        url="",
        grounds=tuple(Ground(kind=kind, name=name, value="v") for kind, name in grounds),
    )  # fmt: skip


def test_a_gene_that_a_medicine_needs_was_asked_about() -> None:
    plan = assessed(made("clopidogrel", calls=(NORMAL, MH_RESULT)), wishing(treatable_risk=Wish.NO))
    assert plan.incidental == (Incidental(Beyond.GENE, "RYR1", (RYR1,), TREATABLE, Wish.NO),)
    assert [each.id for each in assessed(made("morphine", calls=(NORMAL,))).incidental] == ["CYP2C19"]


def test_a_result_that_is_harmless_is_of_the_same_kind_so_that_withholding_it_tells_nothing() -> None:
    plans = [assessed(made("clopidogrel", calls=(NORMAL, call))) for call in (MH_RESULT, MH_NONE)]
    assert plans[0].incidental == plans[1].incidental


def test_a_gene_that_the_bundle_says_nothing_of_is_of_unclear_meaning_and_silence_is_no_yes() -> None:
    (found,) = assessed(made("morphine", calls=(NORMAL,)), facts=EthicalFacts()).incidental
    assert (found.finding, found.wish) == ("unclear-meaning", Wish.NOT_RECORDED)


@pytest.mark.parametrize(
    ("grounds", "incidental"),
    [
        (((GroundKind.GENE, "RYR1"),), True),
        (((GroundKind.GENE, "RYR1"), (GroundKind.MEDICINE, "clopidogrel")), False),
        (((GroundKind.GENE, "RYR1"), (GroundKind.GENE, "CYP2C19")), False),
        (((GroundKind.FACT, "smoking"),), False),
        (((GroundKind.FAMILY, "early heart attack"),), False),
    ],
)
def test_advice_is_incidental_where_it_rests_on_genes_that_nobody_asked_about(
    grounds: tuple[tuple[GroundKind, str], ...], *, incidental: bool
) -> None:
    plan = replace(made("clopidogrel", calls=(NORMAL,)), prevention=(advice(*grounds),))
    assert [each.id for each in assessed(plan).incidental] == (["rule"] if incidental else [])


def test_of_several_kinds_behind_one_advice_the_least_wanted_decides() -> None:
    plan = replace(
        made("morphine", calls=(NORMAL, MH_RESULT)),
        prevention=(advice((GroundKind.GENE, "RYR1"), (GroundKind.GENE, "CYP2C19")),),
    )
    (found,) = [
        each
        for each in assessed(plan, wishing(treatable_risk=Wish.YES, other_medicines=Wish.NOT_NOW)).incidental
        if each.kind is Beyond.ADVICE
    ]
    assert (found.wish, set(found.genes)) == (Wish.NOT_NOW, {RYR1, CYP2C19})


@pytest.mark.parametrize("found", Found)
def test_what_is_open_names_who_does_what_and_what_is_met_names_nobody(found: Found) -> None:
    task = Task(Actor.CLINICIAN, Text("Ask."))
    right, wrong = (None, task) if found is Found.MET else (task, None)
    EthicalStatement(Principle.JUSTICE, "c", found, Text("."), (), right)
    with pytest.raises(AutonomeError, match="its task does not fit"):
        EthicalStatement(Principle.JUSTICE, "c", found, Text("."), (), wrong)
