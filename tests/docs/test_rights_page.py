"""The page on people's rights: each command runs as it stands, in order, by whom the page says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from autonome.access.rights import Deed
from autonome.access.roles import Role
from autonome.adapters.postgres import Database
from tests.docs.pages import ROOT, anchors
from tests.integration.in_process import autonome
from tests.integration.node.desks import opened_desk
from tests.integration.node.test_rights_command import KEPT, TAKING

TEXT = (ROOT / "docs/rights.md").read_text(encoding="utf-8")
WHO = {
    "Asking": Role.PATIENT,
    "A copy": Role.PATIENT,
    "A correction": Role.CLINICIAN,
    "Less use": Role.STEWARD,
    "Erasure": Role.STEWARD,
}


def commands(section: str) -> list[str]:
    text = TEXT.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^autonome (.+)$", text, re.MULTILINE)


def test_each_command_runs_as_it_stands(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with opened_desk(database, tmp_path / "node") as desk:
        anna = desk.patient()
        desk.grant(anna, "medications")
        desk.keep(anna, KEPT)
        (tmp_path / "policy.txt").write_bytes((desk.node.private / "policy.txt").read_bytes())
        (tmp_path / "better.json").write_text(json.dumps(TAKING))
        done = 0
        for section, role in WHO.items():
            for line in commands(section):
                open_ = json.loads(desk.ok("rights", "status", "--json", as_="steward", role=Role.STEWARD))["matters"]
                matter = next((each["matter"] for each in open_ if each["right"] == "erase"), "")
                words = [{"PATIENT": anna, "MATTER": matter}.get(word, word) for word in shlex.split(line)]
                who = anna if role is Role.PATIENT else "somebody"
                ran = desk.run(*words, as_=who, role=role) if words[1] != "verify" else autonome(*words)
                assert ran.returncode == 0, (line, ran.stderr, ran.stdout)
                done += 1
    assert done == TEXT.count("\nautonome ") - 1, "but for the change of the key, which its own test runs"


def test_every_deed_is_named() -> None:
    text = TEXT.partition("## What stands on the log")[2]
    assert [deed for deed in Deed if f"`{deed}`" not in text] == []


def test_other_pages_find_what_they_link_to() -> None:
    assert "what-stands-on-the-log" in anchors(ROOT / "docs/rights.md")
