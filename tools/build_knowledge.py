"""Build the knowledge pack from the tables in `knowledge/`, and from nothing else: same tables, same bytes.

    python tools/build_knowledge.py [--out FOLDER]

The pack is committed beside its generator; a test builds it anew and demands the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # however this script is started, its steps are found

from tools.knowledge import compile as compiled  # noqa: E402
from tools.knowledge.tables import Row, TableError, read_table  # noqa: E402

from autonome.kernel import Json, canonical_bytes, sha256_hex  # noqa: E402

KNOWLEDGE = ROOT / "knowledge"
GENE_TABLES = (
    "definitions/positions",
    "definitions/alleles",
    "phenotypes/functions",
    "phenotypes/pairs",
    "phenotypes/named",
)
PACK = ROOT / "src/autonome/evidence/pack"


def main() -> None:
    """Build every file, then the manifest that commits to them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=PACK)
    out: Path = parser.parse_args().out
    files = build()
    for stale in set(out.rglob("*.json")) - {out / name for name in files}:
        stale.unlink()
    for name, data in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    print(f"{len(files)} files, bundle {sha256_hex(files['manifest.json'])}")


def build() -> dict[str, bytes]:
    """Name → bytes of every file of the pack."""
    sources = _sources()
    genes = _genes({name: row["date"] for name, row in sources.items()})
    files = {f"genes/{gene}.json": canonical_bytes(value) for gene, value in genes.items()}
    manifest: Json = {
        "release": max(row["date"] for row in sources.values()),
        "files": {name: sha256_hex(data) for name, data in files.items()},
    }
    return {**files, "manifest.json": canonical_bytes(manifest)}


def _sources() -> dict[str, Row]:
    rows: dict[str, Row] = {row["id"]: row for row in read_table(KNOWLEDGE / "sources.tsv")}
    if incomplete := [name for name, row in rows.items() if not (row["licence"] and row["date"] and row["url"])]:
        raise TableError(f"sources.tsv: {incomplete} lack a licence, a date or an address")
    return rows


def _table(name: str, sources: Iterable[str]) -> list[Row]:
    """A table whose every row names a known source."""
    rows = read_table(KNOWLEDGE / name)
    if unknown := {row["source"] for row in rows} - set(sources):
        raise TableError(f"{name}: sources {sorted(unknown)} are not in sources.tsv")
    return list(rows)


def _genes(dates: dict[str, str]) -> dict[str, Json]:
    tables = {name: compiled.grouped(_table(f"{name}.tsv", dates), "gene") for name in GENE_TABLES}
    genes = sorted({gene for table in tables.values() for gene in table})
    return {gene: _gene(gene, {name: table.get(gene, []) for name, table in tables.items()}, dates) for gene in genes}


def _gene(gene: str, rows: dict[str, list[Row]], dates: dict[str, str]) -> Json:
    positions, alleles, functions, pairs, named = (rows[name] for name in GENE_TABLES)
    return {
        "gene": gene,
        "definition": compiled.definition(positions, alleles, dates),
        "phenotypes": compiled.phenotypes(functions, pairs, named, dates),
    }


if __name__ == "__main__":
    main()
