"""The tutorial on two nodes: its commands run as they stand, on two nodes with processes of their own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import chdir, suppress
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest

from autonome.adapters.exchange.courier import HttpsCourier
from autonome.adapters.node import process
from autonome.adapters.postgres import EmbeddedServer
from autonome.adapters.system import SystemClock
from autonome.bootstrap import exchange
from autonome.ledger import UnreachableError
from autonome.sharing import RefusedError
from tests.accounts import PASSWORD
from tests.docs.pages import ROOT, fences
from tests.docs.test_accounts_page import PROGRAM, Terminal
from tests.integration.in_process import autonome

PAGE = ROOT / "docs/tutorial/04-two-nodes.md"
NODES = ("hospital", "clinic")
SECONDS = 60


@dataclass
class Keyboards(Terminal):
    """Several people, each with a session of their own, and what they write down."""

    written: dict[str, str] = field(default_factory=dict)
    who: str = ""

    def type(self, line: str) -> str:
        self.who = (re.findall(r"# answers: (\w+)", line) or [""])[0]
        for word, stands in self.written.items():
            line = line.replace(word, stands)
        if line.startswith("export AUTONOME_HOME"):
            line = line.replace("=", f"={self.folder}/")
        if line.startswith("autonome share p-4f1c --to"):
            expect_let_in(self.folder)
        if line.startswith("autonome partner add"):
            self.written["WORDS"] = self.written[f"words of {line.split()[3]}"]
            line = line.replace("WORDS", self.written.pop("WORDS"))
        printed = self.run(line)
        for word, pattern in (("DIGEST", r"^digest +(\S+)"), ("ID", r"^(p-[0-9a-f]{16})\b")):
            if found := re.search(pattern, printed, re.MULTILINE):
                self.written[word] = found[1]
        if words := re.search(r"^fingerprint +(.+)$", printed, re.MULTILINE):
            self.written[f"words of {line.split()[-1]}"] = words[1]
        return printed

    def run(self, line: str) -> str:
        words = shlex.split(line, comments=True)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.environment[name] = value
            return ""
        if "# until" in line:
            return self.until(line)
        expected = 3 if "exit code 3" in line else 0
        if words[1] != "login" and words[1:3] != ["actor", "enrol"]:  # what asks nothing needs no process of its own
            with patch.dict(os.environ, self.environment), chdir(self.folder):
                done = autonome(*words[1:])
            assert done.returncode == expected, f"{line}\n{done.stderr}"
            self._codes(done.stdout)
            return done.stdout
        with subprocess.Popen(
            [*PROGRAM, *words[1:]], cwd=self.folder, env={**os.environ, **self.environment}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as running:  # fmt: skip
            told = self.answer(running, words[1:])
            rest, _ = running.communicate(timeout=120)
        assert running.returncode == expected, f"{line}\n{told}{rest}"
        return told + rest

    def _codes(self, printed: str) -> None:
        self.codes |= dict(re.findall(r"^enrolment code of (\S+), .*: (\S+)$", printed, re.MULTILINE))

    def until(self, line: str) -> str:
        ends = time.monotonic() + SECONDS
        while True:
            printed = self.run(line.partition("#")[0])
            if re.search("state delivered.*notice of a withdrawal", printed):
                return printed
            assert time.monotonic() < ends, printed
            time.sleep(0.5)

    def answer(self, process: subprocess.Popen[str], words: list[str]) -> str:
        if words[0] != "login":
            return super().answer(process, words)
        assert process.stdin is not None
        process.stdin.write(f"{self.who}\n{PASSWORD}\n{self.code(self.who)}\n")
        process.stdin.flush()
        return ""


def expect_let_in(folder: Path) -> None:
    """Wait until the clinic's process has begun, and has seen who is a partner now."""
    courier = HttpsCourier(exchange._keys(folder / "hospital/log").speaking, SystemClock())
    card, ends = exchange.read_card(folder / "clinic.card").card, time.monotonic() + SECONDS
    while time.monotonic() < ends:
        with suppress(UnreachableError):
            try:
                courier.deliver(card, b"no envelope")
            except RefusedError:
                return
        time.sleep(0.2)
    pytest.fail("the clinic lets nobody in")


def free_ports() -> dict[str, str]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return {"8443": str(one.getsockname()[1]), "8444": str(other.getsockname()[1])}


@pytest.fixture
def keyboards(postgres_folder: Path) -> Iterator[Keyboards]:
    postgres_folder.chmod(0o711)
    shutil.copytree(ROOT / "examples", postgres_folder / "examples")
    yield Keyboards(postgres_folder)
    for node in NODES:
        process.end(postgres_folder / node)
        EmbeddedServer(postgres_folder / node / "database").stop()


@pytest.mark.docs
def test_the_commands_of_the_tutorial_do_what_it_says(keyboards: Keyboards) -> None:
    tables, ports, printed = [block for _, block in fences(PAGE, "toml")], free_ports(), []
    for line in filter(None, "\n".join(block for _, block in fences(PAGE, "sh")).splitlines()):
        if line == "autonome node start --node hospital":
            for node, table in zip(NODES, tables, strict=True):
                for port, free in ports.items():
                    table = table.replace(port, free)  # noqa: PLW2901 - the page's ports are somebody's
                with (keyboards.folder / node / "node.toml").open("a") as file:
                    file.write(f"\n{table}")
        printed.append((line, keyboards.type(line)))

    def told(beginning: str) -> list[str]:
        return [out for line, out in printed if line.startswith(beginning)]

    assert "taken in there" in told("autonome share p-4f1c")[0]
    assert "Verified: a transfer." in told("autonome verify")[0]
    opened, refused = told("autonome open")
    assert "hospital.example:MedicationRequest" in opened or "hospital.example:MedicationStatement" in opened
    assert "refused: clinic.example/autonome" in refused
    assert all("Verified: an erasure." in out for out in told("autonome verify erased"))
