"""The rule packs against the row of ifs, leaf by leaf, where the whole decision would rarely get to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from autonome.access import Request
from autonome.access.translation import case_of
from autonome.access.validation import canonical
from autonome.consent import CATEGORIES, Action
from autonome.law import RULES, Ruling, stating
from tests.fakes.consents import NOW, SUBJECT, request
from tests.fakes.naive_decision import law
from tests.integration.test_decision_against_naive import requests


def said(ruling: Ruling) -> tuple[str, set[str], set[str]]:
    """What a ruling comes to, in the twin's form; nothing more is asked of what is forbidden or a right."""
    if any(rule.is_right for rule in ruling.permits):
        return "right", set(), set()
    if ruling.forbids:
        return "forbidden", set(), set()
    kinds = {str(kind) for rule in ruling.requires for kind in rule.kinds}
    return "lawful" if ruling.permits else "", kinds, {str(kind) for rule in ruling.requires for kind in rule.documents}


def compared(asked: Request, *, mandated: bool = False) -> None:
    for leaf in dict.fromkeys(leaf for item in asked.items for leaf in CATEGORIES.leaves(item)):
        ground, kinds, documents = law(asked, leaf, mandated=mandated)
        kinds -= {"by a guardian"}  # whose act it is: no kind that the law's rules know, but the decision
        nothing_more = ground in {"forbidden", "right"}
        expected = (ground, set(), set()) if nothing_more else (ground, kinds, documents)
        assert said(RULES.consult(case_of(asked, leaf, NOW, mandated=mandated))) == expected


@settings(max_examples=400, deadline=None)
@given(requests())
def test_the_packs_say_what_the_row_of_ifs_says(asked: Request) -> None:
    compared(canonical(asked))


BEREAVED = {"recipient": "relative", "purposes": ("PATRQT",), "jurisdiction": "CN"}
EPIDEMIC = {"recipient": "public-health-authority", "purposes": ("PUBHLTH",), "jurisdiction": "CN"}
TOGETHER = {"recipient": "researcher", "purposes": ("HRESCH",), "jurisdiction": "CN"}
FREELY = {"condition-of-service": False}
FOREIGN = {"foreign-controlled": True} | FREELY
HOME = {"foreign-controlled": False} | FREELY
MOURNING = {"deceased": True, "near-relative": True, "arranged-otherwise": False} | HOME


@pytest.mark.parametrize(
    ("changes", "stated", "ground"),
    [
        ({"purposes": ("ETREAT",), "jurisdiction": "DE"}, {"cannot-consent": True}, "lawful"),
        ({"purposes": ("ETREAT",), "jurisdiction": "DE"}, {}, ""),
        ({"purposes": ("ETREAT", "TREAT"), "jurisdiction": "DE"}, {"cannot-consent": True}, ""),
        ({"purposes": ("ETREAT",), "jurisdiction": "ID"}, {}, "lawful"),
        ({"purposes": ("ETREAT", "TREAT"), "jurisdiction": "ID", "destination": "US"}, {}, ""),
        ({"purposes": ("ETREAT",), "jurisdiction": "ID", "subject_jurisdiction": "DE"}, {}, ""),
        (EPIDEMIC, {"public-health-emergency": True} | HOME, "lawful"),
        (EPIDEMIC, HOME, ""),
        (EPIDEMIC | {"recipient": "authority"}, {"public-health-emergency": True} | HOME, ""),
        (BEREAVED, MOURNING, "lawful"),
        (BEREAVED, MOURNING | {"arranged-otherwise": True}, ""),
        (BEREAVED, {"deceased": True, "near-relative": True} | HOME, ""),
        (BEREAVED | {"action": Action.PUBLISH}, MOURNING, ""),
        (TOGETHER, {"international-cooperation": True, "market-trial-without-export": True} | HOME, ""),
        (
            TOGETHER | {"destination": "US"},
            {"international-cooperation": True, "market-trial-without-export": True} | HOME,
            "",
        ),
        (TOGETHER, FOREIGN, ""),
        (TOGETHER, {}, "forbidden"),
        (TOGETHER | {"destination": "US"}, FOREIGN, "forbidden"),
        (BEREAVED | {"recipient": "subject", "actor": SUBJECT, "action": Action.ERASE}, {}, "right"),
        (BEREAVED | {"recipient": "representative", "action": Action.PORT, "jurisdiction": "US"}, {}, ""),
    ],
)
def test_they_agree_where_chance_seldom_leads(changes: dict[str, Any], stated: dict[str, int], ground: str) -> None:
    asked = request(**changes, circumstances=stating(stated))
    compared(asked)
    assert law(asked, "pharmacogenes")[0] == ground


@pytest.mark.parametrize("action", [Action.COLLECT, Action.USE, Action.DISCLOSE, Action.EXPORT, Action.TRAIN])
@pytest.mark.parametrize("place", ["US", "DE", "CN", "ID"])
@pytest.mark.parametrize("recipient", ["hospital", "care-team", "researcher"])
@pytest.mark.parametrize("destination", [None, "US"])
@pytest.mark.parametrize("owned", [{}, HOME, FOREIGN, {"cannot-consent": True}])
def test_they_agree_on_emergencies(
    action: Action, place: str, recipient: str, destination: str | None, owned: dict[str, int]
) -> None:
    asked = request(
        action=action, purposes=("BTG",), recipient=recipient, jurisdiction=place, destination=destination,
        items=("pharmacogenes", "mental-health"), circumstances=stating(owned),
    )  # fmt: skip
    compared(asked)
    treated = recipient != "researcher" and action in {Action.COLLECT, Action.USE, Action.DISCLOSE}
    if place == "US":
        assert (law(asked, "pharmacogenes")[0] == "lawful") is treated
        assert law(asked, "mental-health")[0] == ""


@pytest.mark.parametrize("recipient", ["health-insurer", "employer", "life-insurer", "insurer", "anyone"])
@pytest.mark.parametrize("purposes", [("HPAYMT",), ("TREAT",), ("GRU",), ("HOPERAT", "HPAYMT"), ("ELIGDTRM",)])
@pytest.mark.parametrize("stated", [{}, {"small-employer": True}])
def test_they_agree_on_who_may_not_even_ask(recipient: str, purposes: tuple[str, ...], stated: dict[str, int]) -> None:
    items = ("pharmacogenes", "medications")
    asked = request(recipient=recipient, purposes=purposes, items=items, circumstances=stating(stated))
    compared(asked)
    assert law(asked, "medications")[0] == ""
    closed = recipient != "life-insurer" or purposes == ("ELIGDTRM",)
    closed = closed and not (recipient == "employer" and stated and purposes != ("ELIGDTRM",))
    closed = closed and not (recipient in {"health-insurer", "insurer"} and purposes == ("HPAYMT",))
    closed = closed and not (recipient == "anyone" and stated and purposes == ("HPAYMT",))
    assert (law(asked, "pharmacogenes")[0] == "forbidden") is closed


AGENT = {"recipient": "representative", "purposes": ("PATRQT",), "jurisdiction": "CN"}


@pytest.mark.parametrize("action", [Action.USE, Action.ERASE, Action.WITHDRAW, Action.PORT, Action.DISCLOSE])
@pytest.mark.parametrize("purposes", [("PATRQT",), ("UNDERWRITING",), ("PATRQT", "TREAT")])
@pytest.mark.parametrize("mandated", [False, True])
def test_they_agree_on_who_acts_for_the_person(action: Action, purposes: tuple[str, ...], mandated: bool) -> None:  # noqa: FBT001
    asked = request(**(AGENT | {"action": action, "purposes": purposes}), circumstances=stating(HOME))
    compared(asked, mandated=mandated)
    right = mandated and purposes == ("PATRQT",) and action is not Action.DISCLOSE
    assert (law(asked, "pharmacogenes", mandated=mandated)[0] == "right") is right
