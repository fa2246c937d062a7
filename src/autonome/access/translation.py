"""From the vocabularies of a request to the notions of the law.

Each notion of the law has anchors in our trees. A code lies *within* a notion when an anchor covers it, and *touches*
it when either covers the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from autonome.access.requests import Request
from autonome.consent import CATEGORIES, JURISDICTIONS, PURPOSES, RECIPIENTS, Action, Taxonomy
from autonome.kernel import Instant
from autonome.law import Case, DataClass, Deed, Party, Purpose, Use

NotionT = TypeVar("NotionT")
CodeT = TypeVar("CodeT", bound=str)

USES: Final[Mapping[Use, tuple[str, ...]]] = {
    Use.TREATMENT: ("TREAT",),
    Use.EMERGENCY: ("ETREAT",),
    Use.PAYMENT: ("HPAYMT",),
    Use.OPERATIONS: ("HOPERAT",),
    Use.UNDERWRITING: ("UNDERWRITING",),
    Use.EMPLOYMENT: ("EMPLOYMENT",),
    Use.OWN_REQUEST: ("PATRQT",),
    Use.RESEARCH: ("GRU",),
    Use.TRIAL_RESEARCH: ("CLINTRCH",),
    Use.TRIAL_TREATMENT: ("CLINTRL",),
    Use.MARKETING: ("HMARKT",),
    Use.PUBLIC_HEALTH: ("PUBHLTH",),
}
"""The law's uses in the tree of purposes."""

PARTIES: Final[Mapping[Party, tuple[str, ...]]] = {
    Party.REPRESENTATIVE: ("representative",),
    Party.HOLDER: ("subject", "care-team", "steward"),
    Party.CARE_PROVIDER: ("care",),
    Party.HEALTH_INSURER: ("health-insurer",),
    Party.LIFE_INSURER: ("life-insurer",),
    Party.DISABILITY_INSURER: ("disability-insurer",),
    Party.LONG_TERM_CARE_INSURER: ("long-term-care-insurer",),
    Party.EMPLOYER: ("employer",),
    Party.RELATIVE: ("relative",),
    Party.PUBLIC_HEALTH_AUTHORITY: ("public-health-authority",),
    Party.LAW_ENFORCEMENT: ("law-enforcement",),
}
"""The law's parties in the tree of recipients."""

DATA: Final[Mapping[DataClass, tuple[str, ...]]] = {
    DataClass.PERSONAL: ("record",),
    DataClass.HEALTH: ("clinical", "genome"),
    DataClass.GENETIC: ("genome",),
    DataClass.MENTAL_HEALTH: ("mental-health",),
}
"""The law's classes in the tree of data; genetic data are health data too."""


def case_of(request: Request, leaf: str, at: Instant, *, mandated: bool = False) -> Case:
    """Say what the law needs to know about one leaf of a request.

    Args:
        request: whose codes are known.
        leaf: of the data tree.
        at: the time asked about.
        mandated: whether a mandate on record lets the asker act for the person (`representatives`).
    """
    here, home = request.jurisdiction, request.subject_jurisdiction
    if home is not None and JURISDICTIONS.covers(home, here):
        home = None  # the law of the wider place is asked already
    return Case(
        at=at,
        jurisdictions=frozenset(map(str, JURISDICTIONS.ancestors(here))),
        data=_within(CATEGORIES, DATA, leaf),
        purposes=tuple(
            Purpose(_within(PURPOSES, USES, code), _touching(PURPOSES, USES, code)) for code in request.purposes
        ),
        recipient_within=_within(RECIPIENTS, PARTIES, request.recipient),
        recipient_touching=_touching(RECIPIENTS, PARTIES, request.recipient),
        deed=Deed(str(request.action)),
        leaves_jurisdiction=_leaves(request, here),
        by_subject=str(request.actor) == str(request.subject) and RECIPIENTS.covers("subject", request.recipient),
        circumstances=request.circumstances,
        home=frozenset() if home is None else frozenset(map(str, JURISDICTIONS.ancestors(home))),
        leaves_home=home is not None and (is_outside(home, here) or _leaves(request, home)),
        by_representative=mandated
        and RECIPIENTS.covers("representative", request.recipient)
        and all(PURPOSES.covers("PATRQT", code) for code in request.purposes),
    )


def data_classes(leaves: Iterable[str]) -> frozenset[DataClass]:
    """The law's classes of some leaves of the data tree."""
    return frozenset(each for leaf in leaves for each in _within(CATEGORIES, DATA, leaf))


def _leaves(request: Request, place: str) -> bool:
    """Whether the data go where another pack's law governs.

    What is made public is everywhere. Of an export that does not say where it goes, nobody can say that it stays.
    """
    if request.action is Action.PUBLISH:
        return True
    if request.destination is None:
        return request.action is Action.EXPORT
    return is_outside(place, request.destination)


def is_outside(here: str, there: str) -> bool:
    """Whether a place lies outside of another; within the European Economic Area data do not leave."""
    return not JURISDICTIONS.covers("EEA" if JURISDICTIONS.covers("EEA", here) else here, there)


def _within(tree: Taxonomy[CodeT], anchors: Mapping[NotionT, Iterable[str]], code: str) -> frozenset[NotionT]:
    return frozenset(notion for notion, roots in anchors.items() if any(tree.covers(root, code) for root in roots))


def _touching(tree: Taxonomy[CodeT], anchors: Mapping[NotionT, Iterable[str]], code: str) -> frozenset[NotionT]:
    return frozenset(notion for notion, roots in anchors.items() if any(tree.touches(root, code) for root in roots))
