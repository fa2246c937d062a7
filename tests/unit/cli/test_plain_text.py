"""What files and people say, shown on a terminal."""

from __future__ import annotations

import pytest

from autonome.cli.plain_text import MAX_SHOWN, counted, one_line, plain
from autonome.kernel import InputError


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\a", "\r", "\n", "\x9b31m", "\u202e", "\udcff", "\0", "\u2028"])
def test_what_moves_a_cursor_or_breaks_a_line_is_shown_as_unprintable(hostile: str) -> None:
    shown = one_line(InputError(f"is called a{hostile}b", where=f"{hostile}.vcf", mend=f"rename {hostile}."))
    assert shown == plain(shown)
    assert shown.isprintable()
    assert len(shown.splitlines()) == 1
    assert "a\N{REPLACEMENT CHARACTER}" in shown


def test_an_endless_error_keeps_its_place_and_its_mend() -> None:
    shown = one_line(InputError("x" * 10_000_000, where="a.vcf, line 3", mend="write it anew."))
    assert shown.startswith("a.vcf, line 3: xxx")
    assert shown.endswith("xxx. Mend: write it anew.")
    assert len(shown) <= MAX_SHOWN + len(" … ")


@pytest.mark.parametrize(("number", "told"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries"), (21, "21 entries")])
def test_one_thing_is_counted_as_one(number: int, told: str) -> None:
    assert counted(number, "entry", "entries") == told
