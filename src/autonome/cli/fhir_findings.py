"""How ``autonome fhir validate`` prints what the validator found."""

from __future__ import annotations

import json
from pathlib import Path

from autonome.fhir.elements import printable
from autonome.fhir.validate import SECTIONS, Issue, Report, Severity

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "unknown"}


def table(path: Path, report: Report) -> str:
    """A verdict and a line for each finding."""
    unchecked = sum(issue.severity is Severity.INFORMATION for issue in report.issues)
    verdict = "valid" if report.valid else f"not valid, {_counted(len(report.errors), 'error')}"
    rest = f"; {_counted(unchecked, 'rule')} not checked" if unchecked else ""
    lines = [f"{_WORDS[issue.severity]} · {issue.path} · {issue.rule} · {issue.message}" for issue in report.issues]
    return "\n  ".join([f"{path}: {verdict}{rest}", *map(printable, lines)])


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
