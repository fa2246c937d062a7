"""The page about ``plan.fhir.json`` names every code of our own that the program writes, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain

from autonome.consent import FINDINGS, Wish
from autonome.evidence.clinical import Checked, CostBand, FactorAction
from autonome.evidence.guidance import Action
from autonome.fhir.genomics import plan_bundle
from autonome.fhir.genomics.codes import FORMAT, TERMS, VALUES
from autonome.fhir.genomics.factors import Need
from autonome.fhir.genomics.recommendations import NOT_CHECKABLE
from autonome.kernel import Json
from autonome.pharmacogenomics.calls import Status
from autonome.plan.consequence import Consequence
from autonome.plan.ethical_values import Actor, Found, Principle, Rest
from autonome.plan.factors.overall import LedBy
from autonome.plan.factors.values import FactorKind
from autonome.plan.facts.values import FactKind, FactState
from autonome.plan.prevention.values import GroundKind
from autonome.plan.reasons import EffectState
from autonome.plan.values import Doubt, Left, Origin
from tests.docs.pages import ROOT
from tests.unit.fhir.genomics.bundles import identity_of
from tests.unit.fhir.genomics.whole_plans import everything
from tests.unit.plan.small_interactions import plan as inhibited
from tests.unit.plan.small_interactions import taken
from tests.unit.plan.small_plan import order, plan_of

PAGE = (ROOT / "docs/formats/plan-fhir.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src/autonome/fhir/genomics"


@cache
def written() -> tuple[Json, ...]:
    plans = (
        plan_of(order("clopidogrel"), order("warfarin"), order("zinc"), considered=("codeine",)),
        plan_of(order("clopidogrel"), calls=()),
        inhibited(taken("codeine 30 mg"), taken("fluoxetine 20 mg")),
        *everything(),
    )
    return tuple(plan_bundle(plan, identity_of(plan)) for plan in plans)


def codes(value: object, system: str) -> Iterator[str]:
    """Every code of one system, at any depth."""
    if isinstance(value, dict):
        if value.get("system") == system:
            yield value["code"]
        for each in value.values():
            yield from codes(each, system)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from codes(each, system)


def section(title: str) -> str:
    """The text under a heading, up to the next."""
    return PAGE.partition(f"### {title}\n")[2].partition("\n### ")[0]


def test_every_name_that_is_written_is_explained_and_every_explained_one_is_in_the_program() -> None:
    rows = "\n".join(line.partition("|")[2].partition("|")[0] for line in section("Names").splitlines())
    told = set(re.findall(r"`([a-z-]+)`", rows))
    assert set(codes(written(), TERMS)) <= told
    program = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py"))
    assert sorted(name for name in told if f'"{name}"' not in program) == []


def test_every_answer_is_listed_and_no_other() -> None:
    told = set(re.findall(r"`([a-z_-]+)`", section("Answers")))
    own = chain(Consequence, Action, Origin, Status, EffectState, Left, LedBy)
    of_record = chain(FactorAction, FactorKind, FactKind, FactState, Need, Checked, CostBand, GroundKind)
    of_checks = chain(Principle, Found, Actor, Rest, Wish)
    words = {each.value for each in (*own, *of_record, *of_checks)} | set(FINDINGS)
    assert told == {*words, NOT_CHECKABLE, "used", "shown-only", "unknown"}
    assert set(codes(written(), VALUES)) <= told | {FORMAT, *(doubt.value for doubt in Doubt)}


def test_the_systems_and_the_tag_are_those_of_the_program() -> None:
    assert f"`{TERMS}`" in section("Names")
    assert f"`{VALUES}`" in section("Answers")
    assert f"`{FORMAT}`" in PAGE
