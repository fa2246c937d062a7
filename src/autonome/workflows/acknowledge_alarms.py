"""Acknowledge an alarm of the audit: that somebody looked at what lies beside the log is recorded on the log itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from autonome.kernel import AutonomeError, InputError
from autonome.ledger import EntryKind, KeptLog, Recorded
from autonome.ledger.beside import BESIDE, Acknowledgement, Alarm, FoundRecord, acknowledged_in, alarms_over
from autonome.ledger.publishing import OpenedLog

LONGEST_FINDING: Final = 1000
"""Characters; as long as the finding of a review."""


@dataclass(frozen=True, slots=True)
class Alarms:
    """What lies beside a log.

    Args:
        standing: what nobody has looked at, or what looking does not end.
        acknowledged: the records that somebody has looked at and that are still as they were, and the entry that says
            so.
    """

    standing: tuple[Alarm, ...]
    acknowledged: dict[FoundRecord, int]


def alarms_of(log: OpenedLog) -> Alarms:
    """What lies beside a log, parted by whether somebody has looked at it.

    Where the entries that say so do not open, nobody has.
    """
    try:
        known = acknowledged_in(log.institution_entries(BESIDE, EntryKind.INCIDENT))
    except AutonomeError:
        known = {}
    found = log.beside()
    standing = (*map(Alarm, log.alarms()), *alarms_over(found, known))
    return Alarms(standing, {each: known[each] for each in found if each in known})


def acknowledge(
    log: KeptLog, shown: OpenedLog, digests: Sequence[str], *, finding: str, by: str
) -> tuple[Recorded, ...]:
    """Record that somebody has looked at alarms.

    Args:
        log: on which it is recorded.
        shown: the same log, as it is read.
        digests: of the alarms, as the audit told them: what came since is not covered.
        finding: what was found, in words.
        by: who looked.

    Raises:
        InputError: there is no such alarm, or no longer; or it was not said who looked, and what was found.
    """
    for what, words in (("a finding", finding), ("a name", by)):
        if not words.strip() or len(words) > LONGEST_FINDING or not words.isprintable():
            raise InputError(
                f"an acknowledgement needs {what}", mend=f"give one line of at most {LONGEST_FINDING} characters."
            )
    standing = {str(alarm.digest): alarm for alarm in alarms_of(shown).standing if alarm.digest is not None}
    unknown = next((each for each in digests if each not in standing), None)
    if unknown is not None:
        raise InputError(
            f"no alarm stands that has the digest {unknown[:64]!r}",
            mend="look again with `autonome ledger audit`: where more was put there, the digest is another.",
        )
    looked_at = tuple(record for each in dict.fromkeys(digests) for record in standing[each].found)
    return log.append(list(Acknowledgement(looked_at, finding, by).drafts()))
