"""Whether an atom speaks of a request.

A permit matches when each of its values is an ancestor of the requested one, or the same. A deny matches when it is
an ancestor, the same, or a descendant: who refuses a part of what is asked for as one has refused what is asked for.
Data are compared at the leaves, where there are no descendants. What is permitted to the person alone is not permitted
to whoever says that she or he is the person. What a request does not state is not permitted where
a permission is only for some, and refused where a refusal is.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from autonome.access.requests import Request
from autonome.access.translation import is_outside
from autonome.consent import (
    CATEGORIES,
    JURISDICTIONS,
    PURPOSES,
    RECIPIENTS,
    Action,
    Atom,
    Diseases,
    Kind,
    is_permitted,
    is_refused,
)
from autonome.consent.purposes import REFUSED_WITH

NAMING: Final = frozenset({Kind.SEPARATE_RECIPIENT, Kind.SEPARATE_EXPORT})
"""Kinds of which the person is told the recipient's name (China: PIPL Art. 23 and 39)."""


class Aim(NamedTuple):
    """One purpose and, where the request names diseases, one of them: each such pair needs a permission.

    Args:
        purpose: its code.
        disease: its code, or "" where none is named.
    """

    purpose: str
    disease: str = ""

    def __str__(self) -> str:
        """As it stands in a reason."""
        return f"{self.purpose} on {self.disease}" if self.disease else self.purpose


def aims_of(request: Request) -> tuple[Aim, ...]:
    """Each purpose with each disease, in the order of the purposes."""
    return tuple(Aim(purpose, disease) for purpose in request.purposes for disease in sorted(request.diseases) or ("",))


def permits(atom: Atom, request: Request, leaf: str, aim: Aim, diseases: Diseases) -> bool:
    """Whether a permitting atom covers one leaf for one aim."""
    return (
        CATEGORIES.covers(atom.category, leaf)
        and PURPOSES.covers(atom.purpose, aim.purpose)
        and RECIPIENTS.covers(atom.recipient, request.recipient)
        and all(JURISDICTIONS.covers(atom.jurisdiction, place) for place in _places(request))
        and request.action in atom.actions
        and (Action.EXPORT in atom.actions or not _leaves(request))
        and _permits_asker(atom, request)
        and (not RECIPIENTS.covers("subject", atom.recipient) or str(request.actor) == str(request.subject))
        and (atom.commercial is None or request.commercial is atom.commercial)
        and (not atom.diseases or any(diseases.covers(broad, aim.disease) for broad in atom.diseases if aim.disease))
    )


def is_of(atom: Atom, kind: Kind) -> bool:
    """Whether a permission is of a kind; one that must name who gets the data is not, while it names nobody."""
    return kind in atom.kinds and (kind not in NAMING or atom.recipient_id is not None)


def denies(atom: Atom, request: Request, leaf: str, diseases: Diseases) -> bool:
    """Whether a denying atom speaks against one leaf, for any of the purposes."""
    return (
        CATEGORIES.covers(atom.category, leaf)
        and any(_is_against(atom, purpose) for purpose in request.purposes)
        and RECIPIENTS.touches(atom.recipient, request.recipient)
        and any(JURISDICTIONS.touches(atom.jurisdiction, place) for place in _places(request))
        and request.action in atom.actions
        and may_meet(atom, request)
        and (atom.commercial is None or request.commercial in {None, atom.commercial})
        and (not atom.diseases or _may_be_about(atom.diseases, request.diseases, diseases))
    )


def may_meet(atom: Atom, request: Request) -> bool:
    """Whether it is, or may be, about whoever asks; what is not permits and refuses nothing."""
    named = atom.recipient_id
    return named is None or is_refused(named, organisation=request.organisation, actor=request.actor)


def _permits_asker(atom: Atom, request: Request) -> bool:
    named = atom.recipient_id
    return named is None or is_permitted(named, atom.recipient, organisation=request.organisation, actor=request.actor)


def _is_against(atom: Atom, purpose: str) -> bool:
    """Whether a refusal is about a purpose; of a disease, it is about research on it under whatever name."""
    research = atom.diseases and PURPOSES.covers("GRU", atom.purpose) and PURPOSES.touches("GRU", purpose)
    meant = (purpose, *REFUSED_WITH.get(purpose, ()))
    return bool(research) or any(PURPOSES.touches(atom.purpose, each) for each in meant)


def _may_be_about(refused: frozenset[str], asked: frozenset[str], diseases: Diseases) -> bool:
    """Whether a refusal about some diseases meets those asked about; who states none may mean any."""
    return not asked or any(diseases.may_touch(one, other) for one in refused for other in asked)


def _leaves(request: Request) -> bool:
    """Whether data go to another place than where they are used: a yes to their use there is no yes to that."""
    to = request.destination
    return to is not None and is_outside(request.jurisdiction, to)


def _places(request: Request) -> tuple[str, ...]:
    """Where the data are used, and where they go."""
    return (request.jurisdiction,) if request.destination is None else (request.jurisdiction, request.destination)
