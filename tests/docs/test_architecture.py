"""``docs/architecture.md`` says what the contracts and the code say."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tools.draw_architecture import BEGIN, END, drawing, redrawn

from tests.docs.pages import ROOT, Link, links, name, pages

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
PAGE = ROOT / "docs" / "architecture.md"


def defined(path: Path) -> set[str]:
    """The names that a Python file defines: functions, classes with their members, constants."""
    return set(_names(ast.parse(path.read_text(encoding="utf-8")).body, ""))


def _names(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef(name=found) | ast.AsyncFunctionDef(name=found):
                yield prefix + found
            case ast.ClassDef(name=found):
                yield prefix + found
                yield from _names(node.body, f"{prefix}{found}.")
            case ast.Assign(targets=[ast.Name(id=found)]) | ast.AnnAssign(target=ast.Name(id=found)):
                yield prefix + found


def symbols() -> list[Link]:
    """Links whose text is a name in code and whose target is a Python file."""
    return [
        link
        for page in pages()
        for link in links(page)
        if link.file.suffix == ".py" and not link.outside and link.text.startswith("`") and "/" not in link.text
    ]


def test_the_drawing_is_what_the_contracts_say() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == redrawn(page, CONTRACTS), "stale: run python tools/draw_architecture.py"


def test_every_layer_is_drawn_and_a_changed_contract_changes_the_drawing() -> None:
    layers = next(contract for contract in CONTRACTS if contract["type"] == "layers")
    drawn = drawing(CONTRACTS)
    for layer in layers["layers"]:
        assert " | ".join(part.strip() for part in layer.split("|")) in drawn
    assert drawing([{**layers, "layers": layers["layers"][1:]}]) not in drawn


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="needs both markers"):
        redrawn(f"{END} {BEGIN}", CONTRACTS)


def test_the_journey_names_what_exists() -> None:
    found = symbols()
    assert len([link for link in found if link.page == PAGE]) > len(CONTRACTS)
    wrong = [
        f"{name(link.page)}: {link.text} is not in {link.target}"
        for link in found
        if not link.file.is_file() or link.text.strip("`").removesuffix("()") not in defined(link.file)
    ]
    assert wrong == []


def test_a_name_that_is_not_there_is_seen() -> None:
    there = defined(ROOT / "src/autonome/kernel/instants.py")
    assert {"Instant", "Instant.parse", "Instant.seconds"} <= there
    assert "Instant.now" not in there
