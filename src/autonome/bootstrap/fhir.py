"""FHIR documents, and what they are validated by."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.adapters.small_files import read_small
from autonome.fhir import parse_json

if TYPE_CHECKING:
    from autonome.fhir.validate import Validator


def fetched_fhir_packages() -> Iterator[Path]:
    """Bring the pinned FHIR packages to where `fhir_validator` looks for them; gives each once it is there.

    Raises:
        DefinitionError: one cannot be had.
    """
    from autonome.adapters.fhir_fetching import fetch, places  # noqa: PLC0415 - only this command pays for it

    return fetch(places(os.environ, Path.home())[-1])


def fhir_validator(packages: Sequence[Path]) -> Validator:
    """A validator over FHIR packages and our own extensions; where two define one address, the first one counts.

    Args:
        packages: their files; those that are pinned, wherever they lie, where none is named.

    Raises:
        DefinitionError: a package cannot be used or is not there, or the base definitions of R4 are in none of them.
    """
    from autonome.adapters.fhir_fetching import find, places  # noqa: PLC0415 - only this command pays for it
    from autonome.adapters.fhir_packages import read_packages  # noqa: PLC0415 - only this command pays for it
    from autonome.fhir.consent.definitions import DEFINITIONS  # noqa: PLC0415
    from autonome.fhir.validate import Validator  # noqa: PLC0415

    return Validator(read_packages(packages or find(places(os.environ, Path.home()))).beside(DEFINITIONS))


def fhir_document(path: Path) -> object:
    """Read one FHIR JSON document, strictly and under limits.

    Raises:
        InputError: it cannot be read, or is not one unambiguous JSON document.
    """
    return parse_json(read_small(path), path.name)
