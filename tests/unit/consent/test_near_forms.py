"""Forms, hierarchies and statements at their edges: what a shelf holds, how much is read, and what a text says."""

from __future__ import annotations

import json
from dataclasses import replace
from string import ascii_letters

import pytest

from autonome.consent import (
    FINDINGS_FORM,
    FORMS,
    NO_DISEASES,
    ActKind,
    Authority,
    Comprehension,
    ConsentError,
    Diseases,
    Members,
    State,
    fold,
    hold_to_order,
    read_diseases,
)
from autonome.consent import diseases as diseases_module
from autonome.consent.differences import sentences
from autonome.consent.duo import Modifier, Permission
from autonome.consent.duo_statements import acts_of
from autonome.consent.forms import Shelf, read_form
from autonome.consent.members import MAX_NUMBER, MAX_TEXT
from autonome.consent.reading import MOST_ACTS
from autonome.consent.standing import RENEWABLE
from autonome.kernel import ActorId, Instant, Period, digest
from tests.fakes.consents import LONG, NOW, SUBJECT, act
from tests.unit.consent.test_diseases import TREE, file
from tests.unit.consent.test_duo import HOLDING, STATEMENT, marked


@pytest.mark.parametrize("name", ["treatment/3/fr", "treatment/9/en", "treatment", "", "x/treatment/3/en"])
def test_what_no_shelf_holds_is_told_by_its_whole_name(name: str) -> None:
    with pytest.raises(KeyError) as missed:
        FORMS[name]
    assert missed.value.args == (name,)


def test_a_version_that_no_module_holds_is_no_form() -> None:
    with pytest.raises(KeyError):
        read_form("treatment/9")


def test_a_form_that_is_put_in_anothers_place_stands_there_once() -> None:
    own = replace(FORMS["biobank/1/en"], text="Other words.\n")
    shelf = FORMS.beside({own.name: own})
    assert shelf[own.name] == own
    assert (len(shelf), [*shelf].count(own.name)) == (len(FORMS), 1)
    assert len(Shelf({own.name: own})) == len([*Shelf({own.name: own})])


def test_how_much_is_read() -> None:
    assert (MAX_NUMBER, MAX_TEXT, MOST_ACTS) == (10**10, 100_000, 100_000)
    assert (diseases_module.MAX_DISEASES, diseases_module.MAX_KINSHIPS) == (100_000, 1_000_000)
    with pytest.raises(ConsentError, match="the member 'it' is not a list"):
        list(Members({}, "file").objects("it"))


def test_a_hierarchy_may_hold_as_many_as_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diseases_module, "MAX_DISEASES", 2)
    assert "b" in Diseases.of_parents("two", {"a": [], "b": ["a"]})
    with pytest.raises(ConsentError) as refused:
        Diseases.of_parents("three", {"a": [], "b": ["a"], "c": []})
    assert str(refused.value).endswith("holds more than 2 diseases. Mend: leave out what nobody asks for.")


def test_of_an_unknown_disease_on_either_side_anything_may_be_true() -> None:
    assert TREE.may_touch("cancer", "elsewhere")
    assert TREE.may_touch("elsewhere", "cancer")
    assert not TREE.may_touch("cancer", "lung")
    assert NO_DISEASES.name == "none"


def test_ancestors_are_named_in_order_in_the_digest() -> None:
    above = [f"D:{number}" for number in range(40)]
    for given in (above, above[::-1]):
        assert Diseases.of_ancestors("t", {"x": given}).digest == digest(["t", {"x": [*sorted(above)]}])


@pytest.mark.parametrize("parents", [[1], "ab", {"a": [""]}, {"a": ["b", 1]}])
def test_parents_are_an_object_of_lists_of_codes(parents: object) -> None:
    with pytest.raises(ConsentError, match=r"^diseases: (names no parents|says of 'a' no list of codes)"):
        read_diseases(file(parents=parents))
    with pytest.raises(ConsentError):
        read_diseases(b"{")
    assert json.loads(file())["name"] == "Test"


def test_what_is_stated_of_a_data_set_is_said_in_order_with_names_and_release() -> None:
    modifiers = [Modifier.GS, Modifier.IS, Modifier.PUB, Modifier.IRB, Modifier.RTN, Modifier.NMDS]
    stated = marked(
        Permission.GRU, Permission.CC, *modifiers, places=frozenset({"US", "DE", "CN"}), named=frozenset({"b", "a"})
    )
    form = acts_of(STATEMENT, stated, HOLDING)[0].template
    assert form.name == "data-use/cohort-7/1/en"
    assert form.text.splitlines() == [
        "Data use of cohort-7, by the Data Use Ontology of 2021-02-23",
        "DUO:0000042 GRU", "DUO:0000043 CC", "DUO:0000015 NMDS", "DUO:0000019 PUB", "DUO:0000021 IRB",
        "DUO:0000022 GS", "DUO:0000028 IS", "DUO:0000029 RTN", "places: CN, DE, US", "named: a, b",
    ]  # fmt: skip


def test_latin_words_stay_apart_where_a_line_ends_and_chinese_ones_are_joined() -> None:
    for letter in ascii_letters:
        assert [*sentences(f"{letter}\n{letter}.")] == [f"{letter} {letter}."]
    assert [*sentences("\u540c\n\u610f\u3002")] == ["\u540c\u610f\u3002"]


def test_a_wish_that_was_put_off_can_be_put_off_for_longer() -> None:
    assert frozenset({State.GRANTED, State.DENIED, State.DEFERRED}) == RENEWABLE
    parts = {"question": "carrier-status", "form": FINDINGS_FORM, "atoms": ()}
    later = Period(LONG.start, Instant.parse("2029-01-01"))
    said = [act(ActKind.DEFER, **parts), act(ActKind.RENEW, leaf=1, valid=later, **parts)]  # type: ignore[arg-type]
    (answer,) = fold(said, SUBJECT, 9).values()
    assert (answer.state, answer.valid) == (State.DEFERRED, later)


def test_an_act_with_another_part_has_another_digest_though_the_first_was_asked_for() -> None:
    done = act()
    assert done.digest
    assert replace(done, comprehension=Comprehension.NOT_ASKED).digest != done.digest


def test_taking_back_may_come_late_where_nothing_is_refused() -> None:
    early, noon = Instant.parse("2026-01-01"), NOW
    hold_to_order([act(recorded_at=noon)], [act(ActKind.WITHDRAW, leaf=1, recorded_at=early)])
    with pytest.raises(ConsentError, match="older than"):
        hold_to_order([act(recorded_at=noon)], [act(ActKind.RENEW, leaf=1, recorded_at=early)])


def test_a_longer_no_of_whoever_has_no_right_joins_the_shorter_one() -> None:
    uncle = {"actor": ActorId("uncle"), "authority": Authority.PROXY}
    short = Period(LONG.start, Instant(NOW.seconds + 100))
    said = [act(ActKind.DENY, valid=short, **uncle), act(ActKind.DENY, leaf=1, **uncle)]  # type: ignore[arg-type]
    (answer,) = fold(said, SUBJECT, 9).values()
    assert (answer.state, answer.valid) == (State.DENIED, LONG)
    (turned,) = fold([said[1].at_leaf(0), said[0].at_leaf(1)], SUBJECT, 9).values()
    assert (turned.state, turned.valid) == (State.DENIED, LONG), "and a shorter one does not shorten it"
