"""Terms of a permission that a request breaks by what it asks for: such a permission does not cover it.

Most obligations bind from the moment at which something is given, and are listed beside it. Some a request can break
there and then: who asks for profit has not kept a promise to use data without it. What a request does not state counts
against it, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from autonome.access.requests import Request
from autonome.consent import CATEGORIES, RECIPIENTS, Action, Atom
from autonome.law import Circumstance

Breach = Callable[[Request, str], bool]
"""Whether a request breaks one obligation with one leaf of the data tree."""

GENETIC_STUDIES: Final = "DUO:0000016"
"""Genetic studies only."""

_WITHOUT_PROFIT: Final = ("non-profit-researcher", "authority", "subject", "representative", "relative")
"""Classes of which nobody is a company; of any other, an asker may be one."""


def breaks(atom: Atom, request: Request, leaf: str) -> bool:
    """Whether a request for a leaf breaks an obligation of a permission.

    Args:
        atom: the permission.
        request: in our own codes.
        leaf: of the data tree.
    """
    return any(OPENLY_BROKEN[str(code)](request, leaf) for code in atom.obligations if str(code) in OPENLY_BROKEN)


def needs_genes(atom: Atom, leaf: str) -> bool:
    """Whether a permission for a leaf counts only beside genetic data: in a genetic study, for what is not genetic.

    Args:
        atom: the permission.
        leaf: of the data tree.
    """
    return GENETIC_STUDIES in atom.obligations and not is_genetic(leaf)


def is_genetic(leaf: str) -> bool:
    """Whether a leaf of the data tree is genetic."""
    return CATEGORIES.covers("genome", leaf)


def _is_for_gain(request: Request, _: str) -> bool:
    return request.commercial is not False


def _is_by_a_company(request: Request, _: str) -> bool:
    return not any(RECIPIENTS.covers(each, request.recipient) for each in _WITHOUT_PROFIT)


def _is_for_profit(request: Request, leaf: str) -> bool:
    return _is_for_gain(request, leaf) or _is_by_a_company(request, leaf)


def _is_of_traits_alone(request: Request, leaf: str) -> bool:
    """Data that are not genetic, without any that are: a genetic study may use both, or genes alone."""
    asked = (leaf, *request.items)
    return not any(CATEGORIES.touches("genome", each) for each in asked)


def _is_published(request: Request, _: str) -> bool:
    """No date is agreed upon in a consent, so none has come."""
    return request.action is Action.PUBLISH


def _is_passed_on(request: Request, leaf: str) -> bool:
    """To hand on what somebody else gave; the hand-over that the person agreed to is of what the asker collected."""
    handed_on = request.action in {Action.DISCLOSE, Action.EXPORT}
    own = request.circumstances.ruled_out(Circumstance.FROM_ANOTHER_HANDLER)
    return _is_published(request, leaf) or (handed_on and not own)


OPENLY_BROKEN: Final[Mapping[str, Breach]] = {
    GENETIC_STUDIES: _is_of_traits_alone,
    "DUO:0000018": _is_for_profit,
    "DUO:0000024": _is_published,
    "DUO:0000045": _is_by_a_company,
    "DUO:0000046": _is_for_gain,
    "AUTONOME:no-onward-transfer": _is_passed_on,
}
"""Obligations that a request can break by what it asks for; the others bind from then on."""
