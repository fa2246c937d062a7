"""A node's card and partners, by commands; and its exchange as a process beside the node's own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.access.roles import Role
from autonome.adapters.node import process
from autonome.adapters.node.key_backup import back_up_keys, put_back_keys
from autonome.adapters.postgres import Database, EmbeddedServer
from autonome.adapters.system import SystemEntropy
from autonome.bootstrap import exchange
from autonome.bootstrap.nodes import opened_node
from autonome.kernel import AutonomeError
from autonome.ledger import UnreachableError
from autonome.sharing import Card, InstitutionId, RefusedError
from autonome.sharing.cards import SignedCard
from autonome.workflows.keep_partners import MATTER
from tests.integration.exchange.partners import NOW, courier, following_now, partner, until
from tests.integration.in_process import autonome
from tests.integration.node.desks import Desk, opened_desk

CLINIC = partner("clinic.example")
EXCHANGE = '\n[exchange]\nlisten = "127.0.0.1:{port}"\nurl = "https://127.0.0.1:{port}"\nname = "Hospital"\n'


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(database, tmp_path / "node") as found:
        with (tmp_path / "node/node.toml").open("a") as file:
            file.write(EXCHANGE.format(port=8443))
        yield found


def add(desk: Desk, card: SignedCard, *more: str, code: int = 0, **who: object) -> str:
    path = desk.node.directory / "partner.card"
    path.write_bytes(card.write())
    who = {"as_": "stella", "role": Role.STEWARD} | who
    done = desk.run("partner", "add", path, *more, **who)  # type: ignore[arg-type]  # who acts
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def listed(desk: Desk) -> list[dict[str, object]]:
    told = desk.ok("partner", "list", "--json", as_="stella", role=Role.STEWARD)
    return [json.loads(line) for line in told.splitlines()]


def test_the_card_of_a_node_is_made_once_and_read_by_a_partner(desk: Desk, tmp_path: Path) -> None:
    folder, file = desk.node.directory, tmp_path / "hospital.card"
    told = autonome("node", "card", "--node", folder, "--out", file).stdout
    card = SignedCard.read(file.read_bytes(), where="card").card
    assert (card.id, card.name, card.recipient, card.jurisdiction) == (
        "hospital.example",
        "Hospital",
        "care-team",
        "US",
    )
    assert card.words in told
    assert card.policy.logs == (desk.node.log.verifier,)
    assert autonome("node", "card", "--node", folder).stdout.splitlines() == told.splitlines()[:-1]
    private = desk.node.private / "exchange"
    assert private.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in private.rglob("*.keys"))


def test_new_keys_make_a_card_that_follows_and_stolen_ones_one_that_does_not(desk: Desk, tmp_path: Path) -> None:
    folder, file = desk.node.directory, tmp_path / "hospital.card"
    before = exchange.own_card(folder)
    assert "keys before  hold until" in autonome("node", "card", "--new-keys", "--node", folder, "--out", file).stdout
    assert SignedCard.read(file.read_bytes(), where="card").continues(before.card)
    assert "changed already" in autonome("node", "card", "--new-keys", "--node", folder).stderr
    assert autonome("node", "card", "--at-once", "--node", folder).returncode == 2
    told = autonome("node", "card", "--new-keys", "--at-once", "--node", folder, "--out", file).stdout
    assert "keys before" not in told
    assert not SignedCard.read(file.read_bytes(), where="card").continues(before.card)


def test_a_node_without_an_exchange_has_no_card(desk: Desk) -> None:
    toml = desk.node.directory / "node.toml"
    toml.write_text(toml.read_text().partition("\n[exchange]")[0])
    done = autonome("node", "card", "--node", desk.node.directory)
    assert (done.returncode, "has no exchange" in done.stderr) == (2, True)


def test_a_steward_makes_a_partner_by_its_fingerprint_and_ends_it_and_both_stand_on_the_log(desk: Desk) -> None:
    assert "is not that of the card" in add(desk, CLINIC.signed, "--fingerprint", "lusab " * 8, code=2)
    assert "nothing here vouches" in add(desk, CLINIC.signed, code=2)
    assert "on the log: entry" in add(desk, CLINIC.signed, "--fingerprint", CLINIC.card.words.upper())
    (told,) = listed(desk)
    assert (told["partner"], told["by"], told["fingerprint"]) == ("clinic.example", "stella", CLINIC.card.words)
    after = following_now(CLINIC)
    add(desk, after.signed)
    assert listed(desk)[0]["fingerprint"] == after.card.words
    assert desk.ok("partner", "list", as_="stella", role=Role.STEWARD).startswith(
        "clinic.example  clinic  DE  https://"
    )
    desk.ok("partner", "remove", "clinic.example", as_="stella", role=Role.STEWARD)
    assert listed(desk) == []
    entries = desk.node.log.institution_entries(MATTER)
    acts = [(entry.payload.body["act"], entry.payload.body["by"]) for entry in entries]
    assert acts == [("partner-added", "stella"), ("partner-added", "stella"), ("partner-removed", "stella")]


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.AUDITOR, Role.PATIENT])
def test_nobody_but_a_steward_makes_a_partner(desk: Desk, role: Role) -> None:
    add(desk, CLINIC.signed, "--fingerprint", CLINIC.card.words, code=3, role=role)
    assert exchange.partners_of(desk.node).known() == ()


def test_an_old_session_makes_no_partner(desk: Desk) -> None:
    assert "again" in add(desk, CLINIC.signed, "--fingerprint", CLINIC.card.words, code=2, fresh=False)


def test_who_writes_the_card_where_cards_lie_has_made_no_partner(desk: Desk) -> None:
    """Who has the node's files and not its log's writer, and the other way round."""
    add(desk, CLINIC.signed, "--fingerprint", CLINIC.card.words)
    folder = desk.node.private / "exchange/partners"
    (known,) = folder.iterdir()
    thief = partner("thief.example").signed.write()
    (folder / "thief").write_bytes(thief)
    assert list(exchange.partners_of(desk.node).trusted()) == ["clinic.example"]
    known.write_bytes(thief)
    assert exchange.partners_of(desk.node).trusted() == {}
    assert "changed" in str(listed(desk)[0]["fault"])


def test_keys_of_the_exchange_are_in_the_backup_of_keys(desk: Desk, tmp_path: Path) -> None:
    exchange.own_card(desk.node.directory)
    add(desk, CLINIC.signed, "--fingerprint", CLINIC.card.words)
    back_up_keys(desk.node.private, tmp_path / "keys", "sixteen letters!", SystemEntropy())
    put_back_keys(tmp_path / "keys", tmp_path / "again", "sixteen letters!")
    there = {path.relative_to(tmp_path / "again/exchange").parts[0] for path in (tmp_path / "again").rglob("*.keys")}
    assert there == {"own"}
    assert len(list((tmp_path / "again/exchange/partners").iterdir())) == 1


# --- as processes --------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def refusal(card: Card) -> str:
    """What the clinic hears that brings what is no envelope."""
    try:
        courier(CLINIC).deliver(card, b"no envelope")
    except (RefusedError, UnreachableError) as error:
        return error.message
    raise AssertionError


def serving(node: Path) -> int:
    """Number of the process that serves the exchange, once it does."""
    until(lambda: getattr(process.running(node, process.EXCHANGE_FILE), "url", None) is not None, 40)
    found = process.running(node, process.EXCHANGE_FILE)
    assert found is not None
    return found.pid


def test_a_node_serves_its_exchange_in_a_process_that_lives_and_ends_with_its_own(postgres_folder: Path) -> None:
    postgres_folder.chmod(0o711)
    node = postgres_folder / "node"
    try:
        init = ("--name", "hospital.example", "--recipient", "care-team", "--jurisdiction", "US")
        assert autonome("node", "init", node, *init).returncode == 0
        with (node / "node.toml").open("a") as file:
            file.write(EXCHANGE.format(port=free_port()))
        card = exchange.own_card(node).card
        with opened_node(node) as opened:
            exchange.partners_of(opened).add(CLINIC.signed, CLINIC.card.fingerprint, "stella", NOW)
        process.start(node)
        first = serving(node)
        told = autonome("node", "status", "--node", node).stdout
        assert re.search(rf"^exchange +{card.url} \(process {first}\)$", told, re.MULTILINE)
        assert re.search(rf"^card +until {card.valid.end}$", told, re.MULTILINE)
        assert refusal(card) == "is no envelope of this format"

        with opened_node(node) as opened:  # while it serves
            exchange.partners_of(opened).remove(InstitutionId("clinic.example"), "stella")
        until(lambda: "no envelope" not in refusal(card), 20)

        os.kill(first, signal.SIGKILL)
        until(lambda: process.running(node, process.EXCHANGE_FILE) is None)
        second = serving(node)
        assert second != first, "it is begun anew"
        ours = process.running(node)
        assert ours is not None
        os.kill(ours.pid, signal.SIGKILL)
        until(lambda: process.running(node, process.EXCHANGE_FILE) is None, 30)

        process.start(node)
        serving(node)
        process.end(node)
        assert process.running(node, process.EXCHANGE_FILE) is None
    finally:
        process.end(node)
        EmbeddedServer(node / "database").stop()


def test_an_exchange_whose_address_is_taken_says_so(desk: Desk) -> None:
    toml = desk.node.directory / "node.toml"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        toml.write_text(toml.read_text().replace("8443", str(taken.getsockname()[1])))
        done = subprocess.run(
            process.command("node", "run-exchange", str(desk.node.directory)),
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "AUTONOME_DATABASE_URL": ""},
        )
    assert done.returncode == 2
    assert "\n" not in done.stderr.strip()


def test_a_card_that_cannot_be_made_is_told_before_anything_is_served(desk: Desk) -> None:
    toml = desk.node.directory / "node.toml"
    toml.write_text(toml.read_text().replace("https://127.0.0.1:8443", "http://127.0.0.1:8443"))
    with pytest.raises(AutonomeError, match="https://host:port"):
        exchange.own_card(desk.node.directory)
