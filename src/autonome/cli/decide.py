"""``autonome decide``: may this be done with these data? With ``--log`` the answer is put on record first."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.access import Allowed, Request, read_request
from autonome.access.explanation import Audience
from autonome.access.passports import Evidence
from autonome.cli.decided import Asking, decide_by_file, decide_on_log, read_handed_in
from autonome.cli.decision_words import Reader, as_json, as_text
from autonome.cli.exits import EXIT_REFUSED
from autonome.cli.instants import instant_of
from autonome.consent import NO_DISEASES, Diseases, read_diseases
from autonome.kernel import Instant
from autonome.kernel.canonical import MAX_JSON_BYTES


def decide_request(  # noqa: PLR0913 - one parameter for each option of the command
    *,
    acts: Annotated[
        Path,
        typer.Option("--acts", "--consent", help="Consent acts, of one person or of several.", show_default=False),
    ],
    request: Annotated[Path, typer.Option(help="The request, in JSON: who asks for what.", show_default=False)],
    diseases: Annotated[
        Path | None, typer.Option(help="Hierarchy of diseases, in JSON, for a request that names any.")
    ] = None,
    passport: Annotated[
        Path | None, typer.Option(help="GA4GH passport of whoever asks; its visas count as documents. Needs --issuers.")
    ] = None,
    issuers: Annotated[
        Path | None, typer.Option(help="Trusted issuers of visas with their keys, and what visas stand for, in JSON.")
    ] = None,
    log: Annotated[
        Path | None, typer.Option(help="Put the decision on the log in this folder; without it, nothing is recorded.")
    ] = None,
    receipt: Annotated[Path | None, typer.Option(help="Write its receipt here; needs --log.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Judge consent and law as of this instant, not now.")] = None,
    log_size: Annotated[
        int | None, typer.Option(min=0, help="Replay: acts at this place of the file and beyond are not known.")
    ] = None,
    explain: Annotated[
        Audience | None, typer.Option(help="Explain it to this reader, who is told no more than they may know.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of the explanation: en, zh-hans or id.")] = None,
    json_wanted: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Decide on a request: by the person's consent and the law of the place."""
    _together(passport=passport, issuers=issuers)
    _for_the_record(log, receipt=receipt, log_size=log_size, as_of=as_of)
    reader = _reader(explain, language)
    asked = read_request(bootstrap.file_bytes(request, MAX_JSON_BYTES), where=request.name)
    handed_in = read_handed_in(acts)
    at = bootstrap.clock().now() if as_of is None else instant_of(as_of, "--as-of")
    shown = _shown(passport, issuers, asked, at)
    asked = replace(asked, documents=(*asked.documents, *shown.documents))
    asking = Asking(asked, at, NO_DISEASES if diseases is None else _diseases(diseases), log_size)
    made = decide_by_file(handed_in, asking) if log is None else decide_on_log(log, handed_in, asking, receipt)
    sys.stdout.write(as_json(made, shown, reader) if json_wanted else as_text(made, shown, reader))
    if not isinstance(made.decision, Allowed):
        raise typer.Exit(EXIT_REFUSED)


def _together(*, passport: Path | None, issuers: Path | None) -> None:
    """Stop options that do not go together."""
    if (passport is None) is not (issuers is None):
        raise typer.BadParameter("a passport and the file of trusted issuers go together.", param_hint="--passport")


def _for_the_record(log: Path | None, *, receipt: Path | None, log_size: int | None, as_of: str | None) -> None:
    """Stop what would put on record a decision that nobody made now: it would read like leave to go ahead."""
    if receipt is not None and log is None:
        raise typer.BadParameter("a receipt needs a log: add --log DIR.", param_hint="--receipt")
    if log is not None and log_size is not None:
        raise typer.BadParameter("what is replayed is not put on record: leave --log out.", param_hint="--log-size")
    if log is not None and as_of is not None:
        raise typer.BadParameter(
            "what is judged as of another time is not put on record: leave --as-of or --log out.", param_hint="--as-of"
        )


def _reader(audience: Audience | None, language: str | None) -> Reader:
    if language is not None and audience not in {Audience.PATIENT, Audience.ASKER}:
        raise typer.BadParameter("it is for --explain patient and --explain asker.", param_hint="--language")
    return Reader(audience, bootstrap.language(language or "en"))


def _shown(passport: Path | None, issuers: Path | None, asked: Request, at: Instant) -> Evidence:
    if passport is None or issuers is None:
        return Evidence((), ())
    return bootstrap.shown_by_passport(passport, issuers, asked.actor, at)


def _diseases(path: Path) -> Diseases:
    return read_diseases(bootstrap.file_bytes(path, MAX_JSON_BYTES), where=path.name)
