"""Lines of guidance as therapeutic implications: these results mean this for that medicine, says this source.

One observation for each line that goes out (`told_lines`), so that CPIC and DPWG, populations, and results that are
merely possible stand side by side and never merge. A phenotype is coded only where the result is the one that explains
the data best and the genotype's own; a possible one, or one that a medicine makes, stays in words that say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autonome.clinical import LOINC
from autonome.evidence.drugs import Drug
from autonome.evidence.guidance import Statement
from autonome.fhir.genomics.actions import is_possible, told_lines
from autonome.fhir.genomics.codes import (
    ABSENT,
    EVIDENCE_LEVEL,
    GUIDE_CODES,
    MEDICATION_ASSESSED,
    PHENOTYPES,
    TREATMENT_CONTEXT,
)
from autonome.fhir.genomics.genes import gene_name
from autonome.fhir.genomics.pieces import (
    Piece,
    Pieces,
    answer,
    artifact,
    categories,
    coded_component,
    coding,
    component,
    loinc,
    medicine,
    notes,
    reference,
    resource,
    term,
)
from autonome.kernel import DrugName, Json, Text, joined
from autonome.kernel import term as word
from autonome.plan.consequence import Consequence
from autonome.plan.phrases import meaning_now, name_result, presence
from autonome.plan.populations import EVERYONE
from autonome.plan.reasons import NEEDS_OPEN_ALLELE, Basis, GuidanceLine, Reading, Verdict

PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
UNGRADED = frozenset({"", "N/A"})
"""What sources write where they grade nothing."""


def implication_name(medicine_number: int, line_number: int) -> str:
    """Local name of a line's observation."""
    return f"implication-{medicine_number}-{line_number}"


def implications(number: int, verdict: Verdict, drugs: Mapping[DrugName, Drug]) -> Iterator[Piece]:
    """An observation for each line about one medicine."""
    assessed = medicine(verdict.drug, drugs.get(verdict.drug))
    lines = told_lines(verdict)
    for at, line in enumerate(lines, 1):
        results = [_found(each, possible=is_possible(line, lines)) for each in line.readings if _has_result(each)]
        yield _implication(
            implication_name(number, at), line, [coded_component(loinc(MEDICATION_ASSESSED), assessed), *results]
        )


def _implication(name: str, line: GuidanceLine, found: Sequence[Piece]) -> Piece:
    silent: Piece = {"coding": [coding(ABSENT, "unknown")], "text": Text("no conclusion: a gene has no usable result")}
    return resource(
        "Observation",
        name,
        "therapeutic-implication",
        extension=list(_citations(line.statement)) if line.statement else [],
        status="preliminary",
        category=categories(),
        code=_guide("therapeutic-implication"),
        subject=reference("patient"),
        dataAbsentReason=silent if line.consequence is Consequence.NOT_ASSESSED else None,
        derivedFrom=[reference(gene_name(gene)) for gene in line.genes],
        component=[*found, *_components(line)],
        note=notes(*line.reasons),
    )


def _components(line: GuidanceLine) -> list[Json]:
    """What the source says of the results, how well supported, and for whom."""
    said = line.statement
    texts = [said.implications[gene].text for gene in line.genes if gene in said.implications] if said else []
    graded = said is not None and said.strength not in UNGRADED
    return [
        *component(_guide("conclusion-string"), joined(*dict.fromkeys(texts))),
        *((coded_component(loinc(EVIDENCE_LEVEL), {"text": word(said.strength)}),) if said and graded else ()),
        *_context(line),
        coded_component(term("source"), {"text": line.source}),
        coded_component(term("consequence"), answer(line.consequence)),
        *component(term("no-usable-result"), ", ".join(line.undetermined)),
    ]


def _guide(code: str) -> Piece:
    return {"coding": [coding(GUIDE_CODES, code)]}


def _context(line: GuidanceLine) -> Pieces:
    """For whom the source wrote it, unless for everybody."""
    if line.population.code in EVERYONE:
        return ()
    return (coded_component(loinc(TREATMENT_CONTEXT), {"text": line.population.label}),)


def _has_result(reading: Reading) -> bool:
    return reading.basis is not Basis.NO_RESULT


def _found(reading: Reading, *, possible: bool) -> Piece:
    """What a result means for the medicine, as a component."""
    code = None if possible or reading.acting or reading.basis is not Basis.BEST else PHENOTYPES.get(reading.phenotype)
    coded: Piece = {"coding": [coding(LOINC, *code)]} if code else {}
    return coded_component(_guide("therapeutic-implication"), coded | {"text": _in_words(reading, possible=possible)})


def _in_words(reading: Reading, *, possible: bool) -> Text:
    means = meaning_now(reading)
    if reading.basis in NEEDS_OPEN_ALLELE:
        open_ = presence(reading)
        return Text("not excluded: {gene} {result} ({meaning})", gene=reading.gene, result=open_, meaning=means)
    named = name_result(reading)
    found = Text("{gene} {result}", gene=reading.gene, result=named) if named else str(reading.gene)
    if reading.basis is Basis.PARTIAL:
        return Text("{result}: {meaning}, from one variant alone", result=found, meaning=means)
    if reading.basis is Basis.DISPUTED:
        return Text("contradicted by another result: {result}: {meaning}", result=found, meaning=means)
    if possible:
        return Text("possible: {result}: {meaning}", result=found, meaning=means)
    return Text("{result}: {meaning}", result=found, meaning=means)


def _citations(said: Statement) -> Iterator[Piece]:
    """The guideline, and the publications behind the statement."""
    yield artifact(
        "citation",
        label=f"{said.source} {said.guideline}",
        display=Text("version {version}", version=said.version),
        url=said.url,
    )
    for pmid in said.pmids:
        yield artifact("citation", label=f"PMID {pmid}", url=f"{PUBMED}{pmid}")
