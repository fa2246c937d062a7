"""The numbers of rows in `knowledge/README.md`, counted from the tables themselves."""

from __future__ import annotations

import re
from pathlib import Path

_LINE = re.compile(r"^(\| `([^`]+\.tsv)` \| )[\d,]+( \|)", re.MULTILINE)


def recounted(readme: str, knowledge: Path) -> str:
    """The page with the number of rows that each table, or all tables of a pattern together, has now."""
    return _LINE.sub(lambda found: f"{found[1]}{_rows(knowledge, found[2]):,}{found[3]}", readme)


def _rows(knowledge: Path, pattern: str) -> int:
    """Lines without the header."""
    return sum(path.read_text(encoding="utf-8").count("\n") - 1 for path in knowledge.glob(pattern))
