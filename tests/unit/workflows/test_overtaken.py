"""In which order transfers come does not matter: what was taken in ends as if each had come as it left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from autonome.clinical.items import KeptItem
from autonome.fhir.json_text import json_text
from autonome.fhir.passing_on import RECEIVED
from autonome.workflows.overtaken import genomes_to_keep, items_to_keep

LABS, HIV, GENES = "laboratory", "hiv", "pharmacogenes"
SHELVES: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset({LABS}),
    "b": frozenset({LABS, HIV}),
    "c": frozenset({HIV}),
}
"""Items of a sender, each on its shelves for good."""


@dataclass(frozen=True)
class Left:
    """A transfer, as it left: at a place of the sender's log, with the newest version of each item on its shelves."""

    place: int
    categories: frozenset[str]
    versions: Mapping[str, int]
    obligation: str

    @property
    def items(self) -> tuple[KeptItem, ...]:
        return tuple(
            self._item(name)
            for name, shelves in SHELVES.items()
            if shelves <= self.categories and name in self.versions
        )

    def _item(self, name: str) -> KeptItem:
        said = [
            {"url": "from", "valueString": "hospital.example"},
            {"url": "version", "valueUnsignedInt": self.versions[name]},
            {"url": "obligation", "valueString": self.obligation},
        ]
        return KeptItem(SHELVES[name], name, json_text({"extension": [{"url": RECEIVED, "extension": said}]}))

    @property
    def body(self) -> dict[str, Any]:
        genes = {"genomes": 1} if GENES in self.categories else {}
        return {"received": sorted(self.categories), **genes}


@st.composite
def left(draw: st.DrawFn) -> list[Left]:
    """Transfers in the order in which they left; items appear, and get new versions, in between."""
    versions: dict[str, int] = {}
    found = []
    for place in range(draw(st.integers(1, 5))):
        for name in draw(st.sets(st.sampled_from(sorted(SHELVES)))):
            versions[name] = versions.get(name, -1) + 1
        categories = draw(st.frozensets(st.sampled_from([LABS, HIV, GENES]), min_size=1))
        found.append(Left(place, categories, dict(versions), draw(st.sampled_from(["none", "no-onward"]))))
    return found


def taken(came: Iterable[Left]) -> tuple[dict[str, KeptItem], int | None]:
    """What is kept once all have come: the items, and whose genome is the newest."""
    kept: dict[str, KeptItem] = {}
    genome: int | None = None
    before: list[Left] = []
    for each in came:
        later = tuple(other.body for other in before if other.place > each.place)
        kept |= {item.name: item for item in items_to_keep(each.items, tuple(kept.values()), later)}
        if GENES in each.categories and genomes_to_keep(("a slice",), later):
            genome = each.place
        before.append(each)
    return kept, genome


@given(st.data())
def test_any_order_of_coming_ends_as_the_order_of_leaving(data: st.DataObject) -> None:
    transfers = data.draw(left())
    assert taken(data.draw(st.permutations(transfers))) == taken(transfers)


def test_what_binds_an_item_is_what_left_last() -> None:
    """The same version of an item, once free and since then not to be passed on."""
    free, bound = (Left(place, frozenset({LABS}), {"a": 0}, word) for place, word in enumerate(["none", "no-onward"]))
    for order in ([free, bound], [bound, free]):
        kept, _ = taken(order)
        assert "no-onward" in (kept["a"].body or "")


def test_an_item_that_is_here_already_is_not_kept_once_more() -> None:
    first, again = (Left(place, frozenset({LABS}), {"a": 0}, "none") for place in range(2))
    assert items_to_keep(again.items, first.items, ()) == ()
