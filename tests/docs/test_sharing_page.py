"""The page on sharing: its commands run as they stand, at two nodes, and its figures are the program's."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from autonome.kernel import SubjectId
from autonome.sharing.transfers import LARGEST_BODY, LIFE_SECONDS, LONGEST_NAME, MOST_ITEMS, MOST_WORDS
from autonome.workflows.deliver_shared import FIRST_PAUSE, LONGEST_PAUSE
from tests.docs.pages import ROOT, fences
from tests.integration.node.sharers import lab, medicine
from tests.integration.node.test_share_command import Two, two

PAGE, FORMAT = ROOT / "docs/sharing.md", ROOT / "docs/formats/transfer.md"

__all__ = ["two"]


def test_the_figures_are_the_programs() -> None:
    page, format_ = PAGE.read_text(encoding="utf-8"), FORMAT.read_text(encoding="utf-8")
    assert f"A transfer holds {LARGEST_BODY >> 20} MiB, {MOST_ITEMS:,} items" in page
    assert (
        f"{LARGEST_BODY >> 20} MiB of body, {MOST_ITEMS:,} items, {MOST_WORDS} words in a list, {LONGEST_NAME} "
        in format_
    )
    assert (LIFE_SECONDS, FIRST_PAUSE, LONGEST_PAUSE) == (7 * 86400, 30, 3600)
    assert "after half a minute, then twice as long each time, hourly at last, for a week" in page
    assert "at most seven days apart" in format_


@pytest.mark.docs
def test_the_commands_of_the_page_do_what_it_says(
    two: Two,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    two.hospital.patient("--id", "p-4f1c", "--name", "Anna Synthetic", "--number", "mrn:12345")
    two.hospital.grant("p-4f1c", "medications", "health-record")
    two.hospital.keep(SubjectId("p-4f1c"), medicine("1"), lab("7"))
    printed, digest = [], ""
    for line in filter(None, "\n".join(block for _, block in fences(PAGE, "sh")).splitlines()):
        command, where, who = re.match(r"autonome (.*?) +# (\w+): (\w+)$", line).groups()  # type: ignore[union-attr]
        desk = {"hospital": two.hospital, "clinic": two.clinic}[where]
        told = desk.ok(*shlex.split(command.replace("DIGEST", digest)), as_=who)
        digest = next((each.split()[1] for each in told.splitlines() if each.startswith("digest")), digest)
        printed.append((command, told))

    def said(beginning: str) -> str:
        return next(out for line, out in reversed(printed) if line.startswith(beginning))

    assert "shared medications of p-4f1c" in said("share p-4f1c")
    assert "not all that was asked for is given" in said("share p-4f1c")
    assert "Verified: a transfer." in said("verify")
    assert "state delivered" in said("share status")
    assert said("share waiting") == "nothing waits\n"
    assert said("patient list").startswith("p-")
