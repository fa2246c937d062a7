"""A database that was put back, and the witnesses of its log: what halts it, in whom, for how long, and what lifts it.

Witnesses are processes of their own; what is put back is a real copy of the database's files.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from psycopg import sql

from autonome.adapters.postgres import Database, EmbeddedServer, Role, embedded_database, superuser
from autonome.adapters.postgres.access import VARIABLES
from autonome.adapters.postgres_log import IntegrationError, PostgresLog
from autonome.bootstrap.database import compare_database_log, database_log
from autonome.kernel import Instant, canonical_bytes
from autonome.ledger import (
    Checkpoint,
    Erasure,
    HaltedError,
    LogError,
    UnreachableError,
    UntrustedError,
    parse_policy,
    read_receipt,
    verify_entries,
)
from autonome.workflows.record_use import receipt_for
from tests.integration.commands import AUTONOME
from tests.integration.postgres.logs import ANNA, opened, use
from tests.integration.processes import new_witness

SAID = "the log is halted: the log was rolled back: it ends at size 2, and a witness holds it at size 4"


class Network:
    """A log in a database with its private side, two witnesses, and copies of the database."""

    def __init__(self, server: EmbeddedServer, database: Database, folder: Path) -> None:
        self.server, self.database, self.folder = server, database, folder
        self.private, self.policy = folder / "private", folder / "policy.txt"
        with opened(database, self.private) as log:
            log.append([use(number=1)])
            self.key = log.verifier
        self.witnesses = [new_witness(folder / f"w{n}", self.key, f"w{n}.example").start() for n in range(2)]
        named = "\n".join(f"witness w{n} {each.key} {each.url}" for n, each in enumerate(self.witnesses))
        self.policy.write_text(f"log {self.key}\n{named}\ngroup g 2 w0 w1\nquorum g\n")
        self.copies: list[str] = []

    def autonome(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run a command, in a process of its own, on this log."""
        addresses = {VARIABLES[role]: self.database.address(role) for role in (Role.APP, Role.MINTER)}
        command = [str(AUTONOME), *map(str, arguments), "--database"]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=120, env=os.environ | addresses
        )

    def cosign(self) -> subprocess.CompletedProcess[str]:
        return self.autonome("witness", "cosign", self.private, "--policy", self.policy, "--within", "5")

    def grow(self, *, times: int = 1) -> None:
        with opened(self.database, self.private) as log:
            log.append([use(number=number) for number in range(times)])

    def size(self) -> int:
        with opened(self.database.without(Role.MINTER), self.private) as log:
            return Checkpoint.of_note(log.checkpoint()).size

    def copied(self) -> Database:
        """A copy of the database as it is, file by file."""
        name = self.database.of(Role.APP)["dbname"]
        self.copies.append(f"{name}_copy_{len(self.copies)}")
        return embedded_database(self.server, self.copies[-1], template=name)

    def end(self) -> None:
        for each in self.witnesses:
            if each.process is not None:
                each.end(signal.SIGKILL)
        with superuser(self.server, "postgres") as admin:
            for name in self.copies:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def network(postgres_server: EmbeddedServer, database: Database, tmp_path: Path) -> Iterator[Network]:
    made = Network(postgres_server, database, tmp_path)
    yield made
    made.end()


@pytest.fixture
def put_back(network: Network) -> Database:
    """Everything is put back to size 2, private side and all, after witnesses saw size 4; gives the newest database."""
    older = network.copied()
    shutil.copytree(network.private, network.folder / "backup")
    network.grow(times=2)
    assert network.cosign().returncode == 0
    newest = network.database
    network.private.rename(network.folder / "newest")
    shutil.copytree(network.folder / "backup", network.private)
    network.database = older
    return newest


def restore(network: Network, newest: Database) -> None:
    """Bring back what was missing; the mark of the halt stays beside the key."""
    for path in (network.folder / "newest").iterdir():
        if path.is_file():
            shutil.copy2(path, network.private / path.name)
    network.database = newest


def halted(log: PostgresLog) -> None:
    """Each way to let a log grow is refused in one line."""
    acts = (
        lambda: log.append([use()]),
        log.rotate,
        lambda: log.erase(ANNA, Erasure("GDPR Art. 17(1)(b)", Instant(0))),
    )
    for act in acts:
        with pytest.raises(HaltedError, match=SAID) as refused:
            act()
        assert "\n" not in str(refused.value)


def test_the_log_of_a_database_is_cosigned_by_the_same_commands(network: Network) -> None:
    with opened(network.database, network.private) as log:
        early = receipt_for(log.entries_of(ANNA), log=log)
    policy = parse_policy(network.policy.read_bytes())
    with pytest.raises(UntrustedError, match="not yet cosigned"):
        verify_entries(early, policy)
    told, renewed = network.folder / "early.json", network.folder / "renewed.json"
    told.write_bytes(canonical_bytes(early.to_json()))
    asked = ("witness", "receipt", told, "--log", network.private, "--out", renewed)
    assert "no witness has cosigned this log yet" in network.autonome(*asked).stderr
    cosigned = network.cosign()
    assert (cosigned.returncode, "size 2: cosigned by 2 of 2 witnesses" in cosigned.stdout) == (0, True), cosigned
    assert network.autonome(*asked).returncode == 0
    assert len(verify_entries(read_receipt(renewed.read_bytes()), policy).counted) == 2
    elsewhere = network.autonome("witness", "cosign", network.folder / "none", "--policy", network.policy)
    assert (elsewhere.returncode, "no log's key is there" in elsewhere.stderr) == (2, True)


def test_a_database_that_was_put_back_is_halted_and_signs_in_no_process(network: Network, put_back: Database) -> None:
    with opened(network.database, network.private) as running:
        running.append([])  # it has its round, its connection and its memory of the tree by now
        refused = network.cosign()
        assert (refused.returncode, refused.stderr.count("\n")) == (5, 1), refused
        assert SAID.removeprefix("the log is halted: ") in refused.stderr
        halted(running)
    with opened(network.database, network.private) as later:
        halted(later)
        assert len(later.entries_of(ANNA)) == 1, "reading goes on"
    assert network.size() == 2
    restore(network, put_back)
    with opened(network.database, network.private) as restored:
        halted(restored)  # whatever its storage holds: until witnesses say so
    assert network.cosign().returncode == 0
    network.grow()
    assert network.size() == 5


def test_what_was_committed_while_the_log_is_halted_waits_and_is_put_on_it_after(network: Network) -> None:
    assert network.cosign().returncode == 0
    (network.private / "halted").write_text("a reason\n")
    with (
        opened(network.database, network.private) as log,
        opened(network.database.without(Role.MINTER), network.private, patience=60) as without_key,
    ):
        for each in (log, without_key):
            with each.connections.transaction() as transaction:
                submitted = each.submit(transaction, [use(number=7)])
            with pytest.raises(IntegrationError, match="the log is halted: a reason; what was committed stays"):
                each.settled(submitted)
        stop = threading.Event()
        serving = threading.Thread(target=log.serve, args=(stop,))
        serving.start()
        assert network.size() == 2
        assert network.cosign().returncode == 0
        (entry,) = without_key.settled(submitted)
        stop.set()
        serving.join()
    assert (entry.index, network.size()) == (3, 4)


def test_pending_entries_are_not_signed_before_witnesses_are_asked(network: Network, put_back: Database) -> None:
    assert put_back is not network.database
    with (
        opened(network.database.without(Role.MINTER), network.private) as without_key,
        without_key.connections.transaction() as transaction,
    ):
        without_key.submit(transaction, [use()])
    refused = network.cosign()
    assert (refused.returncode, "it ends at size 2, and a witness holds it at size 4" in refused.stderr) == (5, True)
    with opened(network.database, network.private) as log:
        halted(log)
    assert network.size() == 2


def test_a_database_alone_that_was_put_back_is_seen_without_asking_anybody(network: Network) -> None:
    older = network.copied()
    network.grow(times=2)
    assert network.cosign().returncode == 0
    network.database = older
    for each in network.witnesses:
        each.end(signal.SIGKILL)
    refused = network.cosign()
    assert (refused.returncode, "it ends at size 2, and others saw it at size 4" in refused.stderr) == (5, True)
    with pytest.raises(LogError, match="this node signed a tree of size 4 that the database does not hold"):
        network.grow()


def test_a_fork_that_the_put_back_database_signed_is_told_by_what_witnesses_hold(
    network: Network, put_back: Database
) -> None:
    assert put_back is not network.database
    network.grow(times=2)
    refused = network.cosign()
    assert (refused.returncode, "a witness holds another tree of size 4" in refused.stderr) == (5, True), refused
    with pytest.raises(HaltedError, match="the log was rewritten"):
        network.grow()


@pytest.fixture
def witnessed(network: Network) -> Network:
    """Everything is put back, private side and all, to where a quorum had cosigned before; witnesses saw more since."""
    assert network.cosign().returncode == 0
    older = network.copied()
    shutil.copytree(network.private, network.folder / "backup")
    network.grow(times=2)
    assert network.cosign().returncode == 0
    network.private.rename(network.folder / "newest")
    shutil.copytree(network.folder / "backup", network.private)
    network.database = older
    return network


def test_whoever_would_sign_for_a_database_asks_the_witnesses_first(witnessed: Network) -> None:
    with (
        opened(witnessed.database.without(Role.MINTER), witnessed.private) as waiting,
        waiting.connections.transaction() as transaction,
    ):
        waiting.submit(transaction, [use()])  # what waits must not be signed by whoever only asks
    with pytest.raises(LogError, match="it ends at size 2, and a witness holds it at size 4"):
        database_log(witnessed.database, witnessed.private)
    assert (witnessed.private / "halted").exists()
    assert witnessed.size() == 2
    refused = witnessed.autonome("ledger", "rotate-key", witnessed.private)
    assert (refused.returncode, refused.stderr.count("\n"), witnessed.size()) == (5, 1, 2), refused


def test_a_database_whose_witnesses_are_silent_is_signed_for_when_the_operator_says_so(
    witnessed: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in witnessed.witnesses:
        each.end(signal.SIGKILL)
    with pytest.raises(UnreachableError, match="no witness of the quorum answers"):
        compare_database_log(witnessed.database, witnessed.private)
    assert not (witnessed.private / "halted").exists()
    with closing(database_log(witnessed.database.without(Role.MINTER), witnessed.private)) as reading:
        assert Checkpoint.of_note(reading.checkpoint()).size == 2, "who cannot sign asks nobody"
    monkeypatch.setenv("AUTONOME_WITHOUT_WITNESSES", "1")
    with closing(database_log(witnessed.database, witnessed.private)) as log:
        log.append([use()])
    assert witnessed.size() == 3


def test_the_newest_database_is_signed_for_once_its_witnesses_have_answered(network: Network) -> None:
    assert network.cosign().returncode == 0
    with closing(database_log(network.database, network.private)) as log:
        log.append([use()])
    assert network.size() == 3
