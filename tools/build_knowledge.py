"""Build the knowledge pack from the tables in `knowledge/`, and from nothing else: same tables, same bytes.

    python tools/build_knowledge.py [--out FOLDER]

The pack is committed beside its generator; a test builds it anew and demands the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # however this script is started, its steps are found

from tools.knowledge import (  # noqa: E402
    compile_clinical,
    compile_drugs,
    compile_ethics,
    compile_genes,
    compile_guidance,
    compile_interactions,
    compile_prevention,
)
from tools.knowledge.readme_rows import recounted  # noqa: E402
from tools.knowledge.tables import Object, Row, TableError, grouped, read_table  # noqa: E402

from autonome.kernel import canonical_bytes, sha256_hex  # noqa: E402

KNOWLEDGE = ROOT / "knowledge"
PACK = ROOT / "src/autonome/evidence/pack"
SHOWN_OF_SOURCE = ("id", "title", "publisher", "licence", "date", "url", "citation")
EXPECTED_ROWS = {
    "genes": 23,
    "genes_defined": 20,
    "positions": 1201,
    "alleles": 1317,
    "functions": 1371,
    "phenotype_pairs": 300,
    "named_results": 35,
    "markers": 1,
    "bridge_rows": 305,
    "gene_ids": 23,
    "statements_cpic": 2096,
    "statements_dpwg": 529,
    "drugs_cpic": 79,
    "drugs_dpwg": 53,
    "drugs": 431,
    "rxnorm_codes": 1682,
    "enzyme_effects": 87,
    "enzyme_conversions": 18,
    "prevention_rules": 34,
    "clinical_rules": 339,
    "clinical_conditions": 28,
    "clinical_others": 5,
    "clinical_classes": 16,
    "clinical_goals": 8,
    "clinical_costs": 89,
    "ethics_genes": 24,
    "ethics_results": 14,
    "ethics_populations": 46,
    "ethics_stopping": 12,
}
"""A table that grew or shrank by accident stops the build."""


def main() -> None:
    """Build every file, then the manifest that commits to them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=PACK)
    out: Path = parser.parse_args().out
    try:
        files = build()
    except TableError as error:
        sys.exit(f"nothing was built: {error}")
    for stale in {*out.glob("genes/*.json"), *out.glob("guidance/*.json")} - {out / name for name in files}:
        stale.unlink()
    for name, data in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    if out == PACK:
        page = KNOWLEDGE / "README.md"
        page.write_text(recounted(page.read_text(encoding="utf-8"), KNOWLEDGE), encoding="utf-8")
    for text in compile_drugs.redundant(*_drug_tables(_sources())):
        print(f"drugs/synonyms.tsv: {text!r} says what the products or the drug's own name say already: leave it out")
    print(f"{len(files)} files, bundle {files['manifest.sha256'].decode().strip()}")


def build() -> dict[str, bytes]:
    """Name → bytes of every file of the pack."""
    sources = _sources()
    dates = {name: row["date"] for name, row in sources.items()}
    genes, guidance = _genes(dates), _guidance(dates)
    markers = compile_genes.markers(_table("definitions/markers.tsv", dates))
    bridge = compile_genes.bridge(_table("bridge.tsv", dates), _table("gaps.tsv", dates))
    gene_ids = compile_genes.gene_ids(_table("gene_ids.tsv", dates), genes)
    drugs = _drugs(dates)
    interactions = _interactions(sources, [row[0] for row in drugs["drugs"]])
    values: Object = {"markers.json": markers, "bridge.json": bridge, "drugs.json": drugs, "gene_ids.json": gene_ids}
    values["interactions.json"] = interactions
    prevention = _prevention(sources, [row[0] for row in drugs["drugs"]])
    values["prevention.json"] = prevention
    clinical = _clinical(sources, [row[0] for row in drugs["drugs"]])
    values["clinical.json"] = clinical
    ethics = _ethics(sources, [row[0] for row in drugs["drugs"]], markers)
    values["ethics.json"] = ethics
    values |= {f"genes/{gene}.json": value for gene, value in genes.items()}
    values |= {f"guidance/{compile_guidance.slug(drug)}.json": value for drug, value in guidance.items()}
    files = {name: canonical_bytes(value) for name, value in sorted(values.items())}
    counts = compile_genes.counts(genes.values()) | compile_guidance.counts(guidance.values())
    counts |= {"markers": len(markers), "bridge_rows": len(bridge["rows"]), "gene_ids": len(gene_ids)}
    counts |= {"drugs": len(drugs["drugs"]), "rxnorm_codes": len(drugs["rxnorm"])}
    counts["prevention_rules"] = len(prevention)
    counts |= {f"clinical_{name}": len(rows) for name, rows in clinical.items()}
    counts |= {f"ethics_{name}": len(rows) for name, rows in ethics.items()}
    counts |= {f"enzyme_{name}": len(interactions[name]) for name in ("effects", "conversions")}
    manifest: Object = {
        "release": max(dates.values()),
        "files": {name: sha256_hex(data) for name, data in files.items()},
        "guidance": {drug: f"guidance/{compile_guidance.slug(drug)}.json" for drug in guidance},
        "genes": {gene: compile_genes.release(value) for gene, value in genes.items()},
        "counts": _expected(counts),
        "sources": [[row[column] for column in SHOWN_OF_SOURCE] for row in sources.values()],
    }
    data = canonical_bytes(manifest)
    return {**files, "manifest.json": data, "manifest.sha256": f"{sha256_hex(data)}\n".encode()}


def _expected(counts: dict[str, int]) -> dict[str, int]:
    if counts != EXPECTED_ROWS:
        changed = {name: (counts.get(name), EXPECTED_ROWS.get(name)) for name in counts | EXPECTED_ROWS}
        differ = {name: both for name, both in changed.items() if both[0] != both[1]}
        raise TableError(
            f"rows found and expected: {differ}; if the change is meant, write the new number into EXPECTED_ROWS in "
            "tools/build_knowledge.py and run make pack again"
        )
    return counts


def _sources() -> dict[str, Row]:
    rows: dict[str, Row] = {row["id"]: row for row in read_table(KNOWLEDGE / "sources.tsv")}
    if incomplete := [name for name, row in rows.items() if not (row["licence"] and row["date"] and row["url"])]:
        raise TableError(f"sources.tsv: {incomplete} lack a licence, a date or an address")
    return rows


def _table(name: str, sources: Collection[str]) -> list[Row]:
    """A table whose every row names a known source."""
    rows = read_table(KNOWLEDGE / name)
    if unknown := {row["source"] for row in rows} - set(sources):
        raise TableError(f"{name}: sources {sorted(unknown)} are not in sources.tsv")
    return list(rows)


def _tables(pattern: str, sources: Collection[str]) -> list[Row]:
    """Several tables of one kind, one after the other."""
    names = sorted(path.relative_to(KNOWLEDGE).as_posix() for path in KNOWLEDGE.glob(pattern))
    return [row for name in names for row in _table(name, sources)]


def _genes(dates: Mapping[str, str]) -> dict[str, Object]:
    tables = {name: grouped(_table(f"{name}.tsv", dates), "gene") for name in compile_genes.TABLES}
    genes = sorted({gene for table in tables.values() for gene in table})
    return {
        gene: compile_genes.gene(gene, {name: table.get(gene, []) for name, table in tables.items()}, dates)
        for gene in genes
    }


def _guidance(dates: Mapping[str, str]) -> dict[str, Object]:
    """Drug → its statements."""
    more, do, why = compile_guidance.warfarin_rules(_table("guidance/warfarin-cpic-2017.tsv", dates))
    do += _tables("guidance/recommendations-*.tsv", dates)
    why += _tables("guidance/implications-*.tsv", dates)
    wording = compile_guidance.Wording(do, why)
    guidelines = {row["guideline"]: row for row in _table("guidance/guidelines.tsv", dates)}
    guidelines[compile_guidance.WARFARIN_GUIDELINE["guideline"]] = compile_guidance.WARFARIN_GUIDELINE
    rules = _table("guidance/rules.tsv", dates)
    compile_guidance.check_flags(rules, wording, _table("guidance/judged.tsv", dates))
    drugs = grouped([*rules, *more], "drug")
    return {drug: compile_guidance.drug_file(drug, rows, wording, guidelines) for drug, rows in drugs.items()}


def _interactions(sources: Mapping[str, Row], drugs: Collection[str]) -> Object:
    tables = {name: _table(f"interactions/{name}.tsv", sources) for name in compile_interactions.TABLES}
    return compile_interactions.interactions(tables, {name: row["title"] for name, row in sources.items()}, drugs)


def _prevention(sources: Mapping[str, Row], drugs: Collection[str]) -> list[Any]:
    """Rules of prevention."""
    results = _results(sources)
    titles = {name: row["title"] for name, row in sources.items()}
    return compile_prevention.prevention(_table("prevention/rules.tsv", sources), titles, drugs, results)


def _results(sources: Collection[str]) -> dict[str, set[str]]:
    """Gene → the results that its pairs and names give."""
    results: dict[str, set[str]] = {}
    for row in (*_table("phenotypes/pairs.tsv", sources), *_table("phenotypes/named.tsv", sources)):
        results.setdefault(row["gene"], set()).add(row["phenotype"])
    return results


def _ethics(sources: Mapping[str, Row], drugs: Collection[str], markers: list[Any]) -> Object:
    tables = {name: _table(f"ethics/{name}.tsv", sources) for name in compile_ethics.TABLES}
    alleles = {
        gene: {row["allele"] for row in rows}
        for gene, rows in grouped(_table("definitions/alleles.tsv", sources), "gene").items()
    }
    # A gene without a phenotype has alleles alone, and a marker has neither.
    results = {gene: set[str]() for gene in (*alleles, *(marker[0] for marker in markers))} | _results(sources)
    return compile_ethics.ethics(tables, sources, drugs, results, alleles)


def _clinical(sources: Mapping[str, Row], drugs: Collection[str]) -> Object:
    tables = {name: _table(f"clinical/{name}.tsv", sources) for name in compile_clinical.TABLES}
    effects = [
        (row["drug"], f"{row['gene']} {table[:-1]} {row['strength']}")
        for table in ("inhibitors", "inducers")
        for row in _table(f"interactions/{table}.tsv", sources)
    ]
    return compile_clinical.clinical(tables, sources, drugs, effects)


def _drugs(dates: Mapping[str, str]) -> Object:
    return compile_drugs.index(*_drug_tables(dates))


def _drug_tables(sources: Collection[str]) -> tuple[list[Row], list[Row], list[Row]]:
    """Drugs, products and synonyms."""
    drugs = [*_table("drugs/drugs.tsv", sources), *_table("drugs/additions.tsv", sources)]
    return drugs, _table("drugs/products.tsv", sources), _table("drugs/synonyms.tsv", sources)


if __name__ == "__main__":
    main()
