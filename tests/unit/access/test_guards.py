"""What the platform refuses by what the data are for, whatever class an asker gives itself."""

from __future__ import annotations

import pytest

from autonome.access import Allowed, Denied, decide
from autonome.access.reasons import ReasonCode
from autonome.consent import PURPOSES, RECIPIENTS, ActKind
from autonome.kernel import Instant, Period
from autonome.law import RULES
from tests.fakes.consents import NOW, SUBJECT, act, atom, request

BROAD = atom(purpose=PURPOSES.code("PurposeOfUse"), recipient=RECIPIENTS.code("anyone"))


@pytest.mark.parametrize("recipient", ["care-team", "care", "researcher", "relative", "authority", "health-insurer"])
@pytest.mark.parametrize("purpose", ["UNDERWRITING", "EMPLOYMENT", "PurposeOfUse"])
def test_deciding_on_cover_or_work_by_genes_is_open_to_no_class_of_askers(recipient: str, purpose: str) -> None:
    for place in ("US", "ID"):
        asked = request(recipient=recipient, purposes=(purpose,), jurisdiction=place)
        found = decide([act(ActKind.GRANT, BROAD)], asked, RULES, NOW, 10)
        assert isinstance(found, Denied)
        assert ReasonCode.FORBIDDEN_BY_PLATFORM in {reason.code for reason in found.reasons}


@pytest.mark.parametrize("year", ["0001", "1000", "1960", "1970", "2002"])
def test_of_no_time_can_be_asked_at_which_nothing_is_promised(year: str) -> None:
    at, born = Instant.parse(f"{year}-01-02"), Instant.parse("0001-01-01")
    agreed = act(ActKind.GRANT, BROAD, recorded_at=born, valid=Period(born))
    found = decide([agreed], request(purposes=("UNDERWRITING",)), RULES, at, 10)
    told = {ReasonCode.FORBIDDEN_BY_PLATFORM, ReasonCode.NEEDS_REVIEW}
    assert told == {reason.code for reason in found.reasons}
    own = request(actor=SUBJECT, recipient="subject", purposes=("PATRQT",))
    assert isinstance(decide([], own, RULES, at, 10), Allowed)


def test_paying_a_bill_is_no_underwriting() -> None:
    asked = request(recipient="health-insurer", purposes=("HPAYMT",))
    found = decide([act(ActKind.GRANT, BROAD)], asked, RULES, NOW, 10)
    assert ReasonCode.FORBIDDEN_BY_PLATFORM not in {reason.code for reason in found.reasons}
