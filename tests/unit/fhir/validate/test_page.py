"""The page on FHIR validation names every rule with its section, and every package in its pinned version."""

from __future__ import annotations

from pathlib import Path

from autonome.adapters.fhir_fetching import PACKAGES
from autonome.fhir.validate import SECTIONS, Rule, Severity

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "formats" / "fhir-validation.md").read_text(encoding="utf-8")


def test_every_rule_has_its_section_on_the_page() -> None:
    assert set(SECTIONS) == set(Rule)
    assert [rule for rule, section in SECTIONS.items() if f"| `{rule}` | {section} |" not in PAGE] == []


def test_every_severity_is_explained() -> None:
    assert [severity for severity in Severity if f"| `{severity}` |" not in PAGE] == []


def test_every_package_is_named_in_its_version() -> None:
    assert [package for package in PACKAGES if f"| `{package.name}` | {package.version} |" not in PAGE] == []
