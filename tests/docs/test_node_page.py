"""The page on nodes: the commands of its first part run as they stand, and its figures are the program's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.adapters.exchange.key_folder import DAY, GRACE, SWITCH, YEAR
from autonome.adapters.node import process
from autonome.adapters.node.key_backup import SHORTEST
from autonome.adapters.node.passes import BATCH
from autonome.adapters.postgres import EmbeddedServer
from tests.accounts import PASSWORD
from tests.docs.pages import ROOT, fences
from tests.docs.test_accounts_page import Terminal
from tests.integration.exchange.partners import partner

PAGE = ROOT / "docs/node.md"
TEXT = PAGE.read_text(encoding="utf-8")


class Desk(Terminal):
    """A terminal at which several people sign in, one after the other."""

    def type(self, line: str) -> str:
        self.who = (re.findall(r"# answers: (\w+)", line) or [""])[0]
        if line.startswith("autonome node card"):
            block = next(block for _, block in fences(PAGE, "toml"))
            with (self.folder / "hospital/node.toml").open("a") as file:
                file.write(f"\n{block}")
        if line.startswith("autonome partner add"):  # the page's words are nobody's
            card = partner("clinic.example").signed
            (self.folder / "clinic.card").write_bytes(card.write())
            line = re.sub('".*"', f'"{card.card.words}"', line)
        return super().type(line)

    def answer(self, process: object, words: list[str]) -> str:
        if words[0] != "login":
            return super().answer(process, words)  # type: ignore[arg-type]  # as it was given
        stdin = process.stdin  # type: ignore[attr-defined]  # as it was given
        stdin.write(f"{self.who}\n{PASSWORD}\n{self.code(self.who)}\n")
        stdin.flush()
        return ""


@pytest.fixture
def desk(postgres_folder: Path) -> Iterator[Desk]:
    postgres_folder.chmod(0o711)
    yield Desk(postgres_folder)
    process.end(postgres_folder / "hospital")
    EmbeddedServer(postgres_folder / "hospital/database").stop()


def test_the_figures_are_the_programs() -> None:
    assert f"({BATCH}; their secrets lie in `log/passes`" in TEXT
    assert f"a passphrase of {SHORTEST} characters or more" in TEXT
    assert f"A card lasts {YEAR // DAY} days." in TEXT
    assert f"Those hold for {GRACE // DAY} days; the node speaks under them for {SWITCH // DAY}," in TEXT
    assert f"opened for {GRACE // DAY} days after a change" in TEXT


@pytest.mark.docs
def test_the_commands_of_the_page_do_what_it_says(desk: Desk) -> None:
    blocks = "\n".join(block for _, block in fences(PAGE, "sh")).replace("\\\n", " ")
    printed = [(line, desk.type(line)) for line in blocks.splitlines() if line.strip()]

    def told(beginning: str) -> str:
        return next(out for line, out in reversed(printed) if line.startswith(beginning))

    assert "log at" in told("autonome node start")
    assert re.search(r"^halted +-$", told("autonome node status"), re.MULTILINE)
    assert re.search(r"^fingerprint  (\w{5} ){7}\w{5}$", told("autonome node card"), re.MULTILINE)
    assert told("autonome partner list").startswith("clinic.example  clinic  DE  https://")
    assert "is no partner any more" in told("autonome partner remove")
    assert told("autonome patient find").startswith("p-4f1c  Anna Synthetic")
    assert "institution-attested" in told("autonome consent grant")
    assert "treatment/medications  granted" in told("autonome consent show")
    assert "withdrawn: entry" in told("autonome consent withdraw")
    assert "opened medications of p-4f1c" in told("autonome open p-4f1c --items")
    timeline = told("autonome timeline")
    assert timeline.startswith("NOTICE: in an emergency lee opened medications without asking you")
    assert "unconscious after a fall" in timeline
    assert told("autonome node stop") == "node stopped\ndatabase stopped\n"
