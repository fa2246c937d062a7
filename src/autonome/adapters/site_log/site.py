"""A site's log with its uses: asked, held against its index, sent to other sites, and following theirs.

Implements `ledger.uses.UseIndex`, `ledger.uses.ports.SendingLog` and `ledger.uses.ports.FollowedLogs` over one log in
PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from autonome.adapters.postgres import Connections, Database, Isolation, Role
from autonome.adapters.postgres_log import PostgresLog
from autonome.adapters.postgres_log.tables import commitments
from autonome.adapters.postgres_uses.index import PostgresUseIndex, rebuild
from autonome.adapters.site_log.followed import FollowedTable
from autonome.adapters.site_log.opening import opened_lines
from autonome.kernel import InputError
from autonome.ledger import HASH_BYTES, Checkpoint, EntryKind, ProvenEntry, Recorded, split_hashes
from autonome.ledger.entries import ENTRY_PREFIX
from autonome.ledger.uses import Difference, Followed, FoundUse, Parcel, Query, ReceivedUse, differences, line_of
from autonome.ledger.uses.ports import Noted


class SiteLog:
    """A log in PostgreSQL with its uses.

    Args:
        log: opened.
        database: in which it lies.
    """

    def __init__(self, log: PostgresLog, database: Database) -> None:
        self.log = log
        self._database = database
        self._index = PostgresUseIndex(log.connections)
        self._followed = FollowedTable(log)

    def close(self) -> None:
        """Close all connections."""
        self.log.close()

    def find(self, query: Query) -> Generator[FoundUse]:
        """Answer a query, line by line."""
        return self._index.find(query)

    def count(self, query: Query) -> int:
        """Count the lines that a query without its limit finds."""
        return self._index.count(query)

    def differences(self) -> Iterator[Difference]:
        """Hold the index against what the log opens; nothing where they agree.

        What is recorded, or erased, while this runs may be told as a difference: hold them against each other again.
        """
        size = self._size()
        said = (each for each in self.find(Query()) if each.index < size)
        return differences(said, _found(opened_lines(self.log, 0, size)))

    def rebuild(self) -> int:
        """Make the index anew from what the log opens; gives the number of lines."""
        size = self._size()
        with Connections(self._database, Role.MINTER, purpose="index", most=1) as minting:
            return rebuild(minting, size, _found(opened_lines(self.log, 0, size)))

    def opened(self, index: int) -> Recorded | None:
        """Open the entry of a line; None where it holds none, or nothing opens it any more."""
        return next(opened_lines(self.log, index, index + 1), None)

    def parcel(self, start: int, most: int, under: int | None = None) -> Parcel | None:
        """What was added since a size, with what opens this site's own lines.

        Raises:
            InputError: the log never had these sizes.
        """
        note = self._note(under)
        size = Checkpoint.of_note(note).size
        if not 0 <= start <= size:
            raise InputError(f"the log has no size {start}: it ends at size {size}", mend="ask from a size it had.")
        end = min(size, start + most)
        if end == start:
            return None
        own = opened_lines(self.log, start, end, own=True)
        return Parcel(
            note, start, self._entries(start, end), tuple(own), self.log.prove_growth(end, size), self._keys(size)
        )

    def known(self, origin: str, node: str) -> Followed:
        """What is known of another site's log."""
        return self._followed.known(origin, node)

    def note(self, before: Followed, after: Followed, received: Sequence[ReceivedUse]) -> Noted:
        """Note lines of another site's log, and what is known of it: both or neither."""
        return self._followed.note(before, after, received)

    def _size(self) -> int:
        return Checkpoint.of_note(self.log.checkpoint()).size

    def _note(self, size: int | None) -> str:
        if size is None:
            return self.log.checkpoint()
        note = self.log.checkpoint_of(size)
        if note is None:
            raise InputError(f"the log signed no checkpoint of size {size}", mend="ask for the newest.")
        return note

    def _entries(self, start: int, end: int) -> tuple[bytes, ...]:
        with self.log.connections.transaction(Isolation.REPEATABLE_READ, read_only=True) as transaction:
            found = commitments(transaction, start, end - start)
        return tuple(ENTRY_PREFIX + each for each in split_hashes(found, len(found) // HASH_BYTES))

    def _keys(self, size: int) -> tuple[ProvenEntry, ...]:
        events = [event for event in self.log.public_entries(EntryKind.KEY) if event.index < size]
        return tuple(ProvenEntry(event, self.log.prove(event.index, size)) for event in events)


def _found(entries: Iterator[Recorded]) -> Iterator[FoundUse]:
    for entry in entries:
        noted = line_of(entry)
        if noted is not None:
            yield FoundUse(entry.index, noted)
