"""The ethical assessment, what nobody asked about, and the patient's wishes, as they stand in ``plan.json``."""

from __future__ import annotations

from autonome.kernel import Json
from autonome.plan.ethical_values import EthicalStatement
from autonome.plan.values import Plan


def ethics_value(plan: Plan) -> Json:
    """All three, in the plan's order."""
    return {
        "statements": [_statement(each) for each in plan.ethics],
        "incidental": [
            {
                "kind": each.kind,
                "id": each.id,
                "genes": list(each.genes),
                "finding": each.finding,
                "wish": each.wish,
            }
            for each in plan.incidental
        ],
        "wishes": [{"finding": each.finding, "wish": each.wish, "act": each.act} for each in plan.wishes],
    }


def _statement(each: EthicalStatement) -> Json:
    return {
        "principle": each.principle,
        "check": each.check,
        "found": each.found,
        "text": each.text,
        "rests_on": [{"kind": ground.kind, "id": ground.id} for ground in each.rests_on],
        "task": {"who": each.task.who, "what": each.task.what} if each.task else None,
    }
