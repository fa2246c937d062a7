"""From a quality report to the value that ``autonome record check --json`` prints: stable keys, no floats.

The shape is documented in ``docs/formats/record.md``; a change of it is a new format id.
"""

from __future__ import annotations

from collections import Counter

from autonome.clinical.completeness import Presence
from autonome.clinical.quality import Check, QualityFinding, QualityReport
from autonome.clinical.sources import Source
from autonome.kernel import Json, Sha256

FORMAT = "autonome-record-quality/1"
"""Id of the shape: a reader that does not know it must not guess."""


def quality_document(report: QualityReport, record: Sha256) -> Json:
    """The report as a JSON value.

    Args:
        report: the judgement.
        record: digest of the bytes that were read.
    """
    counts = Counter(finding.check for finding in report.findings)
    return {
        "format": FORMAT,
        "as_of": str(report.as_of),
        "record": record,
        "subject": report.subject,
        "items": report.items,
        "counts": {check.value: counts[check] for check in Check},
        "findings": [_finding(finding) for finding in report.findings],
        "completeness": [_presence(presence) for presence in report.presences],
        "missing": list(report.missing),
        "left_out": [{"source": _source(left.source), "reason": left.reason} for left in report.left_out],
        "not_read": dict(report.not_read),
    }


def _finding(finding: QualityFinding) -> Json:
    return {
        "check": finding.check.value,
        "source": _source(finding.source),
        "text": finding.text,
        "other": None if finding.other is None else _source(finding.other),
    }


def _presence(presence: Presence) -> Json:
    return {
        "need": presence.need,
        "origin": presence.origin,
        "entries": presence.entries,
        "usable": presence.usable,
        "latest": "" if presence.latest is None else str(presence.latest),
        "age_days": presence.age_days,
    }


def _source(source: Source) -> Json:
    return {"place": source.place, "reference": source.reference, "origin": source.origin}
