"""``autonome ledger show`` and the other commands that only read: on a log, a copy of one, or one that is damaged."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.cli.exits import EXIT_VERIFICATION
from autonome.cli.plain_text import counted, plain
from autonome.kernel import InputError
from autonome.ledger import Checkpoint, EntryKind, Policy, Tombstone, parse_policy
from autonome.ledger.beside import Alarm
from autonome.ledger.erasure_lists import write_tombstones
from autonome.ledger.policies import MAX_POLICY_BYTES
from autonome.ledger.publishing import OpenedLog
from autonome.ledger.tombstones import ERASURES
from autonome.workflows.audit_log import audit_log
from autonome.workflows.prove_on_log import prove_growth, prove_inclusion, receipt_of
from autonome.workflows.show_log import ShownEntry, ShownLog, show_log

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the log, or a copy.", show_default=False)]
Trusted = Annotated[Path | None, typer.Option("--policy", help="Whom to trust (C2SP tlog-policy).")]
InDatabase = Annotated[bool, typer.Option("--database", help="A log in the node's database; DIR is its private side.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def show(
    folder: Folder,
    *,
    since: Annotated[int, typer.Option("--from", help="First entry to list.", min=0)] = 0,
    opened: Annotated[bool, typer.Option("--open", help="What is sealed in full, where the keyring is here.")] = False,
    database: InDatabase = False,
    as_json: AsJson = False,
) -> None:
    """List the entries: public ones in full, of sealed ones the kind where the keyring is here; and the keys."""
    with bootstrap.read_log(folder, database=database) as log:
        shown = show_log(log, since=since, opened=opened)
    lines = [json.dumps(shown.to_json(), ensure_ascii=True)] if as_json else _listing(shown)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    _tell(shown.faults, shown.alarms)


def checkpoint(
    folder: Folder,
    *,
    verify: Annotated[bool, typer.Option("--verify", help="Check signatures and the whole tree first.")] = False,
    policy: Trusted = None,
    database: InDatabase = False,
) -> None:
    """Print the newest checkpoint, a signed note."""
    with bootstrap.read_log(folder, database=database) as log:
        if verify or policy is not None:
            _tell(audit_log(log, _policy(policy)).faults)
        sys.stdout.write(log.checkpoint())


def prove(
    folder: Folder,
    index: Annotated[int | None, typer.Argument(help="Entry to prove.", show_default=False)] = None,
    *,
    since: Annotated[int | None, typer.Option("--from", help="Older size, to prove that the log only grew.")] = None,
    database: InDatabase = False,
) -> None:
    """Print a proof: of an entry (C2SP tlog-proof), or that the log only grew (as C2SP tlog-witness asks for it)."""
    if (index is None) == (since is None):
        raise InputError("what is to be proven?", mend="name one entry, or an older size with --from.")
    with bootstrap.read_log(folder, database=database) as log:
        if index is not None:
            sys.stdout.write(str(prove_inclusion(log, index)))
        elif since is not None:
            sys.stdout.write(prove_growth(log, since).body().decode())


def receipt(
    folder: Folder,
    indexes: Annotated[list[int], typer.Argument(metavar="INDEX…", help="Entries to open.", show_default=False)],
    *,
    database: InDatabase = False,
) -> None:
    """Print a receipt of entries: whoever holds it can read them, and prove them."""
    with bootstrap.read_log(folder, database=database) as log:
        _expect_entries(log, indexes)
        entries = [log.entry(index) for index in sorted(set(indexes))]
        closed = [index for index, entry in zip(sorted(set(indexes)), entries, strict=True) if entry is None]
        if closed:
            raise InputError(f"entry {closed[0]} cannot be opened here", where=str(folder), mend="give the keyring.")
        found = receipt_of(log, [entry for entry in entries if entry is not None])
    sys.stdout.write(f"{json.dumps(found.to_json(), ensure_ascii=True, indent=2)}\n")


def keys(folder: Folder, *, database: InDatabase = False) -> None:
    """Print the log's key events, proven: what `autonome verify --keys` takes."""
    with bootstrap.read_log(folder, database=database) as log:
        events = log.public_entries(EntryKind.KEY)
        if not events:
            raise InputError("the log has no key event yet", where=str(folder), mend="use the policy alone.")
        found = receipt_of(log, events)
    sys.stdout.write(f"{json.dumps(found.to_json(), ensure_ascii=True, indent=2)}\n")


def audit(folder: Folder, *, policy: Trusted = None, database: InDatabase = False, as_json: AsJson = False) -> None:
    """Rebuild every tile from the entries; check root, signature, keys, openings, numbers, links and tombstones."""
    with bootstrap.read_log(folder, database=database) as log:
        found = audit_log(log, _policy(policy))
    halted = bootstrap.halted(folder, database=database)
    if as_json:
        sys.stdout.write(f"{json.dumps({**found.to_json(), 'halted': halted}, ensure_ascii=True)}\n")
    else:
        counts = ", ".join(f"{number} {name}" for name, number in found.counts.items())
        size, threads = counted(found.size, "entry", "entries"), counted(found.threads, "thread", "threads")
        sys.stdout.write(f"{plain(found.origin)}: {size} ({counts}) in {threads}\n")
        sys.stdout.write(f"root {found.root}\nsigned by {found.signer or 'no key that holds'}\n")
        if found.acknowledged:
            places, records = sorted(set(found.acknowledged.values())), len(found.acknowledged)
            beside = counted(records, "record beside the log", "records beside the log")
            which = "entry" if len(places) == 1 else "entries"
            sys.stdout.write(f"acknowledged: {beside} ({which} {', '.join(map(str, places))})\n")
    _tell(found.faults)
    if not as_json:
        sys.stdout.write("Sound in itself; this does not show that it is the newest: ask the witnesses.\n")
    if halted is not None:
        sys.stderr.write(f"autonome: HALTED: {plain(halted)}\n")
    _tell((), found.alarms)
    if halted is not None:
        raise typer.Exit(EXIT_VERIFICATION)


def tombstones(folder: Folder, *, database: InDatabase = False) -> None:
    """Print the log's tombstones: to be kept apart from backups, for `ledger replay`."""
    with bootstrap.read_log(folder, database=database) as log:
        stones = [Tombstone.read(entry.payload) for entry in log.institution_entries(ERASURES)]
        sys.stdout.write(write_tombstones(Checkpoint.of_note(log.checkpoint()).origin, stones).decode())


def _expect_entries(log: OpenedLog, indexes: Iterable[int]) -> None:
    size = Checkpoint.of_note(log.checkpoint()).size
    for index in indexes:
        if not 0 <= index < size:
            raise InputError(f"the log has no entry {index}: it ends at size {size}", mend="name one that it has.")


def _policy(path: Path | None) -> Policy | None:
    return None if path is None else parse_policy(bootstrap.file_bytes(path, MAX_POLICY_BYTES), where=str(path))


def _tell(faults: Sequence[str], alarms: Sequence[Alarm] = ()) -> None:
    sys.stderr.writelines(f"autonome: NOT SOUND: {plain(fault)}\n" for fault in faults)
    sys.stderr.writelines(f"autonome: ALARM: {plain(_told(alarm))}\n" for alarm in alarms)
    if faults or alarms:
        raise typer.Exit(EXIT_VERIFICATION)


def _told(alarm: Alarm) -> str:
    return alarm.said if alarm.digest is None else f"{alarm.said} (alarm {alarm.digest})"


def _listing(shown: ShownLog) -> list[str]:
    lines = [f"{plain(shown.origin)}, size {shown.size}", f"root {shown.root}"]
    lines += [_entry(entry) for entry in shown.entries]
    lines += ["keys", *(f"  {plain(line)}" for line in shown.keys)]
    return lines


def _entry(entry: ShownEntry) -> str:
    row = f"{entry.index:>6}  {entry.state:<12}"
    if entry.payload is None:
        return row.rstrip()
    payload = entry.payload
    row += f"{payload.kind:<12}{payload.recorded_at}  no. {payload.sequence}"
    if not entry.in_full:
        return row
    return f"{row}  {plain(payload.subject)}  {plain(json.dumps(payload.to_json()['body'], ensure_ascii=False))}"
