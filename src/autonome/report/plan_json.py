"""From a plan to the value that ``plan.json`` holds: stable keys, no floats, each statement once.

The shape is documented in ``docs/formats/plan.md``; a change of it is a new format id. The bytes are
`autonome.kernel.canonical_bytes` of this value.
"""

from __future__ import annotations

from collections.abc import Iterable

from autonome.evidence.guidance import Statement
from autonome.kernel import Json
from autonome.pharmacogenomics.calls import Diplotype
from autonome.plan.alternatives import offered
from autonome.plan.conditions import is_conditional
from autonome.plan.reasons import Acting, GuidanceLine, Interaction, Reading, SourceAdvice
from autonome.plan.values import AlternativeCheck, GeneLine, LeftOut, MedicationAdvice, OrderText, Plan
from autonome.report.dose_json import dose_value
from autonome.report.ethics_json import ethics_value
from autonome.report.factor_json import factors_value, facts_value, goals_value
from autonome.report.prevention_json import prevention_value

FORMAT = "autonome-plan/1"
"""Id of the shape: a reader that does not know it must not guess."""


def plan_document(plan: Plan) -> Json:
    """The plan as a JSON value."""
    patient = plan.patient
    return {
        "format": FORMAT,
        "as_of": str(plan.as_of),
        "engine": plan.sources.engine,
        "bundle": plan.sources.bundle,
        "inputs": dict(plan.sources.inputs),
        "patient": {
            "subject": patient.subject,
            "birth_date": patient.birth_date,
            "sex": patient.sex,
            "sample": patient.sample,
        },
        "medicines": [_medicine(advice) for advice in plan.medicines],
        "genes": [_gene(line) for line in plan.genes],
        "conditions": [{"text": each.text, "source": each.source, "status": each.status} for each in plan.conditions],
        "facts": facts_value(plan.facts),
        "not_covered": list(plan.facts.not_covered),
        "goals": goals_value(plan.goals),
        "not_understood": {
            "diagnoses": list(plan.not_understood.diagnoses),
            "findings": list(plan.not_understood.findings),
            "allergies": list(plan.not_understood.allergies),
        },
        "prevention": prevention_value(plan.prevention, plan.prevention_gaps),
        "ethics": ethics_value(plan),
        "left_out": [_left_out(left) for left in plan.left_out],
        "limits": [{"id": limit.id, "text": limit.text} for limit in plan.limits],
        "statements": _statements(plan.medicines),
        "knowledge": [
            {
                "name": s.name,
                "licence": s.licence,
                "credit": s.credit,
                "release": s.release,
                "url": s.url,
                "used": s.used,
            }
            for s in plan.sources.knowledge
        ],
    }


def _medicine(advice: MedicationAdvice) -> Json:
    verdict, shown = advice.verdict, advice.overall
    return {
        "drug": verdict.drug,
        "origin": advice.origin,
        "orders": [_order(order) for order in advice.orders],
        "consequence": shown.consequence,
        "led_by": shown.led_by,
        "by_genes": {
            "consequence": verdict.consequence,
            "sure": verdict.sure,
            "conditional": verdict.conditional,
        },
        "best_supported": verdict.best_supported,
        "sure": shown.sure,
        "conditional": shown.conditional,
        "uncertain": advice.uncertain,
        "sources_differ": verdict.differ,
        "instruction": advice.instruction,
        "because": list(advice.because),
        "caution": advice.caution,
        "lead": _line(verdict.lead) if verdict.lead else None,
        "supported": _line(verdict.supported) if verdict.supported else None,
        "sources": [_source(source) for source in verdict.sources],
        "genes": list(verdict.genes),
        "uncertainties": [
            {"doubt": each.doubt, "genes": list(each.genes), "text": each.text} for each in advice.uncertainties
        ],
        "not_assessed": [{"gene": each.gene, "why": each.why, "test": each.test} for each in advice.unassessed],
        "would_change": [
            {"cause": each.cause, "gene": each.gene, "condition": each.condition, "consequence": each.consequence}
            for each in advice.changes
        ],
        "interactions": [_interaction(each) for each in advice.interactions],
        "dose_estimate": dose_value(advice.dose_estimate),
        "factors": factors_value(advice.factors),
        "alternatives": [_alternative(check) for check in advice.alternatives],
        "offered": [check.name for check in offered(advice)],
        "statements": list(advice.statements),
        "pmids": list(advice.pmids),
        "bundle": advice.bundle,
    }


def _order(order: OrderText) -> Json:
    return {
        "text": order.text,
        "source": order.source,
        "dosage": order.dosage,
        "doubt": order.doubt,
        "recognised": order.recognised,
    }


def _source(source: SourceAdvice) -> Json:
    return {
        "source": source.source,
        "consequence": source.consequence,
        "best_supported": source.best_supported,
        "all_results_agree": source.agree,
        "lines": [_line(line) for line in source.lines],
    }


def _line(line: GuidanceLine) -> Json:
    return {
        "source": line.source,
        "consequence": line.consequence,
        "population": {
            "code": line.population.code,
            "label": line.population.label,
            "fit": line.population.fit,
            "reason": line.population.reason,
        },
        "results": [_reading(reading) for reading in line.readings],
        "undetermined": list(line.undetermined),
        "lookup": dict(line.lookup),
        "reasons": list(line.reasons),
        "statement": line.statement.id if line.statement else None,
    }


def _interaction(each: Interaction) -> Json:
    return {
        "drug": each.drug,
        "gene": each.gene,
        "direction": each.direction,
        "strength": each.strength,
        "state": each.state,
        "reason": each.reason,
        "by_genotype": each.by_genotype,
        "acts_as": each.acts_as,
        "used": each.used,
        "rule": each.rule,
        "over": each.over,
        "washout_days": each.washout_days,
        "orders": list(each.orders),
        "sources": list(each.sources),
    }


def _reading(reading: Reading) -> Json:
    return {
        "gene": reading.gene,
        "basis": reading.basis,
        "diplotype": reading.label,
        "alleles": list(reading.alleles),
        "phenotype": reading.phenotype,
        "activity_score": reading.activity_score,
        "phased": reading.phased,
        "open_alleles": list(reading.via),
        "by_genotype": _acting(reading.acting) if reading.acting else None,
    }


def _acting(acting: Acting) -> Json:
    return {
        "phenotype": acting.phenotype,
        "activity_score": acting.activity_score,
        "because": list(acting.because),
    }


def _alternative(check: AlternativeCheck) -> Json:
    return {
        "name": check.name,
        "named_by": list(check.named_by),
        "check": check.check,
        "consequence": check.consequence,
        "uncertain": check.uncertain,
        "conditional": check.conditional,
        "already_taken": check.taken,
        "leading": check.leading,
        "named_for": list(check.named_for),
        "unrecorded": list(check.unrecorded),
        **({"unseen": list(check.unseen)} if check.unseen else {}),
        "by_genes": check.by_genes,
        "factors": factors_value(check.factors),
        "statements": list(check.statements),
    }


def _gene(line: GeneLine) -> Json:
    call = line.call
    return {
        "gene": call.gene,
        "status": call.status,
        "diplotypes": _diplotypes(call.diplotypes),
        "alternatives": _diplotypes(call.alternatives),
        "recommendation_diplotypes": _diplotypes(call.recommendation_diplotypes),
        "cannot_exclude": list(call.cannot_exclude),
        "changes_with": list(call.changes_with),
        "untested": list(call.untested),
        "positions": {
            "assessed": call.assessed,
            "missing": list(call.missing),
            "assumed": list(call.assumed),
            "undocumented": list(call.undocumented),
        },
        "alleles": {"tested": list(line.tested), "not_tested": list(line.untested)},
        "notes": list(call.notes),
        "used_for": list(line.used_for),
        "definitions": line.release,
    }


def _diplotypes(diplotypes: Iterable[Diplotype]) -> list[Json]:
    return [
        {
            "label": each.label,
            "alleles": list(each.alleles),
            "phenotype": each.phenotype,
            "activity_score": each.activity_score,
            "phased": each.phased,
        }
        for each in diplotypes
    ]


def _left_out(left: LeftOut) -> Json:
    return {"order": _order(left.order), "origin": left.origin, "why": left.why, "detail": left.detail}


def _statements(medicines: Iterable[MedicationAdvice]) -> Json:
    """Every statement that a line of the plan uses, by id."""
    used = {line.statement.id: line.statement for each in medicines for line in each.verdict.lines if line.statement}
    return {id_: _statement(used[id_]) for id_ in sorted(used)}


def _statement(statement: Statement) -> Json:
    return {
        "source": statement.source,
        "guideline": statement.guideline,
        "url": statement.url,
        "version": statement.version,
        "drug": statement.drug,
        "population": statement.population,
        "strength": statement.strength,
        "lookup": {gene: statement.lookup[gene] for gene in sorted(statement.lookup)},
        "action": statement.action,
        "amount": statement.amount,
        "alternatives": list(statement.alternatives),
        "text": statement.text,
        "conditional": is_conditional(statement.text),
        "implications": {
            gene: {"effect": statement.implications[gene].effect, "text": statement.implications[gene].text}
            for gene in sorted(statement.implications)
        },
        "pmids": list(statement.pmids),
    }
