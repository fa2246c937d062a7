"""The FHIR packages that documents are held against when nobody names others: pinned, looked for, fetched.

Each is known by its SHA-256 alone: where it was found, and who served it, does not matter. They are looked for in the
folder that AUTONOME_FHIR_PACKAGES names and nowhere else, or, without it, in `.cache/fhir` of the folder in which one
works and in the user's cache. `npm pack` fetches them from the registry that its user has configured. All are
published by HL7 under CC0-1.0. What they hold is `fhir_packages`' business.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autonome.fhir.validate import DefinitionError

PATIENCE = 300
"""Seconds for one package; the largest has 19 MB."""

NAMED_BY = "AUTONOME_FHIR_PACKAGES"
"""Environment variable that names the folder of packages."""

HERE = Path(".cache", "fhir")
"""Where a project keeps its own packages, below the folder in which one works."""

_OTHER = "or name packages with --package"


@dataclass(frozen=True, slots=True)
class Package:
    """A package, pinned: npm serves the publisher's own tarball, so its bytes do not change."""

    name: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        """What `npm pack` calls it."""
        return f"{self.name}-{self.version}.tgz"


PACKAGES = (
    # First found, first used: the guide before what it builds on. The base definitions of R4 are published on npm
    # among its examples; the package hl7.fhir.r4.core is not there in version 4.0.1.
    Package(
        "hl7.fhir.uv.genomics-reporting", "3.0.0", "42b893bb3bb2a429db194e5ee9d1e1c11d02f0700a01906a2a0500a25bd8af21"
    ),
    Package("hl7.fhir.r4.examples", "4.0.1", "dce87f1b5b9341867033f7d1f544fa1b5232503f6d62813887ac6b8a8b6cb682"),
    Package(
        "hl7.fhir.uv.extensions.r4",
        "5.3.0-ballot-tc1",
        "54f70616bbd444ba0259d5fc5a5c978d463971865f23dcef3103081f529ad213",
    ),
    Package("hl7.terminology.r4", "7.0.1", "170c546f761fb51b3355788ca500206f6b772b21c57348c29205de85a6612baa"),
)


def places(environment: Mapping[str, str], home: Path) -> tuple[Path, ...]:
    """Folders in which packages are looked for; they are fetched into the last one.

    Args:
        environment: variables of the process; XDG_CACHE_HOME is that of the XDG Base Directory Specification.
        home: of the user.
    """
    if environment.get(NAMED_BY):
        return (Path(environment[NAMED_BY]),)
    return HERE, Path(environment.get("XDG_CACHE_HOME") or home / ".cache") / "autonome" / "fhir"


def find(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Every pinned package, wherever it lies.

    Returns:
        The tarballs, in the order of `PACKAGES`.

    Raises:
        DefinitionError: one is in none of the folders in the bytes that are pinned.
    """
    found = tuple(_found(package, folders) for package in PACKAGES)
    missing = [package.file_name for package, path in zip(PACKAGES, found, strict=True) if path is None]
    if missing:
        which = "" if len(missing) == len(PACKAGES) else f" {', '.join(missing)}"
        raise DefinitionError(
            f"the FHIR packages{which} are not in {' or '.join(map(str, folders))}, or not as they are pinned",
            mend=f"run `autonome fhir fetch`, {_OTHER}.",
        )
    return tuple(path for path in found if path is not None)


def fetch(folder: Path) -> Iterator[Path]:
    """Bring every package into a folder, and give each once it is there; what is there already is kept.

    Returns:
        The tarballs, in the order of `PACKAGES`.

    Raises:
        DefinitionError: npm is missing, offline, or gives other bytes than are pinned; the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for package in PACKAGES:
            yield _fetch_one(package, folder)
    except OSError as error:
        mend = f"name a folder you may write to with {NAMED_BY}."
        raise DefinitionError(f"cannot hold packages ({error.strerror})", where=str(folder), mend=mend) from error


def _found(package: Package, folders: Sequence[Path]) -> Path | None:
    candidates = (folder / package.file_name for folder in folders)
    return next((path for path in candidates if _is_pinned(package, path)), None)


def _fetch_one(package: Package, folder: Path) -> Path:
    kept = folder / package.file_name
    if _is_pinned(package, kept):
        return kept
    with tempfile.TemporaryDirectory(prefix=".npm-", dir=folder) as space:
        packed = _npm_pack(package, Path(space))
        if not _is_pinned(package, packed):
            mend = f"check which registry npm asks, {_OTHER}."
            raise DefinitionError("is not the file that is pinned", where=package.file_name, mend=mend)
        packed.replace(kept)  # whole or not at all: two processes may fetch at once
    return kept


def _npm_pack(package: Package, space: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        mend = f"install Node.js, which brings it, {_OTHER}."
        raise DefinitionError("npm is not installed, and fetches the packages", mend=mend)
    command = [npm, "pack", f"{package.name}@{package.version}", "--silent", "--ignore-scripts"]
    mend = f"check the network and the registry that npm asks, {_OTHER}."
    try:
        run = subprocess.run(  # noqa: S603 - npm itself, with our own pinned names
            command, cwd=space, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise DefinitionError(f"npm gave no {package.name} within {PATIENCE} s", mend=mend) from error
    packed = space / package.file_name
    if run.returncode != 0 or not packed.is_file():
        raise DefinitionError(f"npm cannot give {package.name}@{package.version}", mend=mend)
    return packed


def _is_pinned(package: Package, path: Path) -> bool:
    """Whether a file holds the very bytes; one that cannot be read does not."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == package.sha256
    except OSError:
        return False
