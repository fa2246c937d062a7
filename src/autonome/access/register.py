"""The register: standing answers of many people in columns, so that a decision costs the same for one and a million.

A row is one answer: what it says and about what (`code`), from when to when it is in force (`valid`), and the acts
that it rests on, by digest and manner (`acts`). A person's rows lie together. What an answer is about (its scope) is
kept once, whoever gave it: people who signed the same form share it.

What is read together lies together, start beside end and digest beside digest: among a million people most of the time
of a decision is waiting for memory, and each column that it touches is one wait.

The register is derived: it holds what `consent.fold` makes of a person's acts, and can be made anew from them at any
time. Of the past it knows nothing; what was in force at an earlier size of the log is folded from the acts.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from typing import NamedTuple

from autonome.access.support import MANNERS, Supports, manner_number
from autonome.access.windows import BEGINNING, END
from autonome.consent import Atom, Authority, ConsentAct, Lapse, QuestionKey, Standing, State
from autonome.kernel import SubjectId

DIGEST_BYTES = 32
"""Length of a SHA-256."""

ACT_BYTES = DIGEST_BYTES + 1
"""An act: its digest, and the number of its manner (`support`)."""

ACTS_BYTES = 2 * ACT_BYTES
"""Two acts a row: the one that gave the answer its form, and the one that gave its scope."""


class Said(IntEnum):
    """What an answer says of its scope."""

    GRANTED = 0
    DENIED = 1
    WITHDRAWN = 2
    OBJECTED = 3
    """By a relative."""

    GRANTED_FOR_ANOTHER = 4
    """… until whoever granted it has no right to any more."""

    GRANTED_IN_LIFE = 5
    GRANTED_UNLESS_DEAD = 6
    """… until the person dies: the form ends it then, or does not say what becomes of it."""

    WITHOUT_AUTHORITY = 7
    AFTER_AUTHORITY = 8
    UNDER_AGE = 9
    TOO_EARLY = 10
    """Granted, and does not count."""

    BEFORE_RESTRICTION = 11
    """Granted before the person's data were restricted: it counts for what that leaves open."""

    RESTRICTED = 12
    """No answer: the person's data are restricted."""

    GRANTED_BY_GUARDIAN = 13
    GRANTED_WHILE_GUARDIAN = 14
    """Granted by a guardian with a mandate on record; the second ends with that right."""


_GRANTED: Mapping[Lapse, Said] = {
    Lapse.EXPIRED: Said.GRANTED,
    Lapse.AUTHORITY_ENDED: Said.GRANTED_FOR_ANOTHER,
    Lapse.ENDED_BY_DEATH: Said.GRANTED_IN_LIFE,
    Lapse.OPEN_AFTER_DEATH: Said.GRANTED_UNLESS_DEAD,
}
"""By why the grant ends."""

_BY_GUARDIAN: Mapping[Lapse, Said] = {
    **_GRANTED,
    Lapse.EXPIRED: Said.GRANTED_BY_GUARDIAN,
    Lapse.AUTHORITY_ENDED: Said.GRANTED_WHILE_GUARDIAN,
}
"""The same for what a guardian granted."""

_UNCOUNTED: Mapping[Lapse, Said] = {
    Lapse.AUTHORITY_MISSING: Said.WITHOUT_AUTHORITY,
    Lapse.AUTHORITY_ENDED: Said.AFTER_AUTHORITY,
    Lapse.UNDER_AGE: Said.UNDER_AGE,
    Lapse.TOO_EARLY: Said.TOO_EARLY,
    Lapse.OWN_REFUSAL: Said.WITHOUT_AUTHORITY,
}
"""By why it does not count."""


def _said(answer: Standing, restricted: int | None) -> Said | None:
    """What an answer says of data; None for one that was put off."""
    match answer.state:
        case State.GRANTED:
            older = restricted is not None and (answer.act.leaf is None or answer.act.leaf < restricted)
            by_guardian = answer.act.authority is Authority.GUARDIAN
            return Said.BEFORE_RESTRICTION if older else (_BY_GUARDIAN if by_guardian else _GRANTED)[answer.lapse]
        case State.DENIED:
            return Said.OBJECTED if answer.act.authority is Authority.RELATIVE else Said.DENIED
        case State.WITHDRAWN if answer.closes:
            return Said.DENIED
        case State.WITHDRAWN:
            return None if answer.act.authority is Authority.RELATIVE else Said.WITHDRAWN
        case State.UNCOUNTED:
            return _UNCOUNTED[answer.lapse]
        case State.DEFERRED:
            return None


KINDS_OF_SAYING = len(Said)
NO_SCOPE = 0
"""Place of the scope that is about nothing: of rows that nobody owns any more."""


class Span(NamedTuple):
    """Where a person's rows lie: from ``first`` up to ``last``, which is not among them."""

    first: int
    last: int


NOBODY = Span(0, 0)


class Register:
    """Standing answers, by person.

    Not a frozen value: it is an index that grows with the log. Whoever decides reads it; `put` alone writes.
    """

    __slots__ = ("_numbers", "_places", "acts", "bounds", "code", "codes", "idle", "restricted", "scopes", "valid")

    def __init__(self) -> None:
        """Begin with nobody."""
        self.scopes: list[tuple[Atom, ...]] = [()]
        self.code = array("i")
        """For each row, place of its scope and what is said of it: `divmod` by `KINDS_OF_SAYING`."""
        self.codes: set[int] = set()
        """Every code that a row has, or had."""
        self.valid = array("q")
        """For each row, when it begins and when it is over (seconds)."""
        self.acts = bytearray()
        """For each row, `ACTS_BYTES`."""
        self.bounds = array("q")
        """For each person, the first row and the one after the last."""
        self.idle = 0
        self.restricted: dict[SubjectId, int] = {}
        """Whose data are restricted, and by which leaf of the log."""
        self._places: dict[tuple[Atom, ...], int] = {(): NO_SCOPE}
        self._numbers: dict[SubjectId, int] = {}

    def __len__(self) -> int:
        """How many people."""
        return len(self._numbers)

    def __iter__(self) -> Iterator[SubjectId]:
        """Everybody, in the order in which they came: the order of ``bounds``."""
        return iter(self._numbers)

    def number(self, subject: SubjectId) -> int | None:
        """A person's place among everybody, or None for who is not here."""
        return self._numbers.get(subject)

    def span(self, subject: SubjectId) -> Span:
        """Where a person's rows lie; an empty span for who never answered."""
        number = self._numbers.get(subject)
        return NOBODY if number is None else Span(self.bounds[2 * number], self.bounds[2 * number + 1])

    def put(self, subject: SubjectId, answers: Mapping[QuestionKey, Standing], restricted: int | None = None) -> None:
        """Take over what stands for one person, in place of what stood before.

        Args:
            subject: whose.
            answers: as `consent.fold` makes them of all acts of the person.
            restricted: leaf of the entry by which the person's data were restricted, while they are.
        """
        rows = [
            self._row(answer, said) for answer in answers.values() if (said := _said(answer, restricted)) is not None
        ]
        self.restricted.pop(subject, None)
        if restricted is not None:
            self.restricted[subject] = restricted
            rows.append((NO_SCOPE * KINDS_OF_SAYING + Said.RESTRICTED, BEGINNING, END, bytes(ACTS_BYTES)))
        span = self.span(subject)
        if subject not in self._numbers or span.last - span.first < len(rows):
            self._leave(span)
            span = self._make_room(subject, len(rows))
        for place, (code, start, end, acts) in enumerate(rows, span.first):
            self.code[place] = code
            self.codes.add(code)
            self.valid[2 * place], self.valid[2 * place + 1] = start, end
            self.acts[place * ACTS_BYTES : (place + 1) * ACTS_BYTES] = acts
        for place in range(span.first + len(rows), span.last):
            self.code[place] = NO_SCOPE
        if self.idle * 2 > len(self.code):
            self._close_up()

    def supports(self, place: int) -> tuple[bytes, bytes]:
        """The acts that a row rests on, to be read by `supports_of`: the one of its form, and the one of its scope."""
        here = bytes(self.acts[place * ACTS_BYTES : (place + 1) * ACTS_BYTES])
        return here[:ACT_BYTES], here[ACT_BYTES:]

    def _row(self, answer: Standing, said: Said) -> tuple[int, int, int, bytes]:
        # Of what was taken back it must be known what it was about: to say that it was, and not that nobody asked.
        asked = answer.act.template.question(answer.act.question).atoms
        atoms = answer.atoms or tuple(atom.for_recipient(answer.act.recipient_id) for atom in asked)
        scope = self._places.setdefault(atoms, len(self.scopes))
        if scope == len(self.scopes):
            self.scopes.append(atoms)
        valid = answer.valid
        start = BEGINNING if valid is None else valid.start.seconds
        if answer.state is State.GRANTED:  # a yes counts from when it is on record on, whatever it says of earlier
            start = max(start, answer.act.recorded_at.seconds)
        end = END if valid is None or valid.end is None else valid.end.seconds
        act = _act(answer.act)
        whole = act if answer.scope is answer.act else _act(answer.scope)
        return scope * KINDS_OF_SAYING + said, start, end, act + whole

    def _leave(self, span: Span) -> None:
        self.idle += span.last - span.first
        for place in range(span.first, span.last):
            self.code[place] = NO_SCOPE

    def _make_room(self, subject: SubjectId, rows: int) -> Span:
        span = Span(len(self.code), len(self.code) + rows)
        number = self._numbers.setdefault(subject, len(self._numbers))
        self.bounds[2 * number : 2 * number + 2] = array("q", span)
        self.code.extend([NO_SCOPE] * rows)
        self.valid.extend([0] * 2 * rows)
        self.acts.extend(bytes(rows * ACTS_BYTES))
        return span

    def _close_up(self) -> None:
        """Move the rows together when half of them are nobody's: growing stays linear."""
        code, valid, acts, bounds = array("i"), array("q"), bytearray(), array("q")
        spans = iter(self.bounds)
        for first, last in zip(spans, spans, strict=True):
            bounds.extend((len(code), len(code) + last - first))
            code += self.code[first:last]
            valid += self.valid[2 * first : 2 * last]
            acts += self.acts[first * ACTS_BYTES : last * ACTS_BYTES]
        self.code, self.valid, self.acts, self.bounds = code, valid, acts, bounds
        self.idle = 0


def _act(act: ConsentAct) -> bytes:
    return bytes.fromhex(act.digest) + bytes((manner_number(act),))


def supports_of(rows: Iterable[bytes]) -> Supports:
    """Read the acts that rows rest on, each once, in the order of their digests."""
    ordered = sorted(set(rows))
    return Supports(
        tuple([each[:DIGEST_BYTES].hex() for each in ordered]), tuple([MANNERS[each[-1]] for each in ordered])
    )


def register_of(subject: SubjectId, answers: Mapping[QuestionKey, Standing], restricted: int | None = None) -> Register:
    """Make a register of one person (see `Register.put`)."""
    register = Register()
    register.put(subject, answers, restricted)
    return register
