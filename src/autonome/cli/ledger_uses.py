"""``autonome ledger uses``: lines come onto a log, from a file or another site, and are checked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autonome import bootstrap
from autonome.cli.exits import EXIT_VERIFICATION
from autonome.cli.ledger_show import Folder, InDatabase
from autonome.cli.plain_text import counted, plain
from autonome.kernel import InputError, SubjectId, canonical_bytes
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.ledger import GET_A_POLICY, Checkpoint, Policy, UntrustedError, parse_policy
from autonome.ledger.policies import MAX_POLICY_BYTES

if TYPE_CHECKING:
    from autonome.ledger.uses import UseLine
    from autonome.workflows.follow_uses import Site

app = typer.Typer(
    help="Uses on a log in the database: record, check, send to other sites, take over.", no_args_is_help=True
)

AT_ONCE = 500
"""Lines of a file that are recorded together: each is an entry of its own, and all of them stand there or none."""

MAX_FILE = 64 * 1024 * 1024
"""Largest file of lines, in bytes: some hundred thousand lines; a larger one is cut in parts."""

TOLD = 20
"""Differences that are printed; their number is told in any case."""


@app.command()
def record(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="Lines of seven columns parted by tabs.", show_default=False)],
    *,
    subject: Annotated[str, typer.Option(help="Whom the used data are about.", show_default=False)],
    database: InDatabase = False,
) -> None:
    """Record the lines of a file, an entry each. It is read whole before the first is recorded.

    Columns: timestamp, node, id, ref-id, user, activity, resource. The timestamp is milliseconds since
    1970-01-01T00:00:00Z, or an instant such as 2026-03-01T10:00:00.130Z.
    """
    from autonome.ledger.uses import NotedUse  # noqa: PLC0415 - only who works with uses pays for it

    lines = list(_lines(bootstrap.file_bytes(file, MAX_FILE), file.name))
    waiting, recorded = iter(lines), 0
    with bootstrap.site_log(folder, database=database) as site:
        while chunk := list(islice(waiting, AT_ONCE)):
            recorded += len(site.log.append([NotedUse(line).draft(SubjectId(subject)) for line in chunk]))
    sys.stdout.write(f"recorded {counted(recorded, 'line', 'lines')}\n")


@app.command()
def check(
    folder: Folder,
    *,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index anew from the log first.")] = False,
    database: InDatabase = False,
) -> None:
    """Open every line on the log, and hold the index against it. Ends with 5 where they part."""
    with bootstrap.site_log(folder, database=database) as site:
        if rebuild:
            sys.stdout.write(f"made anew with {counted(site.rebuild(), 'line', 'lines')}\n")
        found = list(site.differences())
    if not found:
        sys.stdout.write("The index says what the log holds.\n")
        return
    sys.stderr.writelines(f"autonome: entry {each.index}: {each.part}\n" for each in found[:TOLD])
    sys.stderr.write(f"autonome: index and log part at {counted(len(found), 'entry', 'entries')}: use --rebuild\n")
    raise typer.Exit(EXIT_VERIFICATION)


@app.command()
def send(
    folder: Folder,
    *,
    since: Annotated[int, typer.Option("--from", help="Size of our log that the other site knows.", min=0)] = 0,
    under: Annotated[int | None, typer.Option(help="Checkpoint that the other site has begun to follow.")] = None,
    database: InDatabase = False,
) -> None:
    """Print what was added to the log, with what opens our lines: for one other site, over a channel of your own."""
    from autonome.ledger.uses.parcels import MOST, parcel_to_json  # noqa: PLC0415 - as above

    with bootstrap.site_log(folder, database=database) as site:
        parcel = site.parcel(since, MOST, under)
    if parcel is None:
        sys.stderr.write("autonome: nothing was added\n")
        return
    sys.stdout.write(f"{canonical_bytes(parcel_to_json(parcel)).decode()}\n")


@app.command()
def take(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="PARCEL", help="What the other site sent.", show_default=False)],
    *,
    node: Annotated[str, typer.Option(help="The other site, as its lines name it.", show_default=False)],
    policy: Annotated[Path, typer.Option(help="Names the key of its log (C2SP tlog-policy).", show_default=False)],
    database: InDatabase = False,
) -> None:
    """Check what another site sent, and note its lines on our log."""
    from autonome.ledger.uses.parcels import read_parcel  # noqa: PLC0415 - as above
    from autonome.workflows.follow_uses import take_parcel  # noqa: PLC0415 - as above

    parcel = read_parcel(bootstrap.file_bytes(file, MAX_JSON_BYTES), where=file.name)
    trusted = parse_policy(bootstrap.file_bytes(policy, MAX_POLICY_BYTES), where=policy.name)
    with bootstrap.site_log(folder, database=database) as site:
        taken = take_parcel(parcel, _site(trusted, Checkpoint.of_note(parcel.note).origin, node), logs=site)
    left_out = f"; {taken.left_out} left out, of people who were erased here" if taken.left_out else ""
    goes_on = "" if taken.followed.under is None else f" --under {taken.followed.under}"
    sys.stdout.write(
        f"noted {counted(taken.noted, 'line', 'lines')} of {plain(taken.followed.origin)}{left_out}; "
        f"{counted(taken.unopened, 'entry', 'entries')} not for us\n"
        f"next: autonome ledger uses send DIR --database --from {taken.followed.tree.size}{goes_on}\n"
    )


def _lines(data: bytes, where: str) -> Iterator[UseLine]:
    from autonome.ledger.uses import read_line  # noqa: PLC0415 - as above

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text", where=where, mend="save it as UTF-8.") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line:
            yield read_line(line.removesuffix("\r"), where=f"{where}, line {number}")


def _site(policy: Policy, origin: str, node: str) -> Site:
    from autonome.workflows.follow_uses import Site  # noqa: PLC0415 - as above

    keys = tuple(key for key in policy.logs if key.name == origin)
    if not keys:
        raise UntrustedError(f"no key of the policy is that of the log {origin!r}", mend=GET_A_POLICY)
    return Site(node, keys)
