"""Categories of data: one tree of what is held about a person.

The genomic branch is our own; sensitive branches of the clinical record carry the HL7 v3 sensitivity codes as
aliases. Requests are decided at the leaves, so that "everything except mental health" gives everything else.
"""

from typing import Final, NewType

from autonome.consent.taxonomy import Taxonomy, Term

CategoryCode = NewType("CategoryCode", str)
"""A category of data, such as ``pharmacogenes``."""

CATEGORIES: Final[Taxonomy[CategoryCode]] = Taxonomy.build(
    "data category",
    (
        Term("record", "", "everything held about the person"),
        Term("demographics", "record", "name, birth date, sex, contact"),
        Term("genome", "record", "genetic data", ("GDIS",)),
        Term("germline", "genome", "inherited variants"),
        Term("pharmacogenes", "germline", "genes that change how medicines work"),
        Term("secondary-findings", "germline", "findings that were not looked for and can be acted upon"),
        Term("monogenic-disease", "germline", "variants in genes of inherited disease"),
        Term("carrier-status", "germline", "variants that matter for children"),
        Term("polygenic-risk", "germline", "risk scores of many variants"),
        Term("ancestry", "germline", "origins"),
        Term("sequence", "germline", "whole sequence or variant files"),
        Term("tumour", "genome", "variants of a tumour"),
        Term("family", "genome", "genetic data and history of relatives"),
        Term("clinical", "record", "the health record"),
        Term("medications", "clinical", "medicines ordered, taken and stopped"),
        Term("allergies", "clinical", "allergies and intolerances"),
        Term("conditions", "clinical", "diagnoses and problems"),
        Term("laboratory", "clinical", "laboratory results"),
        Term("vital-signs", "clinical", "weight, height, heart tracing and other measurements"),
        Term("procedures", "clinical", "operations and other procedures"),
        Term("imaging", "clinical", "images and their reports"),
        Term("mental-health", "clinical", "mental health", ("MH", "PSY")),
        Term("substance-use", "clinical", "use of alcohol and drugs", ("SUD",)),
        Term("sexual-health", "clinical", "sexual and reproductive health", ("SEX",)),
        Term("hiv", "clinical", "HIV status and care", ("HIV",)),
        Term("violence", "clinical", "violence suffered", ("VIO", "SDV")),
        Term("lifestyle", "record", "way of life and environment"),
        Term("goals", "record", "the person's own goals, wishes and costs"),
    ),
)
"""All categories; unknown ones are refused."""
