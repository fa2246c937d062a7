"""Who was erased from a local log: pseudonyms in one file, so that each start can ask of every tombstone.

::

    PRIVATE/erased    0600: pseudonym of each erased person, one a line

A keyring that is put back, whole or in part, brings keys back that tombstones on the log have destroyed. What a counter
in the keyring says is put back with it; so the keys themselves are looked at, one `stat` for each. The file spares
opening every tombstone for that. It is made anew from the tombstones where it holds fewer than there are, and it never
loses a line. The tombstones are what counts; this is what is asked often.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from autonome.adapters.durable import PRIVATE_FILE, write_durably
from autonome.adapters.keyring import FileKeyring
from autonome.adapters.log_commit import Append
from autonome.ledger import ErasedError, Opening


class ErasedPeople:
    """The people who were erased from a log.

    Args:
        private: its private side.
        keyring: that names people.
    """

    def __init__(self, private: Path, keyring: FileKeyring) -> None:
        self._path = private / "erased"
        self._keyring = keyring
        self._read: tuple[tuple[int, int, int], frozenset[str]] | None = None

    def all(self) -> frozenset[str]:
        """Their pseudonyms; the file is read again only where it has changed."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 - asked at each append
        except FileNotFoundError:
            return frozenset()
        state = found.st_ino, found.st_mtime_ns, found.st_size
        if self._read is None or self._read[0] != state:
            self._read = state, frozenset(self._path.read_text(encoding="ascii", errors="replace").split())
        return self._read[1]

    def add(self, people: Iterable[str]) -> None:
        """Write down who was erased, beside who is there; the caller holds the log's lock."""
        known = self.all()
        both = known.union(people)
        if both != known:
            write_durably(self._path, "".join(f"{each}\n" for each in sorted(both)).encode(), PRIVATE_FILE)

    def refused(self, append: Append) -> ErasedError | None:
        """Why something is not recorded: it is about somebody who was erased. A tombstone of theirs is not."""
        people = self.all()
        if people:
            threads = {draft.thread for draft in append.drafts if draft.thread.opening is Opening.PERSON}
            if not people.isdisjoint(map(self._keyring.pseudonym, threads)):
                return ErasedError("what this log held of the person was erased", where=self._path.parent.parent.name)
        return None
