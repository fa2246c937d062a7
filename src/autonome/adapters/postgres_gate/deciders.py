"""Deciding about one person after the other: what is the same for all of them is worked out once.

Who opens many people's records asks the same of each. What the law says of that, and what answers to a form mean for
it, holds for everybody at one instant, and instants are whole seconds: under load, many people share each. The decision
is that of `access.decide`, and a test holds the two to each other.

Not a frozen value, and not for ever: a `Decider` is made anew before it has seen `MOST_PEOPLE`.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Final

from autonome.access import Decider, Decision, Register, Request
from autonome.consent import NO_DISEASES, Attestation, ConsentAct, Diseases, known_at
from autonome.kernel import Instant, Sha256
from autonome.law import RuleBook

MOST_PEOPLE: Final = 1024
"""Of whom one register is kept: some hundred bytes each, and nobody's for longer than it takes to see so many."""


class Deciders:
    """Decides as `access.decide` does, for several threads; see the module."""

    def __init__(self) -> None:
        """Begin without having seen anything."""
        self._lock = Lock()
        self._held: tuple[tuple[Sha256, Sha256 | None], Decider] | None = None

    def decide(  # noqa: PLR0913 - as `access.decide`
        self,
        acts: Iterable[ConsentAct],
        request: Request,
        rules: RuleBook,
        at: Instant,
        log_size: int,
        *,
        diseases: Diseases = NO_DISEASES,
        attested: Iterable[Attestation] = (),
        restricted: int | None = None,
    ) -> Decision:
        """Decide on a request; arguments and answer are those of `access.decide`."""
        known = known_at(acts, attested, request.subject, at, log_size)
        since = restricted if restricted is not None and restricted < log_size else None
        with self._lock:
            decider = self._decider(rules, diseases)
            decider.register.put(request.subject, known.answers, since)
            return decider.decide(request, at, log_size, known.person)

    def _decider(self, rules: RuleBook, diseases: Diseases) -> Decider:
        under = (rules.digest, diseases.digest)
        if self._held is None or self._held[0] != under or len(self._held[1].register) >= MOST_PEOPLE:
            self._held = under, Decider(Register(), rules, diseases)
        return self._held[1]
