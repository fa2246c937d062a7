"""Requests to try answers with, where nobody gives any: one for each thing that somebody's answer is about.

Each is made by whom the answer names, for what it names, with every paper that a rule could ask for: so that what
differs afterwards comes from consent, law, people and time, and not from a paper that was left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from autonome.access.errors import RequestError
from autonome.access.requests import EVERYBODY, Document, Request
from autonome.access.simulation import World
from autonome.consent import JURISDICTIONS, Atom, name_of
from autonome.kernel import ActorId
from autonome.law import Circumstance, DocumentKind, stating

SOMEBODY: Final = "somebody"
"""Stands for an asker whom no answer names."""

PAPERS: Final = tuple(Document(str(kind), "assumed") for kind in DocumentKind)
"""Every kind of paper."""

FREELY: Final = stating({Circumstance.CONDITION_OF_SERVICE: False})
"""No service depended on any answer."""


def probes(worlds: Iterable[World], places: Iterable[str]) -> tuple[Request, ...]:
    """Make the requests.

    Args:
        worlds: whose answers are tried.
        places: where people are cared for: for answers that are not about one place.

    Raises:
        RequestError: an answer is about many places, and no place is known.
    """
    known = tuple(dict.fromkeys(place for place in places if place))
    atoms = dict.fromkeys(atom for world in worlds for atom in _atoms(world))
    return tuple(dict.fromkeys(request for atom in atoms for request in _requests(atom, known)))


def _atoms(world: World) -> Iterator[Atom]:
    for answers in world.answers().values():
        for answer in answers.values():
            yield from answer.atoms or answer.act.template.question(answer.act.question).atoms


def _requests(atom: Atom, places: tuple[str, ...]) -> Iterator[Request]:
    single = len(JURISDICTIONS.leaves(atom.jurisdiction)) == 1
    within = [place for place in places if JURISDICTIONS.covers(atom.jurisdiction, place)]
    if not single and not within:
        raise RequestError(
            "nobody says where these people are cared for", mend="give --requests, or their jurisdiction."
        )
    for place in [atom.jurisdiction] if single else within:
        for action in sorted(atom.actions):
            yield Request(
                subject=EVERYBODY,
                actor=ActorId(_named(atom)),
                organisation=_named(atom),
                recipient=atom.recipient,
                purposes=(atom.purpose,),
                items=(atom.category,),
                action=action,
                jurisdiction=place,
                diseases=frozenset(sorted(atom.diseases)[:1]),
                commercial=atom.commercial,
                documents=PAPERS,
                circumstances=FREELY,
            )


def _named(atom: Atom) -> str:
    """Whoever the answer names, as organisation and as person: what it says of either is tried."""
    return SOMEBODY if atom.recipient_id is None else name_of(atom.recipient_id)
