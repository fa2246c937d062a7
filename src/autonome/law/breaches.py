"""Breaches: of an incident, who is to be told, by when, and by which law.

A pure function of what is known of the incident. Where something is not known, the rule that it might make apply does
apply, so that the earlier clock counts: a notice too many can be taken back, one too late cannot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from autonome.kernel import Instant
from autonome.law.cases import Case, DataClass, Deed, Event
from autonome.law.circumstances import NOTHING_STATED, Circumstances
from autonome.law.clocks import HOUR
from autonome.law.errors import LawError
from autonome.law.rules import Addressee, Rule, RuleBook

WESTERNMOST: Final = -11 * HOUR
"""Seconds: American Samoa, where the law of the United States holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Data were lost, changed, or seen by whom they are not for.

    Args:
        discovered: when the institution became aware, or should have.
        jurisdictions: whose law applies: each place and everything that it is part of.
        data: classes of the data concerned.
        circumstances: what is known: people concerned, risk, whether the data were unreadable, whether harm is averted.
        offset: of the institution's clock, in seconds east of UTC; 0 where the discovery is told in UTC.
    """

    discovered: Instant
    jurisdictions: frozenset[str]
    data: frozenset[DataClass]
    circumstances: Circumstances = NOTHING_STATED
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice that is owed.

    Args:
        by: last instant in time; the discovery itself where the law says at once; None where it sets no limit.
        to: who is to be told.
        rule: that asks for it.
        rests_on: what is not stated and, answered one way, would spare this notice.
    """

    by: Instant | None
    to: Addressee
    rule: Rule
    rests_on: tuple[str, ...]


def notices(incident: Incident, rules: RuleBook) -> tuple[Notice, ...]:
    """List the notices that are owed, the earliest first; those without a limit last.

    Args:
        incident: as far as it is known.
        rules: packs of law.

    Raises:
        LawError: of a place concerned, no rule of that time is encoded: that nothing is owed would be a guess.
    """
    _expect_law(incident, rules)
    return tuple(sorted(_owed(incident, rules), key=_order))


def _expect_law(incident: Incident, rules: RuleBook) -> None:
    known = [rule for rule in rules.rules if rule.upon is Event.BREACH and rule.jurisdiction in incident.jurisdictions]
    read = {rule.jurisdiction for rule in known if rule.in_force(incident.discovered)}
    for place in sorted({rule.jurisdiction for rule in known} - read):
        raise LawError(
            f"no law of {place} on telling of a breach is encoded for {incident.discovered}",
            mend="ask somebody who knows that law; the packs begin later.",
        )


def _owed(incident: Incident, rules: RuleBook) -> Iterator[Notice]:
    case = _case_of(incident)
    for rule in rules.consult(case).duties:
        by = (
            None
            if rule.clock is None
            else min(rule.clock.due(incident.discovered, each) for each in _offsets(incident))
        )
        for to in rule.tell:
            yield Notice(by, to, rule, rule.unstated(case))


def _offsets(incident: Incident) -> tuple[int, ...]:
    """By whose calendar a year may be counted; told in UTC, it may be anybody's, and the earliest counts."""
    return (incident.offset,) if incident.offset else (WESTERNMOST, 0)


def _case_of(incident: Incident) -> Case:
    return Case(
        at=incident.discovered,
        jurisdictions=incident.jurisdictions,
        data=incident.data,
        purposes=(),
        recipient_within=frozenset(),
        recipient_touching=frozenset(),
        deed=Deed.USE,
        leaves_jurisdiction=False,
        by_subject=False,
        circumstances=incident.circumstances,
        happened=Event.BREACH,
    )


def _order(notice: Notice) -> tuple[bool, int, str, str]:
    return notice.by is None, notice.by.seconds if notice.by else 0, notice.to, notice.rule.id
