"""Names of recipients: which of two names an answer means, and when two spellings name the same one.

A name is an organisation's, such as ``university.example``, unless it says otherwise: ``person:`` before it names one
person, ``organisation:`` says what a bare name says. Who asks for an organisation is not that organisation, however
she or he is called. Where a bare name stands in an answer about relatives, representatives or the person, it names a
person. A refusal by a bare name is held against both, for nobody can ask any more which one was meant.

Organisations are compared in one form (`canonical`). People are permitted by their exact id, and refused in any case.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from autonome.consent.recipients import RECIPIENTS

PERSON: Final = "person:"
"""Before a name: of one person."""

ORGANISATION: Final = "organisation:"
"""Before a name: of an organisation; the same as nothing."""

LONGEST: Final = 255
"""Most characters of a name: what a host name can have (RFC 1035, 2.3.4)."""

_PEOPLE: Final = ("subject", "representative", "relative")
"""Classes of recipients that are people, each with what is narrower."""

_NO_PART: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Kinds of characters that nobody can see, or that nobody knows: two names could look alike."""

_UNSEEN: Final = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
            *(*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)),
        ),
    )
)
"""Letters, marks and signs that show nothing either: fillers, joiners, selectors of a variant, the empty Braille cell
(Unicode 15, Default_Ignorable_Code_Point beyond the kinds above, and U+2800)."""


def canonical(name: str) -> str:
    """The form in which organisations are compared: without spaces around, in small letters, without a last dot."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).strip().casefold()).rstrip(".").strip()


def name_of(recipient_id: str) -> str:
    """The name without what says whose it is."""
    return recipient_id.removeprefix(PERSON if recipient_id.startswith(PERSON) else ORGANISATION)


def is_name(name: str) -> bool:
    """Whether this can name somebody: something that can be seen, and no character that cannot."""
    bare = canonical(name_of(name))
    return 0 < len(bare) <= LONGEST and not any(map(_is_unseen, name.strip()))


def can_be_seen(text: str) -> bool:
    """Whether there is anything to be seen, such as the number of a paper."""
    return any(not each.isspace() and not _is_unseen(each) for each in text)


def _is_unseen(character: str) -> bool:
    return character in _UNSEEN or unicodedata.category(character) in _NO_PART


def key_of(recipient_id: str) -> str:
    """The name as part of the key of an answer: one for all spellings of one organisation."""
    if recipient_id.startswith(PERSON):
        return PERSON + exact(recipient_id.removeprefix(PERSON))
    return canonical(recipient_id.removeprefix(ORGANISATION))


def is_permitted(recipient_id: str, recipient: str, *, organisation: str, actor: str) -> bool:
    """Whether a permission by name is for whoever asks.

    Args:
        recipient_id: as the permission names it.
        recipient: class of recipients that it is for.
        organisation: for which somebody asks.
        actor: who asks.
    """
    if recipient_id.startswith(PERSON) or (_is_bare(recipient_id) and _of_people(recipient)):
        return exact(name_of(recipient_id)) == exact(actor)
    return canonical(name_of(recipient_id)) == canonical(organisation)


def is_refused(recipient_id: str, *, organisation: str, actor: str) -> bool:
    """Whether a refusal by name is, or may be, of whoever asks (arguments: see `is_permitted`)."""
    name = canonical(name_of(recipient_id))
    by_person = not recipient_id.startswith(ORGANISATION) and name == canonical(actor)
    return by_person or (not recipient_id.startswith(PERSON) and name == canonical(organisation))


def _is_bare(recipient_id: str) -> bool:
    return not recipient_id.startswith((PERSON, ORGANISATION))


def _of_people(recipient: str) -> bool:
    return any(RECIPIENTS.covers(each, recipient) for each in _PEOPLE)


def exact(name: str) -> str:
    """The form in which people are compared: without spaces around, in whatever case they are written."""
    return unicodedata.normalize("NFKC", name).strip()
