"""What comes before a signature: the text was shown, time was taken to think, and what was understood.

Each stands on the person's own thread of the log, sealed like everything there, so that an act can state when its text
was shown and whether the person could say back what was asked. Nothing here answers a question, or opens any data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.consent import Comprehension, Template
from autonome.kernel import Instant, Json, SubjectId
from autonome.ledger import Draft, EntryKind, Log, Recorded

SHOWN: Final = "shown"
"""Member of the entry that a form's text was shown."""

UNDERSTOOD: Final = "understood"
"""Member of the entry that somebody said back what a form asks."""

DAY: Final = 86_400
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """How far somebody is with a version of a form.

    Args:
        shown_at: when its text was first shown in any language, for the time to think; None where it was not.
        comprehension: the newest result of saying back.
    """

    shown_at: Instant | None = None
    comprehension: Comprehension = Comprehension.NOT_ASKED

    def earliest(self, form: Template) -> Instant | None:
        """From when on a yes counts; None where the time to think has not begun.

        Args:
            form: that gives full days to think.
        """
        return None if self.shown_at is None else Instant(self.shown_at.seconds + form.terms.days_to_think * DAY)

    def may_agree(self, form: Template, now: Instant) -> bool:
        """Whether a yes may be signed now."""
        earliest = self.earliest(form)
        return not form.terms.days_to_think or (earliest is not None and now >= earliest)


def version_of(form: Template) -> str:
    """A form in whatever language: ``id/version``."""
    return f"{form.id}/{form.version}"


def prepared_in(entries: Iterable[Recorded], by: str = "") -> Mapping[str, Prepared]:
    """How far somebody is, by form (`version_of`).

    Args:
        entries: of the person, in log order.
        by: who read and thought for the person; "" for the person alone: nobody understands for somebody else.
    """
    found: dict[str, Prepared] = {}
    for entry in entries:
        body = entry.payload.body if entry.payload.kind is EntryKind.USE else {}
        if _by(body) != by:
            continue
        match body:
            case {"shown": {"form": str(form)}}:
                before = found.get(form, Prepared())
                found[form] = Prepared(before.shown_at or entry.payload.recorded_at, before.comprehension)
            case {"understood": {"form": str(form), "result": str(result)}}:
                found[form] = Prepared(found.get(form, Prepared()).shown_at, Comprehension(result))
    return found


def _by(body: Mapping[str, Json]) -> str:
    """Who read or said back, where it was not the person."""
    match body:
        case {"shown": {"by": str(by)}} | {"understood": {"by": str(by)}}:
            return by
    return ""


def record_shown(subject: SubjectId, form: Template, log: Log, by: str = "") -> Recorded:
    """Put on the log that a form's text was shown, to the person or to `by`: the time to think runs from here."""
    told: dict[str, Json] = {"form": version_of(form), "language": form.language, "text": form.text_sha256}
    told |= {"by": by} if by else {}
    (recorded,) = log.append([Draft(EntryKind.USE, subject, {SHOWN: told})])
    return recorded


def record_understood(subject: SubjectId, form: Template, result: Comprehension, log: Log, by: str = "") -> Recorded:
    """Put on the log whether somebody, the person or `by`, could say back what a form asks."""
    told: dict[str, Json] = {"form": version_of(form), "result": str(result)}
    told |= {"by": by} if by else {}
    (recorded,) = log.append([Draft(EntryKind.USE, subject, {UNDERSTOOD: told})])
    return recorded
