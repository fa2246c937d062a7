"""Text for paper: what cannot be shown is replaced visibly, and no word is too long for its column."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.report.printable import LONG_WORD, MAY_BREAK, PART, REPLACED, TURNERS, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("clopidogrel 75 mg", "clopidogrel 75 mg"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("bell\a and null\0", "bell\ufffd and null\ufffd"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("private \ue000, unassigned \u0378", "private \ufffd, unassigned \ufffd"),
        ("José, 王芳, שרה", "José, 王芳, שרה"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("no\u00a0break", "no\u00a0break"),
        ("\u836f\u7269" * 40, "\u836f\u7269" * 40),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_long_word_may_be_broken_and_keeps_its_letters() -> None:
    word = "x" * 100
    shown = printable(word)
    assert max(map(len, shown.split(MAY_BREAK))) <= PART
    assert shown.replace(MAY_BREAK, "") == word
    assert printable("y" * (LONG_WORD - 1)) == "y" * (LONG_WORD - 1)


def test_a_long_word_is_not_broken_between_a_letter_and_its_accent() -> None:
    shown = printable("e\u0301" * 40)
    assert not any(part.startswith("\u0301") for part in shown.split(MAY_BREAK))


@given(st.text())
def test_nothing_comes_out_that_has_no_glyph_or_turns_the_line(text: str) -> None:
    shown = printable(text)
    assert not TURNERS & set(shown)
    assert not any(unicodedata.category(letter) in REPLACED for letter in shown)
    assert printable(shown) == shown
