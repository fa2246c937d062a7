"""What a screen stands on, in words: what for, which data, on what basis, until when, and where on the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autonome.access.explanation import naming
from autonome.kernel import Instant, Text
from autonome.law import RULES
from autonome.web.desk import Stands


@dataclass(frozen=True, slots=True)
class Standing:
    """What is read at the top of each screen that shows data.

    Args:
        entry: of the decision; None where the log cannot record now.
        at: when it was made.
        purpose: what for.
        items: data that may be seen.
        withheld: data that were asked for and are not given.
        basis: answers and rules of law that it rests on.
        answered: whether an answer of the patient's is among them.
        until: first instant at which the consent is over; None where none is set.
        obligations: what who sees it takes on.
    """

    entry: int | None
    at: Instant
    purpose: Text
    items: Text
    withheld: Text
    basis: tuple[str, ...]
    answered: bool
    until: Instant | None
    obligations: tuple[str, ...]


def standing_of(stands: Stands) -> Standing:
    """Say what a screen stands on."""
    left = [each for each in stands.asked if each not in stands.items]
    return Standing(
        entry=stands.entry,
        at=stands.at,
        purpose=naming.clauses(naming.purpose(each) for each in stands.purposes),
        items=naming.data(stands.items),
        withheld=naming.data(left),
        basis=tuple(_basis(stands)),
        answered=any(entry is not None for _, entry in stands.basis),
        until=stands.until,
        obligations=tuple(map(naming.obligation, stands.obligations)),
    )


def _basis(stands: Stands) -> Iterator[str]:
    rules = {str(rule.id): rule for rule in RULES.rules}
    for what, entry in stands.basis:
        if entry is not None:
            yield Text("the patient's answer {question}, entry {entry}", question=what, entry=str(entry))
        elif what in rules:
            yield naming.rule(rules[what])
        else:
            yield what
