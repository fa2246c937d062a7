"""Write the example patient of `make demo`: a genome, outside calls, a health record and a consent. Nobody's data.

The genotypes are written out from published facts: the GeT-RM consensus star alleles of the public reference sample
NA12878 (CDC, Coriell, 1000 Genomes), put through the allele definitions of the knowledge bundle. What the consensus
leaves open is filled with the reference base, so this file is an example and no measurement. Genes without a consensus
(VKORC1, UGT1A1, NUDT15 and others) are left out on purpose: the plan must call them "not assessed".
The person in the record is invented.

Consensus: nine genes and VCF, Pratt et al. 2016, J Mol Diagn 18:109, PMID 26621101; CYP2D6, Gaedigk et al. 2019,
J Mol Diagn 21:1034, PMID 31401124.

Run ``python examples/make_patient.py [FOLDER]``; a test demands that the committed files are what it writes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from autonome.adapters.knowledge_pack import load_bundle
from autonome.consent import FINDINGS_FORM, TREATMENT, TREATMENT_2, ActKind, Template
from autonome.evidence.definitions import GeneDefinition, KnownPosition, NamedAllele
from autonome.kernel import GeneSymbol

FOLDER = Path(__file__).parent / "patient"
SUBJECT = "synthetic-na12878"
SAMPLE = "SYNTHETIC-NA12878"

CONSENSUS: Mapping[str, tuple[str, str]] = {
    "CYP2B6": ("*1", "*1"),
    "CYP2C19": ("*1", "*2"),
    "CYP2C9": ("*1", "*2"),
    "CYP3A4": ("*1", "*1"),
    "CYP3A5": ("*3", "*3"),
    "CYP4F2": ("*1", "*1"),
    "DPYD": ("c.1601G>A (*4)", "c.1627A>G (*5)"),
    "SLCO1B1": ("*1", "*15"),
    "TPMT": ("*1", "*1"),
}
"""PMID 26621101. DPYD is *4/*5 there; the bundle names these two alleles by their change as well."""

OUTSIDE_CALLS = (("CYP2D6", "*3/*68+*4", "Poor Metabolizer", "0.0"),)
"""PMID 31401124. A hybrid gene in tandem, which a file of small variants cannot show: a laboratory calls it."""

CONTIGS = {
    "chr1": 248_956_422,
    "chr6": 170_805_979,
    "chr7": 159_345_973,
    "chr10": 133_797_422,
    "chr12": 133_275_309,
    "chr19": 58_617_616,
}
"""Lengths on GRCh38 (GCA_000001405.15), base pairs."""

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
LOINC = "http://loinc.org"


def vcf(definitions: Mapping[GeneSymbol, GeneDefinition]) -> str:
    """The genome: every known position of the genes with a consensus, phased within each gene."""
    rows = sorted(row for gene in CONSENSUS for row in _rows(definitions[GeneSymbol(gene)]))
    return "\n".join([*_header(), *("\t".join(fields) for _, _, fields in rows)]) + "\n"


def _header() -> Iterator[str]:
    yield "##fileformat=VCFv4.3"
    yield "##source=examples/make_patient.py"
    yield "##note=Synthetic example: written from consensus star alleles (PMID 26621101), not measured"
    yield "##reference=GRCh38"
    yield '##FILTER=<ID=PASS,Description="All filters passed">'
    for name, length in CONTIGS.items():
        yield f"##contig=<ID={name},length={length},assembly=GRCh38>"
    yield '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">'
    yield '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set: first known position of the gene">'
    yield f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{SAMPLE}"


def _rows(definition: GeneDefinition) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(contig's rank, 1-based position, the record's fields) of each known position of one gene."""
    by_name = {allele.name: allele for allele in definition.alleles}
    pair = [by_name[name] for name in CONSENSUS[definition.gene]]
    phase_set = definition.positions[0].grch38
    for index, position in enumerate(definition.positions):
        bases = [_base(definition, allele, index) for allele in pair]
        yield (
            list(CONTIGS).index(definition.chromosome),
            position.grch38,
            _fields(definition.chromosome, position, bases, phase_set),
        )


def _fields(chromosome: str, position: KnownPosition, bases: list[str], phase_set: int) -> tuple[str, ...]:
    alts = sorted({base for base in bases if base != position.ref})
    alleles = [position.ref, *alts]
    genotype = "|".join(str(alleles.index(base)) for base in bases)
    place = (chromosome, str(position.grch38), position.rsid or ".")
    return (*place, position.ref, ",".join(alts) or ".", ".", "PASS", ".", "GT:PS", f"{genotype}:{phase_set}")


def _base(definition: GeneDefinition, allele: NamedAllele, index: int) -> str:
    """What an allele shows at a position; where it may show several bases, the reference, else the first known."""
    allowed = allele.defining.get(index) or definition.reference.defining[index]
    position = definition.positions[index]
    return next(base for base in (position.ref, *position.alts) if base in allowed)


def outside_calls() -> str:
    """The outside call, in columns gene, diplotype, phenotype, activity score."""
    return "".join("\t".join(call) + "\n" for call in OUTSIDE_CALLS)


def record() -> str:
    """The health record: a FHIR R4 Bundle of one invented person."""
    resources = [_patient(), _condition(), *_findings(), _allergy(), *_goals(), *_medications()]
    entries = [
        {"fullUrl": f"https://example.org/fhir/{each['resourceType']}/{each['id']}", "resource": each}
        for each in resources
    ]
    bundle = {"resourceType": "Bundle", "id": "synthetic-record", "type": "collection", "entry": entries}
    return json.dumps(bundle, indent=2) + "\n"


def _patient() -> dict[str, object]:
    return {
        "resourceType": "Patient",
        "id": SUBJECT,
        "meta": {"tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}]},
        "name": [{"use": "official", "text": "Synthetic Example Patient"}],
        "gender": "female",
        "birthDate": "1958-04",
    }


def _condition() -> dict[str, object]:
    return {
        "resourceType": "Condition",
        "id": "coronary-stent",
        "code": {"text": "Acute coronary syndrome, treated with a coronary stent"},
        "subject": {"reference": f"Patient/{SUBJECT}"},
        "onsetDateTime": "2026-01",
    }


def _findings() -> Iterator[dict[str, object]]:
    """Weak kidneys, a light body, and a smoker: each changes what the plan says of a medicine or of prevention."""
    yield _observation("creatinine", "2160-0", "Creatinine in serum or plasma", valueQuantity=_quantity(118, "umol/L"))
    yield _observation("weight", "29463-7", "Body weight", valueQuantity=_quantity(58, "kg"))
    yield _observation("height", "8302-2", "Body height", valueQuantity=_quantity(164, "cm"))
    smoker = _coded(LOINC, "LA18976-3", "Current every day smoker")
    yield _observation("smoking", "72166-2", "Tobacco smoking status", valueCodeableConcept=smoker)


def _observation(name: str, code: str, display: str, **value: object) -> dict[str, object]:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": _coded(LOINC, code, display),
        "subject": {"reference": f"Patient/{SUBJECT}"},
        "effectiveDateTime": "2026-02-10",
        **value,
    }


def _quantity(value: int, unit: str) -> dict[str, object]:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def _allergy() -> dict[str, object]:
    return {
        "resourceType": "AllergyIntolerance",
        "id": "atorvastatin",
        "clinicalStatus": _coded(
            "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active", "Active"
        ),
        "type": "intolerance",
        "category": ["medication"],
        "code": _coded(ATC, "C10AA05", "atorvastatin"),
        "patient": {"reference": f"Patient/{SUBJECT}"},
        "recordedDate": "2024-06",
        "reaction": [{"manifestation": [{"text": "muscle pain"}]}],
    }


def _goals() -> Iterator[dict[str, object]]:
    """One that the plan can use, and one that it can only show."""
    for name, text in (
        ("driving", "Wants to be able to drive to work"),
        ("wedding", "To dance at her granddaughter's wedding"),
    ):
        yield {
            "resourceType": "Goal",
            "id": name,
            "lifecycleStatus": "active",
            "description": {"text": text},
            "subject": {"reference": f"Patient/{SUBJECT}"},
            "startDate": "2026-01-12",
            "expressedBy": {"reference": f"Patient/{SUBJECT}"},
        }


def _medications() -> Iterator[dict[str, object]]:
    """Each recognised in another way; one that the bundle does not know; one that was stopped."""
    yield _request("clopidogrel", "75 mg once a day", _coded(RXNORM, "309362", "clopidogrel 75 MG Oral Tablet"))
    yield _request("codeine", "30 mg when needed, up to four times a day", _coded(ATC, "R05DA04", "codeine"))
    yield {
        "resourceType": "Medication",
        "id": "simvastatin-40-mg",
        "code": _coded(RXNORM, "198211", "Simvastatin 40 MG Oral Tablet"),
    }
    yield _request("simvastatin", "40 mg in the evening", reference="Medication/simvastatin-40-mg")
    yield {
        "resourceType": "MedicationStatement",
        "id": "warfarin",
        "status": "active",
        "medicationCodeableConcept": _coded(RXNORM, "11289", "warfarin"),
        "subject": {"reference": f"Patient/{SUBJECT}"},
        "effectivePeriod": {"start": "2025-11"},
        "dosage": [{"text": "by INR"}],
    }
    yield _request("metformin", "1,000 mg twice a day", _coded(ATC, "A10BA02", "metformin"))
    yield _request("sertraline", "50 mg once a day", {"text": "Sertraline 50 mg tablets"})
    yield _request("magnesium", "one sachet in the evening", {"text": "Magnesium citrate 300 mg powder"})
    yield _request("omeprazole", "20 mg once a day", _coded(RXNORM, "7646", "omeprazole"), status="stopped")


def _request(
    name: str,
    dosage: str,
    concept: dict[str, object] | None = None,
    *,
    reference: str = "",
    status: str = "active",
) -> dict[str, object]:
    medicine = (
        {"medicationReference": {"reference": reference}} if reference else {"medicationCodeableConcept": concept}
    )
    return {
        "resourceType": "MedicationRequest",
        "id": name,
        "status": status,
        "intent": "order",
        **medicine,
        "subject": {"reference": f"Patient/{SUBJECT}"},
        "authoredOn": "2026-01-12",
        "dosageInstruction": [{"text": dosage}],
    }


def _coded(system: str, code: str, display: str) -> dict[str, object]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


CONSENT_ACTS: tuple[tuple[ActKind, Template, str], ...] = (
    (ActKind.GRANT, TREATMENT, "pharmacogenes"),
    (ActKind.GRANT, TREATMENT, "medications"),
    (ActKind.GRANT, TREATMENT, "demographics"),
    (ActKind.GRANT, TREATMENT_2, "health-record"),
    (ActKind.GRANT, TREATMENT_2, "measurements"),
    (ActKind.GRANT, TREATMENT_2, "way-of-life"),
    (ActKind.GRANT, TREATMENT_2, "goals"),
    (ActKind.GRANT, FINDINGS_FORM, "other-medicines"),
    (ActKind.DEFER, FINDINGS_FORM, "treatable-risk"),
    (ActKind.DENY, FINDINGS_FORM, "carrier-status"),
)
"""What the person answered, in order. The form on findings asks about two more kinds, which stay unanswered."""

SIGNED_AT = "2026-01-05T09:00:00Z"


def consent() -> str:
    """The consent file: an act for each answer."""
    acts = [_act(number, *answer) for number, answer in enumerate(CONSENT_ACTS, start=1)]
    value = {"format": "autonome-consent/1", "subject": SUBJECT, "jurisdiction": "US", "acts": acts}
    return json.dumps(value, indent=2) + "\n"


def _act(number: int, kind: ActKind, form: Template, question: str) -> dict[str, object]:
    return {
        "id": f"2026-01-05/{number}",
        "act": kind,
        "template": form.name,
        "template_sha256": form.digest,
        "text_sha256": form.text_sha256,
        "question": question,
        "actor": SUBJECT,
        "authority": "self",
        "comprehension": "passed",
        "signature": {
            "kind": "institution-attested",
            "by": "hospital.example",
            "reference": "paper form 2026-0105, synthetic",
        },
        "recorded_at": SIGNED_AT,
        "valid": {"from": SIGNED_AT},
    }


def files() -> dict[str, str]:
    """Name → content of every file."""
    return {
        "patient.vcf": vcf(load_bundle().definitions),
        "outside-calls.tsv": outside_calls(),
        "record.json": record(),
        "consent.json": consent(),
    }


def main(folder: Path) -> None:
    """Write the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content.encode())
        print(folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
