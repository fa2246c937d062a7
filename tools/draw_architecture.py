"""Draw the arrows of ``docs/architecture.md`` from the import-linter contracts of ``pyproject.toml``.

The contracts are the truth, the drawing follows: it stands between two markers and nobody edits it by hand. Run
``python tools/draw_architecture.py`` to write it anew, with ``--check`` to learn only whether it is stale (exit code 1;
a test asks the same).
"""

from __future__ import annotations

import argparse
import sys
import textwrap
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"

BEGIN = "<!-- drawn by tools/draw_architecture.py: do not edit below -->"
END = "<!-- drawn until here -->"

WIDTH = 64
"""Columns inside the boxes: the longest layer fits, and so does the page on a telephone held sideways."""


def drawing(contracts: Sequence[Mapping[str, Any]]) -> str:
    """Draw the contracts as plain text.

    Args:
        contracts: ``[[tool.importlinter.contracts]]``, in their order.
    """
    return "\n".join(line for contract in contracts for line in _DRAWN[contract["type"]](contract))


def _layers(contract: Mapping[str, Any]) -> Iterator[str]:
    """One box per layer, the highest first; an arrow means "may import"."""
    yield f"{contract['name']}: a box may import every box below it, never one above or beside it."
    yield ""
    boxes = [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]
    for number, names in enumerate(boxes):
        yield f"┌{'─' * WIDTH}┐" if number == 0 else f"├{'▼'.center(WIDTH, '─')}┤"
        yield f"│{' | '.join(names).center(WIDTH)}│"
    yield f"└{'─' * WIDTH}┘"
    if contract.get("exhaustive"):
        yield "Exhaustive: a package without a place here fails the check."


def _forbidden(contract: Mapping[str, Any]) -> Iterator[str]:
    """Who must not import what."""
    yield ""
    yield f"{contract['name']}:"
    yield from _listed("who", contract["source_modules"])
    yield from _listed("not", contract["forbidden_modules"])


def _acyclic(contract: Mapping[str, Any]) -> Iterator[str]:
    """No cycles, at any depth."""
    yield ""
    yield f"{contract['name']}, at any depth under {', '.join(contract['ancestors'])}."


_DRAWN = {"layers": _layers, "forbidden": _forbidden, "acyclic_siblings": _acyclic}


def _listed(label: str, modules: Sequence[str]) -> Iterator[str]:
    names = ", ".join(module.removeprefix("autonome.") for module in modules)
    yield from textwrap.wrap(names, WIDTH + 2, initial_indent=f"  {label}  ", subsequent_indent=" " * 7)


def redrawn(page: str, contracts: Sequence[Mapping[str, Any]]) -> str:
    """The page with the drawing between its markers.

    Args:
        page: Markdown with both markers, each once.
        contracts: see `drawing`.

    Raises:
        ValueError: a marker is missing.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page needs both markers: {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n\n```text\n{drawing(contracts)}\n```\n\n{END}{after}"


def main() -> int:
    """Write the drawing, or say that it is stale."""
    parser = argparse.ArgumentParser(description="Draw the arrows of docs/architecture.md from the contracts.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when the drawing is stale")
    arguments = parser.parse_args()
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    wanted = redrawn(page, settings["tool"]["importlinter"]["contracts"])
    if page == wanted:
        return 0
    if arguments.check:
        print(f"{PAGE.name} is stale: run python tools/draw_architecture.py", file=sys.stderr)
        return 1
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
