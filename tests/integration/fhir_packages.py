"""The FHIR packages for the tests: fetched by npm, checked by hash; without them skipped loudly, but never in CI."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from autonome.adapters.fhir_fetching import NAMED_BY, fetch
from autonome.adapters.fhir_packages import read_packages
from autonome.fhir import parse_json
from autonome.fhir.validate import DefinitionError, Definitions
from tests.integration.fhir_snapshots import Json

ROOT = Path(__file__).resolve().parents[2]

UNREADABLE = frozenset(("Observation-decimal.json",))
"""R4's example of decimals up to 10^245, which the strict reader refuses on purpose (`fhir.json_text`)."""


@cache
def tarballs() -> tuple[Path, ...]:
    """The packages, in the order in which they count."""
    folder = Path(os.environ.get(NAMED_BY) or ROOT / ".cache" / "fhir")
    try:
        return tuple(fetch(folder))
    except DefinitionError as error:
        if os.environ.get("CI"):
            pytest.fail(f"the FHIR packages are missing in CI: {error}")
        pytest.skip(f"no FHIR packages in {folder}, where npm puts them: {error}", allow_module_level=True)


@cache
def definitions() -> Definitions:
    """All definitions of the packages."""
    return read_packages(tarballs())


def documents(package: Path, folder: str) -> Iterator[tuple[str, Json]]:
    """Name and content of the readable resources in a folder of a package."""
    with tarfile.open(package, "r:gz") as archive:
        for member in archive:
            parent, _, name = member.name.rpartition("/")
            source = archive.extractfile(member) if parent == folder and name.endswith(".json") else None
            if source:
                data = source.read()
                if b'"resourceType"' in data and name not in UNREADABLE:
                    yield name, parse_json(data, name)
