"""The domain is pure, and no back door leads out of it: what import-linter cannot see is held here.

A contract forbids imports by name; a call of ``open``, an import by a string and ``datetime.now`` pass it. So each pure
package is read as syntax: it imports only what is listed here, and calls nothing that reads a clock, draws lots, opens
files or runs text.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import autonome

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}
PURE = [name.removeprefix("autonome.") for name in CONTRACTS["pure"]["source_modules"]]

IMPORTS = frozenset(
    ("__future__", "array", "autonome", "base64", "binascii", "bisect", "calendar", "collections",
     "contextlib", "cryptography", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions", "functools",
     "graphlib", "hashlib", "heapq", "hmac", "html", "itertools", "jinja2", "json", "markupsafe", "math",
     "numpy", "operator", "re", "rfc8785", "string", "types", "typing", "unicodedata", "xml")
)  # fmt: skip
"""What the domain stands on: values and their arithmetic, nothing that reaches a file, a socket, a clock or lots."""

CALLS = frozenset({"open", "__import__", "eval", "exec", "compile", "input", "print", "breakpoint", "globals", "vars"})
"""Built-in functions that reach outside, or run text."""

METHODS = frozenset(
    ("now", "today", "utcnow", "open", "read_text", "read_bytes", "write_text", "write_bytes", "import_module",
     "generate", "generate_key")
)  # fmt: skip
"""Methods that read a clock or a file, or draw a key."""

PARTS = frozenset(
    {("time", "time"), ("os", "environ"), ("hashlib", "file_digest")}
    | {("np", part) for part in ("random", "load", "save", "savez", "fromfile", "memmap", "loadtxt", "savetxt", "lib")}
)
NAMES = frozenset({"random", "__builtins__", "__loader__", "__spec__"})


def breaches(source: str) -> Iterator[str]:
    """Everything in a source text that a pure module may not do, with its line."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (_said(node, name.name) for name in names if name.name.split(".")[0] not in IMPORTS)
            case ast.ImportFrom(module=str(module), level=0) if module.split(".")[0] not in IMPORTS:
                yield _said(node, module)
            case ast.Call(func=ast.Name(id=called)) if called in CALLS:
                yield _said(node, f"{called}()")
            case ast.Call(func=ast.Attribute(attr=called, value=receiver)) if called in METHODS:
                # A clock that was handed in is an argument; a clock that is reached for is none.
                if not (called == "now" and ast.unparse(receiver).split(".")[-1] == "clock"):
                    yield _said(node, f"{ast.unparse(receiver)}.{called}()")
            case ast.Attribute(value=ast.Name(id=owner), attr=part) if (owner, part) in PARTS:
                yield _said(node, f"{owner}.{part}")
            case ast.Name(id=used) if used in NAMES:
                yield _said(node, used)


def _said(node: ast.AST, what: str) -> str:
    return f"line {getattr(node, 'lineno', 0)}: {what}"


def modules() -> list[Path]:
    return sorted(path for package in PURE for path in (ROOT / "src" / "autonome" / package).rglob("*.py"))


def test_the_contract_names_every_package_below_the_adapters() -> None:
    above = {"cli", "bootstrap", "web", "adapters"}
    layers = {part.strip() for layer in CONTRACTS["layers"]["layers"] for part in layer.split("|")}
    assert set(PURE) == layers - above


def test_only_the_report_knows_the_templates() -> None:
    """A contract of its own, because the engine reads the templates that are shipped in the package."""
    layers = {part.strip() for layer in CONTRACTS["layers"]["layers"] for part in layer.split("|")}
    contract = CONTRACTS["templates"]
    assert contract["forbidden_modules"] == ["jinja2"]
    assert {name.removeprefix("autonome.") for name in contract["source_modules"]} == layers - {"report"}


def test_no_pure_module_has_a_back_door() -> None:
    found = modules()
    assert len(found) > 100, "the search found the packages"
    wrong = [
        f"{path.relative_to(ROOT)}, {said}" for path in found for said in breaches(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import os.path as p",
        "from pathlib import Path",
        "import importlib",
        "from importlib import import_module",
        "import builtins",
        "import signal, re",
        "def f():\n    import glob",
        "import httpx",
        "open('x')",
        "__import__('os')",
        "eval('1')",
        "exec('1')",
        "datetime.now()",
        "datetime.datetime.now(UTC)",
        "date.today()",
        "datetime.utcnow()",
        "time.time()",
        "clock = time.time",
        "os.environ['A']",
        "random.choice([1])",
        "source.read_text()",
        "Ed25519PrivateKey.generate()",
        "__builtins__['open']('x')",
        "hashlib.file_digest(x, 'sha256')",
        "np.random.default_rng()",
        "np.fromfile(x)",
    ],
)
def test_each_back_door_is_seen(source: str) -> None:
    assert list(breaches(source))


@pytest.mark.parametrize("source", ["world.clock.now()", "clock.now()", "import re", "from . import x", "left_open(1)"])
def test_what_is_handed_in_is_no_back_door(source: str) -> None:
    assert list(breaches(source)) == []


def callers_of(name: str) -> set[str]:
    """Files of the package that call a function of this name."""
    root = Path(autonome.__file__).parent
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }


def test_permits_are_minted_in_one_place() -> None:
    assert callers_of("mint") == {"workflows/decide_and_record.py"}
    assert callers_of("Permit") == {"access/permits.py"}
