"""``autonome monitor``: follow somebody else's log, and raise an alarm when it is not what it was."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from autonome import bootstrap
from autonome.cli.exits import EXIT_UNUSABLE, EXIT_VERIFICATION
from autonome.cli.plain_text import plain
from autonome.kernel import InputError
from autonome.ledger import Policy, VerifierKey, parse_policy
from autonome.ledger.policies import MAX_POLICY_BYTES, NOBODY
from autonome.workflows.monitor_log import Told, Watch

DAY = 86_400
"""Seconds without a sign of life after which a log is silent, unless told otherwise: a hospital records every day."""


def monitor(  # noqa: PLR0913 - options of a command; each has its name
    *,
    log: Annotated[str, typer.Option(help="The log's URL.", show_default=False)],
    state: Annotated[Path, typer.Option(help="Folder of what it remembers, and of evidence.", show_default=False)],
    policy: Annotated[Path | None, typer.Option(help="Whom to trust; its witnesses are asked, too.")] = None,
    key: Annotated[list[str] | None, typer.Option(help="The log's key, where there is no policy.")] = None,
    peer: Annotated[list[str] | None, typer.Option(help="URL of a witness, or of another way to the log.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Look once: all of it, and end.")] = False,
    interval: Annotated[int, typer.Option(help="Seconds between two looks.", min=1)] = 60,
    silence: Annotated[int, typer.Option(help="Seconds without a sign of life that are too long.", min=1)] = DAY,
    sweep: Annotated[int, typer.Option(help="Seconds until all of it is fetched again.", min=0)] = 3600,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object for each line.")] = False,
) -> None:
    """Follow a log: rebuild every tile; alarm on two histories, a step back, silence, changes, bad key events.

    Ends with 0 when there was no alarm, with 5 when there was one, and with 2 when a single look got no answer.
    """
    trusted = _trusted(policy, key or [])
    watch = Watch(trusted.logs, tuple(trusted.witnesses.values()), silence, 0 if once else sweep)
    told_by = [trusted.addresses[each] for each in trusted.witnesses.values() if each in trusted.addresses]
    told = _printer(as_json=as_json)
    ended = bootstrap.monitor(
        log,
        peers=[*dict.fromkeys([*(peer or []), *told_by])],
        state=state,
        watch=watch,
        interval=None if once else interval,
        told=told,
    )
    if ended.alarmed:
        raise typer.Exit(EXIT_VERIFICATION)
    if once and not ended.answered:
        raise typer.Exit(EXIT_UNUSABLE)


def _trusted(policy: Path | None, keys: list[str]) -> Policy:
    named = tuple(VerifierKey.parse(text) for text in keys)
    if policy is None:
        if not named:
            raise InputError("whose log is it?", mend="give --policy, or the log's key with --key.")
        return Policy(named, {}, {}, NOBODY)
    read = parse_policy(bootstrap.file_bytes(policy, MAX_POLICY_BYTES), where=str(policy))
    return replace(read, logs=(*read.logs, *named))


def _printer(*, as_json: bool) -> Callable[[Told], None]:
    def told(line: Told) -> None:
        text = json.dumps(line.to_json(), ensure_ascii=True) if as_json else plain(line)
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    return told
