"""FHIR packages: the npm tarballs in which StructureDefinitions, ValueSets and CodeSystems are published.

Read in memory, never unpacked to a disc; limits keep a hostile archive small. A definition is parsed when it is first
asked for: a package holds thousands, a resource needs some dozens.
"""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from autonome.adapters.small_files import read_small
from autonome.fhir import parse_json
from autonome.fhir.validate import DefinitionError, Definitions
from autonome.kernel import InputError

MAX_PACKAGE = 64 * 1024 * 1024
"""Bytes of one package, packed; the examples of R4 are the largest with 19 MB."""

MAX_UNPACKED = 512 * 1024 * 1024
"""Bytes of one package, unpacked; the examples of R4 have 190 MB."""

MAX_FILES = 20_000
"""Files of one package; the examples of R4 have 5,300."""

MAX_NAME = 256
"""Characters of one file's name inside a package (the tar format's own limit without extensions)."""

MAX_DEPTH = 8
"""Folders inside one another: packages have three."""

MAX_DEFINITION = 16 * 1024 * 1024
"""Bytes of one definition; the largest of R4 has 3 MB."""

_DEFINITION = re.compile(r"package/(StructureDefinition|ValueSet|CodeSystem)-[^/]{1,200}\.json")
_URL = re.compile(rb'"url"\s*:\s*"((?:[^"\\]|\\.)*)"')
_MEND = "fetch the package again: those that are pinned with `autonome fhir fetch`, others with `npm pack`."


def read_packages(paths: Sequence[Path]) -> Definitions:
    """Open packages; where two define the same address, the first one counts.

    Raises:
        DefinitionError: a package cannot be used.
    """
    structures, value_sets, code_systems = _Definitions(), _Definitions(), _Definitions()
    kinds = {"StructureDefinition": structures, "ValueSet": value_sets, "CodeSystem": code_systems}
    for path in paths:
        for kind, name, data in _definitions(path):
            kinds[kind].add(data, f"{path.name}, {name}")
    return Definitions(structures, value_sets, code_systems)


class _Definitions(Mapping[str, object]):
    """Definitions of one kind by canonical address, parsed on demand and kept."""

    def __init__(self) -> None:
        self._candidates: dict[str, list[int]] = {}
        self._raw: list[tuple[bytes, str]] = []
        self._parsed: dict[int, Mapping[str, object]] = {}

    def add(self, data: bytes, where: str) -> None:
        """Take a file; every ``url`` in it may be the definition's own."""
        at = len(self._raw)
        self._raw.append((data, where))
        for url in set(_URL.findall(data)):
            address = url.replace(b"\\/", b"/").decode("utf-8", "replace")
            self._candidates.setdefault(address, []).append(at)

    def __getitem__(self, canonical: str) -> object:
        address, _, version = canonical.partition("|")
        for at in self._candidates.get(address, ()):
            definition = self._definition(at)
            if definition.get("url") == address and version in {"", definition.get("version")}:
                return definition
        raise KeyError(canonical)

    def __iter__(self) -> Iterator[str]:
        return (str(self._definition(at)["url"]) for at in range(len(self._raw)) if "url" in self._definition(at))

    def __len__(self) -> int:
        return len(self._raw)

    def _definition(self, at: int) -> Mapping[str, object]:
        if at not in self._parsed:
            data, where = self._raw[at]
            try:
                value = parse_json(data, where)
            except InputError as error:
                raise DefinitionError(error.message, where=error.where, mend=_MEND) from error
            if not isinstance(value, dict):
                raise DefinitionError("is not a JSON object", where=where, mend=_MEND)
            # Half of a definition is its text and its differential; neither is looked at.
            self._parsed[at] = {key: item for key, item in value.items() if key not in {"text", "differential"}}
            self._raw[at] = (b"", where)
        return self._parsed[at]


def _definitions(path: Path) -> Iterator[tuple[str, str, bytes]]:
    """Kind, name and bytes of every definition in a package."""
    packed = read_small(path, MAX_PACKAGE)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
            # What tarfile needs of a file is reading, seeking and telling: that much is bounded here.
            bounded = cast("io.BufferedReader", _Bounded(stream, path.name))
            with tarfile.open(fileobj=bounded, mode="r:") as archive:
                yield from _members(archive, path.name)
    except (tarfile.TarError, EOFError, OSError, zlib.error, UnicodeError, ValueError) as error:
        raise DefinitionError(
            "is not a package (a tar archive, packed with gzip)", where=path.name, mend=_MEND
        ) from error


def _members(archive: tarfile.TarFile, where: str) -> Iterator[tuple[str, str, bytes]]:
    for count, member in enumerate(archive):
        _check_member(member, count, where)
        match = _DEFINITION.fullmatch(member.name)
        source = archive.extractfile(member) if match and member.isreg() else None
        if match and source:
            yield match[1], member.name, source.read()


def _check_member(member: tarfile.TarInfo, count: int, where: str) -> None:
    name = member.name
    shown = name[:80].encode("ascii", "replace").decode()
    parts = name.split("/")
    fault = ""
    if count >= MAX_FILES:
        fault = f"holds more than {MAX_FILES:,} files"
    elif not (member.isreg() or member.isdir()):
        fault = f"holds something that is neither file nor folder ({shown})"
    elif name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
        fault = f"holds a file that points out of the package ({shown})"
    elif len(name) > MAX_NAME or len(parts) > MAX_DEPTH:
        fault = f"holds a file with too long a path ({shown})"
    elif member.size > MAX_DEFINITION and _DEFINITION.fullmatch(name):
        fault = f"holds a definition of more than {MAX_DEFINITION >> 20} MiB ({shown})"
    if fault:
        raise DefinitionError(fault, where=where, mend="use the package as its publisher made it.")


class _Bounded:
    """A stream that ends in an error once too much has been unpacked, or too much is asked for at once."""

    def __init__(self, stream: gzip.GzipFile, where: str) -> None:
        self._stream = stream
        self._where = where

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MAX_DEFINITION:
            raise self._refusal()
        data = self._stream.read(size)
        self._check()
        return data

    def seek(self, position: int, whence: int = 0) -> int:
        if whence == 0 and position > MAX_UNPACKED:
            raise self._refusal()
        return self._stream.seek(position, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def _check(self) -> None:
        if self._stream.tell() > MAX_UNPACKED:
            raise self._refusal()

    def _refusal(self) -> DefinitionError:
        limit = f"{MAX_UNPACKED >> 20} MiB"
        mend = "use the package as its publisher made it."
        return DefinitionError(f"unpacks to more than {limit}, or names a part of more", where=self._where, mend=mend)
