"""Import of guidance: who says what about which result, without the sentences.

The sentences of ClinPGx's annotations are used for two things only, and then dropped: recommendations with the same
sentence share one wording id, and the gene that a CPIC implication begins with is read off it. Our own wording of
each id is written by people, in `recommendations-*.tsv` and `implications-*.tsv`.

Wording ids are stable as long as the annotations keep their order: ``do-cpic-amitriptyline-group-03`` is the third
sentence met whose first drug is amitriptyline and that serves several drugs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from tools.knowledge.tables import Row, TableError, read_jsonl_gz

SOURCES = {"CPIC": "cpic-guidance-2024-03-25", "DPWG": "dpwg-2024-03-25"}

RULE_COLUMNS = ("guideline", "drug", "population", "strength", "lookup", "do", "why", "flags", "pmids", "source")
GUIDELINE_COLUMNS = ("guideline", "by", "url", "version", "source")
FLAGS = ("dosing", "alternate", "other")

NO_RESULT = "No Result"

Annotation = dict[str, Any]


def rules(facts: Path) -> tuple[list[Row], list[Row]]:
    """Recommendations, each with the ids of its wording, and the guidelines they are from."""
    annotations = read_jsonl_gz(facts / "pgx/guidance-2024-03.jsonl.gz")
    do = _ids("do", ((a["source"], _anonymous(a["text"], _drug(a)), _drug(a)) for a in annotations))
    why = _ids(
        "why", ((a["source"], _anonymous(i, _drug(a)), _drug(a)) for a in annotations for i in a["implications"])
    )
    rows = [_rule(annotation, do, why) for annotation in annotations]
    guidelines = {a["guideline"]: a for a in annotations}
    return rows, [_guideline(annotation) for _, annotation in sorted(guidelines.items())]


def _drug(annotation: Annotation) -> str:
    (drug,) = annotation["drugs"]
    return str(drug)


def _anonymous(sentence: str, drug: str) -> str:
    """The sentence without markup and with the drug's name taken out, so that sister drugs can share it."""
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", sentence)).strip()
    return re.sub(rf"(?<![A-Za-z]){re.escape(drug)}(?![A-Za-z])", "{drug}", plain, flags=re.IGNORECASE)


def _ids(prefix: str, sentences: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """(source, sentence) → id, numbered in the order of first appearance under the first drug."""
    drugs: dict[tuple[str, str], list[str]] = {}
    for source, sentence, drug in sentences:
        known = drugs.setdefault((source, sentence), [])
        if drug not in known:
            known.append(drug)
    ids, numbers = {}, Counter[str]()
    for (source, sentence), of in drugs.items():
        stem = f"{prefix}-{source.lower()}-{of[0].replace(' ', '-')}" + ("-group" if len(of) > 1 else "")
        numbers[stem] += 1
        ids[source, sentence] = f"{stem}-{numbers[stem]:02d}"
    return ids


def _rule(annotation: Annotation, do: dict[tuple[str, str], str], why: dict[tuple[str, str], str]) -> Row:
    drug, source = _drug(annotation), annotation["source"]
    genes = sorted(annotation["lookup"])
    reasons = [
        (gene, why[source, _anonymous(implication, drug)])
        for implication in annotation["implications"]
        for gene in _genes_of(implication, annotation["lookup"])
    ]
    if len(dict(reasons)) != len(reasons):
        raise TableError(f"{annotation['guideline']} {drug} {annotation['lookup']}: two implications for one gene")
    return {
        "guideline": annotation["guideline"],
        "drug": drug,
        "population": annotation["population"] or "",
        "strength": annotation["strength"] or "",
        "lookup": ";".join(f"{gene}={_key(annotation['lookup'][gene])}" for gene in genes),
        "do": do[source, _anonymous(annotation["text"], drug)],
        "why": ";".join(f"{gene}={reason}" for gene, reason in sorted(reasons)),
        "flags": ";".join(flag for flag in FLAGS if annotation[flag]),
        "pmids": ";".join(annotation["pmids"]),
        "source": SOURCES[source],
    }


def _genes_of(implication: str, lookup: dict[str, Any]) -> list[str]:
    """CPIC's implications name their gene first; one that names none is about every gene that has a result."""
    named = [gene for gene in lookup if implication.startswith(f"{gene}: ")]
    return named or [gene for gene, key in sorted(lookup.items()) if key != NO_RESULT]


def _key(raw: str | dict[str, float]) -> str:
    """A lookup key; a genotype such as ``{"*1": 1.0, "*28": 1.0}`` becomes ``*1/*28``."""
    if isinstance(raw, str):
        return raw
    return "/".join(chain.from_iterable([allele] * int(copies) for allele, copies in sorted(raw.items())))


def _guideline(annotation: Annotation) -> Row:
    return {
        "guideline": annotation["guideline"],
        "by": annotation["source"],
        "url": annotation["url"],
        "version": annotation["version"][:10],
        "source": SOURCES[annotation["source"]],
    }
