"""Trees of codes: kinship by bit sets is kinship by walking up, and no broken tree is built."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.consent import CATEGORIES, JURISDICTIONS, PURPOSES, RECIPIENTS, ConsentError, Taxonomy, Term

TREES: list[Taxonomy[Any]] = [PURPOSES, CATEGORIES, RECIPIENTS, JURISDICTIONS]


def walk(tree: Taxonomy[Any], code: str) -> list[str]:
    """The code and its parents, by walking up."""
    parents = {term.code: term.parent for term in tree.terms}
    path = [code]
    while parents[path[-1]]:
        path.append(parents[path[-1]])
    return path


@given(st.data())
def test_kinship_is_what_walking_up_finds(data: st.DataObject) -> None:
    tree = data.draw(st.sampled_from(TREES))
    codes = st.sampled_from([term.code for term in tree.terms])
    one, other = data.draw(codes), data.draw(codes)
    assert tree.covers(one, other) is (one in walk(tree, other))
    assert tree.touches(one, other) is (one in walk(tree, other) or other in walk(tree, one))
    assert tree.ancestors(one) == set(walk(tree, one))
    inner = {term.parent for term in tree.terms}
    leaves = [term.code for term in tree.terms if term.code not in inner and one in walk(tree, term.code)]
    assert list(tree.leaves(one)) == leaves


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
def test_every_code_and_alias_is_known_and_labelled(tree: Taxonomy[Any]) -> None:
    for term in tree.terms:
        assert tree.label(term.code)
        for name in (term.code, *term.aliases):
            assert name in tree
            assert tree.code(name) == term.code


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ([Term("a", "b", "")], "names a parent"),
        ([Term("a", "", ""), Term("b", "c", ""), Term("c", "b", "")], "'b' names a parent"),
        ([Term("a", "", ""), Term("b", "b", "")], "'b' names a parent"),
        ([Term("a", "", ""), Term("b", "", "")], "'b' names a parent"),
        ([Term("a", "", ""), Term("a", "a", "")], "'a' is defined twice"),
        ([Term("a", "", ""), Term("b", "a", "", ("a",))], "'a' is defined twice"),
    ],
    ids=["orphan", "cycle", "own-parent", "two-roots", "twice", "alias-of-another"],
)
def test_a_broken_tree_is_not_built(terms: list[Term], says: str) -> None:
    with pytest.raises(ConsentError, match=says):
        Taxonomy.build("thing", terms)


def test_an_unknown_code_is_an_error_that_names_some_that_are_known() -> None:
    with pytest.raises(ConsentError, match=r"'GIFT' is no known purpose\. Mend: use one of: PurposeOfUse, TREAT"):
        PURPOSES.code("GIFT")


def test_where_the_vocabularies_disagree_the_join_permits_less() -> None:
    assert not PURPOSES.covers("HRESCH", "POARCH"), "health research is no consent to ancestry research"
    assert not PURPOSES.covers("HPAYMT", "ELIGDTRM"), "paying a bill is no consent to be rated"
    assert not PURPOSES.covers("DSRCH", "HRESCH"), "one disease is no consent to general research"
    assert PURPOSES.code("DUO:0000006") == "HRESCH"
    assert PURPOSES.code("DUO:0000007") == "DSRCH"


def test_the_member_states_are_in_the_economic_area_and_switzerland_is_unknown() -> None:
    assert len(JURISDICTIONS.leaves("EEA")) == 30
    assert JURISDICTIONS.covers("EU", "DE")
    assert "CH" not in JURISDICTIONS
