"""The words of the ethical assessment on the clinician's page; and how its statements are arranged for reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autonome.kernel import Text
from autonome.plan.ethical_values import Beyond, EthicalStatement, Found, Incidental, Principle
from autonome.plan.ethical_words import PRINCIPLES, WISHES
from autonome.plan.values import Plan

CHECKS: Mapping[str, Text] = {
    "consent-scope": Text("scope of the consent"),
    "who-may-see": Text("who may see the data"),
    "withdrawal": Text("withdrawal"),
    "understanding": Text("understanding"),
    "signature": Text("signature"),
    "authority": Text("who answered"),
    "data-left-out": Text("data without consent"),
    "decision": Text("who decides"),
    "finding-preferences": Text("what the patient wants to be told"),
    "relatives": Text("relatives"),
    "guidance": Text("medicines with guidance"),
    "evidence": Text("strength of the evidence"),
    "goals": Text("the patient's goals"),
    "alternatives": Text("alternatives"),
    "confirmation": Text("results to confirm"),
    "open-results": Text("open results"),
    "stopping": Text("stopping a medicine"),
    "counselling": Text("a talk before and after"),
    "missing-facts": Text("missing facts"),
    "ancestry": Text("for whom results say less"),
    "equation-error": Text("error of the equation by group"),
    "cost": Text("cost"),
    "access": Text("access"),
    "language": Text("language"),
}
"""Names of the checks."""


@dataclass(frozen=True, slots=True)
class PrincipleView:
    """One principle as the page shows it.

    Args:
        title: its name.
        not_met: statements of what is missing.
        attention: of what somebody should look at.
        unknown: of what nobody knows.
        met: of what is as it should be.
    """

    title: Text
    not_met: tuple[EthicalStatement, ...]
    attention: tuple[EthicalStatement, ...]
    unknown: tuple[EthicalStatement, ...]
    met: tuple[EthicalStatement, ...]


def principles(plan: Plan) -> tuple[PrincipleView, ...]:
    """The assessment by principle."""
    return tuple(_view(plan, principle) for principle in Principle if plan.ethics)


def pressing(plan: Plan) -> tuple[EthicalStatement, ...]:
    """What page 1 says of it: what is not met, and results that want a talk first."""
    return tuple(each for each in plan.ethics if each.presses)


def unasked(plan: Plan, kind: str, id_: str) -> Incidental | None:
    """The incidental finding that a gene or an advice is; None where somebody asked."""
    return next((each for each in plan.incidental if each.kind is Beyond(kind) and each.id == id_), None)


def wish_words(incidental: Incidental) -> Text:
    """What the patient wants to be told of it."""
    return WISHES[incidental.wish]


def names_of(statements: Iterable[EthicalStatement]) -> tuple[Text, ...]:
    """The names of their checks, each once."""
    return tuple(dict.fromkeys(CHECKS[each.check] for each in statements))


def _view(plan: Plan, principle: Principle) -> PrincipleView:
    by_finding = {
        found: tuple(each for each in plan.ethics if each.principle is principle and each.found is found)
        for found in Found
    }
    return PrincipleView(
        title=PRINCIPLES[principle],
        not_met=by_finding[Found.NOT_MET],
        attention=by_finding[Found.ATTENTION],
        unknown=by_finding[Found.NOT_ASSESSED],
        met=by_finding[Found.MET],
    )
