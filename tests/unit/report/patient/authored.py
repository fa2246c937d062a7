"""Everything that is authored for the patient: the sentences of the tables, and the fixed texts of the templates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[4]
PACKAGE = ROOT / "src/autonome/report/patient"
TEMPLATES = ROOT / "src/autonome/report/templates/patient"


@cache
def sentences() -> dict[str, set[str]]:
    """Each `Plain` of the source → the modules that it stands in."""
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Plain":
                (argument,) = node.args
                assert isinstance(argument, ast.Constant), f"{path.name}:{node.lineno}: a Plain is one literal"
                found.setdefault(str(argument.value), set()).add(path.stem)
    return found


@cache
def fixed_texts() -> dict[str, str]:
    """Each text of ``_("…")`` in the templates → the template that it stands in."""
    found: dict[str, str] = {}
    for path in sorted(TEMPLATES.glob("*.html")):
        with path.open("rb") as file:
            for _, _, message, _ in babel_extract(file, ("_",), (), {"silent": "false"}):
                found.setdefault(str(message), path.name)
    return found


def everything() -> Iterator[str]:
    """Every authored text."""
    yield from sentences()
    yield from fixed_texts()
