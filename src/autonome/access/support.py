"""How an act was done upon which a decision rests: by what right, how signed, how well understood.

Whoever relies on a permission sees it beside the act's digest: a paper signed before a witness and a passkey are both
consent, and do not prove the same. Nothing is ranked here; what is strong enough is for law and institution to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Final, NamedTuple

from autonome.consent import Authority, Comprehension, ConsentAct, SignatureKind
from autonome.kernel import Json


class Manner(NamedTuple):
    """How an act was done.

    Args:
        authority: by what right.
        signature: how signed.
        comprehension: whether it was understood.
    """

    authority: Authority
    signature: SignatureKind
    comprehension: Comprehension


MANNERS: Final = tuple(Manner(*each) for each in product(Authority, SignatureKind, Comprehension))
"""Every manner, by its number in a register."""

_NUMBERS: Final[Mapping[Manner, int]] = {manner: number for number, manner in enumerate(MANNERS)}


def manner_number(act: ConsentAct) -> int:
    """The number of an act's manner; it fits a byte."""
    return _NUMBERS[Manner(act.authority, act.signature.kind, act.comprehension)]


class Support(NamedTuple):
    """One act that a permission rests on.

    Args:
        act: its digest.
        manner: how it was done.
    """

    act: str
    manner: Manner

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        authority, signature, comprehension = self.manner
        return {
            "act": self.act,
            "authority": str(authority),
            "signature": str(signature),
            "comprehension": str(comprehension),
        }
