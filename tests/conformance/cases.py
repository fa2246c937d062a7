"""Where the independent cases lie, and what to do without them: skip loudly, but never in CI."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"
"""The optional folder beside the repository."""


def folder(name: str) -> Path:
    """A folder of independent cases, such as ``pgx``."""
    return expected(SHARED / "conformance" / name)


def expected(path: Path) -> Path:
    """Skip the module when a file or folder below `SHARED` is not there; fail in CI."""
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"missing, and in CI it must not be: {path}", pytrace=False)
        pytest.skip(
            f"no {path}: an optional folder beside the repository, from the maintainers (CONTRIBUTING.md, The checks)",
            allow_module_level=True,
        )
    return path


def json_lines(path: Path) -> list[dict[str, Any]]:
    """One JSON object for each line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
