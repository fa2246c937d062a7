"""The page of exit codes names every code, and has something to say about every command."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import typer

from autonome.cli import exits
from autonome.cli.main import app
from tests.docs.pages import ROOT

pytestmark = pytest.mark.docs

PAGE = (ROOT / "docs/exit-codes.md").read_text(encoding="utf-8")
STOPPED = 130


def commands(of: object, name: str) -> Iterator[str]:
    """All commands below a group, by the words that call them."""
    below = getattr(of, "commands", None)
    if below is None:
        yield name
    for word, each in (below or {}).items():
        yield from commands(each, f"{name} {word}")


def test_every_code_has_a_row_and_no_other() -> None:
    codes = {value for constant, value in vars(exits).items() if constant.startswith("EXIT_")}
    rows = re.findall(r"^\| *(\d+) *\|", PAGE, re.MULTILINE)
    assert sorted(map(int, rows)) == sorted(codes | {0, 1, STOPPED})


def test_every_command_is_named_or_is_in_a_group_that_is() -> None:
    named = set(re.findall(r"`(?:autonome )?([^`…]+?)(?: …)?`", PAGE.partition("| command |")[2]))
    missing = [
        command
        for command in commands(typer.main.get_command(app), "")
        if not any(command.strip() == each or command.strip().startswith(f"{each} ") for each in named)
    ]
    assert missing == []
