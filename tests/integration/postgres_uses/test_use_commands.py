"""``autonome ledger query`` and ``autonome ledger uses``: real processes on real databases of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autonome.adapters.postgres import EmbeddedServer, Role, connect, embedded_database, superuser
from tests.integration.commands import AUTONOME, ROOT, autonome
from tests.postgres import TEMPLATE

Ledger = Callable[..., subprocess.CompletedProcess[str]]

LINES = """\
1522200879669\t3\t1\t1\t9\tREQ_RESOURCE\tTOPMed
1522200919038\t3\t2\t1\t10\tVIEW_RESOURCE\tTOPMed
1522200964130\t3\t3\t1\t9\tFILE_ACCESS\tGTEx
"""


@pytest.fixture
def node(postgres_server: EmbeddedServer, tmp_path: Path) -> Iterator[Callable[[str], Ledger]]:
    """Runs ``autonome ledger`` on the log of a site: its own database, its own keys."""
    names: list[str] = []

    def at(site: str) -> Ledger:
        name = f"commands_{site}_{os.getpid()}"
        names.append(name)
        database = embedded_database(postgres_server, name, template=TEMPLATE)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AUTONOME_", "PG"))}
        environment = {
            **kept,
            "AUTONOME_DATABASE_URL": database.address(Role.APP),
            "AUTONOME_DATABASE_MINTER_URL": database.address(Role.MINTER),
            "AUTONOME_DATABASE_OWNER_URL": database.address(Role.OWNER),
        }

        def ledger(*words: object) -> subprocess.CompletedProcess[str]:
            at = 2 if words[0] == "uses" else 1
            taken = (*words[:at], tmp_path / site, *words[at:], "--database")
            return subprocess.run(
                [str(AUTONOME), "ledger", *map(str, taken)],
                env=environment, capture_output=True, text=True, check=False, timeout=120,
            )  # fmt: skip

        return ledger

    yield at
    for name in names:
        with superuser(postgres_server, "postgres") as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def done(made: subprocess.CompletedProcess[str]) -> str:
    assert (made.returncode, made.stderr) == (0, "")
    return made.stdout


def test_lines_are_recorded_asked_for_and_proven(node: Callable[[str], Ledger], tmp_path: Path) -> None:
    ledger = node("3")
    policy, lines, receipt = tmp_path / "3/policy.txt", tmp_path / "lines.tsv", tmp_path / "receipt.json"
    done(ledger("init", "--origin", "site-3.example/autonome"))
    lines.write_text(LINES.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert done(ledger("uses", "record", lines, "--subject", "anna")) == "recorded 3 lines\n"
    asked = done(ledger("query", "user=9", "--order", "-timestamp"))
    assert asked in (ROOT / "docs/uses.md").read_text(encoding="utf-8"), "the page shows this answer"
    assert asked == (
        "entry  time                      node  id  ref-id  user  activity      resource  first recorded\n"
        "3      2018-03-28T01:36:04.130Z  3     3   1       9     FILE_ACCESS   GTEx      here\n"
        "1      2018-03-28T01:34:39.669Z  3     1   1       9     REQ_RESOURCE  TOPMed    here\n"
    )
    assert [json.loads(line) for line in done(ledger("query", "user>=10", "--json")).splitlines()] == [
        {
            "entry": 2, "timestamp": 1522200919038, "node": "3", "id": 2, "ref-id": 1, "user": "10",
            "activity": "VIEW_RESOURCE", "resource": "TOPMed", "of": None,
        }
    ]  # fmt: skip
    assert done(ledger("query", "resource=TOPMed", "--count")) == "2\n"
    assert done(ledger("query", "user=nobody", "--json")) == ""
    assert done(ledger("query", "user=9", "--receipt", receipt)) == f"2 lines are proven by {receipt}\n"
    shown = done(autonome("verify", receipt, "--policy", policy))
    assert [line.split()[0] for line in shown.splitlines()] == [
        "Verified:",
        "Its",
        "log",
        "witnesses",
        "time",
        "entry",
        "1",
        "3",
    ]
    assert shown.startswith(
        "Verified: lines, who used what, when (2).\n"
        "Its time is the log's own word: nothing that others saw excludes that it was dated back.\n"
        "  log        site-3.example/autonome, a tree of 4\n"
    )
    assert json.loads(done(autonome("verify", receipt, "--policy", policy, "--json")))["kind"] == "uses"
    receipt.write_text(receipt.read_text(encoding="utf-8").replace('"user":"9"', '"user":"8"'), encoding="utf-8")
    tampered = autonome("verify", receipt, "--policy", policy)
    assert (tampered.returncode, tampered.stdout) == (5, "")
    assert done(ledger("uses", "check")) == "The index says what the log holds.\n"


def test_another_site_takes_the_lines_over(node: Callable[[str], Ledger], tmp_path: Path) -> None:
    one, other = node("3"), node("4")
    policy, lines, parcel = tmp_path / "3/policy.txt", tmp_path / "lines.tsv", tmp_path / "parcel.json"
    done(one("init", "--origin", "site-3.example/autonome"))
    done(other("init", "--origin", "site-4.example/autonome", "--no-recovery-key"))
    lines.write_text(LINES, encoding="utf-8")
    done(one("uses", "record", lines, "--subject", "anna"))
    parcel.write_text(done(one("uses", "send")), encoding="utf-8")
    taken = done(other("uses", "take", parcel, "--node", "3", "--policy", policy))
    assert taken == (
        "noted 3 lines of site-3.example/autonome; 1 entry not for us\n"
        "next: autonome ledger uses send DIR --database --from 4\n"
    )
    assert "site-3.example/autonome, 3" in done(other("query", "node=3", "id=3"))
    nothing = one("uses", "send", "--from", 4)
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "autonome: nothing was added\n")
    again = other("uses", "take", parcel, "--node", "3", "--policy", policy)
    assert (again.returncode, "do not lead from size 4" in again.stderr) == (5, True)
    stranger = other("uses", "take", parcel, "--node", "3", "--policy", tmp_path / "4/policy.txt")
    assert (stranger.returncode, "no key of the policy is that of the log" in stranger.stderr) == (4, True)


def test_an_index_that_parts_from_its_log_ends_with_5_and_is_made_anew(
    node: Callable[[str], Ledger], tmp_path: Path, postgres_server: EmbeddedServer
) -> None:
    ledger = node("3")
    lines = tmp_path / "lines.tsv"
    lines.write_text(LINES, encoding="utf-8")
    done(ledger("init", "--origin", "site-3.example/autonome", "--no-recovery-key"))
    done(ledger("uses", "record", lines, "--subject", "anna"))
    database = embedded_database(postgres_server, f"commands_3_{os.getpid()}", template=TEMPLATE)
    with connect(database, Role.OWNER, purpose="tampering") as owner:
        owner.execute("UPDATE use_line SET \"user\" = '018' WHERE id = 1")
    checked = ledger("uses", "check")
    assert (checked.returncode, checked.stderr) == (
        5,
        "autonome: entry 1: other\nautonome: index and log part at 1 entry: use --rebuild\n",
    )
    refused = ledger("query", "--receipt", tmp_path / "receipt.json")
    assert (refused.returncode, "what the log does not hold" in refused.stderr) == (5, True)
    assert not (tmp_path / "receipt.json").exists()
    assert done(ledger("uses", "check", "--rebuild")) == (
        "made anew with 3 lines\nThe index says what the log holds.\n"
    )


def test_what_cannot_be_asked_or_done_is_said_in_one_line(node: Callable[[str], Ledger], tmp_path: Path) -> None:
    ledger = node("3")
    broken = tmp_path / "broken.tsv"
    broken.write_text(LINES + "x\n", encoding="utf-8")
    assert done(ledger("init", "--origin", "site-3.example/autonome")).startswith("log       site-3.example/autonome\n")
    for words, said in (
        (("query", "user!=9"), "autonome: condition 1: is no condition. Mend: write it as user=9,"),
        (("query", "--limit", "0"), "autonome: query: 0 is no limit from 1 to 1000000. Mend: leave it out."),
        (("query", "--order", "name"), "autonome: 'name' is no column."),
        (("uses", "record", broken, "--subject", "a"), "autonome: broken.tsv, line 4: does not have exactly 7 columns"),
        (
            ("init", "--origin", "site-3.example/autonome"),
            f"autonome: {tmp_path / '3'}: there is something here already",
        ),
    ):
        made = ledger(*words)
        assert (made.returncode, made.stdout) == (2, "")
        assert made.stderr.startswith(said)
        assert made.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [("query",), ("uses", "check"), ("uses", "send")])
def test_a_log_is_asked_where_it_is_and_by_its_own_private_side(
    node: Callable[[str], Ledger], tmp_path: Path, words: tuple[str, ...]
) -> None:
    ledger = node("3")
    none = ledger(*words)
    assert (none.returncode, "the database holds no log. Mend: begin one with" in none.stderr) == (2, True)
    done(ledger("init", "--origin", "site-3.example/autonome", "--no-recovery-key"))
    (tmp_path / "3").rename(tmp_path / "elsewhere")
    for setting in (lambda: None, (tmp_path / "3").mkdir, lambda: (tmp_path / "3/keyring-fingerprint").write_text("x")):
        setting()
        other = ledger(*words)
        assert (other.returncode, other.stdout) == (2, "")
        assert "is not the private side of the log site-3.example/autonome. Mend:" in other.stderr
    folder = autonome("ledger", *words, tmp_path / "elsewhere")
    assert (folder.returncode, "a log in a folder has no index of uses. Mend: give --database" in folder.stderr) == (
        2,
        True,
    )


def test_a_log_in_the_database_is_begun_once_and_recovered_by_the_key_for_that(
    node: Callable[[str], Ledger], tmp_path: Path
) -> None:
    ledger = node("3")
    told = done(ledger("init", "--origin", "site-3.example/autonome")).splitlines()
    assert told[2:] == [
        f"policy    {tmp_path / '3/policy.txt'}",
        f"recovery  {tmp_path / '3.recovery-key'}: take it away, to where this machine does not reach",
    ]
    (tmp_path / "3").rename(tmp_path / "first")
    twice = ledger("init", "--origin", "another.example/autonome")
    assert (twice.returncode, twice.stdout) == (2, "")
    assert "the database holds the log site-3.example/autonome already" in twice.stderr
    assert not (tmp_path / "3").exists()
    (tmp_path / "first").rename(tmp_path / "3")
    (tmp_path / "3/key").unlink()
    assert "no log's key is there" in ledger("rotate-key").stderr
    missing = ledger("recover-key", "--recovery-key", tmp_path / "nowhere")
    assert (missing.returncode, "there is no such key" in missing.stderr) == (2, True)
    recovered = done(ledger("recover-key", "--recovery-key", tmp_path / "3.recovery-key")).splitlines()
    assert [line.split("  ")[1] for line in recovered] == ["from size 0 to 1", "from size 2"]
    assert done(ledger("audit", "--policy", tmp_path / "3/policy.txt")).endswith("ask the witnesses.\n")


def test_a_plan_does_not_load_what_asks_for_uses() -> None:
    script = "import sys, autonome.cli.main; print([name for name in sys.modules if name.endswith('ledger.uses')])"
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert made.stdout == "[]\n"
