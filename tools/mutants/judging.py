"""Survivors and what people judged of them."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.mutants.changes import Fault

HEAD = "| module | faults | found | not found |"
"""Begins the table of `docs/mutants.md`."""

TOLD = 100
"""Runs after which a line says how far it is."""


@dataclass(slots=True)
class Kept:
    """A file of what was found, each with the digest of the module's text, so that only the same text counts.

    Args:
        path: of the file.
        texts: of the fault's module, by the fault's key.
    """

    path: Path
    texts: Mapping[str, str]

    def read(self) -> set[str]:
        """Keys that were found."""
        if not self.path.exists():
            return set()
        lines = set(self.path.read_text(encoding="utf-8").splitlines())
        return {key for key in self.texts if self._line(key) in lines}

    def add(self, key: str) -> None:
        """Note one that was found."""
        self.path.parent.mkdir(exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(self._line(key) + "\n")

    def _line(self, key: str) -> str:
        return f"{hashlib.sha256(self.texts[key].encode()).hexdigest()}\t{key}"


@dataclass(slots=True)
class Package:
    """What became of the faults of one package.

    Args:
        faults: by key.
        kept: from earlier runs.
    """

    faults: Mapping[str, Fault]
    kept: Kept
    found: set[str] = field(init=False)
    runs: int = 0

    def __post_init__(self) -> None:
        self.found = self.kept.read()

    def tell(self, fault: Fault, found: bool) -> None:  # noqa: FBT001 - what became of it
        """Note it."""
        self.runs += 1
        if found:
            self.found.add(fault.key)
            self.kept.add(fault.key)
        if self.runs % TOLD == 0:
            print(f"{self.runs} runs, {len(self.found)} of {len(self.faults)} found", file=sys.stderr)

    @property
    def survivors(self) -> list[Fault]:
        """Those that no test found, in the order of the lines."""
        return [fault for key, fault in self.faults.items() if key not in self.found]


def judged(path: Path) -> Mapping[str, str]:
    """Judgements by key."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if line)


def report(package: Package, judgements: Mapping[str, str]) -> int:
    """Say which survivors are not judged, and which judgements are about none; count the former."""
    unjudged = [fault for fault in package.survivors if fault.key not in judgements]
    for fault in unjudged:
        print(f"line {fault.line}\t{fault.key}")
    modules = {key.partition(":")[0] for key in package.faults}
    for key in judgements:
        if key in package.found or (key.partition(":")[0] in modules and key not in package.faults):
            print(f"judged, and no survivor any more\t{key}")
    print("\n".join(table(package)))
    return len(unjudged)


def with_rows(page: str, rows: Sequence[str]) -> str:
    """The page with these rows in its table, in place of the rows of the same modules, in the order of their names."""
    lines = page.splitlines()
    old = [line for line in lines if line.startswith("| `") and ".py`" in line]
    names = {_module(row) for row in rows}
    every = sorted([*rows, *(row for row in old if _module(row) not in names)], key=_module)
    first = lines.index(HEAD) + 2
    kept = [line for line in lines[first:] if line not in old]
    return "\n".join([*lines[:first], *every, *kept]) + "\n"


def _module(row: str) -> str:
    return row.split("|")[1].strip()


def table(package: Package) -> Sequence[str]:
    """Rows of a table of modules: faults, and how many were found."""
    every = Counter(key.partition(":")[0] for key in package.faults)
    alive = Counter(fault.key.partition(":")[0] for fault in package.survivors)
    return [f"| `{name}` | {count} | {count - alive[name]} | {alive[name]} |" for name, count in every.items()]
