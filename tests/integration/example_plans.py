"""The example patient's plan as a value, with more in doubt than the file leaves in doubt."""

from __future__ import annotations

from dataclasses import replace

from autonome import bootstrap
from autonome.clinical import HealthRecord
from autonome.fhir import read_record
from autonome.kernel import Instant, Sha256, read_json
from autonome.pharmacogenomics import GeneCall, Status
from autonome.plan import Context, Plan, make_plan
from autonome.workflows.call_pharmacogenes import CallingOptions, call_pharmacogenes

from .commands import EXAMPLE

CONSIDERED = ("citalopram", "carbamazepine", "abacavir", "siponimod", "unheard-of remedy")


def example_plan() -> Plan:
    """The example patient, with some of CYP2C19's and CYP2C9's positions left without data."""
    record, calls, context = example_inputs()
    return make_plan(record, CONSIDERED, calls, bootstrap.knowledge_bundle(), context)


def example_inputs() -> tuple[HealthRecord, list[GeneCall], Context]:
    """What the plan is made of, beside the bundle."""
    bundle = bootstrap.knowledge_bundle()
    where = str(EXAMPLE / "record.json")
    record = read_record(read_json((EXAMPLE / "record.json").read_bytes(), where=where), where)
    outside = bootstrap.outside_calls(EXAMPLE / "outside-calls.tsv", bundle)
    with bootstrap.genome(EXAMPLE / "patient.vcf", quiet=True) as source:
        (called,) = call_pharmacogenes(source, bundle, outside, CallingOptions())
    calls = [_with_open_alleles(call) for call in called.calls]
    context = Context(Instant.parse("2026-03-01"), "autonome test", called.sample, {"genome": Sha256("0" * 64)})
    return record, calls, context


def _with_open_alleles(call: GeneCall) -> GeneCall:
    if call.gene not in ("CYP2C19", "CYP2C9"):
        return call
    return replace(
        call,
        status=Status.AMBIGUOUS,
        cannot_exclude=("*3", "*6"),
        untested=("*3",),
        changes_with=("Poor Metabolizer", "Indeterminate"),
        missing=("rs1",),
    )
