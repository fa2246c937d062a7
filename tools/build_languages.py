"""Compile the translators' files into the catalogues that are shipped, and keep those files in step with the sentences.

    python tools/build_languages.py            # languages/TAG/*.po → src/autonome/report/languages/TAG.json
    python tools/build_languages.py --update   # first write every sentence of the product into the .po files

Same files, same bytes: a test builds the catalogues anew. A translation that is empty or marked fuzzy is left out, and
what is left out stays in English on the page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # however this script is started, its steps are found

from tools.knowledge.tables import Object  # noqa: E402

from autonome.kernel import canonical_bytes  # noqa: E402

TRANSLATIONS = ROOT / "languages"
CATALOGUES = ROOT / "src/autonome/report/languages"
LANGUAGES = {"id": ("id", "Bahasa Indonesia"), "zh-hans": ("zh-Hans", "简体中文")}
"""Tag → BCP 47 code, and what the language's speakers call it."""


class LanguageError(Exception):
    """A translators' file cannot be used: says where and what."""


def main() -> None:
    """Compile every language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=CATALOGUES)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    for tag in LANGUAGES:
        data = compiled(tag)
        (out / f"{tag}.json").write_bytes(data)
        print(f"{tag}: {len(data)} bytes")


def compiled(tag: str) -> bytes:
    """The catalogue of a language as it is shipped.

    Raises:
        LanguageError: a translation does not hold what its sentence holds, or two files disagree.
    """
    html, name = LANGUAGES[tag]
    messages: dict[str, str] = {}
    for path in po_files(tag):
        for english, said in translated(path):
            if messages.setdefault(english, said) != said:
                raise LanguageError(f"{path.relative_to(ROOT)}: another file translates {english!r} otherwise")
    value: Object = {"html": html, "messages": messages, "name": name}
    return canonical_bytes(value) + b"\n"


def po_files(tag: str) -> list[Path]:
    """The translators' files of a language, in the order of their names."""
    return sorted((TRANSLATIONS / tag).glob("*.po"))


def catalogue_in(path: Path) -> Catalog:
    """Read a translators' file."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def translated(path: Path) -> Iterator[tuple[str, str]]:
    """Each sentence with its translation, where it has one.

    Raises:
        LanguageError: the two do not hold the same names.
    """
    for message in catalogue_in(path):
        for one, said in _pairs(message):
            if one and said and not message.fuzzy:
                if wrong := disagreement(one, said):
                    raise LanguageError(f"{path.relative_to(ROOT)}: {one!r}: {wrong}")
                yield one, said


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    """A sentence for one and for several has two forms in English; each is looked up by itself."""
    forms = [message.id] if isinstance(message.id, str) else list(message.id)
    said = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    yield from ((one, said[min(place, len(said) - 1)]) for place, one in enumerate(forms))


def disagreement(english: str, said: str) -> str:
    """Why a translation cannot stand for a sentence, or ""."""
    try:
        found, wanted = placeholders(said), placeholders(english)
    except ValueError as error:
        return f"braces do not match ({error})"
    if found != wanted:
        return f"holds {sorted(found)} in place of {sorted(wanted)}"
    return ""


def placeholders(text: str) -> frozenset[str]:
    """Names in braces of a sentence, and in ``%(…)s`` of a page's sentence."""
    braces = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    per_cent = {part.split(")", 1)[0] for part in text.split("%(")[1:]}
    return frozenset(braces | per_cent)


if __name__ == "__main__":
    main()
