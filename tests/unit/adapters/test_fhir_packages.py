"""FHIR packages: read in memory, first one first, and refused in one line where they are hostile."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autonome.adapters import fhir_packages
from autonome.adapters.fhir_packages import read_packages
from autonome.fhir.validate import DefinitionError

THING = {"resourceType": "StructureDefinition", "url": "http://example.org/t", "version": "1", "text": {"div": "x"}}
USED_AS_MADE = "Mend: use the package as its publisher made it."


def packed(path: Path, files: dict[str, bytes]) -> Path:
    """A package of these files."""
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            _add(archive, name, data)
    return path


def _add(archive: tarfile.TarFile, name: str, data: bytes = b"{}", **fields: Any) -> None:  # noqa: ANN401 - tar's fields
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for field, value in fields.items():
        setattr(info, field, value)
    archive.addfile(info, io.BytesIO(data))


def definition(**members: object) -> bytes:
    return json.dumps(THING | members).encode()


def test_definitions_are_found_by_address_and_version(tmp_path: Path) -> None:
    files = {
        "package/StructureDefinition-t.json": definition(),
        "package/StructureDefinition-t2.json": definition(version="2", url="http://example.org/t"),
        "package/StructureDefinition-u.json": definition(url="http://example.org/u", base="http://example.org/t"),
        "package/ValueSet-v.json": definition(url="http://example.org/v").replace(b"/", b"\\/"),
        "package/example/StructureDefinition-e.json": definition(url="http://example.org/e"),
        "package/Patient-p.json": definition(url="http://example.org/p"),
    }
    found = read_packages([packed(tmp_path / "a.tgz", files)])
    assert found.structures["http://example.org/t"] == {key: THING[key] for key in ("resourceType", "url", "version")}
    assert found.structures["http://example.org/t|2"]["version"] == "2"  # type: ignore[index]
    assert "http://example.org/t|3" not in found.structures
    assert "http://example.org/e" not in found.structures
    assert "http://example.org/p" not in found.structures
    assert "http://example.org/v" in found.value_sets
    assert sorted(found.structures) == ["http://example.org/t", "http://example.org/t", "http://example.org/u"]
    assert len(found.structures) == 3


def test_the_first_package_counts(tmp_path: Path) -> None:
    first, second = (
        packed(tmp_path / f"{name}.tgz", {"package/StructureDefinition-t.json": definition(name=name)}) for name in "ab"
    )
    assert read_packages([first, second]).structures["http://example.org/t"]["name"] == "a"  # type: ignore[index]
    assert read_packages([second, first]).structures["http://example.org/t"]["name"] == "b"  # type: ignore[index]


NEITHER = "holds something that is neither file nor folder (package/x)"
NO_PACKAGE = "is not a package (a tar archive, packed with gzip)"
HOSTILE: dict[str, tuple[str, dict[str, Any], str]] = {
    "absolute": ("/etc/passwd", {}, "holds a file that points out of the package (/etc/passwd)"),
    "climbing": ("package/../../x", {}, "holds a file that points out of the package (package/../../x)"),
    "backslash": ("package\\x", {}, "holds a file that points out of the package (package\\x)"),
    "symbolic link": ("package/x", {"type": tarfile.SYMTYPE, "linkname": "/"}, NEITHER),
    "hard link": ("package/x", {"type": tarfile.LNKTYPE, "linkname": "y"}, NEITHER),
    "device": ("package/x", {"type": tarfile.CHRTYPE}, NEITHER),
    "deep": ("a/" * 20 + "x", {}, f"holds a file with too long a path ({'a/' * 20}x)"),
    "long name": ("a" * 300, {}, f"holds a file with too long a path ({'a' * 80})"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "fields", "message"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_members_are_refused(tmp_path: Path, name: str, fields: dict[str, Any], message: str) -> None:
    path = tmp_path / "a.tgz"
    with tarfile.open(path, "w:gz") as archive:
        _add(archive, name, b"", **fields)
    with pytest.raises(DefinitionError) as refused:
        read_packages([path])
    assert str(refused.value) == f"a.tgz: {message}. {USED_AS_MADE}"


def _bomb(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        _add(archive, "package/zeros", bytes(3 * 1024 * 1024))


def _claims(path: Path) -> None:
    info = tarfile.TarInfo("package/StructureDefinition-t.json")
    info.size = 1 << 40
    path.write_bytes(gzip.compress(info.tobuf() + b"{}"))


def _header_bomb(path: Path) -> None:
    info = tarfile.TarInfo("pax")
    info.size, info.type = 1 << 33, tarfile.XHDTYPE
    path.write_bytes(gzip.compress(info.tobuf(tarfile.USTAR_FORMAT if info.size < 8**11 else tarfile.GNU_FORMAT)))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _many(path: Path) -> None:
    packed(path, {f"package/{number}": b"" for number in range(12)})


def _cut(path: Path) -> None:
    whole = packed(path, {"package/StructureDefinition-t.json": definition(note="x" * 9_000)}).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


LIMITED: dict[str, tuple[Callable[[Path], None], str]] = {
    "unpacks to too much": (_bomb, "unpacks to more than 1 MiB, or names a part of more"),
    "claims a terabyte": (_claims, "holds a definition of more than 1 MiB (package/StructureDefinition-t.json)"),
    "a header of gigabytes": (_header_bomb, "unpacks to more than 1 MiB, or names a part of more"),
    "many files": (_many, "holds more than 10 files"),
    "cut short": (_cut, NO_PACKAGE),
    "not gzip": (lambda path: _write(path, b"text"), NO_PACKAGE),
    "gzip of text": (lambda path: _write(path, gzip.compress(b"text" * 999)), NO_PACKAGE),
}  # fmt: skip


@pytest.mark.parametrize(("make", "message"), LIMITED.values(), ids=LIMITED.keys())
def test_bombs_and_broken_packages_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], message: str
) -> None:
    monkeypatch.setattr(fhir_packages, "MAX_UNPACKED", 1024 * 1024)
    monkeypatch.setattr(fhir_packages, "MAX_DEFINITION", 1024 * 1024)
    monkeypatch.setattr(fhir_packages, "MAX_FILES", 10)
    path = tmp_path / "a.tgz"
    make(path)
    with pytest.raises(DefinitionError) as refused:
        read_packages([path])
    assert str(refused.value).startswith(f"a.tgz: {message}. Mend: ")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"url": "http://example.org/t", "url": "http://example.org/t"}', "the key 'url' stands twice in one object"),
        (b'{"url": "http://example.org/t"', "is not JSON"),
        (b'["url", {"url": "http://example.org/t"}]', "is not a JSON object"),
    ],
)
def test_a_broken_definition_is_refused_when_it_is_asked_for(tmp_path: Path, data: bytes, message: str) -> None:
    found = read_packages([packed(tmp_path / "a.tgz", {"package/StructureDefinition-t.json": data})])
    with pytest.raises(DefinitionError, match=r"a\.tgz, package/StructureDefinition-t\.json") as refused:
        found.structures.get("http://example.org/t")
    assert message in str(refused.value)
