"""The translators' files: read, checked, and written so that the same sentences give the same bytes.

One file a language and kind of sentence (`KINDS`), sorted by sentence, without dates or line numbers: what changes in
one is what changed in the product.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

KINDS = {
    "guidance": "What guidelines say, a sentence each; {drug} is the medicine.",
    "plan": "Sentences that the plan is made of.",
    "patient": "What the page for the patient says, in plain words.",
    "pages": "Fixed words of the clinician's page.",
    "entrance": "The portals: signing in, one's own account, what stands around each page, and what went wrong.",
    "portal": "The portals: pages of patients, in plain words.",
    "clinic": "The portals: pages of those who work with patients.",
    "steward": "The portals: pages of data stewards.",
    "decisions": "What a decision says to the person and to the asker.",
    "law": "Rules of law and the papers that they ask for.",
    "terms": "Words of the knowledge bundle: phenotypes, populations, strengths, reasons.",
    "clinical": "Rules of clinical factors: conditions, allergies, kidney and liver, age, goals.",
    "names": "Ingredients, by their international nonproprietary names.",
}
"""Name of a file → what it holds; a sentence stands in the first that claims it."""

HEADER = """# {about}
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


class LanguageError(Exception):
    """A translators' file cannot be used: says where and what."""


def read(path: Path) -> Catalog:
    """Read a file; one that is not there holds nothing."""
    if not path.exists():
        return Catalog(charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def translations(path: Path) -> Iterator[tuple[str, str]]:
    """Each sentence of a file with its translation, "" where there is none, or one that is not settled (fuzzy).

    Raises:
        LanguageError: the two do not hold the same names.
    """
    for message in read(path):
        english, said = _plain(message)
        if english:
            if said and (wrong := disagreement(english, said)):
                raise LanguageError(f"{path.parent.name}/{path.name}: {english!r}: {wrong}")
            yield english, said


def _plain(message: Message) -> tuple[str, str]:
    if not isinstance(message.id, str) or not isinstance(message.string, str):
        raise LanguageError(f"{message.id!r}: one sentence for one and one for several, not a plural form")
    return message.id, "" if message.fuzzy else message.string


def written(kind: str, language: str, sentences: Mapping[str, str]) -> bytes:
    """The bytes of a file.

    Args:
        kind: of `KINDS`.
        language: code of the language, as PO headers have it.
        sentences: English → translation, or "".
    """
    catalogue = Catalog(charset="utf-8")
    for english in sorted(sentences):
        catalogue.add(english, sentences[english])
    out = BytesIO()
    write_po(out, catalogue, width=0, omit_header=True)
    return HEADER.format(about=KINDS[kind], language=language).encode() + out.getvalue()


def disagreement(english: str, said: str) -> str:
    """Why a translation cannot stand for a sentence, or ""."""
    try:
        found, wanted = placeholders(said), placeholders(english)
    except ValueError as error:
        return f"braces do not match ({error})"
    if found != wanted:
        return f"holds {sorted(found)} in place of {sorted(wanted)}"
    if tags(english) != tags(said):
        return f"holds the tags {tags(said)} in place of {tags(english)}"
    return ""


def placeholders(text: str) -> frozenset[str]:
    """Names in braces of a sentence, and in ``%(…)s`` of a page's sentence."""
    braces = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    per_cent = {part.split(")", 1)[0] for part in text.split("%(")[1:]}
    return frozenset(braces | per_cent)


def tags(text: str) -> list[str]:
    """Elements of a page's sentence, sorted."""
    return sorted(part.split(">", 1)[0] for part in text.split("<")[1:] if ">" in part)
