"""Compile the translators' files into the catalogues that are shipped, and keep those files in step with the product.

    python tools/build_languages.py            # languages/TAG/*.po → src/autonome/report/languages/TAG.json
    python tools/build_languages.py --update   # first bring every sentence of the product into the .po files

Same files, same bytes: a test builds the catalogues anew. ``--update`` keeps every translation whose sentence is still
said, and drops the rest. A translation that is empty or marked fuzzy is left out: it stays in English on the page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # however this script is started, its steps are found

from tools.knowledge.tables import Object  # noqa: E402
from tools.languages import extraction, vocabulary  # noqa: E402
from tools.languages.po_files import KINDS, LanguageError, translations, written  # noqa: E402

from autonome.adapters.knowledge_pack import load_bundle  # noqa: E402
from autonome.kernel import canonical_bytes  # noqa: E402

SOURCES = ROOT / "src/autonome"
TEMPLATES = SOURCES / "report/templates"
TRANSLATIONS = ROOT / "languages"
CATALOGUES = SOURCES / "report/languages"
LANGUAGES = {"id": ("id", "Bahasa Indonesia"), "zh-hans": ("zh-Hans", "简体中文")}
"""Tag → BCP 47 code, and what the language's speakers call it."""

OF_THE_COMMAND_LINE = "cli/"
"""What the terminal shows is in English."""

OF_THE_PORTALS = "web/"
"""What the portals show; its parts with a file of their own are the kinds called as their folders."""

PARTS = ("portal", "clinic", "steward")

OF_A_DECISION = ("access/",)

FOR_THE_PATIENT = ("report/patient/", "patient/")


def main() -> None:
    """Compile every language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=CATALOGUES)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        if options.update:
            update()
        for tag in LANGUAGES:
            (options.out / f"{tag}.json").write_bytes(compiled(tag))
            print(f"{tag}: {sum(map(bool, known(tag).values()))} sentences, {len(missing(tag))} without translation")
    except (LanguageError, extraction.ExtractionError) as error:
        sys.exit(f"nothing was built: {error}")


def compiled(tag: str) -> bytes:
    """The catalogue of a language as it is shipped."""
    html, name = LANGUAGES[tag]
    messages: Object = {english: said for english, said in known(tag).items() if said}
    return canonical_bytes({"html": html, "messages": messages, "name": name}) + b"\n"


def known(tag: str) -> dict[str, str]:
    """Every sentence of a language's files with its translation.

    Raises:
        LanguageError: two files translate one sentence differently.
    """
    found: dict[str, str] = {}
    for path in sorted((TRANSLATIONS / tag).glob("*.po")):
        for english, said in translations(path):
            if said and found.get(english, said) not in ("", said):
                raise LanguageError(f"{tag}/{path.name}: another file translates {english!r} otherwise")
            found[english] = said or found.get(english, "")
    return found


def missing(tag: str) -> tuple[str, ...]:
    """Sentences of the product without a translation."""
    has = known(tag)
    return tuple(english for english in sentences() if not has.get(english))


def stale(tag: str) -> tuple[str, ...]:
    """Translations of sentences that the product does not say."""
    said = sentences()
    return tuple(english for english in known(tag) if english not in said)


def sentences() -> dict[str, str]:
    """Every sentence that a reader can meet → the kind of file in which it stands."""
    found: dict[str, str] = {}
    for kind, listed in _by_kind():
        for sentence in listed:
            if sentence.strip("{}").strip() and sentence != "{text}":
                found.setdefault(sentence, kind)
    return found


def _by_kind() -> Iterator[tuple[str, Iterator[str]]]:
    bundle = load_bundle()
    yield "guidance", vocabulary.guidance(bundle)
    yield "decisions", _of_modules(lambda name: name.startswith(OF_A_DECISION))
    yield "plan", _of_modules(lambda name: not name.startswith((*FOR_THE_PATIENT, *OF_A_DECISION)))
    yield "pages", _of_templates(patient=False)
    yield "patient", _of_modules(lambda name: name.startswith(FOR_THE_PATIENT))
    yield "patient", _of_templates(patient=True)
    yield from _of_portals()
    yield "law", vocabulary.law()
    yield "terms", chain(vocabulary.terms(bundle), vocabulary.consent())
    yield "clinical", vocabulary.clinical(bundle)
    yield "names", vocabulary.names(bundle)


def _of_portals() -> Iterator[tuple[str, Iterator[str]]]:
    """Modules and templates of the portals; what is in no part of them is the entrance's."""
    for path in sorted((SOURCES / OF_THE_PORTALS).rglob("*.py")):
        name = path.relative_to(SOURCES / OF_THE_PORTALS)
        yield _part(name), extraction.literals(path, f"{OF_THE_PORTALS}{name.as_posix()}")
    pages = SOURCES / OF_THE_PORTALS / "templates"
    for path in sorted(pages.rglob("*.html")):
        yield _part(path.relative_to(pages)), extraction.said_in(path)


def _part(name: Path) -> str:
    return name.parts[0] if name.parts[0] in PARTS else "entrance"


def _of_modules(chosen: Callable[[str], bool]) -> Iterator[str]:
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if not name.startswith((OF_THE_COMMAND_LINE, OF_THE_PORTALS)) and chosen(name):
            yield from extraction.literals(path, name)


def _of_templates(*, patient: bool) -> Iterator[str]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.relative_to(TEMPLATES).as_posix().startswith(FOR_THE_PATIENT) is patient:
            yield from extraction.translated_in(path)


def update() -> None:
    """Write every sentence into the files, with the translations that there are."""
    kinds = sentences()
    for tag in LANGUAGES:
        has = known(tag)
        for kind in KINDS:
            listed = {english: has.get(english, "") for english, place in kinds.items() if place == kind}
            path = TRANSLATIONS / tag / f"{kind}.po"
            path.write_bytes(written(kind, LANGUAGES[tag][0].replace("-", "_"), listed))


if __name__ == "__main__":
    main()
