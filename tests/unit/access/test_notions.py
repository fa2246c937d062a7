"""Which notions of the law each code of ours lies within and touches: the tables a second time, written by hand."""

from __future__ import annotations

import pytest

from autonome.access.translation import DATA, PARTIES, USES, case_of
from autonome.consent import CATEGORIES, PURPOSES, RECIPIENTS
from autonome.law import Case, DataClass, Party, Use
from tests.fakes.consents import NOW, request

WITHIN_USES = {
    "PurposeOfUse": "",
    "TREAT": "treatment",
    "ETREAT": "treatment emergency",
    "BTG": "treatment emergency",
    "CLINTRL": "trial-treatment",
    "POPHLTH": "",
    "HPAYMT": "payment",
    "ELIGVER": "payment",
    "UNDERWRITING": "underwriting",
    "ENROLLM": "underwriting",
    "HOPERAT": "operations",
    "TRAIN": "operations",
    "GRU": "research",
    "DSRCH": "research",
    "CLINTRCH": "research trial-research",
    "PATRQT": "own-request",
    "FAMRQT": "own-request",
    "PUBHLTH": "public-health",
    "THREAT": "public-health",
    "HMARKT": "marketing",
    "EMPLOYMENT": "employment",
    "LAWENF": "",
}
TOUCHED_TOO = {
    "PurposeOfUse": " ".join(Use),
    "TREAT": "emergency",
    "GRU": "trial-research",
    "HRESCH": "trial-research",
}
WITHIN_PARTIES = {
    "anyone": "",
    "subject": "holder",
    "representative": "representative",
    "relative": "relative",
    "sibling": "relative",
    "care": "care-provider",
    "care-team": "care-provider holder",
    "pharmacy": "care-provider",
    "steward": "holder",
    "researcher": "",
    "insurer": "",
    "health-insurer": "health-insurer",
    "life-insurer": "life-insurer",
    "disability-insurer": "disability-insurer",
    "long-term-care-insurer": "long-term-care-insurer",
    "employer": "employer",
    "authority": "",
    "public-health-authority": "public-health-authority",
    "regulator": "",
    "law-enforcement": "law-enforcement",
}
PARTIES_TOUCHED_TOO = {
    "anyone": " ".join(Party),
    "care": "holder",
    "insurer": "health-insurer life-insurer disability-insurer long-term-care-insurer",
    "authority": "public-health-authority law-enforcement",
}
CLASSES = {
    "demographics": "personal",
    "pharmacogenes": "personal health genetic",
    "family": "personal health genetic",
    "medications": "personal health",
    "mental-health": "personal health mental-health",
    "lifestyle": "personal",
    "goals": "personal",
}


def case(leaf: str = "medications", purpose: str = "TREAT", recipient: str = "care-team") -> Case:
    return case_of(request(purposes=(purpose,), recipient=recipient), leaf, NOW)


@pytest.mark.parametrize("code", WITHIN_USES)
def test_a_purpose_is_a_use_of_the_law(code: str) -> None:
    (found,) = case(purpose=code).purposes
    within = set(WITHIN_USES[code].split())
    assert found.within == within
    assert found.touching == within | set(TOUCHED_TOO.get(code, "").split())


@pytest.mark.parametrize("code", WITHIN_PARTIES)
def test_a_class_of_recipients_is_a_party_of_the_law(code: str) -> None:
    found = case(recipient=code)
    within = set(WITHIN_PARTIES[code].split())
    assert found.recipient_within == within
    assert found.recipient_touching == within | set(PARTIES_TOUCHED_TOO.get(code, "").split())


@pytest.mark.parametrize("leaf", CLASSES)
def test_a_leaf_of_the_data_tree_is_of_classes_of_the_law(leaf: str) -> None:
    assert case(leaf).data == set(CLASSES[leaf].split())


def test_each_notion_has_a_place_in_a_tree() -> None:
    assert (set(USES), set(PARTIES), set(DATA)) == (set(Use), set(Party), set(DataClass))
    for tree, table in ((PURPOSES, USES), (RECIPIENTS, PARTIES), (CATEGORIES, DATA)):
        assert all(root in tree for roots in table.values() for root in roots)
