"""The command line: one sub-command for each act, one place where errors become words and exit codes.

Exit codes: 0 done · 1 a fault of the program · 2 unusable input or options · 3 refused by consent or law ·
4 untrusted (no policy, or it does not trust this log) · 5 verification failed ·
6 a document breaks a rule of the standard that it was checked against · 7 a batch that has no plan for some patients.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from autonome import __version__
from autonome.cli.actor import app as actor
from autonome.cli.consent import app as consent
from autonome.cli.database import app as database
from autonome.cli.decide import decide_request
from autonome.cli.exits import exit_code
from autonome.cli.fhir import app as fhir
from autonome.cli.genome import app as genome
from autonome.cli.knowledge import app as knowledge
from autonome.cli.law import app as law
from autonome.cli.ledger import app as ledger
from autonome.cli.monitor import monitor
from autonome.cli.node import app as node
from autonome.cli.open import open_patient
from autonome.cli.partner import app as partner
from autonome.cli.patient import app as patient
from autonome.cli.pgx import pgx
from autonome.cli.plain_text import one_line
from autonome.cli.plan import plan
from autonome.cli.record import app as record
from autonome.cli.rights import app as rights
from autonome.cli.serve import serve
from autonome.cli.share import app as share
from autonome.cli.signing_in import login, logout, whoami
from autonome.cli.timeline import timeline
from autonome.cli.verify import verify
from autonome.cli.witness import app as witness
from autonome.kernel import AutonomeError

app = typer.Typer(
    name="autonome",
    help="A genome, a health record and a consent become a tailored treatment plan with a receipt.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"autonome {__version__}")
        raise typer.Exit


@app.callback()
def main(
    *, version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False
) -> None:
    """Options of the program itself."""


app.command("plan")(plan)
app.command("pgx")(pgx)
app.command("verify")(verify)
app.command("monitor")(monitor)
app.command("decide")(decide_request)
app.command("open")(open_patient)
app.command("timeline")(timeline)
app.command("serve")(serve)
app.command("login")(login)
app.command("logout")(logout)
app.command("whoami")(whoami)
app.add_typer(actor, name="actor")
app.add_typer(consent, name="consent")
app.add_typer(knowledge, name="knowledge")
app.add_typer(fhir, name="fhir")
app.add_typer(genome, name="genome")
app.add_typer(record, name="record")
app.add_typer(rights, name="rights")
app.add_typer(share, name="share")
app.add_typer(database, name="database")
app.add_typer(law, name="law")
app.add_typer(ledger, name="ledger")
app.add_typer(node, name="node")
app.add_typer(partner, name="partner")
app.add_typer(patient, name="patient")
app.add_typer(witness, name="witness")


def run() -> None:
    """Entry point: run a command, turn what a user can mend into one line and an exit code."""
    try:
        app()
    except AutonomeError as error:
        sys.stderr.write(f"autonome: {one_line(error)}\n")
        sys.exit(exit_code(error))
    except BrokenPipeError:
        # The reader of our output went away (`| head`): not our failure, and nothing to say.
        sys.stderr.close()
        sys.exit(0)
