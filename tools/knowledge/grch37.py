"""Where a position of GRCh38 lies on GRCh37, and how sure that is.

Two grounds, and no third:

- *pair*: pypgx's variant table lists the same GRCh38 position, with its GRCh37 position. The three indels that the
  facts' README names as differing there are left out.
- *offset*: the nearest marker below and the nearest marker above the position have the same distance between the
  builds, so that no insertion or deletion between the builds lies there. Markers are the gene's pairs and its inner
  exon boundaries, which pypgx takes from another track on each build; the two ends of the transcript are no markers,
  because the annotated transcript was revised between the builds.

A reference base that changed between the builds is recorded where pypgx lists it; for *offset* rows it is taken to be
unchanged, which is why the matcher compares alleles and not reference bases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PAIR = "pypgx-0.27.0"
OFFSET = "pypgx-0.27.0-offset"

UNTRUSTED_RSIDS = frozenset({"rs1304490498", "rs72549354", "rs137852338"})
"""Indels whose place in pypgx differs from the ClinPGx definitions (README of the facts)."""


@dataclass(frozen=True)
class Place:
    """A place on GRCh37.

    Args:
        position: 1-based.
        reference: the GRCh37 reference allele where it differs from GRCh38, else "".
        source: PAIR or OFFSET.
    """

    position: int
    reference: str
    source: str


@dataclass(frozen=True)
class Lift:
    """What pypgx says about one gene.

    Args:
        pairs: GRCh38 position → GRCh37 position, GRCh37 and GRCh38 reference allele.
        markers: (GRCh38 position, distance to GRCh37), ascending.
    """

    pairs: Mapping[int, tuple[int, str, str]]
    markers: tuple[tuple[int, int], ...]

    def place(self, grch38: int, rsid: str) -> Place | None:
        """Find a position on GRCh37, or None where neither ground holds."""
        if grch38 in self.pairs and rsid not in UNTRUSTED_RSIDS:
            position, old, new = self.pairs[grch38]
            return Place(position, old if old != new else "", PAIR)
        below = [offset for marker, offset in self.markers if marker < grch38]
        above = [offset for marker, offset in self.markers if marker > grch38]
        if below and above and below[-1] == above[0]:
            return Place(grch38 + above[0], "", OFFSET)
        return None


def lifts(variants: Iterable[Mapping[str, str]], genes: Iterable[Mapping[str, str]]) -> dict[str, Lift]:
    """Work out each gene's lift from pypgx's variant and gene tables."""
    by_gene: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in variants:
        if row["rsID"].strip() not in UNTRUSTED_RSIDS:
            by_gene[row["Gene"]].append(row)
    exons = {row["Gene"]: _inner_boundaries(row) for row in genes}
    return {gene: _lift(rows, exons.get(gene, [])) for gene, rows in by_gene.items()}


def _lift(rows: list[Mapping[str, str]], exons: list[tuple[int, int]]) -> Lift:
    pairs = {
        int(row["GRCh38Position"]): (int(row["GRCh37Position"]), row["GRCh37Allele"], row["GRCh38Allele"])
        for row in rows
    }
    markers = {(new, old - new) for new, (old, _, _) in pairs.items()} | {(new, old - new) for old, new in exons}
    return Lift(pairs, tuple(sorted(markers)))


def _inner_boundaries(row: Mapping[str, str]) -> list[tuple[int, int]]:
    """(GRCh37, GRCh38) of each exon's start and end, without the ends of the transcript."""
    starts = _pairs_of(row, "ExonStarts")
    ends = _pairs_of(row, "ExonEnds")
    return starts[1:] + ends[:-1]


def _pairs_of(row: Mapping[str, str], edge: str) -> list[tuple[int, int]]:
    old, new = (
        [int(part) for part in row[build + edge].split(",") if part.strip().isdigit()] for build in ("GRCh37", "GRCh38")
    )
    return list(zip(old, new, strict=True)) if len(old) == len(new) else []
