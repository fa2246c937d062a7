"""Hierarchies of diseases: kinship over several parents, what is unknown, and files that are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.consent import NO_DISEASES, ConsentError, Diseases, read_diseases
from autonome.consent import diseases as module

PARENTS: dict[str, list[str]] = {"disease": [], "cancer": ["disease"], "lung": ["disease"], "both": ["cancer", "lung"]}
TREE = Diseases.of_parents("test 1", PARENTS)


def file(**changes: Any) -> bytes:  # noqa: ANN401 - one keyword for each part
    plain = {"format": "autonome-diseases/1", "name": "Test", "version": "1", "parents": PARENTS}
    return json.dumps({key: value for key, value in (plain | changes).items() if value is not None}).encode()


@pytest.mark.parametrize(
    ("broad", "narrow", "covers"),
    [
        ("cancer", "both", True),
        ("lung", "both", True),
        ("disease", "both", True),
        ("both", "both", True),
        ("both", "cancer", False),
        ("cancer", "lung", False),
        ("cancer", "elsewhere", False),
        ("elsewhere", "both", False),
        ("elsewhere", "elsewhere", True),
    ],
)
def test_who_covers_whom(broad: str, narrow: str, covers: bool) -> None:  # noqa: FBT001 - a table's column
    assert TREE.covers(broad, narrow) is covers


@pytest.mark.parametrize(
    ("one", "other", "touches"),
    [("cancer", "both", True), ("both", "cancer", True), ("cancer", "lung", False), ("elsewhere", "lung", True)],
)
def test_what_is_unknown_may_be_kin_of_anything(one: str, other: str, touches: bool) -> None:  # noqa: FBT001 - a table's column
    assert TREE.may_touch(one, other) is touches


def test_an_ancestor_of_which_nobody_said_what_lies_above_is_not_known() -> None:
    tree = Diseases.of_ancestors("closure", {"lung cancer": ["cancer"]})
    assert "lung cancer" in tree
    assert "cancer" not in tree
    assert tree.covers("cancer", "lung cancer")


def test_no_hierarchy_knows_nothing_and_has_no_digest() -> None:
    assert "cancer" not in NO_DISEASES
    assert NO_DISEASES.digest is None


def test_the_digest_changes_with_name_and_kinship_and_not_with_the_order() -> None:
    assert Diseases.of_parents("test 1", dict(reversed(PARENTS.items()))).digest == TREE.digest
    assert Diseases.of_parents("test 2", PARENTS).digest != TREE.digest
    assert Diseases.of_parents("test 1", PARENTS | {"both": ["cancer"]}).digest != TREE.digest


def test_a_file_is_read() -> None:
    assert read_diseases(file()).above == TREE.above
    assert read_diseases(file()).name == "Test 1"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"format": "autonome-diseases/9"}, "is of format 'autonome-diseases/9'"),
        ({"parents": {"a": ["b"], "b": ["c"], "c": ["a"]}}, "below itself"),
        ({"parents": {"a": ["a"]}}, "puts 'a' below itself"),
        ({"parents": {"a": ["b"]}}, "puts 'a' below 'b', which it lacks"),
        ({"parents": {"a": "b"}}, "says of 'a' no list of codes"),
        ({"parents": {"a": [1]}}, "says of 'a' no list of codes"),
        ({"parents": {"": []}}, "says of '' no list of codes"),
        ({"parents": {}}, "names no parents"),
        ({"parents": []}, "names no parents"),
        ({"parents": None}, "names no parents"),
        ({"name": None}, "the member 'name' is not"),
        ({"labels": {}}, "the member 'labels' is not known here"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_one_line(changes: dict[str, Any], line: str) -> None:
    with pytest.raises(ConsentError) as caught:
        read_diseases(file(**changes), where="mondo.json")
    assert line in str(caught.value)
    assert "mondo.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_more_than_can_be_worked_out_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = {str(each): [str(each + 1)] for each in range(99)} | {"99": []}
    monkeypatch.setattr(module, "MAX_KINSHIPS", 4950)
    assert Diseases.of_parents("chain", chain).covers("99", "0")
    monkeypatch.setattr(module, "MAX_KINSHIPS", 4949)
    with pytest.raises(ConsentError, match="nested too deeply"):
        Diseases.of_parents("chain", chain)
    monkeypatch.setattr(module, "MAX_DISEASES", 99)
    with pytest.raises(ConsentError, match="more than 99 diseases"):
        Diseases.of_parents("chain", chain)


@given(st.lists(st.lists(st.integers(0, 11), max_size=3), min_size=1, max_size=12))
def test_ancestors_are_those_found_by_walking_up(drawn: list[list[int]]) -> None:
    parents = {str(place): [str(each) for each in above if each < place] for place, above in enumerate(drawn)}

    def walked(code: str) -> set[str]:
        return {one for parent in parents[code] for one in {parent, *walked(parent)}}

    tree = Diseases.of_parents("drawn", parents)
    assert {code: set(above) for code, above in tree.above.items()} == {code: walked(code) for code in parents}
