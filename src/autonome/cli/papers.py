"""Options that say what the law asks for beside the codes of a request: papers, and what is so."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from autonome.access import Document
from autonome.kernel import AutonomeError, InputError
from autonome.law import Circumstances, Count, DocumentKind, stating

STANDING = "AUTONOME_FACTS"
"""Variable of the environment that holds what is always so of this institution, with spaces between."""

_YES_OR_NO = {"yes": True, "no": False}


def documents_of(given: Iterable[str]) -> tuple[Document, ...]:
    """Read ``--document KIND=ID``.

    Raises:
        InputError: it is not of this form, or no such kind is known.
    """
    return tuple(_document(text) for text in given)


def circumstances_of(given: Iterable[str]) -> Circumstances:
    """Read ``--fact NAME=yes``, ``NAME=no`` or ``NAME=NUMBER``, beside what always holds of the institution.

    Raises:
        InputError: it is not of this form, no such circumstance is known, or one is stated twice.
    """
    answers = {**_answers(os.environ.get(STANDING, "").split(), STANDING), **_answers(given, "--fact")}
    try:
        return stating(answers)
    except AutonomeError as error:
        raise InputError(error.message, where="--fact", mend="see the names in docs/law.md.") from error


def options_wanted(missing: Iterable[str]) -> tuple[str, ...]:
    """The options that state what an asker is told to be missing, each once; none where stating it mends nothing.

    >>> options_wanted(["document:necessity-notice", "consent:general"])
    ('--document necessity-notice=ID',)
    """
    return tuple(dict.fromkeys(option for each in missing if (option := _option(*each.split(":", 1)))))


def _option(what: str, name: str) -> str:
    if what == "document" and name in set(DocumentKind):
        return f"--document {name}=ID"
    if what == "fact":
        return f"--fact {name}={'NUMBER' if name in set(Count) else 'yes/no'}"
    return ""


def _answers(given: Iterable[str], where: str) -> Mapping[str, int]:
    answers: dict[str, int] = {}
    for text in given:
        name, _, value = text.partition("=")
        if name in answers:
            raise InputError(f"{name[:60]!r} is stated twice", where=where, mend="state it once.")
        answers[name] = _value(name, value, where)
    return answers


def _document(text: str) -> Document:
    kind, _, name = text.partition("=")
    if kind not in set(DocumentKind) or not name:
        raise InputError(
            f"{text[:60]!r} is no known kind of paper with its id", where="--document", mend="write it as KIND=ID."
        )
    return Document(kind, name)


def _value(name: str, value: str, where: str) -> int:
    if name in set(Count) and value.isascii() and value.isdigit() and len(value) <= len(str(10**10)):
        return int(value)
    if name not in set(Count) and value in _YES_OR_NO:
        return _YES_OR_NO[value]
    raise InputError(
        f"{name[:60]!r} is stated as {value[:60]!r}", where=where, mend="write NAME=yes, NAME=no or NAME=NUMBER."
    )
