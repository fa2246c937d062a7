"""Whether an atom speaks of a request, one part of it at a time."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.access.matching import Aim, aims_of, denies, permits
from autonome.consent import NO_DISEASES, Action, Diseases
from tests.fakes.consents import atom, request

TREE = Diseases.of_parents("few", {"D:1": [], "D:11": ["D:1"], "D:2": []})
ABROAD = {"jurisdiction": "US", "destination": "DE"}


def test_each_purpose_comes_with_each_disease_in_an_order_of_its_own() -> None:
    names = [f"D:{number}" for number in range(20)]
    asked = request(purposes=("HRESCH", "TREAT"), diseases=frozenset(names))
    assert aims_of(asked) == tuple(Aim(purpose, name) for purpose in ("HRESCH", "TREAT") for name in sorted(names))


def test_without_a_disease_a_purpose_stands_alone() -> None:
    assert aims_of(request()) == (Aim("TREAT"),) == (Aim("TREAT", ""),)
    assert str(Aim("TREAT")) == "TREAT"
    assert str(Aim("HRESCH", "D:1")) == "HRESCH on D:1"


@pytest.mark.parametrize(
    ("scope", "asked", "fits"),
    [
        ({}, {}, True),
        ({"recipient_id": "hospital.example"}, {}, True),
        ({"recipient_id": "dr-b"}, {}, False),
        ({"recipient_id": "person:dr-b"}, {}, True),
        ({"recipient_id": "person:Dr-B"}, {}, False),
        ({"recipient_id": "person:hospital.example"}, {}, False),
        ({"recipient_id": "organisation:hospital.example"}, {}, True),
        ({"recipient_id": "hospital.example"}, {"organisation": "Hospital.Example. "}, True),
        ({"recipient_id": "hospital.example"}, {"organisation": "evil.example", "actor": "hospital.example"}, False),
        ({"recipient_id": "dr-b", "recipient": "relative"}, {"recipient": "sibling"}, True),
        ({"recipient_id": "other.example"}, {}, False),
        ({"jurisdiction": "US"}, ABROAD, False),
        ({"jurisdiction": "DE"}, ABROAD, False),
        ({"jurisdiction": "world"}, ABROAD, False),
        ({"actions": frozenset({Action.USE, Action.EXPORT})}, ABROAD, True),
        ({"jurisdiction": "EEA"}, {"jurisdiction": "DE", "destination": "FR"}, True),
        ({"diseases": frozenset({"D:1"})}, {}, False),
        ({"diseases": frozenset({""})}, {}, False),
        ({"commercial": False}, {}, False),
        ({"commercial": False}, {"commercial": False}, True),
        ({"commercial": False}, {"commercial": True}, False),
    ],
)
def test_a_permission_fits_in_every_part(scope: dict[str, Any], asked: dict[str, Any], fits: bool) -> None:  # noqa: FBT001 - a table's column
    wanted = request(**asked)
    assert permits(atom(**scope), wanted, "pharmacogenes", Aim("TREAT"), NO_DISEASES) is fits


@pytest.mark.parametrize(
    ("scope", "asked", "meets"),
    [
        ({}, {}, True),
        ({"recipient_id": "other.example"}, {}, False),
        ({"recipient_id": "dr-b"}, {}, True),
        ({"recipient_id": "person:dr-b"}, {}, True),
        ({"recipient_id": "organisation:dr-b"}, {}, False),
        ({"recipient_id": "person:DR-B"}, {}, True),
        ({"recipient_id": "hospital.example"}, {"organisation": "HOSPITAL.example "}, True),
        ({"jurisdiction": "US"}, ABROAD, True),
        ({"jurisdiction": "DE"}, ABROAD, True),
        ({"jurisdiction": "CN"}, ABROAD, False),
        ({"actions": frozenset({Action.TRAIN})}, {}, False),
        ({}, {"diseases": frozenset({"D:2"})}, True),
        ({"diseases": frozenset({"D:1"})}, {}, True),
        ({"diseases": frozenset({"D:1"})}, {"diseases": frozenset({"D:2"})}, False),
        ({"diseases": frozenset({"D:11"})}, {"diseases": frozenset({"D:2", "D:1"})}, True),
        ({"diseases": frozenset({"D:2", "D:1"})}, {"diseases": frozenset({"D:11"})}, True),
        ({"commercial": True}, {}, True),
        ({"commercial": True}, {"commercial": False}, False),
    ],
)
def test_a_refusal_meets_what_it_may_be_about(scope: dict[str, Any], asked: dict[str, Any], meets: bool) -> None:  # noqa: FBT001 - a table's column
    assert denies(atom(**scope), request(**asked), "pharmacogenes", TREE) is meets


def test_a_refusal_of_one_of_several_purposes_is_enough() -> None:
    asked = request(purposes=("TREAT", "HRESCH"))
    assert denies(atom(purpose="HRESCH"), asked, "pharmacogenes", TREE)
    assert not denies(atom(purpose="HMARKT"), asked, "pharmacogenes", TREE)


@pytest.mark.parametrize("purpose", ["DSRCH", "CLINTRCH", "BIORCH", "TRANSRCH", "MDSRCH", "POARCH", "GRU"])
@pytest.mark.parametrize("named", [frozenset(), frozenset({"D:1"})])
def test_a_refused_disease_is_refused_under_every_name_of_research(purpose: str, named: frozenset[str]) -> None:
    refused = atom(purpose="DSRCH", diseases=frozenset({"D:1"}))
    assert denies(refused, request(purposes=(purpose,), diseases=named), "pharmacogenes", TREE)
    other = request(purposes=(purpose,), diseases=frozenset({"D:2"}))
    assert not denies(refused, other, "pharmacogenes", TREE)
    assert not denies(refused, request(purposes=("TREAT",), diseases=named), "pharmacogenes", TREE)


@pytest.mark.parametrize(
    ("refused", "asked", "meets"),
    [
        ("TREAT", "CLINTRL", True),
        ("GRU", "CLINTRL", True),
        ("CLINTRCH", "CLINTRL", True),
        ("HMARKT", "CLINTRL", False),
        ("TREAT", "POPHLTH", True),
        ("PUBHLTH", "POPHLTH", True),
        ("GRU", "POPHLTH", False),
        ("CLINTRL", "TREAT", False),
    ],
)
def test_who_refuses_treatment_or_research_has_refused_treatment_within_a_trial(
    refused: str,
    asked: str,
    meets: bool,  # noqa: FBT001 - a table's column
) -> None:
    assert denies(atom(purpose=refused), request(purposes=(asked,)), "pharmacogenes", NO_DISEASES) is meets
    assert not permits(atom(purpose=refused), request(purposes=(asked,)), "pharmacogenes", Aim(asked), NO_DISEASES)
