"""`autonome knowledge`: what this installation knows, of which date, from whom; and whether it is undamaged."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.evidence.summary import summary

app = typer.Typer(help="The knowledge bundle: releases, sources, licences, integrity.", no_args_is_help=True)


@app.command()
def show(*, as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Say what the bundle holds, of which date, and under which licences."""
    bundle = bootstrap.knowledge_bundle()
    if as_json:
        typer.echo(json.dumps(summary(bundle.manifest), indent=2, ensure_ascii=False))
        return
    from autonome.cli.knowledge_tables import print_tables  # noqa: PLC0415 - rich costs every other command 50 ms

    print_tables(bundle.manifest)


@app.command()
def phenotypes() -> None:
    """List the phenotypes of each gene: the words that a file of outside calls may use."""
    for gene, table in sorted(bootstrap.knowledge_bundle().phenotypes.items()):
        rows = (*table.pairs.values(), *table.named.values())
        typer.echo(f"{gene}\t{', '.join(sorted({row.name for row in rows}))}")


@app.command()
def verify() -> None:
    """Recompute the hash of every file; exit code 2 names the file that is damaged."""
    bundle = bootstrap.verified_knowledge_bundle()
    typer.echo(f"{len(bundle.manifest.files)} files agree with the manifest; bundle {bundle.hash}")
