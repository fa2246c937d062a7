"""Fetch the FHIR packages that the tests validate against, with `npm pack`, and check each by its SHA-256.

    python tools/fetch_fhir_packages.py [FOLDER]

FOLDER is `.cache/fhir` without an argument (or what AUTONOME_FHIR_PACKAGES names). What is there already and has the
right hash is kept, so a second run needs no network. All packages are published by HL7 under CC0-1.0.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300
"""Seconds for one package; the largest has 19 MB."""


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


class FetchError(Exception):
    """A package cannot be had; one line, with the mend."""


def default_folder() -> Path:
    """Where packages are kept between runs: outside of version control."""
    named = os.environ.get("AUTONOME_FHIR_PACKAGES")
    return Path(named) if named else ROOT / ".cache" / "fhir"


def fetch(folder: Path) -> tuple[Path, ...]:
    """Bring every package into a folder.

    Returns:
        The tarballs, in the order of `PACKAGES`.

    Raises:
        FetchError: npm is missing, offline, or gives other bytes than are pinned.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_fetch_one(package, folder) for package in PACKAGES)


def _fetch_one(package: Package, folder: Path) -> Path:
    kept = folder / package.file_name
    if kept.is_file() and _sha256(kept) == package.sha256:
        return kept
    with tempfile.TemporaryDirectory(prefix=".npm-", dir=folder) as space:
        packed = _npm_pack(package, Path(space))
        if _sha256(packed) != package.sha256:
            raise FetchError(f"{package.file_name} is not the file that is pinned. Mend: check the registry in use.")
        packed.replace(kept)  # whole or not at all: two test processes may fetch at once
    return kept


def _npm_pack(package: Package, space: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise FetchError("npm is not installed. Mend: install Node.js, which brings it.")
    command = [npm, "pack", f"{package.name}@{package.version}", "--silent", "--ignore-scripts"]
    try:
        run = subprocess.run(  # noqa: S603 - npm itself, with our own pinned names
            command, cwd=space, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FetchError(f"npm gave no {package.name} within {PATIENCE} s. Mend: check the network.") from error
    packed = space / package.file_name
    if run.returncode != 0 or not packed.is_file():
        raise FetchError(f"npm cannot give {package.name}@{package.version}. Mend: check the network and the registry.")
    return packed


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Fetch, and print where each package lies."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default_folder()
    try:
        for path in fetch(folder):
            print(path)
    except FetchError as error:
        sys.exit(f"fetch_fhir_packages: {error}")


if __name__ == "__main__":
    main()
