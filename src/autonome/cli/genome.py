"""``autonome genome``: a genome taken into a node."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.bootstrap.session import signed_in
from autonome.cli.at_node import CARING, AsJson, Facts, Papers, ReceiptFile, stated, tell_refusal, write_receipt
from autonome.cli.exits import EXIT_REFUSED
from autonome.cli.plain_text import plain
from autonome.consent import Action
from autonome.kernel import Json, SubjectId
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.import_genome import GENOME, ImportedGenome
from autonome.workflows.keep_patients import expect_patient

app = typer.Typer(help="Genomes of a node's patients.", no_args_is_help=True)


@app.callback()
def genome() -> None:
    """Genomes of a node's patients."""


@app.command(name="import")
def import_(  # noqa: PLR0913 - one parameter for each option of the command
    patient: Annotated[str, typer.Argument(help="The patient's id in the node.", show_default=False)],
    file: Annotated[Path, typer.Argument(help="VCF 4.1 to 4.4, plain or (b)gzipped.", show_default=False)],
    *,
    sample: Annotated[str | None, typer.Option(help="The patient's sample, where the VCF holds several.")] = None,
    fact: Facts = None,
    document: Papers = None,
    receipt: ReceiptFile = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take a genome into a node: all of it, or its known positions alone where consent covers no more."""
    with signed_in(*CARING) as session:
        subject = expect_patient(session.node.patients, patient)
        request = stated(session.asks(subject, "TREAT", GENOME, Action.COLLECT), fact, document)
        done = bootstrap.imported_genome(session.node, request, file, sample=sample, quiet=quiet or as_json)
        if isinstance(done, Refusal):
            tell_refusal(session, request, done, as_json=as_json)
            raise typer.Exit(EXIT_REFUSED)
        write_receipt(session, (done.permit.recorded, done.use), receipt)
    if as_json:
        sys.stdout.write(json.dumps(_as_json(subject, done), ensure_ascii=True) + "\n")
    else:
        sys.stdout.writelines(f"{plain(line)}\n" for line in _lines(subject, done))


def _as_json(subject: SubjectId, done: ImportedGenome) -> dict[str, Json]:
    return {
        "patient": subject,
        "file_sha256": done.known.digest,
        "sample": done.known.sample,
        "build": done.known.build.value,
        "version": done.version,
        "unchanged": done.version is None,
        "records": None if done.all is None else done.all.rows,
        "records_at_known_positions": done.known.rows,
        "decision": done.permit.recorded.index,
        "use": done.use.index,
    }


def _lines(subject: SubjectId, done: ImportedGenome) -> Iterator[str]:
    known = done.known
    what = "unchanged: it is kept already" if done.version is None else f"taken in as version {done.version}"
    yield f"genome of {subject}, sample {known.sample}, {known.build.value}: {what}"
    yield f"  {known.name}, SHA-256 {known.digest}"
    yield f"  {known.rows:,} records at positions that are known to change how medicines work"
    if done.all is None:
        yield "  nothing else of it is kept: consent does not cover the sequence"
    else:
        yield f"  {done.all.rows:,} records in all"
    yield f"decision entry {done.permit.recorded.index}, use entry {done.use.index}"
