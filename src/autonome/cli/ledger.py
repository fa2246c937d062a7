"""``autonome ledger``: an institution's log: begin, show, prove, audit, keys, erasures, readers, uses, serve.

Every command on a log takes it as ``DIR [--database]``: its folder, or its private side where it is in the database.

What reads works on any copy, without the signing key (`ledger_show`); what writes opens the log (here).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.cli.instants import instant_of
from autonome.cli.ledger_query import query
from autonome.cli.ledger_show import InDatabase, audit, checkpoint, keys, prove, receipt, show, tombstones
from autonome.cli.ledger_uses import app as uses
from autonome.cli.plain_text import plain
from autonome.cli.serving_options import CONNECTIONS, PerAddress, Proxies
from autonome.kernel import InputError, Instant, SubjectId
from autonome.kernel.canonical import MAX_JSON_BYTES
from autonome.ledger import (
    ErasedError,
    Erasure,
    KeptLog,
    KeyHistory,
    Opening,
    Role,
    Thread,
    VerificationError,
    VerifierKey,
    parse_policy,
)
from autonome.ledger.erasure_lists import read_tombstones
from autonome.ledger.newest_seen import MAX_SEEN_BYTES, NewestSeen
from autonome.ledger.policies import MAX_POLICY_BYTES
from autonome.ledger.tombstones import ERASURES
from autonome.workflows.acknowledge_alarms import acknowledge
from autonome.workflows.read_timeline import refuse_less, verified_timeline
from autonome.workflows.verify_receipt import Evidence

app = typer.Typer(help="An institution's log: begin, show, prove, audit, keys, uses, serve.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the log.", show_default=False)]
Ground = Annotated[str, typer.Option(help="The provision, such as 'GDPR Art. 17(1)(b)'; nothing personal.")]
Subject = Annotated[str | None, typer.Option(help="Whose entries, by the person's id.")]

app.command()(show)
app.command()(checkpoint)
app.command()(prove)
app.command()(receipt)
app.command()(keys)
app.command()(audit)
app.command()(tombstones)
app.command()(query)
app.add_typer(uses, name="uses")


@app.command()
def init(
    folder: Folder,
    *,
    origin: Annotated[str, typer.Option(help="Name of the log, such as hospital.example/autonome.")],
    recovery_key: Annotated[
        Path | None, typer.Option(help="File for the key for recovery (default: beside the folder).")
    ] = None,
    no_recovery_key: Annotated[
        bool, typer.Option("--no-recovery-key", help="A log that ends when its key is lost.")
    ] = False,
    database: InDatabase = False,
) -> None:
    """Begin a log: its keys, its first entry, and a policy that accepts it."""
    spare = recovery_key or folder.absolute().with_name(f"{folder.absolute().name}.recovery-key")
    begun = bootstrap.begin_log(folder, origin, None if no_recovery_key else spare, database=database)
    typer.echo(f"log       {plain(origin)}")
    typer.echo(f"key       {begun.key}")
    typer.echo(f"policy    {plain(begun.policy)}")
    if begun.recovery is None:
        typer.echo("recovery  none: when the key is lost, this log has ended")
    else:
        typer.echo(f"recovery  {plain(spare)}: take it away, to where this machine does not reach")


@app.command("rotate-key")
def rotate_key(folder: Folder, *, database: InDatabase = False) -> None:
    """Draw a new key for the log; the one before signs that it is, and holds no longer."""
    with bootstrap.kept_log(folder, database=database) as log:
        _tell_keys(log.rotate())


@app.command("recover-key")
def recover_key(
    folder: Folder,
    *,
    recovery_key: Annotated[Path, typer.Option(help="The key that was named for this at the beginning.")],
    until: Annotated[
        int | None, typer.Option(help="Largest size whose signature by the old key still counts.", min=0)
    ] = None,
    database: InDatabase = False,
) -> None:
    """Give a log whose key is lost or stolen a new one."""
    _tell_keys(bootstrap.recover_log(folder, recovery_key, until, database=database))


@app.command()
def erase(  # noqa: PLR0913 - one command's options
    folder: Folder,
    subject: Annotated[str, typer.Argument(help="The person's id.", show_default=False)],
    *,
    ground: Ground,
    decided_at: Annotated[str, typer.Option(help="When it was decided, such as 2026-03-01T10:00:00Z.")],
    database: InDatabase = False,
    although_unknown: Annotated[
        bool, typer.Option("--although-unknown", help="Close the log for somebody of whom it holds nothing.")
    ] = False,
) -> None:
    """Erase a person: the tombstone is recorded; then key, salts and payloads are destroyed, for ever."""
    erasure, person = Erasure(ground, _decided(decided_at)), SubjectId(subject)
    with bootstrap.kept_log(folder, database=database) as log:
        if not although_unknown and _nothing_of(log, person):
            raise InputError(
                "the log holds nothing of this person", mend="check the id; if it is right, say --although-unknown."
            )
        stone = log.erase(person, erasure)
    typer.echo(f"erased; the tombstone is entry {stone.index}")


def _nothing_of(log: KeptLog, person: SubjectId) -> bool:
    """Whether a log never held anything of somebody; what is damaged, or was erased, was there."""
    try:
        return not log.entries_of(person)
    except (ErasedError, VerificationError):
        return False


@app.command()
def replay(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="List that `ledger tombstones` wrote.", show_default=False)],
    *,
    database: InDatabase = False,
) -> None:
    """Carry out the erasures that a log which was put back from a backup does not know of."""
    with bootstrap.kept_log(folder, database=database) as log:
        missing = log.replay(read_tombstones(bootstrap.file_bytes(file), log.verifier.name, where=str(file)))
    typer.echo(f"{len(missing)} erasures were carried out anew" if missing else "nothing was missing")


@app.command("acknowledge")
def acknowledge_alarms(
    folder: Folder,
    alarms: Annotated[list[str], typer.Argument(metavar="ALARM…", help="As the audit told them.", show_default=False)],
    *,
    finding: Annotated[str, typer.Option(help="What was found, in one line; nothing personal.", show_default=False)],
    by: Annotated[str, typer.Option(help="Who looked.", show_default=False)],
    database: InDatabase = False,
) -> None:
    """Record that somebody has looked at alarms of `ledger audit`: it tells no more of those records."""
    with bootstrap.kept_log(folder, database=database) as log, bootstrap.read_log(folder, database=database) as shown:
        entries = acknowledge(log, shown, alarms, finding=finding, by=by)
    typer.echo("".join(f"acknowledged; entry {entry.index}\n" for entry in entries), nl=False)


@app.command("reader-key")
def reader_key(
    file: Annotated[Path, typer.Argument(help="Where to put the new private key.", show_default=False)],
    *,
    name: Annotated[str, typer.Option(help="What the key is called; never the person's name.")] = "reader",
) -> None:
    """Make a key with which somebody reads their own entries from elsewhere, and print its public side."""
    typer.echo(str(bootstrap.new_reader_key(file, name)))


@app.command()
def reader(  # noqa: PLR0913 - options of a command
    folder: Folder,
    key: Annotated[str, typer.Argument(help="Public side of the reader's key.", show_default=False)],
    *,
    subject: Subject = None,
    institution: Annotated[bool, typer.Option("--institution", help="The institution's own entries.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the leave away.")] = False,
    database: InDatabase = False,
) -> None:
    """Let a key read one person's entries through the server. Make sure first whose key it is."""
    if (subject is None) != institution:
        raise InputError("whose entries may be read?", mend="give either --subject or --institution.")
    whose = Thread(Opening.INSTITUTION, ERASURES) if subject is None else Thread.of_person(SubjectId(subject))
    with bootstrap.read_log(folder, database=database) as log:
        (log.withdraw if remove else log.enrol)(whose, VerifierKey.parse(key))
    typer.echo("taken away" if remove else "enrolled")


@app.command()
def read(  # noqa: PLR0913 - options of a command
    url: Annotated[str, typer.Argument(metavar="URL", help="Where the log is served.", show_default=False)],
    *,
    subject: Annotated[str, typer.Option(help="The person's id.")],
    key: Annotated[Path, typer.Option(help="The reader's private key, from `ledger reader-key`.")],
    policy: Annotated[Path, typer.Option(help="Which log is trusted.")],
    receipt: Annotated[
        list[Path] | None, typer.Option(help="A receipt in hand; what it shows must be there.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object for each entry.")] = False,
) -> None:
    """Read one's own entries through the server; check that the log holds them and that none is missing in between.

    A server can keep back the newest ones; but none that was read with this key before (KEY.seen), or that a receipt
    in hand shows.
    """
    trusted = parse_policy(bootstrap.file_bytes(policy, MAX_POLICY_BYTES), where=str(policy))
    names = [log.name for log in trusted.logs]
    pages = bootstrap.entries_for_reader(url, key, SubjectId(subject), names)
    timeline = verified_timeline(pages, trusted)
    memory = key.with_name(f"{key.name}.seen")
    seen = _seen(memory)
    shown = [Evidence(bootstrap.file_bytes(path, MAX_JSON_BYTES), str(path)) for path in receipt or []]
    refuse_less(timeline, seen, shown, trusted)
    bootstrap.write_file(memory, seen.after(timeline).data())
    for entry in timeline:
        payload = entry.payload
        told = f"{entry.index:>6}  {payload.kind:<12}{payload.recorded_at}  no. {payload.sequence}"
        whole = {"index": entry.index, "payload": payload.to_json()}
        typer.echo(json.dumps(whole, ensure_ascii=True) if as_json else told)


@app.command()
def serve(
    folder: Folder,
    *,
    listen: Annotated[str, typer.Option(help="host:port; port 0 for any that is free.")] = "127.0.0.1:0",
    per_address: PerAddress = CONNECTIONS,
    proxy: Proxies = None,
    database: InDatabase = False,
) -> None:
    """Serve the log for reading: tiles, proofs, openings; to each reader their own. Ends at SIGTERM."""
    bootstrap.serve_log(
        folder,
        database=database,
        listen=listen,
        told=lambda url: typer.echo(f"log at {url}"),
        per_address=per_address,
        proxies=proxy or (),
    )


def _decided(given: str) -> Instant:
    """When an erasure was decided, which is not in the future."""
    at = instant_of(given, "--decided-at")
    if at > bootstrap.clock().now():
        raise InputError(f"{at} is in the future", where="--decided-at", mend="say when it was decided.")
    return at


def _seen(path: Path) -> NewestSeen:
    if not path.exists():
        return NewestSeen({})
    return NewestSeen.read(bootstrap.file_bytes(path, MAX_SEEN_BYTES), where=str(path))


def _tell_keys(history: KeyHistory) -> None:
    for span in history.spans:
        if span.role is Role.LOG:
            typer.echo(f"{span.key}  from size {span.since}{'' if span.until is None else f' to {span.until}'}")
