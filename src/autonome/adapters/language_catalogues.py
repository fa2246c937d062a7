"""The catalogues of translations that are shipped inside the package, one file of JSON for each language.

``tools/build_languages.py`` makes them of the translators' files in ``languages/``. Only the one that is asked for is
read; English needs none.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable

from autonome.kernel import InputError
from autonome.report.language import ENGLISH, Language

PACKAGE = "autonome.report"
FOLDER = "languages"
SUFFIX = ".json"


def language_tags(folder: Traversable | None = None) -> tuple[str, ...]:
    """Tags of the languages that there are, English first."""
    found = (each.name for each in (folder or _shipped()).iterdir())
    return ("en", *sorted(name.removesuffix(SUFFIX) for name in found if name.endswith(SUFFIX)))


def load_language(tag: str, folder: Traversable | None = None) -> Language:
    """Read one language.

    Args:
        tag: such as ``zh-hans``.
        folder: of the catalogues; the shipped ones by default.

    Raises:
        InputError: there is no such language; names those that there are.
    """
    if tag == ENGLISH.tag:
        return ENGLISH
    there = language_tags(folder)
    if tag not in there:
        raise InputError(f"there is no language {tag!r}", where="--language", mend=f"choose one of {', '.join(there)}.")
    raw = json.loads((folder or _shipped()).joinpath(f"{tag}{SUFFIX}").read_bytes())
    return Language(tag, raw["html"], raw["name"], raw["messages"])


def _shipped() -> Traversable:
    return files(PACKAGE).joinpath(FOLDER)
