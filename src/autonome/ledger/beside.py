"""What somebody put beside a log, and that an operator has looked at it.

Whoever can write where a log is kept, and has neither its keyring nor its signing key, can put records there that never
come to stand on it. They stay there, so an audit finds them for ever: once somebody has looked, that is recorded on the
log itself, record by record, by number and digest. What is found later, or is another than was looked at, is told.

Not here: how it is found (`publishing.OpenedLog.beside`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Self

from autonome.kernel import Json, Sha256, SubjectId, canonical_bytes
from autonome.ledger.entries import Draft, EntryKind, Recorded

BESIDE = SubjectId("beside-the-log")
"""The matter of the institution's own thread under which it is recorded that somebody looked."""

AT_ONCE = 1_000
"""Records in one entry: some 110 bytes each, so a quarter of the largest payload."""


class Beside(StrEnum):
    """How a record came to lie beside the log."""

    FORGED = "forged"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True, order=True)
class FoundRecord:
    """One record that lies beside the log.

    Args:
        how: it came there.
        number: of the record where it is kept.
        digest: of all that stands there of it.
    """

    how: Beside
    number: int
    digest: Sha256

    def to_json(self) -> list[Json]:
        """Write it."""
        return [str(self.how), self.number, self.digest]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What an operator has to look at.

    Args:
        said: in one sentence.
        found: the records that it is about; none where looking is not enough to end it.
    """

    said: str
    found: tuple[FoundRecord, ...] = ()

    @property
    def digest(self) -> Sha256 | None:
        """By which it is acknowledged: of exactly these records; None where it cannot be."""
        if not self.found:
            return None
        return Sha256(sha256(canonical_bytes([each.to_json() for each in self.found])).hexdigest())

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"said": self.said, "digest": self.digest, "records": [each.number for each in self.found]}


def alarms_over(found: Iterable[FoundRecord], acknowledged: Collection[FoundRecord]) -> tuple[Alarm, ...]:
    """Alarms over records that nobody has looked at: one over all that were forged, one for each that was left out.

    Args:
        found: all that lie beside the log.
        acknowledged: those that were looked at.
    """
    fresh = sorted(each for each in found if each not in acknowledged)
    forged = tuple(each for each in fresh if each.how is Beside.FORGED)
    alarms = []
    if forged:
        alarms.append(Alarm(_forged(len(forged), forged[0].number), forged))
    alarms += [
        Alarm(
            f"record {each.number} was made with the log's keyring, and set aside or passed over all the same", (each,)
        )
        for each in fresh
        if each.how is Beside.LEFT_OUT
    ]
    return tuple(alarms)


def _forged(count: int, first: int) -> str:
    if count == 1:
        return f"one record was submitted without the log's keyring, number {first}: it is set aside, and on no log"
    return (
        f"{count} records were submitted without the log's keyring, the first with number {first}: "
        "they are set aside, and on no log"
    )


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That somebody has looked.

    Args:
        records: at which.
        finding: what they found, in words.
        by: who looked, as they said.
    """

    records: tuple[FoundRecord, ...]
    finding: str
    by: str

    def drafts(self) -> Iterator[Draft]:
        """What is recorded: as many entries as the records need."""
        for start in range(0, len(self.records), AT_ONCE):
            records: list[Json] = [each.to_json() for each in self.records[start : start + AT_ONCE]]
            body: dict[str, Json] = {"acknowledges": records, "finding": self.finding, "by": self.by}
            yield Draft(EntryKind.INCIDENT, BESIDE, body)

    @classmethod
    def read(cls, entry: Recorded) -> Self | None:
        """Read one; None where an entry is none, or holds what this program does not know."""
        match dict(entry.payload.body):
            case {"acknowledges": list(records), "finding": str(finding), "by": str(by)}:
                found = [_record(each) for each in records]
                known = tuple(each for each in found if each is not None)
                return cls(known, finding, by) if len(known) == len(found) else None
        return None


def acknowledged_in(entries: Sequence[Recorded]) -> dict[FoundRecord, int]:
    """The records that somebody has looked at, and the entry that says so."""
    read = [(entry.index, Acknowledgement.read(entry)) for entry in entries]
    return {record: index for index, each in read if each is not None for record in each.records}


def _record(value: Json) -> FoundRecord | None:
    match value:
        case [str(how), int(number), str(digest)] if how in set(Beside):
            return FoundRecord(Beside(how), number, Sha256(digest))
    return None
