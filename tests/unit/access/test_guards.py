"""What the platform refuses by what the data are for, whatever class an asker gives itself."""

from __future__ import annotations

import pytest

from autonome.access import Denied, decide
from autonome.access.reasons import ReasonCode
from autonome.consent import PURPOSES, RECIPIENTS, ActKind
from autonome.law import RULES
from tests.fakes.consents import NOW, act, atom, request

BROAD = atom(purpose=PURPOSES.code("PurposeOfUse"), recipient=RECIPIENTS.code("anyone"))


@pytest.mark.parametrize("recipient", ["care-team", "care", "researcher", "relative", "authority", "health-insurer"])
@pytest.mark.parametrize("purpose", ["UNDERWRITING", "EMPLOYMENT", "PurposeOfUse"])
def test_deciding_on_cover_or_work_by_genes_is_open_to_no_class_of_askers(recipient: str, purpose: str) -> None:
    for place in ("US", "ID"):
        asked = request(recipient=recipient, purposes=(purpose,), jurisdiction=place)
        found = decide([act(ActKind.GRANT, BROAD)], asked, RULES, NOW, 10)
        assert isinstance(found, Denied)
        assert ReasonCode.FORBIDDEN_BY_PLATFORM in {reason.code for reason in found.reasons}


def test_paying_a_bill_is_no_underwriting() -> None:
    asked = request(recipient="health-insurer", purposes=("HPAYMT",))
    found = decide([act(ActKind.GRANT, BROAD)], asked, RULES, NOW, 10)
    assert ReasonCode.FORBIDDEN_BY_PLATFORM not in {reason.code for reason in found.reasons}
