"""How far a reader has come in each timeline: what a server may give more of, and never less.

Numbers show a gap, and not an end that was cut off (`timelines`). So a reader keeps, beside the key, the newest entry
of each timeline that was read: index and leaf. The next reading must hold it. What nobody has seen yet can still be
kept back. The memory names a timeline by a hash: it is no list of people, though who has a name can try it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autonome.kernel import Json, canonical_bytes, read_json, sha256_hex
from autonome.ledger.entries import Recorded
from autonome.ledger.errors import FormatError, VerificationError

FORMAT = "autonome-newest-seen/1"
"""Names the format and its version."""

MAX_SEEN_BYTES = 4 * 1024 * 1024
"""Largest memory read: some 30,000 timelines."""


@dataclass(frozen=True, slots=True)
class NewestSeen:
    """What a reader has seen.

    Args:
        newest: name of a timeline → index and leaf hash (hexadecimal) of its newest entry.
    """

    newest: Mapping[str, tuple[int, str]]

    def expect_in(self, entries: Sequence[Recorded]) -> None:
        """Insist that a timeline still holds the newest entry that was seen of it.

        Args:
            entries: of one timeline, in their order, at least one.

        Raises:
            VerificationError: it does not.
        """
        index, leaf = self.newest.get(_name(entries[0]), (None, ""))
        if index is not None and (index, leaf) not in {(entry.index, entry.leaf.hex()) for entry in entries}:
            raise VerificationError(
                f"the server keeps back entry {index}, which was read before: it ends at entry {entries[-1].index}"
            )

    def after(self, entries: Sequence[Recorded]) -> NewestSeen:
        """The memory once a timeline has been read; arguments as for `expect_in`."""
        return NewestSeen({**self.newest, _name(entries[0]): (entries[-1].index, entries[-1].leaf.hex())})

    def data(self) -> bytes:
        """Write it."""
        seen: dict[str, Json] = {name: {"index": at, "leaf": leaf} for name, (at, leaf) in self.newest.items()}
        return canonical_bytes({"format": FORMAT, "newest": seen}) + b"\n"

    @classmethod
    def read(cls, data: bytes, *, where: str) -> NewestSeen:
        """Read it.

        Raises:
            FormatError: it is none.
        """
        match read_json(data, where=where, error=FormatError):
            case {"format": "autonome-newest-seen/1", "newest": Mapping() as newest, **rest} if not rest:
                return cls({name: _place(value, where) for name, value in newest.items()})
        raise FormatError(f"does not have exactly the members format ({FORMAT}) and newest", where=where)


def expect_shown(entries: Sequence[Recorded], shown: Iterable[Recorded]) -> None:
    """Insist that a timeline holds what receipts have shown of it.

    Args:
        entries: of one timeline, at least one.
        shown: verified; what is of other timelines says nothing here.

    Raises:
        VerificationError: one is not there.
    """
    there, name = {(entry.index, entry.leaf) for entry in entries}, _name(entries[0])
    for entry in shown:
        if _name(entry) == name and (entry.index, entry.leaf) not in there:
            raise VerificationError(f"the server keeps back entry {entry.index}, of which there is a receipt")


def _name(entry: Recorded) -> str:
    payload = entry.payload
    return sha256_hex(canonical_bytes([payload.log, payload.thread.opening, payload.subject]))


def _place(value: Json, where: str) -> tuple[int, str]:
    match value:
        case {"index": int(index), "leaf": str(leaf), **rest} if not rest and type(index) is int:
            return index, leaf
    raise FormatError("an entry that was seen does not have exactly the members index and leaf", where=where)
