"""What files, forms and logs are written in: every code with its place, its other names and its label.

`vocabularies.tsv` says it a second time: taken from the trees once and looked over, so that a change is made twice. A
code that moves gives or takes a consent that somebody signed already.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from autonome.consent import (
    CATEGORIES,
    FINDINGS,
    JURISDICTIONS,
    OBLIGATIONS,
    PURPOSES,
    RECIPIENTS,
    Action,
    ActKind,
    Authority,
    Comprehension,
    ConsentError,
    Effect,
    Ground,
    Kind,
    SignatureKind,
    State,
    Taxonomy,
    Term,
    Timing,
    Wish,
)
from autonome.consent.acts import OF_THE_FAMILY, PASSING_ON
from autonome.consent.atoms import RIGHTS
from autonome.consent.authority import Lapse
from autonome.consent.differences import Mark, ScopeChange
from autonome.consent.duo import Modifier, Permission, ResearchKind
from autonome.consent.purposes import REFUSED_WITH
from autonome.consent.reconsent import ASKS, Need
from autonome.consent.templates import AfterDeath

TABLE = Path(__file__).with_name("vocabularies.tsv")
TREES: list[Taxonomy[Any]] = [PURPOSES, CATEGORIES, RECIPIENTS, JURISDICTIONS]


def test_every_code_stands_where_the_table_says() -> None:
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
    trees = [
        [tree.name, each.code, each.parent, " ".join(each.aliases), each.label] for tree in TREES for each in tree.terms
    ]
    owed = [
        ["obligation", code, each.document, "review" if each.review else "", each.label]
        for code, each in OBLIGATIONS.items()
    ]
    assert rows == [*trees, *owed, *(["finding", code, "", "", label] for code, label in FINDINGS.items())]


WORDS: dict[type[StrEnum], str] = {
    Action: "collect use disclose publish export train withdraw refuse correct erase restrict port object account",
    ActKind: "grant deny withdraw renew supersede defer",
    AfterDeath: "stands ends",
    Authority: "self guardian proxy relative steward",
    Comprehension: "passed failed not-asked",
    Effect: "permit deny",
    Ground: "parent court health-care-proxy",
    Kind: "general explicit written separate:sensitive separate:recipient separate:export separate:publish",
    Lapse: "expired authority-ended authority-missing under-age too-early own-refusal ended-by-death open-after-death",
    Mark: "both old new",
    Modifier: " ".join(f"DUO:{number:07}" for number in (12, 15, 16, *range(18, 23), *range(24, 30), 44, 45, 46)),
    Need: "stands wider new unanswered gone",
    Permission: " ".join(f"DUO:{number:07}" for number in (4, 42, 6, 7, 11, 43)),
    ResearchKind: "GRU HRESCH DSRCH POARCH MDSRCH TREAT",
    ScopeChange: "same wider narrower other added removed",
    SignatureKind: "passkey witnessed-paper institution-attested",
    State: "granted denied withdrawn deferred uncounted",
    Timing: "in-force not-yet expired",
    Wish: "yes no not-now not-recorded",
}
"""In files, in entries of the log and in templates of pages: a word that changes is no longer found there."""


@pytest.mark.parametrize("words", WORDS, ids=lambda each: str(each.__name__))
def test_a_word_of_a_file_stays_the_word_that_it_was(words: type[StrEnum]) -> None:
    assert [str(each) for each in words] == WORDS[words].split()


def test_what_is_done_about_a_consent_and_not_with_data_needs_none() -> None:
    assert {Action.COLLECT, Action.USE, Action.DISCLOSE, Action.PUBLISH, Action.EXPORT, Action.TRAIN} == {
        *Action
    } - RIGHTS
    assert frozenset({Action.DISCLOSE, Action.PUBLISH, Action.EXPORT}) == PASSING_ON
    assert OF_THE_FAMILY == "family"


def test_who_refuses_treatment_research_or_public_health_refuses_what_is_a_part_of_it() -> None:
    assert REFUSED_WITH == {"CLINTRL": ("TREAT", "GRU"), "POPHLTH": ("TREAT", "PUBHLTH")}


def test_people_are_asked_what_is_wider_new_or_unanswered() -> None:
    assert frozenset({Need.WIDER, Need.NEW, Need.UNANSWERED}) == ASKS


def tree(many: int) -> Taxonomy[Any]:
    return Taxonomy.build("thing", [Term("a", "", ""), *(Term(f"b{number}", "a", "") for number in range(1, many))])


@pytest.mark.parametrize(("many", "named"), [(3, "a, b1, b2."), (12, "b10, b11."), (13, "b10, b11 …."), (14, "b11 ….")])
def test_of_a_vocabulary_as_many_are_named_as_tell_which_it_is(many: int, named: str) -> None:
    with pytest.raises(ConsentError) as refused:
        tree(many).code("nothing")
    assert str(refused.value).endswith(named)
