"""The page on accounts: its commands run as they stand, and its tables are those of the program."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autonome.access.actors import FRESH_SECONDS, IDLE_SECONDS, SESSION_SECONDS
from autonome.access.roles import DOORS, Role
from autonome.adapters.postgres import EmbeddedServer
from autonome.kernel import Instant
from tests.accounts import PASSWORD, app_code
from tests.docs.pages import ROOT, fences

PAGE = ROOT / "docs/accounts.md"
TEXT = PAGE.read_text(encoding="utf-8")
STEP_SECONDS, DRIFT = 30, 1  # of one-time codes, as the accounts take them; read, they would load Django
PROGRAM = [sys.executable, "-P", "-c", "from autonome.cli.main import run; run()"]


def test_the_table_of_roles_is_the_programs() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", TEXT.partition("## Roles")[2], re.MULTILINE))
    assert list(rows) == list(map(str, Role))
    for role, door in DOORS.items():
        recipients, _, purposes = rows[role].partition(" | ")
        said = [f"`{door.recipient}`", *(["own class"] if door.branch else [])]
        assert all(each in recipients for each in said), role
        assert ("own class" in recipients) == (door.branch is not None)
        assert re.findall(r"`(\w+)`", purposes) == list(door.purposes), role


def test_the_times_are_the_programs() -> None:
    assert f"| {SESSION_SECONDS // 3600} hours |" in TEXT
    assert f"nothing is done | {IDLE_SECONDS // 3600} hour |" in TEXT
    assert f"| {FRESH_SECONDS // 60} minutes;" in TEXT
    source = (ROOT / "src/autonome/web/accounts/attempts.py").read_text(encoding="utf-8")
    by_name, by_source = (re.search(rf"MOST_BY_{each}: Final = (\d+)", source) for each in ("NAME", "SOURCE"))
    assert by_name is not None
    assert by_source is not None
    assert f"| {by_name[1]} failures of one name, or {by_source[1]} from one place, within 15 minutes |" in TEXT


@dataclass
class Terminal:
    """Somebody who types what the page says, and answers what is asked."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    apps: dict[str, str] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    printed: str = ""

    def type(self, line: str) -> str:
        words = shlex.split(line, comments=True)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.environment[name] = value
            return ""
        assert words[0] == "autonome"
        with subprocess.Popen(
            [*PROGRAM, *words[1:]],
            cwd=self.folder,
            env={**os.environ, **self.environment, "AUTONOME_HOME": str(self.folder / "home")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            told = self.answer(process, words[1:])
            rest, _ = process.communicate(timeout=120)
        assert process.returncode == 0, f"{line}\n{told}{rest}"
        printed = told + rest
        self.codes |= dict(re.findall(r"^enrolment code of (\S+), .*: (\S+)$", printed, re.MULTILINE))
        return printed

    def answer(self, process: subprocess.Popen[str], words: list[str]) -> str:
        assert process.stdin is not None
        assert process.stdout is not None
        if words[:2] == ["actor", "enrol"]:
            process.stdin.write(f"{self.codes[words[2]]}\n{PASSWORD}\n{PASSWORD}\n")
            process.stdin.flush()
            told = process.stdout.readline() + process.stdout.readline()
            self.apps[words[2]] = told.splitlines()[0].split()[-1]
            process.stdin.write(f"{self.code(words[2])}\n")
            process.stdin.flush()
            return told
        if words[0] == "login":
            process.stdin.write(f"stella\n{PASSWORD}\n{self.code('stella')}\n")
            process.stdin.flush()
        return ""

    def code(self, name: str) -> str:
        """What the app shows: of a phone whose clock is half a minute slow, so that a code is fresh for longer.

        Each code is taken once, so somebody's next one is that of a later step, which may be one ahead at most.
        """
        step = max(int(time.time()) // STEP_SECONDS - DRIFT, self.taken.get(name, 0) + 1)
        while step > int(time.time()) // STEP_SECONDS + DRIFT:
            time.sleep(0.2)
        self.taken[name] = step
        return app_code(self.apps[name], Instant(step * STEP_SECONDS))


@pytest.fixture
def terminal(postgres_folder: Path) -> Iterator[Terminal]:
    postgres_folder.chmod(0o711)
    yield Terminal(postgres_folder)
    EmbeddedServer(postgres_folder / "hospital/database").stop()


@pytest.mark.docs
def test_the_commands_of_the_page_do_what_it_says(terminal: Terminal) -> None:
    lines = [line for _, block in fences(PAGE, "sh") for line in block.splitlines()]
    printed = {line.partition("  #")[0].strip(): terminal.type(line) for line in lines}
    assert "stella at hospital.example\nroles: steward\n" in printed["autonome whoami"]
    assert len(printed["autonome actor enrol stella"].strip().splitlines()) == 2 + 1 + 10
    listed = printed["autonome actor list"].splitlines()
    assert [line.split("\t")[0] for line in listed] == ["anna", "lee", "stella"]
    assert "not enrolled" in listed[0]
    assert "Dr Lee\tclinician (by stella" in listed[1]
    assert set(terminal.codes) == {"stella", "lee", "anna"}
    secrets = [PASSWORD, *terminal.apps.values(), *terminal.codes.values()]
    for path in terminal.folder.rglob("*"):
        if path.is_file() and path.stat().st_size < 10_000_000:
            data = path.read_bytes()
            assert not [secret for secret in secrets if secret.encode() in data], path
