"""What is done with a log in a folder once in a while: it is begun, its key recovered, a reader's key made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autonome.adapters.durable import make_directories, write_durably
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log, recover_local_log
from autonome.kernel import InputError
from autonome.ledger import Clock, Entropy, KeptLog, Signer, VerifierKey, write_policy

POLICY = "policy.txt"
"""The policy that accepts the log, without witnesses: for a beginning."""


@dataclass(frozen=True, slots=True)
class LogWorld:
    """What a log works with.

    Args:
        clock: stamps entries.
        entropy: draws keys, salts and nonces.
        keyrings: folder of the keyrings of all logs; None to keep each on its log's private side.
        alone: whether to go on where no witness of the log answers.
    """

    clock: Clock
    entropy: Entropy
    keyrings: Path | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class BegunLog:
    """A new log.

    Args:
        key: under which it signs.
        recovery: that names its next key after a loss; None where there is none.
        policy: file of the policy that accepts it.
    """

    key: VerifierKey
    recovery: VerifierKey | None
    policy: Path


def begin_log(directory: Path, origin: str, recovery: Path | None, *, world: LogWorld) -> BegunLog:
    """Make a log, and record its first key.

    Args:
        directory: that is not there yet, or empty.
        origin: name of the log.
        recovery: file for the key for recovery, which must be taken away; None for a log without one.
        world: what it works with.

    Raises:
        InputError: there is something already; nothing is overwritten.
        FormatError: no note can carry that name.
    """
    expect_nothing_in(directory)
    spare = None if recovery is None else new_key(recovery, f"{origin}/recovery")
    log = open_local_log(
        directory, clock=world.clock, entropy=world.entropy, keyrings=world.keyrings, name=named(origin)
    )
    return begin_in(directory, log, spare)


def expect_nothing_in(directory: Path) -> None:
    """Check that a new log overwrites nothing.

    Raises:
        InputError: there is something already.
    """
    if directory.exists() and any(directory.iterdir()):
        raise InputError("there is something here already", where=str(directory), mend="name a new folder.")


def begin_in(directory: Path, log: KeptLog, spare: Signer | None) -> BegunLog:
    """Record a new log's first key, and write the policy that accepts it beside what the log keeps to itself."""
    log.begin(spare)
    policy = directory / POLICY
    write_durably(policy, write_policy(log.verifier).encode())
    return BegunLog(log.verifier, None if spare is None else spare.verifier, policy)


def recover_log(directory: Path, recovery: Path, until: int | None, *, world: LogWorld) -> LocalLog:
    """Give a log whose key is lost or stolen a new one; arguments as for `recover_local_log`.

    Raises:
        InputError: there is no such key file.
    """
    return recover_local_log(
        directory,
        recovery_key(recovery),
        clock=world.clock,
        entropy=world.entropy,
        keyrings=world.keyrings,
        until=until,
        alone=world.alone,
    )


def recovery_key(path: Path) -> Ed25519Signer:
    """The key for recovery, brought for the day.

    Raises:
        InputError: there is no such key file.
    """
    if not path.exists():
        raise InputError("there is no such key", where=str(path), mend="fetch it from where it is kept.")
    return Ed25519Signer.load(path)


def new_reader_key(path: Path, name: str) -> VerifierKey:
    """Make the key of a reader; gives its public side.

    Raises:
        InputError: something is there already.
    """
    return new_key(path, name).verifier


def new_key(path: Path, name: str) -> Ed25519Signer:
    """Make a key, and keep it in a file of its own.

    Raises:
        InputError: something is there already, or it cannot be written.
    """
    if path.exists():
        raise InputError("there is a file already: no key is overwritten", where=str(path), mend="name another.")
    signer = Ed25519Signer.generate(named(name))
    try:
        make_directories(path.absolute().parent)
        signer.save(path)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})", where=str(path), mend="choose a folder you may write to."
        ) from error
    return signer


def named(name: str) -> str:
    """Insist on a name for a log.

    Raises:
        InputError: it is empty.
    """
    if not name:
        raise InputError("a log has a name", mend="give --origin, such as hospital.example/autonome.")
    return name
