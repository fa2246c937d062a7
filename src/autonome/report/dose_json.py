"""A calculated dose, or why there is none, as it stands in ``plan.json``."""

from __future__ import annotations

from collections.abc import Iterable

from autonome.kernel import Json
from autonome.plan.medicines.doses import Caution, DoseAnswer, DoseEstimate, DoseInput, PublishedError


def dose_value(dose: DoseAnswer | None) -> Json:
    """None where no equation is known for the medicine; ``weekly_mg`` is null in a refusal."""
    if dose is None:
        return None
    common: dict[str, Json] = {"name": dose.name, "study": dose.study, "url": dose.url}
    if not isinstance(dose, DoseEstimate):
        return {**common, "weekly_mg": None, "refused": _cautions(dose.reasons)}
    return {
        **common,
        "equation": dose.equation,
        "weekly_mg": dose.weekly_mg,
        "daily_mg": dose.daily_mg,
        "without_genes_mg": dose.without_genes_mg,
        "inputs": [_input(each) for each in dose.inputs],
        "errors": [_error(each) for each in dose.errors],
        "cautions": _cautions(dose.cautions),
        "refused": [],
    }


def _cautions(cautions: Iterable[Caution]) -> list[Json]:
    return [{"id": each.id, "text": each.text} for each in cautions]


def _input(each: DoseInput) -> Json:
    return {
        "id": each.id,
        "label": each.label,
        "value": each.value,
        "known": each.known,
        "source": each.source,
        "date": each.date,
        "note": each.note,
    }


def _error(each: PublishedError) -> Json:
    return {
        "group": each.group,
        "measure": each.measure,
        "figure": each.figure,
        "study": each.study,
        "url": each.url,
    }
