"""``autonome consent``: the forms that people sign, and what people did about them; each group in a file of its own."""

from __future__ import annotations

import typer

from autonome.cli.consent_fhir import from_fhir, to_fhir
from autonome.cli.consent_node import deny, grant, receipt, show, withdraw
from autonome.cli.consent_record import record
from autonome.cli.consent_simulate import simulate_change
from autonome.cli.consent_templates import app as templates

app = typer.Typer(help="Consent: its forms, and what follows from what people signed.", no_args_is_help=True)
app.add_typer(templates, name="templates")
app.command("to-fhir")(to_fhir)
app.command("from-fhir")(from_fhir)
app.command("simulate")(simulate_change)
app.command("record")(record)
app.command("grant")(grant)
app.command("deny")(deny)
app.command("withdraw")(withdraw)
app.command("show")(show)
app.command("receipt")(receipt)
