"""Every sentence of the product's own that a reader can meet, found in the sources and not by running them.

A sentence is the literal of a ``Text("…")`` or ``Plain("…")`` in Python, or what a template translates. A text made
of anything but a literal would escape the translators: `literals` refuses it, unless its module puts words of the
knowledge bundle or already collected templates together (`MAKERS`). Pages of the portals say theirs by
a tag (`said_in`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract

CONSTRUCTORS = frozenset({"Text", "Plain"})
MAKERS = frozenset(
    {
        "kernel/texts.py",
        "evidence/wording.py",
        "plan/amount_clauses.py",
        "report/patient/sentences.py",
        "web/flashing.py",
        "web/templatetags/words.py",
    }
)
"""Modules that make texts of words that are collected elsewhere: of the bundle, or of a `Plain`."""

CHAINS = "TWO_"
"""How the names of constants begin that say how two texts stand beside each other."""

SAYING = re.compile(r"{%-?\s*(say|spoken)\s+(.*?)\s*-?%}")
LITERAL = re.compile(r'"([^"]*)"')

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


class ExtractionError(Exception):
    """A text that translators would never see: says where, and the mend."""


def literals(path: Path, name: str) -> Iterator[str]:
    """Sentences of a Python file.

    Args:
        path: of the file.
        name: of the file within the package, with slashes.

    Raises:
        ExtractionError: a text is made of something else than a literal.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node.func) in CONSTRUCTORS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
            elif name not in MAKERS:
                raise ExtractionError(
                    f"{name}, line {node.lineno}: a text of {ast.unparse(first)[:60]!r}, which no translator sees. "
                    "Mend: write a literal for each form, or `term` for words of the bundle."
                )
    yield from _chains(tree)


def _called(function: ast.expr) -> str:
    match function:
        case ast.Name(id=found) | ast.Attribute(attr=found):
            return found
    return ""


def _chains(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.Constant(value=str(text))):
                if found.startswith(CHAINS):
                    yield text


def said_in(template: Path) -> Iterator[str]:
    """Sentences of a page of the portals: what ``{% say "…" %}`` and ``{% spoken "…" %}`` say.

    Raises:
        ExtractionError: a tag says something that is no literal, which no translator sees: that is for ``said``.
    """
    text = template.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        for tag, rest in SAYING.findall(line):
            found = LITERAL.match(rest)
            if found is None and tag == "say":
                raise ExtractionError(
                    f"{template.name}, line {number}: says {rest[:60]!r}, which no translator sees. "
                    "Mend: write a literal, or {% said text %} for a text that was made elsewhere."
                )
            if found is not None:
                yield found.group(1)


def translated_in(template: Path) -> Iterator[str]:
    """Sentences of a template; a sentence for one and for several gives both."""
    options = {"newstyle_gettext": "true", "trimmed": "false", "silent": "false"}
    with template.open("rb") as file:
        for _, found, _, _ in extract("jinja2", file, keywords=KEYWORDS, options=options):
            yield from (found,) if isinstance(found, str) else found
