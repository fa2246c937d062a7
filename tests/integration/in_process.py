"""Running the command line in the test's own process: the same words and exit codes, without a start each time.

The tree of all commands is built once: to build it takes a hundred times as long as most commands.
"""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest.mock import patch

import typer

from autonome.cli import main


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


@cache
def commands() -> Any:  # noqa: ANN401 - of a type that typer keeps to itself
    """All commands, as the program builds them at each start."""
    return typer.main.get_command(main.app)


def autonome(*arguments: object) -> Done:
    """Run ``autonome`` with arguments."""
    out, errors, code = io.StringIO(), io.StringIO(), 0
    with (
        redirect_stdout(out),
        redirect_stderr(errors),
        patch.object(sys, "argv", ["autonome", *map(str, arguments)]),
        patch.object(main, "app", commands()),
    ):
        try:
            main.run()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(code, out.getvalue(), errors.getvalue())
