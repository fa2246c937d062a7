"""Every case of the independent pharmacogenomic set, with the agreement printed by gene.

What a case expects, in order of precedence: the labels that the other program printed for it; its expected
diplotypes. Cases made with that program's research options are run with ours of the same meaning. A miss is named
below with its reason, and a named miss that begins to agree fails too, so that the table stays true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.knowledge_pack import load_bundle
from autonome.evidence.bundle import Bundle
from autonome.genome import Build
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.calling import Caller, call_sample, prepare
from autonome.pharmacogenomics.calls import GeneCall
from autonome.pharmacogenomics.loci import GenePanel, gene_panel
from autonome.pharmacogenomics.outside import read_outside_calls, with_outside
from autonome.pharmacogenomics.research import Research

from .cases import folder, json_lines

pytestmark = pytest.mark.conformance

PGX = folder("pgx")
CASES = json_lines(PGX / "cases.jsonl")
NOTHING: tuple[list[str], ...] = ([], ["Unknown/Unknown"])

MISSES = {
    ("c0281", "NAT2"): "an outside line without a call empties the gene there; ours keeps what the VCF shows",
    ("c0312", "CYP2B6"): "lists the recommendation's diplotypes worst first; ours rest on the best match, *1/*34",
    ("c0345", "CYP2C19"): "the other program exempts rs3758581 from reading unknown bases as reference; ours does not",
}


def options(case: dict[str, Any]) -> frozenset[Research]:
    """Ours of the same meaning; the cases do not carry one option, which their names state."""
    if case["options"]["findCombinations"]:
        return frozenset({Research.COMBINATIONS})
    if case["options"].get("callCyp2d6"):
        return frozenset({Research.CYP2D6_FROM_VCF})
    if "TreatAsReference" in case["source"]:
        return frozenset({Research.UNDOCUMENTED_AS_REFERENCE})
    return frozenset()


@cache
def prepared(research: frozenset[Research]) -> tuple[Bundle, Caller, dict[Build, GenePanel]]:
    bundle = load_bundle()
    caller = prepare(bundle.definitions, bundle.phenotypes, research=research)
    return bundle, caller, {build: gene_panel(bundle.definitions, build) for build in Build}


@cache
def called(vcf: str, outside: tuple[str, ...], research: frozenset[Research]) -> dict[GeneSymbol, GeneCall]:
    bundle, caller, panels = prepared(research)
    genome = GenomeFile(PGX / vcf).read([each.panel for each in panels.values()])
    calls = call_sample(caller, panels[genome.panel.build], genome.samples[0])
    tables = {gene: bundle.phenotypes.get(gene) for gene in (*bundle.definitions, *bundle.phenotypes)}
    given = [
        call
        for name in outside
        for call in read_outside_calls((PGX / name).read_text().splitlines(), tables, where=name)
    ]
    return {call.gene: call for call in with_outside(calls, given, bundle.phenotypes)}


def answer(case: dict[str, Any]) -> GeneCall | None:
    found = called(case["vcf"], tuple(case["outside_calls"]), options(case))
    return found.get(GeneSymbol(case["gene"]))


def labels(case: dict[str, Any], call: GeneCall | None) -> list[str]:
    """Our labels, as far down the list as the case asks."""
    if call is None:
        return []
    every = call.diplotypes if case["options"]["topCandidatesOnly"] else (*call.diplotypes, *call.alternatives)
    if "definition" in case["options"] and case["gene"] == "CFTR":
        # These cases test the other program's matcher before its reporter shortens the reference's name.
        return ["/".join(sorted(each.alleles)) for each in every]
    return [each.label for each in every]


def agrees(case: dict[str, Any]) -> bool:
    call = answer(case)
    got = labels(case, call)
    actual = [each["label"] for each in (case["pharmcat_actual"] or {}).get("source", [])]
    expected = case["expected_diplotypes"]
    if actual and actual not in NOTHING:
        same = got == actual
    elif expected in NOTHING:
        same = not got
    elif expected is not None:
        same = got == expected
    else:
        same = not got or case["called"] is not False
    return same and _recommendation_agrees(case, call) and _phenotype_agrees(case, call)


def _recommendation_agrees(case: dict[str, Any], call: GeneCall | None) -> bool:
    wanted = case["expected_recommendation_diplotype"]
    if not wanted or wanted == ["Unknown/Unknown"]:
        return True
    return call is not None and [sorted(each.alleles) for each in call.recommendation_diplotypes] == [sorted(wanted)]


def _phenotype_agrees(case: dict[str, Any], call: GeneCall | None) -> bool:
    wanted = case["expected_phenotype"]
    # The cases' RYR1, G6PD and CYP2D6 phenotypes are of 2023 and 2024 (see their README).
    if not wanted or wanted in (["No Result"], ["n/a"]) or case["gene"] in {"RYR1", "G6PD", "CYP2D6"}:
        return True
    found = {part for each in (call.recommendation_diplotypes if call else ()) for part in each.phenotype.split("; ")}
    return set(wanted) <= found


def test_every_case_agrees_or_is_a_named_miss(record_property: Callable[[str, object], None]) -> None:
    total, good = Counter[str](), Counter[str]()
    missed = []
    for case in CASES:
        total[case["gene"]] += 1
        good[case["gene"]] += agrees(case)
        if not agrees(case):
            missed.append((case["case"], case["gene"]))
    rows = [*total.most_common(), ("all", total.total())]
    counted = good + Counter({"all": good.total()})
    lines = [f"  {gene:8} {counted[gene]:4} of {count:4}  {counted[gene] / count:7.1%}" for gene, count in rows]
    record_property("table", "\n".join(["agreement with the independent cases, by gene:", *lines]))
    assert sorted(missed) == sorted(MISSES)
    assert good.total() / total.total() >= 0.99
    assert all(good[gene] / count >= 0.95 for gene, count in total.items() if count >= 10)
