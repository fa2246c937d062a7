"""The pack is what its generator makes of the tables in the repository, byte for byte; and the tables are sound."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "knowledge"
PACK = ROOT / "src/autonome/evidence/pack"
TABLES = sorted(path.relative_to(KNOWLEDGE).as_posix() for path in KNOWLEDGE.rglob("*.tsv"))


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows_of(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (KNOWLEDGE / name).read_text("utf-8").removesuffix("\n").split("\n")]


def test_the_pack_is_built_from_the_tables_byte_for_byte(tmp_path: Path) -> None:
    out = tmp_path / "pack"
    subprocess.run(
        [sys.executable, "tools/build_knowledge.py", "--out", str(out)], cwd=ROOT, check=True, capture_output=True
    )
    built, shipped = files_in(out), files_in(PACK)
    assert sorted(built) == sorted(shipped)
    assert [name for name in built if built[name] != shipped[name]] == [], "run make pack, and commit what it writes"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_plain(name: str) -> None:
    data = (KNOWLEDGE / name).read_bytes()
    assert data.endswith(b"\n")
    assert b"\r" not in data
    header, *rows = rows_of(name)
    assert rows
    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} == {len(header)}
    assert not [cell for row in rows for cell in row if cell != cell.strip()]


@pytest.mark.parametrize("name", [name for name in TABLES if name != "sources.tsv"])
def test_every_row_names_its_source(name: str) -> None:
    header, *rows = rows_of(name)
    cited = {row[header.index("source")] for row in rows}
    known = {row[0] for row in rows_of("sources.tsv")[1:]}
    assert cited <= known


def test_every_source_has_licence_date_and_address_and_is_cited() -> None:
    header, *rows = rows_of("sources.tsv")
    for row in rows:
        source = dict(zip(header, row, strict=True))
        assert all(source[column] for column in ("id", "title", "publisher", "licence", "date", "url")), source["id"]
        assert bool(source["file"]) == bool(source["sha256"])
    cited = {cell for name in TABLES if name != "sources.tsv" for row in rows_of(name)[1:] for cell in row}
    assert {row[0] for row in rows} <= cited


def test_every_wording_is_used_and_every_use_has_its_wording() -> None:
    header, *rules = rows_of("guidance/rules.tsv")
    do, why = header.index("do"), header.index("why")
    used = {row[do] for row in rules}, {part.split("=", 1)[1] for row in rules for part in row[why].split(";") if part}
    written = tuple(
        [row[0] for name in TABLES if name.startswith(f"guidance/{kind}-") for row in rows_of(name)[1:]]
        for kind in ("recommendations", "implications")
    )
    for ids, listed in zip(used, written, strict=True):
        assert len(listed) == len(set(listed))
        assert ids == set(listed)


def test_the_readme_counts_the_rows_of_every_table() -> None:
    stated = {}
    for line in (KNOWLEDGE / "README.md").read_text("utf-8").splitlines():
        if found := re.fullmatch(r"\| `([^`]+\.tsv)` \| ([\d,]+) \|.*", line):
            stated[found[1]] = int(found[2].replace(",", ""))
    counted = {
        pattern: sum(len(rows_of(path.relative_to(KNOWLEDGE).as_posix())) - 1 for path in KNOWLEDGE.glob(pattern))
        for pattern in stated
    }
    assert stated == counted, "run make pack: it writes the numbers of rows into knowledge/README.md"
    covered = {path.relative_to(KNOWLEDGE).as_posix() for pattern in stated for path in KNOWLEDGE.glob(pattern)}
    assert covered == set(TABLES), "give each new table a line in knowledge/README.md; make pack counts its rows"
