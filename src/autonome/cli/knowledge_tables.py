"""Tables for `autonome knowledge show`."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from autonome.evidence.bundle import Manifest


def print_tables(manifest: Manifest) -> None:
    """Print hash, release, genes, rows and sources; the hash stands on a line of its own, never broken."""
    console = Console()
    console.print(f"bundle  {manifest.hash}\nrelease {manifest.release}", highlight=False, soft_wrap=True)
    console.print(_genes(manifest), _counts(manifest), _sources(manifest))


def _genes(manifest: Manifest) -> Table:
    table = Table("gene", "definitions", "phenotypes", title="Genes", title_justify="left")
    for column in ("positions", "alleles", "functions"):
        table.add_column(column, justify="right")
    for gene, release in sorted(manifest.genes.items()):
        numbers = (release.positions, release.alleles, release.functions)
        table.add_row(gene, release.definitions or "none", release.phenotypes or "none", *map(str, numbers))
    return table


def _counts(manifest: Manifest) -> Table:
    table = Table("table", title="Rows", title_justify="left")
    table.add_column("rows", justify="right")
    for name, rows in sorted(manifest.counts.items()):
        table.add_row(name.replace("_", " "), f"{rows:,}")
    return table


def _sources(manifest: Manifest) -> Table:
    table = Table("source", "date", "licence", "publisher", title="Sources", title_justify="left")
    for source in manifest.sources:
        table.add_row(source.id, source.date, source.licence, source.publisher)
    return table
