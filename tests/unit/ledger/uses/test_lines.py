"""The line of a use: what it can hold, how names are ordered, how it stands in a sealed body."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import InputError, Json, Sha256, SubjectId, canonical_bytes, read_json
from autonome.ledger import EntryKind, FormatError
from autonome.ledger.uses import NotedUse, Source, UseLine, line_in, line_of, name_of, order_of
from tests.fakes.ledger import MemoryLog
from tests.uses import comparable, lines, names

LINE = UseLine(1522200879669, "3", 40345, 40345, "9", "REQ_RESOURCE", "MOD_UniProt_KnowledgeBase")
SOURCE = Source("site-3.example/autonome", 7, Sha256("ab" * 32))


@given(st.lists(names | st.integers(0, 10**20).map(str) | st.text(st.characters(codec="utf-8"), min_size=1)))
def test_names_are_ordered_by_what_is_written_for_them(some: list[str]) -> None:
    for one, other in pairwise(sorted(some, key=order_of)):
        assert comparable(one) <= comparable(other)
    assert [name_of(order_of(name)) for name in some] == some
    assert len({order_of(name) for name in some}) == len(set(some))


def test_the_order_of_names_survives_utf_8_in_which_a_database_compares() -> None:
    some = sorted(["10", "9", "é", "\uffee", "𝟗", "z", "010"], key=order_of)  # noqa: RUF001 - beyond the basic plane
    assert some == ["9", "10", "010", "z", "é", "\uffee", "𝟗"]  # noqa: RUF001
    assert sorted(some, key=lambda name: order_of(name).encode()) == some


@given(lines(), st.none() | st.just(SOURCE))
def test_a_line_comes_back_from_its_sealed_body(line: UseLine, source: Source | None) -> None:
    noted = NotedUse(line, source)
    body = read_json(canonical_bytes(noted.draft(SubjectId("anna")).body), where="body")
    assert isinstance(body, dict)
    assert line_in(EntryKind.USE, body) == noted


def test_the_body_is_as_the_page_says() -> None:
    assert json.loads(canonical_bytes(NotedUse(LINE, SOURCE).draft(SubjectId("anna")).body)) == {
        "line": {
            "timestamp": 1522200879669, "node": "3", "id": 40345, "ref-id": 40345, "user": "9",
            "activity": "REQ_RESOURCE", "resource": "MOD_UniProt_KnowledgeBase",
        },
        "of": {"log": "site-3.example/autonome", "index": 7, "leaf": "ab" * 32},
    }  # fmt: skip


def test_a_recorded_line_is_read_from_its_entry() -> None:
    (recorded,) = MemoryLog().append([NotedUse(LINE).draft(SubjectId("anna"))])
    assert line_of(recorded) == NotedUse(LINE)


@pytest.mark.parametrize(
    ("kind", "body"),
    [(EntryKind.USE, {"decision": "ab", "made": {}}), (EntryKind.CONSENT, {"line": "of a form"})],
    ids=["the use of a plan", "another kind of entry"],
)
def test_an_entry_without_a_line_has_none(kind: EntryKind, body: dict[str, Json]) -> None:
    assert line_in(kind, body) is None


def _broken() -> list[Any]:
    good: dict[str, Any] = dict(NotedUse(LINE, SOURCE).draft(SubjectId("anna")).body)
    line, of = good["line"], good["of"]
    return [
        {**good, "more": 1},
        {**good, "line": [*line.values()]},
        {**good, "line": {**line, "more": 1}},
        {**good, "line": {name: value for name, value in line.items() if name != "user"}},
        {**good, "line": {**line, "user": 9}},
        {**good, "line": {**line, "id": "9"}},
        {**good, "line": {**line, "id": True}},
        {**good, "line": {**line, "id": -1}},
        {**good, "line": {**line, "user": "a\tb"}},
        {**good, "of": {**of, "more": 1}},
        {**good, "of": {**of, "index": True}},
        {**good, "of": {**of, "leaf": "AB" * 32}},
        {**good, "of": {**of, "log": ""}},
        {**good, "of": None},
    ]


@pytest.mark.parametrize("body", _broken())
def test_a_broken_line_is_refused_not_overlooked(body: dict[str, Json]) -> None:
    with pytest.raises(FormatError):
        line_in(EntryKind.USE, body)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": -1}, "id: is no whole number from 0 to 2^53 - 1. Mend: write digits alone."),
        ({"timestamp": 2**53}, "timestamp: is no whole number from 0 to 2^53 - 1. Mend: write digits alone."),
        ({"ref_id": True}, "ref-id: is no whole number from 0 to 2^53 - 1. Mend: write digits alone."),
        ({"user": ""}, "user: is no name of 1 to 200 printable characters on one line. Mend: correct it."),
        ({"node": " 3"}, "node: is no name of 1 to 200 printable characters on one line. Mend: correct it."),
        ({"activity": "a\nb"}, "activity: is no name of 1 to 200 printable characters on one line. Mend: correct it."),
        ({"activity": "a\0b"}, "activity: is no name of 1 to 200 printable characters on one line. Mend: correct it."),
        (
            {"resource": "\ud800"},
            "resource: is no name of 1 to 200 printable characters on one line. Mend: correct it.",
        ),
        (
            {"resource": "r" * 201},
            "resource: is no name of 1 to 200 printable characters on one line. Mend: correct it.",
        ),
        ({"user": 9}, "user: is no name of 1 to 200 printable characters on one line. Mend: correct it."),
    ],
)
def test_what_no_column_can_hold_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        replace(LINE, **change)
    assert str(refused.value) == said
