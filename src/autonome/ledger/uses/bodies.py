"""How a line stands on a log: in the sealed body of a ``use`` entry, and, at other sites, as the line of another log.

::

    {"line": {"timestamp": 1522200879669, "node": "3", "id": 40345, …}}
    {"line": {…}, "of": {"log": "site-3.example/autonome", "index": 41817, "leaf": "9c1f…"}}

The site at which something was done records the first form. A site that follows that log records the second: its own
entry, on its own log, commits to the line and to the place on the other log where it was found (`following`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from autonome.kernel import InputError, Json, Sha256, SubjectId
from autonome.ledger.entries import Draft, EntryKind, Payload, Recorded
from autonome.ledger.errors import FormatError
from autonome.ledger.uses.lines import Column, UseLine

_LEAF = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Source:
    """The place of a line on the log of the site that recorded it first.

    Args:
        log: origin of that log.
        index: of the entry there.
        leaf: leaf hash of that entry, in hexadecimal.

    Raises:
        FormatError: no place on a log.
    """

    log: str
    index: int
    leaf: Sha256

    def __post_init__(self) -> None:
        if not self.log or type(self.index) is not int or self.index < 0 or not _LEAF.fullmatch(self.leaf):
            raise FormatError("the place of a line on another log is a log, an index and a leaf hash")


@dataclass(frozen=True, slots=True)
class NotedUse:
    """A line as a log holds it.

    Args:
        line: what was done.
        source: where the line was recorded first; None where that is here.
    """

    line: UseLine
    source: Source | None = None

    def draft(self, subject: SubjectId) -> Draft:
        """What is to be recorded.

        Args:
            subject: whom the used data are about.
        """
        body: dict[str, Json] = {
            "line": {str(column): value for column, value in zip(Column, self.line.values, strict=True)}
        }
        if self.source is not None:
            body["of"] = {"log": self.source.log, "index": self.source.index, "leaf": self.source.leaf}
        return Draft(EntryKind.USE, subject, body)


def line_in(kind: EntryKind, body: Mapping[str, Json]) -> NotedUse | None:
    """Read the line of an entry, or of a draft.

    Args:
        kind: of the entry.
        body: of its payload.

    Returns:
        The line; None where the entry is of another kind, or is a use that has no line, such as that of a plan.

    Raises:
        FormatError: there is a line, and it is not as it should be.
    """
    if kind is not EntryKind.USE or "line" not in body:
        return None
    match body:
        case {"line": Mapping() as line, **rest} if not rest:
            return NotedUse(_line(line))
        case {
            "line": Mapping() as line,
            "of": {"log": str(log), "index": int(index), "leaf": str(leaf), **more},
            **rest,
        } if not rest and not more:
            return NotedUse(_line(line), Source(log, index, Sha256(leaf)))
    raise FormatError("the line of a use does not have exactly its members, each of its type")


def line_of(recorded: Recorded) -> NotedUse | None:
    """Read the line of a recorded entry; results and errors as for `line_in`."""
    payload: Payload = recorded.payload
    return line_in(payload.kind, payload.body)


def _line(value: Mapping[str, Json]) -> UseLine:
    match value:
        case {
            "timestamp": int(timestamp), "node": str(node), "id": int(number), "ref-id": int(ref_id),
            "user": str(user), "activity": str(activity), "resource": str(resource), **rest,
        } if not rest:  # fmt: skip
            try:
                return UseLine(timestamp, node, number, ref_id, user, activity, resource)
            except InputError as error:
                raise FormatError(f"the line of a use: {error.message}", where=error.where) from error
    raise FormatError("the line of a use does not have exactly its seven columns, each of its kind")
