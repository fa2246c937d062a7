"""Logs in a database for tests: opened, looked through from end to end, and checked by a program that is not ours."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pymerkle  # type: ignore[import-untyped]

from autonome.adapters.postgres import Connection, Database, Role, connect
from autonome.adapters.postgres_log import PostgresLog, open_postgres_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import SubjectId
from autonome.ledger import (
    Checkpoint,
    Draft,
    EntryKind,
    Frontier,
    KeyHistory,
    Note,
    Tile,
    leaf_hash,
    root_from_leaves,
    split_bundle,
    split_hashes,
)
from autonome.ledger.tiles import TILE_WIDTH

ANNA, BEN = SubjectId("patient-anna"), SubjectId("patient-ben")


def use(subject: SubjectId = ANNA, kind: EntryKind = EntryKind.USE, **body: int) -> Draft:
    return Draft(kind, subject, body)


@contextmanager
def opened(database: Database, private: Path, *, patience: float = 10, most: int = 8) -> Iterator[PostgresLog]:
    log = open_postgres_log(
        database, private, clock=SystemClock(), entropy=SystemEntropy(), patience=patience, most=most
    )
    try:
        yield log
    finally:
        log.close()


def without_minter(database: Database) -> Database:
    return Database({role: each for role, each in database.parameters.items() if role is not Role.MINTER})


SUBMIT = "SELECT log_submit(%s, %s, %s, %s, %s, %s, %s)"


def forge(app: Connection, name: bytes, many: int = 1, *, opening: bytes = b"junk") -> list[int]:
    """Submit records to a thread as anybody can who has the app's login and no keyring; gives their numbers."""
    (thread, steps) = app.execute("SELECT id, steps FROM log_heads(%b, %b)", [[name], ["person"]]).fetchone() or (0, 0)
    records = []
    for step in range(steps, steps + many):
        given = [[thread], [step], [step], [bytes(32)], [os.urandom(16)], [opening]]
        row = app.execute(SUBMIT, [None, *given]).fetchone() or ((),)
        records += row[0]
    return records


def checkpoint(log: PostgresLog) -> Checkpoint:
    note = Note.parse(log.checkpoint())
    assert note.signers([log.verifier]) == (log.verifier,)
    return Checkpoint.parse(note.text)


def entries_in(log: PostgresLog, size: int) -> list[bytes]:
    """All entries below a size, out of the bundles that others would get."""
    entries: list[bytes] = []
    for index in range(-(-size // TILE_WIDTH)):
        width = min(TILE_WIDTH, size - index * TILE_WIDTH)
        entries += split_bundle(log.tile(Tile(-1, index, width)), width)
    return entries


def whole(database: Database, keys: KeyHistory, leaves: Sequence[bytes], since: int = 0) -> int:
    """Look through the tables: no half entry, no gap, each checkpoint signed over its tree, each tile over its leaves.

    Args:
        database: of the log.
        keys: of the log.
        leaves: of all its entries.
        since: checkpoints of smaller sizes were looked at already.

    Returns:
        How many records are pending.
    """
    with connect(database, Role.MINTER, purpose="test") as connection:
        _threads_are_whole(connection)
        _checkpoints_hold(connection, keys, leaves, since)
        for level, index, hashes, root in connection.execute("SELECT level, index, hashes, root FROM log_tile"):
            assert root_from_leaves(split_hashes(hashes, TILE_WIDTH)) == root
            mine = leaves[index * TILE_WIDTH : (index + 1) * TILE_WIDTH]
            assert level > 0 or len(mine) < TILE_WIDTH or b"".join(mine) == hashes
        rows = connection.execute(
            "SELECT count(*) FILTER (WHERE e.index IS NULL), count(*) FILTER (WHERE r.id <= (SELECT max(settled) "
            "FROM log_checkpoint) AND e.index IS NULL) FROM log_record r LEFT JOIN log_entry e ON e.record = r.id "
            "WHERE r.id NOT IN (SELECT record FROM log_set_aside)"
        )
        pending, passed_over = rows.fetchone() or (0, 0)
    assert passed_over == 0, "a record was passed over"
    return int(pending)


def _threads_are_whole(connection: Connection) -> None:
    wrong = connection.execute(
        """
        SELECT t.id FROM log_thread t LEFT JOIN (
            SELECT thread, count(*) AS many, max(step) + 1 AS until,
                   log_mark((array_agg(code ORDER BY step DESC))[1]) AS newest
            FROM log_record GROUP BY thread
        ) r ON r.thread = t.id
        WHERE t.steps <> coalesce(r.many, 0) OR t.steps <> coalesce(r.until, 0) OR t.newest IS DISTINCT FROM r.newest
        UNION ALL
        SELECT r.thread FROM log_record r JOIN log_entry e ON e.record = r.id
        LEFT JOIN log_record before ON before.thread = r.thread AND before.sequence = r.sequence - 1
             AND before.id NOT IN (SELECT record FROM log_set_aside)
        LEFT JOIN log_entry placed ON placed.record = before.id
        WHERE r.sequence > 0 AND (placed.index IS NULL OR placed.index > e.index)
        UNION ALL
        SELECT e.record FROM log_entry e JOIN log_set_aside a ON a.record = e.record
        UNION ALL
        SELECT e.record FROM log_entry e LEFT JOIN log_record r ON r.id = e.record WHERE r.id IS NULL
        """
    ).fetchall()
    assert wrong == []


def _checkpoints_hold(connection: Connection, keys: KeyHistory, leaves: Sequence[bytes], since: int) -> None:
    size = len(leaves)  # what is at work in the server meanwhile may add more
    rows = connection.execute("SELECT size, note FROM log_checkpoint WHERE size <= %s ORDER BY size", [size]).fetchall()
    frontier = Frontier().extend(leaves[:since])
    for size, text in rows:
        if size < since:
            continue
        note = Note.parse(text)
        signed = Checkpoint.parse(note.text)
        frontier = frontier.extend(leaves[frontier.size : size])
        assert (signed.size, signed.root) == (size, frontier.root())
        assert keys.signer_of(note, signed)
    assert rows[-1][0] == size
    assert connection.execute("SELECT count(*) FROM log_entry WHERE index < %s", [size]).fetchone() == (size,)


def pymerkle_agrees(entries: Sequence[bytes], signed: Checkpoint) -> None:
    """Hold the signed root against an RFC 6962 tree that others wrote."""
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries:
        theirs.append_entry(entry)
    assert theirs.get_root(signed.size) == signed.root
    assert theirs.get_leaf(1) == leaf_hash(entries[0])
