"""Plans in FHIR for the tests of the whole: the example patient's, in any language, and what the validator says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from autonome import bootstrap
from autonome.evidence import Bundle
from autonome.fhir import parse_json
from autonome.fhir.genomics import (
    IN_ENGLISH,
    NO_CODES,
    PlanActions,
    PublicCodes,
    Speech,
    actions_of,
    plan_bundle,
)
from autonome.fhir.validate import Severity, Validator
from autonome.kernel import Instant, canonical_bytes
from autonome.plan import Context, Plan, make_plan
from autonome.report.language import ENGLISH, Language
from autonome.workflows.call_pharmacogenes import CallingOptions, call_pharmacogenes
from tests.integration.commands import EXAMPLE
from tests.unit.fhir.genomics.bundles import identity_of

UNCHECKABLE = "http://loinc.org/vs/LL4049-4"
"""The one binding of our output that no free package holds the codes of; the guide's own examples use the code."""


def example_plan(
    bundle: Bundle,
    outside: Path | None = None,
    considered: Sequence[str] = (),
    *,
    assume: bool = False,
    vcf: Path = EXAMPLE / "patient.vcf",
) -> Plan:
    """The example patient's plan, or that of another genome with the example's record."""
    given_outside = bootstrap.outside_calls(outside, bundle) if outside else ()
    with bootstrap.genome(vcf, quiet=True) as genome:
        options = CallingOptions(assume_reference=assume)
        (sample,) = call_pharmacogenes(genome, bundle, given_outside, options)
    record = bootstrap.health_record((EXAMPLE / "record.json").read_bytes(), "record.json")
    context = Context(Instant.parse("2026-03-01T10:00:00Z"), "autonome 0.1.0", sample.sample, {})
    return make_plan(record, considered, sample.calls, bundle, context)


def read(plan: Plan, bundle: Bundle | None, language: Language = ENGLISH) -> Any:  # noqa: ANN401 - what a strict reader makes of the bytes
    codes = PublicCodes(bundle.drugs.drugs, bundle.gene_ids) if bundle else NO_CODES
    speech = IN_ENGLISH if language.is_english else Speech(language.html, language.say)
    return parse_json(canonical_bytes(plan_bundle(plan, identity_of(plan), codes, speech)), "plan.fhir.json")


def said(plan: Plan, language: Language) -> PlanActions:
    """The plan's actions, with amounts in a language."""
    actions = actions_of(plan)
    return replace(
        actions,
        medicines=tuple(
            replace(
                each,
                guidelines=tuple(replace(line, amount=language.say(line.amount)) for line in each.guidelines),
                record=tuple(replace(line, amount=language.say(line.amount)) for line in each.record),
            )
            for each in actions.medicines
        ),
    )


def wrong(validator: Validator, document: object) -> list[str]:
    """What the validator says, but for the narratives that most resources go without and the list it does not hold."""
    return [
        f"{issue.path}: {issue.message}"
        for issue in validator.validate(document).issues
        if issue.severity is Severity.ERROR
        or (issue.severity is Severity.WARNING and "narrative" not in issue.message)
        or (issue.severity is Severity.INFORMATION and UNCHECKABLE not in issue.message)
    ]
