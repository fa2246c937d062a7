"""Running the command line in the test's own process: the same words and exit codes, without a start each time."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from autonome.cli.main import run


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def autonome(*arguments: object) -> Done:
    """Run ``autonome`` with arguments."""
    out, errors, code = io.StringIO(), io.StringIO(), 0
    with (
        redirect_stdout(out),
        redirect_stderr(errors),
        patch.object(sys, "argv", ["autonome", *map(str, arguments)]),
    ):
        try:
            run()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(code, out.getvalue(), errors.getvalue())
