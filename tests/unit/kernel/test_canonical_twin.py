"""The fast way of writing canonical JSON and the standard's library give the same bytes, or both refuse."""

from __future__ import annotations

from enum import StrEnum

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.kernel import AutonomeError, Json, canonical_bytes
from autonome.kernel.canonical import MAX_INTEGER
from tests.examples import examples

KEYS = st.text(max_size=6) | st.text(alphabet='abzAZ_-0"\\\x00\x7f', max_size=6)
INTEGERS = st.integers(-MAX_INTEGER, MAX_INTEGER)
LEAVES = st.none() | st.booleans() | INTEGERS | st.text(max_size=20)
VALUES: st.SearchStrategy[Json] = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


@settings(max_examples=examples(1_000))
@given(VALUES)
def test_both_give_the_same_bytes(value: Json) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("code", range(0x80))
def test_every_letter_of_ascii_is_escaped_alike(code: int) -> None:
    value = {chr(code): chr(code)}
    assert canonical_bytes(value) == rfc8785.dumps(value)


def test_keys_beyond_ascii_are_in_the_order_of_utf_16() -> None:
    value: dict[str, Json] = {"\ufb33": 1, "\U0001f600": 2, "é": 3, "a": 4}
    assert canonical_bytes(value) == rfc8785.dumps(value) != b""
    assert list(value) != sorted(value), "the order of code points is another"


@pytest.mark.parametrize(
    "value", [MAX_INTEGER + 1, -MAX_INTEGER - 1, 0.5, {1: "x"}, "\ud800", {"\ud800": 1}, b"x", {1}]
)
def test_what_the_standard_has_no_form_for_is_refused(value: Json) -> None:
    with pytest.raises(AutonomeError, match="cannot be written as canonical JSON"):
        canonical_bytes([value])


class Word(StrEnum):
    ONE = "one"


def test_words_and_other_containers_are_written_as_what_they_hold() -> None:
    assert canonical_bytes({Word.ONE: (Word.ONE, True)}) == b'{"one":["one",true]}'
