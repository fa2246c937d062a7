"""A witness put together: its key, the logs that it watches, its memory, and its server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.adapters.durable import make_directories
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.small_files import read_small
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.adapters.witness_memory import FileMemory, open_memory
from autonome.kernel import InputError
from autonome.ledger import COSIGNATURE, ED25519, VerifierKey, parse_policy
from autonome.ledger.policies import MAX_POLICY_BYTES
from autonome.ledger.witnessed_keys import followed_again
from autonome.ledger.witnessing import KnownLog
from autonome.workflows.witness_checkpoint import Witness

if TYPE_CHECKING:
    from autonome.adapters.ledger_http.doors import DoorRule


def new_witness_key(path: Path, name: str) -> VerifierKey:
    """Make a witness's key.

    Args:
        path: where its file is put; nothing may be there.
        name: of the witness.

    Returns:
        The public side.

    Raises:
        InputError: something is there, the folder cannot be written to, or no note can carry the name.
    """
    if path.exists() or path.with_name(f"{path.name}.state").exists():
        raise InputError("there is a key already", where=str(path), mend="name another file.")
    signer = Ed25519Signer.generate(name, COSIGNATURE)
    try:
        make_directories(path.parent)
        signer.save(path)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})", where=str(path), mend="choose a folder you may write to."
        ) from error
    return signer.verifier


def witness_signer(path: Path) -> Ed25519Signer:
    """Load a witness's key.

    Raises:
        InputError: there is none, or others may read it.
        LogError: it holds no such key.
    """
    if not path.is_file():
        raise InputError("there is no such key", where=str(path), mend="make one with autonome witness key.")
    return Ed25519Signer.load(path, COSIGNATURE)


def watched_logs(named: Sequence[str]) -> dict[str, KnownLog]:
    """The logs that a witness watches.

    Args:
        named: keys of logs, or paths of policies whose logs are meant; several keys of one log are trusted alike.

    Raises:
        FormatError: one is neither.
        InputError: a policy cannot be read, names no log, or there is none at all.
    """
    keys = [key for each in named for key in _keys(each)]
    if not keys:
        raise InputError("there is no log to watch", mend="name one with --log.")
    return {key.name: KnownLog(tuple(dict.fromkeys(k for k in keys if k.name == key.name))) for key in keys}


def _keys(named: str) -> tuple[VerifierKey, ...]:
    if not Path(named).is_file() and "+" in named:
        key = VerifierKey.parse(named)
        if key.algorithm != ED25519:
            raise InputError(f"the key of {key.name[:40]!r} is not a log's", mend="name the log's own key.")
        return (key,)
    policy = parse_policy(read_small(Path(named), MAX_POLICY_BYTES), where=named)
    if not policy.logs:
        raise InputError("names no log", where=named, mend="add a log line.")
    return policy.logs


def serve_witness(  # noqa: PLR0913 - one command's options
    named: Sequence[str],
    *,
    key: Path,
    state: Path,
    listen: str,
    told: Callable[[str], None],
    rule: DoorRule,
) -> None:
    """Serve as a witness until the process is told to end.

    Args:
        named: as for `watched_logs`.
        key: file of the witness's key.
        state: folder of what it remembers.
        listen: ``host:port``.
        told: is given the URL once it can be reached.
        rule: how many connections an address may have.

    Raises:
        AutonomeError: something of it cannot be used; says what.
    """
    from autonome.adapters.ledger_http.serving import serve, to_stderr  # noqa: PLC0415 - an extra
    from autonome.adapters.ledger_http.witness_server import witness_app  # noqa: PLC0415 - an extra

    logs, signer = watched_logs(named), witness_signer(key)
    memory = open_memory(state, key, signer.verifier, SystemEntropy())
    try:
        logs = {origin: _followed(memory, origin, known) for origin, known in logs.items()}
        serve(witness_app(Witness(logs, signer, memory), SystemClock(), to_stderr()), listen, told, rule)
    finally:
        memory.close()


def _followed(memory: FileMemory, origin: str, known: KnownLog) -> KnownLog:
    """A log with what the witness learnt of its keys."""
    asked = memory.keys(origin)
    return known if asked is None else followed_again(known, origin, asked.keys)
