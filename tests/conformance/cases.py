"""Where the independent cases lie, and what to do without them: skip loudly, but never in CI."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3] / "shared" / "conformance"


def folder(name: str) -> Path:
    """A folder of cases."""
    path = ROOT / name
    if not path.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"the independent cases are missing in CI: {name}")
        pytest.skip(f"the independent cases are not here: {name}", allow_module_level=True)
    return path


def json_lines(path: Path) -> list[dict[str, Any]]:
    """One JSON object for each line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
