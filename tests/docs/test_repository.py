"""Rules of the repository that no other tool holds: names, sizes, links, and that documentation and program agree."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from autonome.cli.main import app
from tests.docs.pages import ROOT, anchors, files, links, name, pages, typed, without_fences

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}

INDEX_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("anaconda", "org"),
        ("proxy", "golang", "org"),
        ("static", "crates", "io"),
        ("index", "crates", "io"),
    )
)
"""Put together here, so that this file does not hold them: an install asks whatever index its user has configured."""

MACHINE_PATHS = tuple(f"/{root}/" for root in ("work", "root", "home", "Users", "mnt", "private"))
"""Folders of somebody's machine; tests may invent a laboratory's."""

MOST_LINES = 500
"""Lines of a Python file (guide value of the house style)."""

REASON = "Longer than 500 lines because"
"""What a longer file says."""

LONGEST_LINE = 150
"""Characters of a line of prose in Markdown; table rows and links may be longer."""

TEXT = {
    "",
    ".cfg",
    ".html",
    ".ini",
    ".j2",
    ".json",
    ".lock",
    ".md",
    ".py",
    ".sh",
    ".toml",
    ".tsv",
    ".txt",
    ".vcf",
    ".yml",
}


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project; those under tests/hostile/*/files are not text, whatever they are called."""
    for path in files():
        if path.suffix in TEXT and not path.relative_to(ROOT).match("tests/hostile/*/files/*"):
            yield path, path.read_text(encoding="utf-8")


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [name(path) for path in files() if path.stem.lower() in EMPTY_NAMES] == []


@pytest.mark.parametrize("path", [".demo/log/private/key", "log/private/key", "mine/private/sealed", "log/signed"])
def test_no_key_of_a_log_can_be_committed_by_accident(path: str) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no git here: this copy was unpacked, not cloned")
    assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False).returncode == 0


def test_no_package_index_is_named() -> None:
    assert [(name(path), host) for path, text in texts() for host in INDEX_HOSTS if host in text] == []


def test_no_path_of_a_machine_stands_anywhere() -> None:
    found = re.compile("|".join(rf"(?<![\w.\-])(?<!\.\.){root}\w" for root in MACHINE_PATHS))
    ours = [(path, text) for path, text in texts() if not path.is_relative_to(ROOT / "tests")]
    assert [(name(path), hit[0]) for path, text in ours if (hit := found.search(text))] == []
    here = f"{ROOT}/"
    assert [name(path) for path, text in texts() if len(ROOT.parts) > 2 and here in text] == []


def test_files_are_short_or_say_why_not() -> None:
    long = [(path, text) for path, text in texts() if path.suffix == ".py" and text.count("\n") > MOST_LINES]
    assert [name(path) for path, text in long if REASON not in text] == []


def test_every_package_is_introduced() -> None:
    wrong = []
    for path in sorted((ROOT / "src/autonome").rglob("__init__.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        introduced = len(ast.get_docstring(tree) or "") > len(path.parent.name) + 1
        listed = any(isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__" for node in tree.body)
        if not (introduced and listed):
            wrong.append(name(path))
    assert wrong == [], "a docstring that guides, and __all__"


def test_every_decision_record_is_in_the_index() -> None:
    index = ROOT / "docs/adr/README.md"
    records = set(index.parent.glob("[0-9]*.md"))
    assert records, "the glob found none"
    assert sorted(map(name, records - {link.file for link in links(index)})) == []


def test_every_decision_record_has_its_parts() -> None:
    parts = ("## Context", "## Decision", "## Consequences")
    records = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))
    assert [
        (name(path), part) for path in records for part in parts if part not in path.read_text(encoding="utf-8")
    ] == []


def test_every_relative_link_leads_somewhere() -> None:
    wrong = [
        f"{name(page)}: {link.target}"
        for page in pages()
        for link in links(page)
        if not link.outside
        and (
            not link.file.exists()
            or (link.anchor and link.file.suffix == ".md" and link.anchor not in anchors(link.file))
        )
    ]
    assert wrong == []


def test_every_page_is_reachable_from_the_readme() -> None:
    start = ROOT / "README.md"
    seen, open_pages = {start}, [start]
    while open_pages:
        for link in links(open_pages.pop()):
            if not link.outside and link.file.suffix == ".md" and link.file.is_file() and link.file not in seen:
                seen.add(link.file)
                open_pages.append(link.file)
    assert [name(page) for page in pages() if page not in seen] == []


def test_prose_is_broken_into_lines() -> None:
    long = [
        f"{name(page)}: {line[:60]}"
        for page in pages()
        for line in without_fences(page.read_text(encoding="utf-8")).splitlines()
        if len(line) > LONGEST_LINE and not line.lstrip().startswith("|") and "](" not in line
    ]
    assert long == []


def test_tables_are_even() -> None:
    wrong = []
    for page in pages():
        width = 0
        for line in without_fences(page.read_text(encoding="utf-8")).splitlines():
            cells = len(re.findall(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", line))) if line.startswith("|") else 0
            if cells and width and cells != width:
                wrong.append(f"{name(page)}: {line[:60]}")
            width = cells
    assert wrong == []


def mentioned() -> Iterator[tuple[str, list[str]]]:
    """Uses of the program in documentation: in code spans and in fenced blocks."""
    for page in pages():
        for piece in typed(page):
            found = re.match(r"(?:\$ )?autonome ([a-z].*)", piece.strip())
            if found:
                yield name(page), re.split(r"[|;&#<>]", found[1])[0].split()


def test_every_command_and_option_in_the_documentation_exists() -> None:
    wrong, commands = [], set()
    for page, words in mentioned():
        command = typer.main.get_command(app)
        rest = list(words)
        while rest and rest[0] in getattr(command, "commands", {}):
            command = command.commands[rest.pop(0)]  # type: ignore[attr-defined]  # groups alone have them
        if rest and hasattr(command, "default") and not rest[0].startswith("-"):
            command = command.commands[command.default]  # type: ignore[attr-defined]  # as above
        if hasattr(command, "commands") and rest and not rest[0].startswith("-"):
            wrong.append(f"{page}: autonome {shlex.join(words)}")
            continue
        commands.add(words[0])
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        known |= {"-h", "--help"}
        used = {word.strip("[]….,").partition("=")[0] for word in rest if word.strip("[]").startswith("-")}
        wrong += [f"{page}: autonome {words[0]} {option}" for option in sorted(used - known)]
    assert wrong == []
    assert commands >= {"pgx", "plan", "verify", "knowledge"}


def test_every_command_is_documented() -> None:
    commands = set(getattr(typer.main.get_command(app), "commands", {}))
    assert sorted(commands - {words[0] for _, words in mentioned()}) == []


def test_every_exit_code_is_in_the_readme() -> None:
    from autonome.cli import exits  # noqa: PLC0415 - read as a list of constants

    codes = {value for constant, value in vars(exits).items() if constant.startswith("EXIT_")}
    rows = re.findall(r"^\| *(\d) *\|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {int(row) for row in rows} == codes | {0, 1}


def test_every_marker_is_declared_and_used() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {line.partition(":")[0] for line in settings["tool"]["pytest"]["ini_options"]["markers"]}
    built_in = {"parametrize", "skip", "skipif", "xfail", "usefixtures", "filterwarnings", "benchmark"}
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    used = set(re.findall(r"pytest\.mark\.(\w+)", tests)) - built_in
    assert used == declared


def test_every_property_of_a_unit_lets_make_unit_be_quick() -> None:
    fixed = re.compile(r"max_examples=(?!examples\()")
    units = [path for path, _ in texts() if path.suffix == ".py" and path.is_relative_to(ROOT / "tests" / "unit")]
    found = [name(path) for path in units if fixed.search(path.read_text(encoding="utf-8"))]
    assert found == [], "write max_examples=examples(N), from tests.examples"


@pytest.mark.parametrize("word", ["TODO", "FIXME"])
def test_nothing_is_left_open_without_a_word(word: str) -> None:
    here = Path(__file__).name
    assert [name(path) for path, text in texts() if path.suffix == ".py" and path.name != here and word in text] == []
