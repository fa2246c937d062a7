"""``autonome node review``: break-glass that waits for somebody to look at it, and what was found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from autonome.access.roles import Role
from autonome.bootstrap.session import Session, signed_in
from autonome.cli.plain_text import plain
from autonome.kernel import Json, SubjectId
from autonome.workflows.review_emergencies import Review, close_review, reviews, told_of_each
from autonome.workflows.show_timeline import Line

app = typer.Typer(help="Break-glass that waits for a review: list it, close it with a finding.", no_args_is_help=True)

WATCH = (Role.STEWARD, Role.AUDITOR)


@app.command(name="list")
def list_reviews(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List what waits for a review: who broke the glass, whose record, why."""
    with signed_in(*WATCH) as session:
        found = [_told(*each) for each in _queued(session) if everything or each[0].finding is None]
    if as_json:
        typer.echo(json.dumps({"reviews": found}, ensure_ascii=True))
        return
    for each in found:
        typer.echo(plain("  ".join(f"{name} {value}" for name, value in each.items() if value is not None)))
    if not found:
        typer.echo("nothing waits for a review")


@app.command()
def close(
    number: Annotated[int, typer.Argument(help="Number of the review.", show_default=False)],
    *,
    finding: Annotated[str, typer.Option(help="What was found.")],
) -> None:
    """Record what was found; nobody reviews what they did themselves."""
    with signed_in(*WATCH, fresh=True) as session:
        done_by = {each.number: line.actor if line else "" for each, _, line in _queued(session)}
        recorded = close_review(session.node.log, number, finding, session.person.name, done_by)
    typer.echo(f"closed: entry {recorded.index}")


def _queued(session: Session) -> Iterator[tuple[Review, SubjectId | None, Line | None]]:
    """The queue, with whom it is about and what was done; all that it needs is read at once."""
    queued = reviews(session.node.log)
    people = session.node.patients.by_name(each.known_as for each in queued)
    return told_of_each(queued, people, session.node.log)


def _told(review: Review, subject: SubjectId | None, line: Line | None) -> Mapping[str, Json]:
    return {
        "number": review.number,
        "queued": str(review.at),
        "patient": subject,
        "actor": line.actor if line else None,
        "items": ", ".join(line.items) if line else None,
        "reason": line.emergency.reason if line and line.emergency else None,
        "finding": review.finding,
        "closed_by": review.closed_by,
    }
