"""Import of positions and named alleles: ClinPGx definitions, with the GRCh37 place of each position from pypgx."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.knowledge.grch37 import Lift
from tools.knowledge.tables import Row, TableError, read_foreign

RELEASE = "clinpgx-2025-11-05"

POSITION_COLUMNS = (
    "gene", "chromosome", "grch38", "grch37", "grch37_ref", "rsid", "ref", "alts", "name", "source", "grch37_source",
)  # fmt: skip
ALLELE_COLUMNS = ("gene", "allele", "id", "reference", "structural", "defining", "source")

EVERY_POSITION = "*"
"""In `defining` of a reference allele: the reference base at every position of the gene."""


def positions(facts: Path, lifts: Mapping[str, Lift]) -> list[Row]:
    """Turn the facts' positions into rows of ours."""
    return [_position(row, lifts) for row in read_foreign((facts / "pgx/positions.tsv").read_text("utf-8"))]


def _position(row: Row, lifts: Mapping[str, Lift]) -> Row:
    place = lifts[row["gene"]].place(int(row["pos_grch38_1based"]), row["rsid"])
    return {
        "gene": row["gene"],
        "chromosome": row["chrom"],
        "grch38": row["pos_grch38_1based"],
        "grch37": str(place.position) if place else "",
        "grch37_ref": place.reference if place else "",
        "rsid": row["rsid"],
        "ref": row["ref"],
        "alts": row["alts"].replace(",", ";"),
        "name": row["hgvs_g"].replace("; ", ";"),
        "source": RELEASE,
        "grch37_source": place.source if place else "",
    }


def alleles(facts: Path, known: Iterable[Row]) -> list[Row]:
    """Turn the facts' named alleles into rows of ours; the reference allele says only where it differs from `ref`."""
    references: dict[str, dict[str, str]] = {}
    for position in known:
        references.setdefault(position["gene"], {})[position["grch38"]] = position["ref"]
    rows = read_foreign((facts / "pgx/alleles.tsv").read_text("utf-8"))
    return [_allele(row, references[row["gene"]]) for row in rows]


def _allele(row: Row, reference: Mapping[str, str]) -> Row:
    defining = dict(part.split("=", 1) for part in row["defining_bases_pos=base"].split(";") if part)
    if unknown := set(defining) - set(reference):
        raise TableError(f"{row['gene']} {row['allele']}: defined at unknown positions {sorted(unknown)}")
    kept = [f"{position}={base}" for position, base in defining.items()]
    if row["is_reference"] == "yes":
        if missing := set(reference) - set(defining):
            raise TableError(f"{row['gene']} {row['allele']}: the reference leaves out {sorted(missing)}")
        kept = [EVERY_POSITION] + [f"{p}={base}" for p, base in defining.items() if base != reference[p]]
    return {
        "gene": row["gene"],
        "allele": row["allele"],
        "id": row["id"],
        "reference": row["is_reference"],
        "structural": row["is_structural"],
        "defining": ";".join(kept),
        "source": RELEASE,
    }
