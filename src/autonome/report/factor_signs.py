"""Words of the pages for what the record means: trust in a fact, how a rule was checked, what a medicine costs."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.evidence.clinical import Checked, CostBand
from autonome.kernel import Text
from autonome.plan.facts.values import FactState

STATES: Mapping[FactState, Text] = {
    FactState.KNOWN: Text("known"),
    FactState.TOO_OLD: Text("too old"),
    FactState.CONFLICTING: Text("contradicts itself"),
    FactState.DOUBTFUL: Text("misleading here"),
    FactState.NOT_USABLE: Text("not usable"),
    FactState.NOT_RECORDED: Text("not recorded"),
    FactState.NOT_COVERED: Text("no consent"),
}

CHECKED: Mapping[Checked, Text] = {
    Checked.LABEL_READ: Text("checked against the source"),
    Checked.RESTATED: Text("checked against a publication that states the same"),
    Checked.FROM_MEMORY: Text("not yet checked against the source"),
}

COSTS: Mapping[CostBand, Text] = {
    CostBand.LOW: Text("low"),
    CostBand.MEDIUM: Text("medium"),
    CostBand.HIGH: Text("high"),
}
