"""Deciding about one person after the other: what is the same for all of them is worked out once.

Who opens many people's records asks the same of each. What the law says of that, and what answers to a form mean for
it, holds for everybody at one instant, and instants are whole seconds: under load, many people share each. The decision
is that of `access.decide`, and a test holds the two to each other.

Not a frozen value, and not for ever: a `Decider` is made anew before it has seen `MOST_PEOPLE`.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final, NamedTuple

from autonome.access import Decider, Decision, Register, Request
from autonome.consent import NO_DISEASES, Attestation, ConsentAct, Diseases, Known, known_at
from autonome.kernel import Instant, Sha256, SubjectId
from autonome.law import RuleBook

MOST_PEOPLE: Final = 1024
"""Of whom one register is kept: some hundred bytes each, and nobody's for longer than it takes to see so many."""

MOST_KNOWN: Final = 64
"""People of whom what is known at one instant is kept: as many as there are threads that ask, and some more."""


class _Asked(NamedTuple):
    """On what it depends what is known of a person."""

    acts: tuple[ConsentAct, ...]
    attested: tuple[Attestation, ...]
    at: Instant
    size: int

    def is_same(self, other: _Asked) -> bool:
        """Whether these are the very same acts, at the same instant."""
        alike = self.acts is other.acts and self.attested is other.attested
        return alike and (self.at, self.size) == (other.at, other.size)


class Deciders:
    """Decides as `access.decide` does, for several threads; see the module."""

    def __init__(self) -> None:
        """Begin without having seen anything."""
        self._lock = Lock()
        self._held: tuple[tuple[Sha256, Sha256 | None], Decider] | None = None
        self._known: OrderedDict[SubjectId, tuple[_Asked, Known]] = OrderedDict()

    def decide(  # noqa: PLR0913 - as `access.decide`
        self,
        acts: tuple[ConsentAct, ...],
        request: Request,
        rules: RuleBook,
        at: Instant,
        log_size: int,
        *,
        diseases: Diseases = NO_DISEASES,
        attested: tuple[Attestation, ...] = (),
        restricted: int | None = None,
    ) -> Decision:
        """Decide on a request; arguments and answer are those of `access.decide`."""
        known = self._known_of(request.subject, _Asked(acts, attested, at, log_size))
        since = restricted if restricted is not None and restricted < log_size else None
        with self._lock:
            decider = self._decider(rules, diseases)
            decider.register.put(request.subject, known.answers, since)
            return decider.decide(request, at, log_size, known.person)

    def _known_of(self, subject: SubjectId, asked: _Asked) -> Known:
        """What is known of a person; a plan asks for it ten times within a second."""
        with self._lock:
            before = self._known.pop(subject, None)
        if before is None or not asked.is_same(before[0]):
            before = asked, known_at(asked.acts, asked.attested, subject, asked.at, asked.size)
        with self._lock:
            self._known[subject] = before
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return before[1]

    def _decider(self, rules: RuleBook, diseases: Diseases) -> Decider:
        under = (rules.digest, diseases.digest)
        if self._held is None or self._held[0] != under or len(self._held[1].register) >= MOST_PEOPLE:
            self._held = under, Decider(Register(), rules, diseases)
        return self._held[1]
