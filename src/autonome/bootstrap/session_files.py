"""The file that keeps a session's token: its owner's alone, or it counts for nothing.

It lies in ``$AUTONOME_HOME``, else in the user's configuration folder (XDG Base Directory Specification). The token is
in no message and no ``repr``; the database knows its hash.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from autonome.access.errors import SignInError
from autonome.adapters.durable import remove_durably
from autonome.adapters.small_files import write_whole
from autonome.kernel import Json, canonical_bytes, read_json

FORMAT: Final = "autonome-session/1"
TOKEN_BYTES: Final = 32
"""Length of a token: 256 bits, which nobody guesses."""

LARGEST: Final = 64 * 1024
"""Bytes of the file: a path and a token have some hundreds."""

_NONE: Final = "run `autonome login`."


@dataclass(frozen=True, slots=True)
class KeptSession:
    """What the file says.

    Args:
        node: folder of the node.
        token: of the session there.
    """

    node: Path
    token: bytes = field(repr=False)


def session_file() -> Path:
    """Where it lies."""
    if home := os.environ.get("AUTONOME_HOME"):
        return Path(home) / "session.json"
    named = os.environ.get("XDG_CONFIG_HOME")
    return (Path(named) if named else Path.home() / ".config") / "autonome" / "session.json"


def keep_session(session: KeptSession) -> None:
    """Write the file, in place of what was there.

    Raises:
        InputError: it cannot be written.
    """
    told: dict[str, Json] = {
        "format": FORMAT,
        "node": str(session.node.resolve()),
        "token": session.token.hex(),
    }
    write_whole(session_file(), canonical_bytes(told) + b"\n")


def read_session() -> KeptSession:
    """Read the file.

    Raises:
        SignInError: there is none, others may read it, or it is not as it should be; nothing of it is told.
    """
    path = session_file()
    match read_json(_read_own(path), where=str(path), error=SignInError):
        case {"format": "autonome-session/1", "node": str(node), "token": str(token), **rest} if not rest:
            with suppress(ValueError):
                found = bytes.fromhex(token)
                if len(found) == TOKEN_BYTES and Path(node).is_absolute():
                    return KeptSession(Path(node), found)
    raise SignInError("is no file of a session", where=str(path), mend=_NONE)


def forget_session() -> None:
    """Overwrite the file and take it away; none is no fault."""
    with suppress(OSError):
        remove_durably(session_file())


def _read_own(path: Path) -> bytes:
    """Read it through one descriptor: what was looked at is what is read, and no link leads elsewhere."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise SignInError("nobody is signed in", mend=_NONE) from None
    except OSError as error:
        raise SignInError(f"cannot be read ({error.strerror})", where=str(path), mend=_NONE) from None
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if fault := _fault(status):
            raise SignInError(fault, where=str(path), mend="take it away, and run `autonome login`.")
        return stream.read(LARGEST)


def _fault(status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode):
        return "is no file"
    if status.st_uid != os.geteuid():
        return "belongs to another user"
    return "is open to other users" if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO) else ""
