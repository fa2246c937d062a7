"""How ``autonome fhir validate`` prints what the validator found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from autonome.fhir.elements import printable
from autonome.fhir.validate import SECTIONS, Issue, Report, Severity

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "unknown"}


PLACES = 3
"""Places named of a finding that is made at several: enough to find it, short enough for a line."""


def table(path: Path, report: Report, *, every: bool = False) -> str:
    """A verdict and the findings: a line for each error, one for warnings, or rules not checked, that say the same.

    Args:
        path: of the document.
        report: on it.
        every: a line for each of those, too.
    """
    unchecked = sum(issue.severity is Severity.INFORMATION for issue in report.issues)
    verdict = "valid" if report.valid else f"not valid, {_counted(len(report.errors), 'error')}"
    rest = f"; {_counted(unchecked, 'rule')} not checked" if unchecked else ""
    lines = [_said(group) for group in ([[issue] for issue in report.issues] if every else _folded(report.issues))]
    return "\n  ".join([f"{path}: {verdict}{rest}", *map(printable, lines)])


def _folded(issues: Iterable[Issue]) -> list[list[Issue]]:
    """Findings that say the same, each group where the first of it stands; each error alone: each is to be mended."""
    groups: dict[object, list[Issue]] = {}
    for issue in issues:
        alone = issue.path if issue.severity is Severity.ERROR else ""
        groups.setdefault((issue.severity, issue.rule, issue.message, alone), []).append(issue)
    return list(groups.values())


def _said(group: list[Issue]) -> str:
    """One line: how often, where first, and what."""
    first, shown = group[0], ", ".join(issue.path for issue in group[:PLACES])
    places = shown if len(group) == 1 else f"{len(group):,} places: {shown}{', …' if len(group) > PLACES else ''}"
    return f"{_WORDS[first.severity]} · {places} · {first.rule} · {first.message}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def line(path: Path, report: Report) -> str:
    """One JSON object for a file."""
    issues = [_issue(issue) for issue in report.issues]
    return json.dumps({"file": str(path), "valid": report.valid, "issues": issues}, ensure_ascii=False)


def _issue(issue: Issue) -> dict[str, str]:
    return {
        "severity": issue.severity.value,
        "path": issue.path,
        "rule": issue.rule.value,
        "section": SECTIONS[issue.rule],
        "message": printable(issue.message),
    }
