"""The codes that a plan in FHIR is written with: the guide's, LOINC's, and the plan's own.

LOINC answers are only those that the guide's own examples and value sets hold, and those of the published list
LL1037-2; where none says what the plan says, there is no code, and the words stand alone. What no public system has a
code for stands under two systems of our own, addressed by OIDs that are made of a UUID (ITU-T X.667), because the
project owns no registered arc.
"""

from __future__ import annotations

from collections.abc import Mapping

from autonome.pharmacogenomics.calls import Status
from autonome.plan.facts.values import FactKind

PROFILES = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/"
"""Profiles and extensions of the Genomics Reporting guide, STU3 (3.0.0)."""

GUIDE_CODES = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs"
"""The guide's codes for what LOINC has no code for yet."""

NOTE_CODES = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/coded-annotation-types-cs"
CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
SECTIONS = "http://terminology.hl7.org/CodeSystem/v2-0074"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
DBSNP = "http://www.ncbi.nlm.nih.gov/projects/SNP"
HGNC = "http://www.genenames.org"
"""The system of HGNC gene ids in the guide's value set hgnc-vs: with the prefix ``HGNC:``, and the symbol as display.
Earlier releases of the guide wrote ``http://www.genenames.org/geneId``, which release 3.0.0 does not know."""

URI = "urn:ietf:rfc:3986"
"""The system of identifiers that are URIs themselves."""

RELATED_ARTIFACT = "http://hl7.org/fhir/StructureDefinition/workflow-relatedArtifact"
SUPPORTING_INFO = "http://hl7.org/fhir/StructureDefinition/workflow-supportingInfo"
RECOMMENDED_ACTION = f"{PROFILES}recommended-action"
REPORT_NOTE = f"{PROFILES}genomic-report-note"
ANNOTATION_CODE = f"{PROFILES}annotation-code"

TERMS = "urn:oid:2.25.51686140677271379471395092715483338419.1"
"""Our own names of what is said: of task inputs and observation components."""

VALUES = "urn:oid:2.25.51686140677271379471395092715483338419.2"
"""Our own answers: the words of ``plan.json`` for consequences, actions, doubts, origins, statuses."""

FORMAT = "autonome-plan-fhir-1"
"""Tag of the Bundle: a reader that does not know it must not guess."""

REPORT = "51969-4"  # Genetic analysis report
GENOTYPE = "84413-4"  # Genotype display name
HAPLOTYPE = "84414-2"  # Haplotype name
GENE_STUDIED = "48018-6"  # Gene studied [ID]
VARIANT = "81252-9"  # Discrete genetic variant
MEDICATION_ASSESSED = "51963-7"  # Medication assessed [ID]
TREATMENT_CONTEXT = "81259-4"  # Associated phenotype
EVIDENCE_LEVEL = "93044-6"  # Level of evidence

ALTERNATIVE_MEDICATION = ("LA26421-0", "Consider alternative medication")
"""Of the answer list LL4049-4. The answers for a lower and a higher dose are not used: the knowledge holds a dose
change in words, without its direction as a fact, and a wrong direction would harm."""

FOLLOW_UPS: Mapping[Status, tuple[str, str]] = {
    Status.NOT_ASSESSED: ("LA14022-0", "Additional testing recommended"),
    Status.NO_MATCH: ("LA14021-2", "Confirmatory testing recommended"),
    Status.CONFLICTING: ("LA14021-2", "Confirmatory testing recommended"),
}
"""Of the answer list LL1037-2, by the status of the gene that waits for a test."""

PHENOTYPES: Mapping[str, tuple[str, str]] = {
    "Poor Metabolizer": ("LA9657-3", "Poor metabolizer"),
    "Intermediate Metabolizer": ("LA10317-8", "Intermediate metabolizer"),
    "Normal Metabolizer": ("LA25391-6", "Normal metabolizer"),
    "Rapid Metabolizer": ("LA25390-8", "Rapid metabolizer"),
    "Ultrarapid Metabolizer": ("LA10315-2", "Ultrarapid metabolizer"),
    "Poor Function": ("LA25394-0", "Poor function"),
    "Decreased Function": ("LA25395-7", "Decreased function"),
    "Normal Function": ("LA25393-2", "Normal function"),
    "Increased Function": ("LA25392-4", "Increased function"),
}
"""Phenotypes of the tables that the guide's value set genetic-therapeutic-implications-vs has a code for."""

ABSENCES: Mapping[Status, str] = {
    Status.NOT_ASSESSED: "not-performed",
    Status.NO_MATCH: "unknown",
    Status.CONFLICTING: "unknown",
}
"""Why a gene has no genotype, by the status of its call."""

FACTS: Mapping[FactKind, str] = {
    FactKind.ALBUMIN: "1751-7",
    FactKind.QTC: "8636-3",
    FactKind.PREGNANCY: "82810-3",
    FactKind.BREASTFEEDING: "63895-7",
    FactKind.SMOKING: "72166-2",
    FactKind.DIET: "81663-7",
}
"""Facts of the record that one LOINC code alone names (`autonome.clinical.finding_kinds`). Others have a code for each
method or unit, which a fact does not keep, and weight and height would have to be vital signs: they stand in words."""
