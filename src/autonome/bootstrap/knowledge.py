"""What a plan is made by: the knowledge bundle, languages, and what sets pages."""

from __future__ import annotations

from functools import cache

from autonome.adapters.knowledge_pack import load_bundle, verify_pack
from autonome.adapters.language_catalogues import load_language
from autonome.evidence import Bundle
from autonome.report.language import Language
from autonome.report.ports import Typesetter


@cache
def knowledge_bundle() -> Bundle:
    """Read the knowledge bundle that is shipped with the package, once per process."""
    return load_bundle()


def verified_knowledge_bundle() -> Bundle:
    """Read the shipped bundle and every file in it against the manifest.

    Raises:
        KnowledgeError: a file is missing, damaged or not what it should be; names it.
    """
    return verify_pack()


@cache
def language(tag: str) -> Language:
    """A language that plans are read in, such as ``en``, ``zh-hans`` or ``id``.

    Raises:
        InputError: there is no such language; names those that there are.
    """
    return load_language(tag)


@cache
def typesetter() -> Typesetter:
    """What sets ``plan.pdf``.

    Raises:
        PagesError: it is not installed; says how to get it.
    """
    from autonome.adapters.typst_engine import TypstEngine  # noqa: PLC0415 - an extra, and plan.pdf alone pays for it

    return TypstEngine()
