"""What is asked of the person before a command: one line each, and no secret in a message."""

from __future__ import annotations

import io
import sys

import pytest

from autonome.cli import asked as module
from autonome.cli.asked import asked, asked_secretly
from autonome.kernel import InputError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_lines_are_read_in_the_order_of_the_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("lee\r\n four words \n\n"))
    assert (asked("Name"), asked_secretly("Password"), asked_secretly("One-time code")) == ("lee", " four words ", "")


def test_nothing_more_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("lee\n"))
    asked("Name")
    with pytest.raises(InputError, match="nothing was given as password") as refused:
        asked_secretly("Password")
    assert "lee" not in str(refused.value)


def test_an_endless_line_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("x" * 1_000_000))
    assert len(asked("Name")) == module.LONGEST


def test_at_a_terminal_a_secret_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prompts = []

    def hidden(prompt: str) -> str:
        prompts.append(prompt)
        return "four words"

    monkeypatch.setattr(sys, "stdin", Terminal("lee\n"))
    monkeypatch.setattr("getpass.getpass", hidden)
    assert (asked("Name"), asked_secretly("Password")) == ("lee", "four words")
    assert prompts == ["Password: "]
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Name: ")
