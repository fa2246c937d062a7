"""The commands of the README and of the tutorials, run as they stand, against the output that the pages show.

How a page writes a session:

- a fenced block of language ``console``; what is typed follows ``$``, a line that ends in ``\\`` goes on after ``>``;
- what stands below is what must be printed, ``…`` standing for anything; with nothing below, it is not compared;
- a command must succeed, unless the next one is ``echo $?``, whose output then is its exit code.

Every page is one session in a fresh folder that holds a copy of ``examples/``; ``make demo`` runs the target's recipe.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Command, name, pages, pattern, session, typed

pytestmark = pytest.mark.docs

SECONDS = 120
"""Longest time of one command; the slowest takes a few seconds."""

COLUMNS = "100"
"""Width of the terminal that the pages show."""

TOLD = [page for page in pages() if session(page)]
ASKS = "echo $?"
DEMO = f"{shlex.quote(sys.executable)} examples/demo.py"
"""What ``make demo`` runs once the environment is there."""


@dataclass
class Shell:
    """A terminal in a folder: each command sees the files that the ones before it left."""

    folder: Path
    status: int = 0

    def type(self, line: str) -> str:
        """Run a line and give what it printed."""
        if line == ASKS:
            return f"{self.status}\n"
        done = subprocess.run(
            ["bash", "-c", DEMO if line == "make demo" else line],
            cwd=self.folder,
            env=_environment(self.folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        self.status = done.returncode
        return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
    return {
        "PATH": path,
        "HOME": str(folder),
        "COLUMNS": COLUMNS,
        "LC_ALL": "C.UTF-8",
        "PYTHONWARNINGS": "error",
        "TERM": "dumb",
    }


def play(commands: list[Command], folder: Path) -> list[str]:
    """Type a session; give a line for everything that is not as the page says."""
    shell = Shell(folder)
    wrong = []
    for command, after in zip(commands, [*commands[1:], None], strict=True):
        printed = shell.type(command.line)
        asked = after is not None and after.line == ASKS
        if shell.status and not asked and command.line != ASKS:
            wrong.append(f"{command.place}: {command.line}\nexit code {shell.status}:\n{printed}")
        elif command.expected and not pattern(command.expected).fullmatch(printed):
            shown = "\n".join(command.expected)
            wrong.append(f"{command.place}: {command.line}\nprinted:\n{printed}\nthe page shows:\n{shown}")
    return wrong


@pytest.mark.parametrize("page", TOLD, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_shows_what_its_commands_print(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    wrong = play(session(page), tmp_path)
    assert not wrong, "\n\n".join(wrong)


def test_readme_and_first_tutorial_are_among_them() -> None:
    assert {ROOT / "README.md", ROOT / "docs/tutorial/01-first-plan.md"} <= set(TOLD)


def test_a_wrong_output_and_a_hidden_failure_are_both_seen(tmp_path: Path) -> None:
    told = [
        Command("echo one; echo two", ("one", "…"), "p, line 1"),
        Command("echo three", ("four",), "p, line 2"),
        Command("exit 3", (), "p, line 3"),
        Command("exit 5", (), "p, line 4"),
        Command(ASKS, ("5",), "p, line 5"),
        Command("exit 5", (), "p, line 6"),
        Command(ASKS, ("3",), "p, line 7"),
    ]
    assert [re.sub(r":.*", "", each, flags=re.DOTALL) for each in play(told, tmp_path)] == [
        "p, line 2",
        "p, line 3",
        "p, line 7",
    ]


def test_every_target_that_a_page_names_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {
        (name(page), found[1])
        for page in pages()
        for line in typed(page)
        if (found := re.match(r"(?:\$ )?make ([a-z]+)", line))
    }
    assert {target for page, target in named if page == "README.md"} >= {"demo", "test"}
    assert sorted(each for each in named if each[1] not in targets) == []
    assert re.search(rf"^demo:.*\n\t@\$\(BIN\)/python {DEMO.rsplit(maxsplit=1)[-1]}$", makefile, re.MULTILINE)
