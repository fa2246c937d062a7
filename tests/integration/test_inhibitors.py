"""No inhibitor of CYP2D6 takes a warning away, over every medicine that CYP2D6 is asked for."""

from __future__ import annotations

import pytest

from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.acting import WARNINGS
from autonome.plan.consequence import caution_rank
from tests.unit.evidence.shipped import bundle
from tests.unit.plan.small_interactions import NORMAL_2D6, POOR_2D6, ULTRARAPID_2D6, plan, taken

JUDGED_BY_2D6 = sorted(
    {drug for drug, statements in bundle().guidance.items() if any("CYP2D6" in each.lookup for each in statements)}
)


@pytest.mark.parametrize("call", [POOR_2D6, NORMAL_2D6, ULTRARAPID_2D6], ids=["poor", "normal", "ultrarapid"])
@pytest.mark.parametrize("inhibitor", ["quinidine", "mirabegron"])
def test_no_inhibitor_takes_a_warning_away_from_any_medicine(inhibitor: str, call: GeneCall) -> None:
    alone, beside = (
        {
            each.verdict.drug: each.verdict.consequence
            for each in plan(*more, considered=JUDGED_BY_2D6, calls=(call,)).medicines
        }
        for more in ((), (taken(inhibitor),))
    )
    warned = {drug for drug, consequence in alone.items() if consequence in WARNINGS}
    assert alone != beside or call == POOR_2D6
    assert [drug for drug in warned if caution_rank(beside[drug]) > caution_rank(alone[drug])] == []
