"""A person's timeline: every act of consent, decision and use that a node's log holds of somebody, in its order.

What was allowed and what was refused, who asked, for what, and on what it rested. The person sees all of it; whoever
watches over an institution sees who did what, and not why the person's own answers refused it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from autonome.consent import is_attestation, read_recorded_act
from autonome.kernel import Instant, Json, SubjectId
from autonome.ledger import Draft, EntryKind, Log, Recorded
from autonome.workflows.ask_and_answer import READ
from autonome.workflows.entry_bodies import elements, members, words
from autonome.workflows.order_test import LOOKED

NOTICED: Final = "noticed"
"""Member of the entry by which a person has seen what was to be told."""

LOOKS: Final = (READ, LOOKED)
"""Members of the entries by which somebody was shown, without a decision of its own, what waits for them here."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """What there is to tell of a break-glass.

    Args:
        reason: of who broke it.
        done: when it was done, where it was put on the log later; else None.
        seen: whether the person was shown it.
    """

    reason: str
    done: Instant | None = None
    seen: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a timeline.

    Args:
        index: place on the log.
        at: when it was recorded.
        kind: of entry.
        what: in words: allowed, refused, opened …
        actor: who.
        organisation: for whom.
        purposes: for what.
        items: which data.
        basis: on what it rests: questions of forms with their entries, and rules of law.
        reasons: codes of reasons with what they are about; for the person alone.
        decision: leaf of the decision that it is, or was done under; "" where there is none.
        token: digest of the pass of an emergency, or "".
        emergency: where the glass was broken.
    """

    index: int
    at: Instant
    kind: EntryKind
    what: str
    actor: str = ""
    organisation: str = ""
    purposes: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    decision: str = ""
    token: str = ""
    emergency: Emergency | None = None

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        written: dict[str, Json] = {
            "entry": self.index,
            "at": str(self.at),
            "kind": str(self.kind),
            "what": self.what,
            "actor": self.actor,
            "organisation": self.organisation,
            "purposes": list(self.purposes),
            "items": list(self.items),
            "basis": list(self.basis),
            "reasons": list(self.reasons),
        }
        if self.emergency is not None:
            done = self.emergency.done
            written["emergency"] = {
                "reason": self.emergency.reason,
                "done": None if done is None else str(done),
                "late": done is not None,
                "seen": self.emergency.seen,
            }
        return written

    def for_others(self) -> Line:
        """Without what is the person's alone: what was answered, and why an answer refused."""
        answered = self.kind is EntryKind.CONSENT
        return replace(self, reasons=(), what="act of consent" if answered else self.what)


@dataclass(slots=True)
class _Reading:
    """What is known while a timeline is read."""

    acts: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, Line] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)


def timeline_of(subject: SubjectId, log: Log) -> tuple[Line, ...]:
    """Read a person's timeline.

    Args:
        subject: whose.
        log: of the node; each entry is proven to stand in its tree.

    Raises:
        ErasedError: the person was erased.
    """
    return timeline_in(subject, log.entries_of(subject))


def timeline_in(subject: SubjectId, entries: Iterable[Recorded]) -> tuple[Line, ...]:
    """A person's timeline, of entries that were read.

    Args:
        subject: whose.
        entries: all of the person's, in log order.
    """
    reading = _Reading()
    lines = [_line(entry, subject, reading) for entry in entries]
    return tuple(_noticed(line, reading.seen) for line in lines)


def notices(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """What the person is to be told and was not shown yet."""
    return tuple(line for line in lines if line.emergency is not None and not line.emergency.seen)


def notice(subject: SubjectId, lines: tuple[Line, ...], log: Log) -> Recorded | None:
    """Record that the person was shown what was to be told; nothing where there is nothing."""
    if not lines:
        return None
    seen: list[Json] = [line.index for line in lines]
    (recorded,) = log.append([Draft(EntryKind.USE, subject, {NOTICED: seen})])
    return recorded


def _noticed(line: Line, seen: set[int]) -> Line:
    if line.emergency is None or line.index not in seen:
        return line
    return replace(line, emergency=replace(line.emergency, seen=True))


def _line(entry: Recorded, subject: SubjectId, reading: _Reading) -> Line:
    body = entry.payload.body
    match entry.payload.kind:
        case EntryKind.CONSENT:
            return _consent(entry, subject, reading)
        case EntryKind.DECISION:
            line = _decision(entry, body, reading)
            reading.decisions[line.decision] = line
            return line
        case EntryKind.USE | EntryKind.DISCLOSURE:
            return _use(entry, body, reading)
    return _bare(entry, _first_word(body))


def _bare(entry: Recorded, what: str) -> Line:
    return Line(entry.index, entry.payload.recorded_at, entry.payload.kind, what)


def _consent(entry: Recorded, subject: SubjectId, reading: _Reading) -> Line:
    if is_attestation(entry.payload.body):
        return _bare(entry, "attested")
    act = read_recorded_act(entry.payload.body, subject, entry.index)
    reading.acts[act.digest] = f"{act.key} (entry {entry.index})"
    return replace(_bare(entry, f"{act.kind} {act.key}"), actor=str(act.actor))


def _decision(entry: Recorded, body: Mapping[str, Json], reading: _Reading) -> Line:
    asked = _asked(_bare(entry, ""), body, reading)
    return replace(asked, decision=entry.leaf.hex())


def _asked(line: Line, body: Mapping[str, Json], reading: _Reading) -> Line:
    """A line with what a decision's body says."""
    request, decision = members(body.get("request")), members(body.get("decision"))
    granted = tuple(str(members(each).get("item", "")) for each in elements(decision.get("grants")))
    allowed = decision.get("effect") == "allowed"
    basis = tuple(reading.acts.get(str(each), str(each)) for each in elements(decision.get("basis")))
    return replace(
        line,
        what="allowed" if allowed else "refused",
        actor=str(request.get("actor", "")),
        organisation=str(request.get("organisation", "")),
        purposes=words(request.get("purposes")),
        items=granted if allowed else words(request.get("items")),
        basis=basis,
        reasons=tuple(dict.fromkeys(_reason(members(each)) for each in elements(decision.get("reasons")))),
    )


def _use(entry: Recorded, body: Mapping[str, Json], reading: _Reading) -> Line:
    if NOTICED in body:
        reading.seen |= {each for each in elements(body[NOTICED]) if isinstance(each, int)}
        return _bare(entry, "notice seen")
    leaf, told = str(body.get("decision", "")), members(body.get("emergency"))
    line = _bare(entry, _first_word(body) + _with_whom(body))
    if told.get("late") is True:
        line = replace(_asked(line, told, reading), what="opened", token=str(told.get("pass", "")))
    elif look := next((each for each in LOOKS if each in body), None):
        line = replace(line, actor=str(members(body[look]).get("by", "")))
    elif leaf in reading.decisions:
        under = reading.decisions[leaf]
        line = replace(under, index=line.index, at=line.at, kind=line.kind, what=line.what, reasons=(), decision=leaf)
    if told:
        done = Instant.parse(str(told["done"])) if "done" in told else None
        line = replace(line, emergency=Emergency(str(told.get("reason", "")), done))
    return line


def _first_word(body: Mapping[str, Json]) -> str:
    """What was done, by the member that says it."""
    return next((name for name in sorted(body) if name not in _BESIDE), "used")


_BESIDE: Final = frozenset(
    {"decision", "emergency", "file", "items", "genomes", "from", "to", "theirs", "transfer", "matched_by", "shown_to"}
)
"""Members that say how, and not what."""


def _with_whom(body: Mapping[str, Json]) -> str:
    """The institution to which, or from which, data went."""
    return "".join(f" {how} {body[how]}" for how in ("from", "to") if isinstance(body.get(how), str))


def _reason(reason: Mapping[str, Json]) -> str:
    parts = [str(reason[name]) for name in ("code", "item", "article") if reason.get(name)]
    return " ".join(parts)


def provable(index: int, entries: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """What a receipt of one entry holds: the entry, and before a use the decision that it was done under.

    A use by itself proves no permission, and no receipt of one is verified (`verify_opened.kind_of`).

    Args:
        index: place of the entry.
        entries: all of the person's, in log order; nothing is given where it is none of them.
    """
    listed = tuple(entries)
    found = next((each for each in listed if each.index == index), None)
    if found is None or found.payload.kind is not EntryKind.USE:
        return () if found is None else (found,)
    under = str(found.payload.body.get("decision", ""))
    decided = (each for each in listed if each.payload.kind is EntryKind.DECISION and each.leaf.hex() == under)
    return (*decided, found)
