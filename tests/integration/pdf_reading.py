"""Looking into a PDF: its claims, its tags, what is tagged, and its text."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

SHOWS_TEXT = frozenset({"Tj", "TJ", "'", '"'})
PAINTS = SHOWS_TEXT | {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "BI", "EI", "INLINE IMAGE"}


@dataclass(frozen=True)
class Tag:
    """An element of the structure tree."""

    kind: str
    alt: str
    title: str
    children: tuple[Tag, ...]

    def walk(self) -> Iterator[Tag]:
        yield self
        for child in self.children:
            yield from child.walk()


def structure(pdf: pikepdf.Pdf) -> list[Tag]:
    """Every element of the structure tree, in reading order."""
    return [each for root in _tags(pdf.Root.StructTreeRoot.K) for each in root.walk()]


def _tags(found: object) -> Iterator[Tag]:
    if isinstance(found, pikepdf.Array):
        for each in found:
            yield from _tags(each)
    elif isinstance(found, pikepdf.Dictionary) and "/S" in found:
        children = tuple(_tags(found.get("/K", pikepdf.Array())))
        yield Tag(str(found.S).removeprefix("/"), str(found.get("/Alt", "")), str(found.get("/T", "")), children)


def untagged(pdf: pikepdf.Pdf) -> list[str]:
    """Painting operators that stand neither in tagged content nor in an artifact."""
    return [operator for page in pdf.pages for operator in _outside_marks(page)]


def _outside_marks(page: pikepdf.Page | pikepdf.Object) -> Iterator[str]:
    depth = 0
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
        if name in PAINTS and depth == 0:
            yield name


def text_of(pdf: Path, *options: str) -> list[str]:
    """Text by page, in the order in which it stands in the file."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no pdftotext here: install poppler-utils to read the sheets")
    done = subprocess.run([tool, *options, str(pdf), "-"], capture_output=True, text=True, check=True, timeout=60)
    return [page for page in done.stdout.split("\f") if page.strip()]
