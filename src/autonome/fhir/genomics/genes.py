"""Genes of a plan as observations: genotypes, haplotypes where they are certain, and stated absences.

Invariant: a gene without a result has no value and a reason why (``dataAbsentReason``). It does not claim the guide's
profile *genotype*, which demands a value, so no reader that goes by profiles can take it for one.
"""

from __future__ import annotations

from collections.abc import Iterator

from autonome.fhir.genomics.codes import ABSENCES, ABSENT, DBSNP, GENE_STUDIED, GENOTYPE, HAPLOTYPE, HGNC, VARIANT
from autonome.fhir.genomics.ethics import wish_of
from autonome.fhir.genomics.pieces import (
    Piece,
    Pieces,
    answer,
    categories,
    coded_component,
    coding,
    component,
    loinc,
    notes,
    reference,
    resource,
    term,
)
from autonome.fhir.genomics.words import ANSWER_WORDS
from autonome.kernel import GeneSymbol, Json, Text
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.plan.ethical_values import Incidental
from autonome.plan.phrases import alternatives, clauses, meaning, series
from autonome.plan.values import GeneLine

CERTAIN = frozenset({Status.CALLED, Status.OUTSIDE})
"""Statuses that are plain answers."""

_ASSUMED = Text("reference assumed")
_FROM_OUTSIDE = Text("result given from outside, not read from the file")


def gene_name(gene: GeneSymbol) -> str:
    """Local name of a gene's observation."""
    return f"gene-{gene}"


def gene_observations(line: GeneLine, hgnc_id: str = "", incidental: Incidental | None = None) -> Iterator[Piece]:
    """The observation of one gene, and those of its haplotypes.

    Args:
        line: the gene.
        hgnc_id: of it, or "".
        incidental: where nobody asked about the gene, what the patient wants to be told of it.
    """
    studied = _studied(line.call.gene, hgnc_id)
    haplotypes = list(_haplotypes(line.call, studied))
    about = [studied, *((coded_component(term("incidental"), wish_of(incidental)),) if incidental else ())]
    yield _gene(line, about, [str(each["id"]) for each in haplotypes])
    yield from haplotypes


def _gene(line: GeneLine, about: list[Piece], haplotypes: list[str]) -> Piece:
    call = line.call
    absence = ABSENCES.get(call.status)
    return resource(
        "Observation",
        gene_name(call.gene),
        "" if absence else "genotype",
        status="preliminary",
        category=categories(),
        code=loinc(GENOTYPE),
        subject=reference("patient"),
        valueCodeableConcept=None if absence else _value(call),
        dataAbsentReason={"coding": [coding(ABSENT, absence)], "text": _why_absent(call)} if absence else None,
        method={"text": _FROM_OUTSIDE} if call.status is Status.OUTSIDE else None,
        specimen=None if call.status is Status.OUTSIDE else reference("specimen"),
        derivedFrom=[reference(name) for name in haplotypes],
        component=[*about, *_details(line)],
        note=notes(*call.notes),
    )


def _value(call: GeneCall) -> Piece:
    """The genotype in words; one that is not certain says so in the same breath."""
    labels = alternatives(each.label for each in call.diplotypes) or Text("alleles not named")
    hedges = [() if call.status in CERTAIN else (ANSWER_WORDS[call.status],), (_ASSUMED,) if call.assumed else ()]
    told = series(hedge for listed in hedges for hedge in listed)
    said = Text("{gene} {result}", gene=call.gene, result=labels)
    return {"text": Text("{result} ({hedge})", result=said, hedge=told) if told else said}


def _why_absent(call: GeneCall) -> Text:
    if call.status is Status.NO_MATCH:
        return Text("{gene}: the data fit no known combination of alleles; not a normal result", gene=call.gene)
    if call.status is Status.CONFLICTING:
        return Text("{gene}: the outside result and the file disagree; not a normal result", gene=call.gene)
    return Text("{gene}: not assessed; not a normal result", gene=call.gene)


def _studied(gene: GeneSymbol, hgnc_id: str) -> Piece:
    """The gene by its HGNC id, where the knowledge has one. A single position goes by its dbSNP id."""
    if gene.startswith("rs"):
        return coded_component(loinc(VARIANT), {"coding": [coding(DBSNP, gene)], "text": gene})
    coded: Piece = {"coding": [coding(HGNC, hgnc_id, gene)]} if hgnc_id else {}
    return coded_component(loinc(GENE_STUDIED), coded | {"text": gene})


def _details(line: GeneLine) -> Pieces:
    """How the gene was answered, and how much of it was looked at."""
    call = line.call
    listed = {
        "meaning": _meanings(call.diplotypes),
        "guided-by": _meanings(call.recommendation_diplotypes),
        "other-possibilities": _meanings(call.alternatives),
        "cannot-exclude": ", ".join(call.cannot_exclude),
        "must-be-tested": ", ".join(call.untested),
        "would-become": ", ".join(call.changes_with),
        "positions-missing": ", ".join(call.missing),
        "positions-assumed": ", ".join(call.assumed),
        "alleles-tested": ", ".join(line.tested),
        "alleles-not-tested": ", ".join(line.untested),
        "definitions-of": line.release,
    }
    looked_at: Piece = {"code": term("positions-assessed"), "valueInteger": call.assessed}
    return (
        coded_component(term("call-status"), answer(call.status)),
        *(() if call.status is Status.OUTSIDE else (looked_at,)),
        *(each for code, text in listed.items() for each in component(term(code), text)),
    )


def _meanings(diplotypes: tuple[Diplotype, ...]) -> Text:
    return clauses(
        Text("{result}: {meaning}", result=each.label, meaning=meaning(each.phenotype, each.activity_score))
        for each in diplotypes
    )


def _haplotypes(call: GeneCall, studied: Piece) -> Iterator[Piece]:
    """One observation for each named allele of a certain result, homozygous ones twice.

    None for an ambiguous gene, or one with positions that were merely assumed: no single allele of it is certain.
    """
    if call.status not in CERTAIN or call.assumed:
        return
    alleles = [name for diplotype in call.diplotypes for name in diplotype.alleles]
    for number, allele in enumerate(alleles, 1):
        specimen: Json = None if call.status is Status.OUTSIDE else reference("specimen")
        yield resource(
            "Observation",
            f"haplotype-{call.gene}-{number}",
            "haplotype",
            status="preliminary",
            category=categories(),
            code=loinc(HAPLOTYPE),
            subject=reference("patient"),
            valueCodeableConcept={"text": f"{call.gene} {allele}"},
            specimen=specimen,
            component=[studied],
        )
