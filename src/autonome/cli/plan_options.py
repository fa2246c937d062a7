"""The options of ``autonome plan``, each with its words of help; those that ``autonome pgx`` shares stand here once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autonome.cli.batch import MAX_JOBS

Genome = Annotated[
    Path | None,
    typer.Argument(help="The genome: VCF 4.1 to 4.4, plain or (b)gzipped; not with --batch.", show_default=False),
]
Record = Annotated[
    Path | None, typer.Option(help="Health record: a FHIR R4 Bundle in JSON, or HL7 v2; not with --batch.")
]
Consent = Annotated[Path | None, typer.Option(help="Consent file of the person; not with --batch.")]
Batch = Annotated[
    Path | None, typer.Option(help="Many patients: a table of their files (TSV), in place of one person's files.")
]
Patient = Annotated[
    str | None, typer.Option(help="A patient of the node that you are signed in to, in place of files.")
]
Jobs = Annotated[
    int | None, typer.Option(min=1, max=MAX_JOBS, help="Processes of a batch; without it, one for each core at hand.")
]
Out = Annotated[Path, typer.Option(help="Folder for the plan, its receipt and the policy; a new one is yours alone.")]
OutsideCalls = Annotated[
    Path | None, typer.Option(help="Calls made elsewhere: a TSV of gene, diplotype, phenotype and activity score.")
]
Drug = Annotated[
    list[str] | None, typer.Option(help="Advise on this medicine too, which is not in the record; repeatable.")
]
Sample = Annotated[str | None, typer.Option(help="The person's sample, where the VCF holds several.")]
Actor = Annotated[str, typer.Option(envvar="AUTONOME_ACTOR", help="Who asks: goes on the log.")]
Organisation = Annotated[str, typer.Option(envvar="AUTONOME_ORGANISATION", help="For which organisation they ask.")]
Recipient = Annotated[str, typer.Option(help="Class of recipients to which they belong, as consent names it.")]
Purpose = Annotated[str, typer.Option(help="What for: a code of HL7 PurposeOfUse.")]
Jurisdiction = Annotated[
    str | None,
    typer.Option(
        envvar="AUTONOME_JURISDICTION", help="Place whose law holds, such as US; without it, the consent file's."
    ),
]
Papers = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="KIND=ID", help="A paper that the law of the place asks for; repeatable."),
]
Facts = Annotated[
    list[str] | None,
    typer.Option(
        "--fact",
        metavar="NAME=VALUE",
        help="What the law asks about: large-scale=no, age=40 and so on; repeatable. AUTONOME_FACTS holds those of the "
        "institution, with spaces between.",
    ),
]
AsOf = Annotated[
    str | None, typer.Option(help="Make the plan as of this instant, such as 2026-03-01T10:00:00Z; now without it.")
]
LogFolder = Annotated[
    Path | None,
    typer.Option(
        envvar="AUTONOME_LOG",
        help="Folder of the log, which is never one in a database; in your data folder without it.",
    ),
]
PagesLanguage = Annotated[str, typer.Option(help="Language of the pages: en, zh-hans or id.")]
Pdf = Annotated[
    bool | None,
    typer.Option(
        "--pdf/--no-pdf", help="Insist on plan.pdf, or leave it out; without either it is made where it can be."
    ),
]
AssumeReference = Annotated[
    bool,
    typer.Option(
        "--assume-reference",
        help="Unsafe: read positions that the VCF lacks as the reference; what rests on it is marked.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
