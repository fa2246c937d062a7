"""``autonome witness``: an institution's witness of other institutions' logs."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autonome import bootstrap
from autonome.cli.exits import EXIT_UNTRUSTED
from autonome.cli.ledger_show import InDatabase
from autonome.cli.plain_text import one_line, plain
from autonome.cli.serving_options import CONNECTIONS, PerAddress, Proxies
from autonome.kernel import AutonomeError, canonical_bytes

if TYPE_CHECKING:  # no other command starts more slowly for this one
    from autonome.ledger.cosigning import Cosigning, Reply

app = typer.Typer(help="Witness other institutions' logs, and have one's own witnessed.", no_args_is_help=True)


@app.command()
def key(
    file: Annotated[Path, typer.Argument(help="Where to put the new private key.", show_default=False)],
    *,
    name: Annotated[str, typer.Option(help="Name of the witness, such as witness.example/w1.", show_default=False)],
) -> None:
    """Make a witness's key, and print its public side: the line for other people's policies."""
    typer.echo(bootstrap.new_witness_key(file, name))


@app.command()
def serve(  # noqa: PLR0913 - one parameter for each option of the command
    *,
    log: Annotated[
        list[str],
        typer.Option(help="A log's key (name+id+base64), or a policy file with log lines.", show_default=False),
    ],
    key: Annotated[Path, typer.Option(help="The witness's private key.", show_default=False)],
    state: Annotated[Path, typer.Option(help="Folder of what it remembers; never restored.", show_default=False)],
    listen: Annotated[str, typer.Option(help="host:port; port 0 for any that is free.")] = "127.0.0.1:0",
    per_address: PerAddress = CONNECTIONS,
    proxy: Proxies = None,
) -> None:
    """Serve as a witness (C2SP tlog-witness): cosign what only grew; ends at SIGTERM."""
    bootstrap.serve_witness(
        log, key=key, state=state, listen=listen, told=_told, per_address=per_address, proxies=proxy or ()
    )


@app.command()
def cosign(  # noqa: PLR0913 - one parameter for each option of the command
    directory: Annotated[Path, typer.Argument(help="The log's directory.", show_default=False)],
    *,
    policy: Annotated[Path, typer.Option(help="Names the witnesses, with URLs, and the quorum.", show_default=False)],
    every: Annotated[float | None, typer.Option(help="Seconds between rounds; once without it.", min=0.1)] = None,
    within: Annotated[float, typer.Option(help="Seconds in which a witness must answer.", min=0.1)] = 10.0,
    timestamp_url: Annotated[str | None, typer.Option(help="Authority for time (RFC 3161); needs its roots.")] = None,
    timestamp_roots: Annotated[Path | None, typer.Option(help="PEM certificates of that authority's roots.")] = None,
    timestamp_policy: Annotated[str | None, typer.Option(help="Policy under which it must stamp.")] = None,
    without_witnesses: Annotated[
        bool, typer.Option("--without-witnesses", help="Begin although no witness answers.")
    ] = False,
    database: InDatabase = False,
) -> None:
    """Have the newest checkpoint cosigned, and stop the log where its witnesses remember more than it holds."""
    if (timestamp_url is None) != (timestamp_roots is None):
        raise typer.BadParameter("needs --timestamp-url and --timestamp-roots together.", param_hint="--timestamp-url")
    with ExitStack() as stack:
        authority = None
        if timestamp_url is not None and timestamp_roots is not None:
            authority = stack.enter_context(
                bootstrap.timestamp_authority(timestamp_url, timestamp_roots, timestamp_policy)
            )
        log = stack.enter_context(
            bootstrap.witnessed_log(directory, policy, seconds=within, authority=authority, database=database)
        )
        cosigning = log.begin(alone=without_witnesses)
        for number in bootstrap.rounds(every):
            try:
                cosigning = log.cosign() if number else cosigning
            except AutonomeError as error:  # the log is halted by now; the next round sees whether that was mended
                if every is None:
                    raise
                typer.echo(f"autonome: {one_line(error)}", err=True)
                continue
            typer.echo("\n".join(_lines(cosigning)))
    if not cosigning.met:
        raise typer.Exit(EXIT_UNTRUSTED)


@app.command()
def receipt(
    file: Annotated[Path, typer.Argument(help="A receipt that was handed out before.", show_default=False)],
    *,
    log: Annotated[Path, typer.Option(help="The log's directory.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Where to write the new receipt.", show_default=False)],
    database: InDatabase = False,
) -> None:
    """Prove the entries of a receipt again, under what witnesses have cosigned since."""
    renewed = bootstrap.renewed_receipt(log, file, database=database)
    bootstrap.write_file(out, canonical_bytes(renewed.to_json()) + b"\n")


def _lines(cosigning: Cosigning) -> list[str]:
    """What came of it: first of all the quorum, then each witness."""
    own, replies = cosigning.cosigned.checkpoint, cosigning.replies
    count = sum(bool(reply.signatures) for reply in replies)
    quorum = "the quorum is met" if cosigning.met else "the quorum is NOT met"
    lines = [f"{plain(own.origin)}, size {own.size}: cosigned by {count} of {len(replies)} witnesses; {quorum}"]
    lines += [f"  {plain(reply.witness.name)}: {_said(reply)}" for reply in replies]
    stamped = cosigning.cosigned.timestamp is not None
    if stamped or cosigning.unstamped:
        lines.append(f"  timestamp: {'there' if stamped else one_line(cosigning.unstamped or AutonomeError(''))}")
    return lines


def _said(reply: Reply) -> str:
    if reply.trouble is None:
        return "cosigned"
    return f"{'CONTRADICTS: ' if reply.contradicts else ''}{one_line(reply.trouble)}"


def _told(url: str) -> None:
    typer.echo(f"witness at {url}")
