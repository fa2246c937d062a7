"""What a command asks of the person before it: names, passwords and codes; none of them is ever an option.

An argument stands in the list of processes and in the shell's history. At a terminal there are prompts, and secrets are
not shown; else lines are read from standard input, in the order of the prompts.
"""

from __future__ import annotations

import getpass
import sys
from typing import Final

from autonome.kernel import InputError

LONGEST: Final = 4096
"""Characters of a line."""


def asked(prompt: str) -> str:
    """Something that may be seen."""
    if sys.stdin.isatty():
        sys.stderr.write(f"{prompt}: ")
        sys.stderr.flush()
    return _line(prompt)


def asked_secretly(prompt: str) -> str:
    """Something that may not."""
    return getpass.getpass(f"{prompt}: ") if sys.stdin.isatty() else _line(prompt)


def _line(prompt: str) -> str:
    line = sys.stdin.readline(LONGEST)
    if not line:
        raise InputError(f"nothing was given as {prompt.lower()}", where="standard input", mend="give one line each.")
    return line.rstrip("\r\n")
