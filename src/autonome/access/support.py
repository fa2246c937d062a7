"""How an act was done upon which a decision rests: by what right, how signed, how well understood.

Whoever relies on a permission sees it beside the act's digest: a paper signed before a witness and a passkey are both
consent, and do not prove the same. Nothing is ranked here; what is strong enough is for law and institution to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from autonome.consent import Authority, Comprehension, ConsentAct, SignatureKind
from autonome.kernel import Json

_WORDS: Final[Mapping[str, str]] = {
    Authority.SELF: "by the person",
    Authority.GUARDIAN: "by a guardian",
    Authority.PROXY: "by a proxy",
    Authority.RELATIVE: "by a relative",
    Authority.STEWARD: "by the steward of the data",
    SignatureKind.PASSKEY: "a passkey",
    SignatureKind.WITNESSED_PAPER: "paper before a witness",
    SignatureKind.INSTITUTION_ATTESTED: "the word of the institution",
    Comprehension.PASSED: "could say back what it was about",
    Comprehension.FAILED: "could not say back what it was about",
    Comprehension.NOT_ASKED: "was not asked to say back what it was about",
}


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

    @property
    def words(self) -> str:
        """As it is told to an auditor."""
        return ", ".join(_WORDS[each] for each in self)

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "authority": str(self.authority),
            "signature": str(self.signature),
            "comprehension": str(self.comprehension),
        }


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
        return {"act": self.act, **self.manner.to_json()}


@dataclass(frozen=True, slots=True)
class Supports:
    """All acts that a permission rests on, beside each other: a decision names some ten, and is made 100,000 times.

    Args:
        acts: their digests, in order.
        manners: how each of them was done.
    """

    acts: tuple[str, ...] = ()
    manners: tuple[Manner, ...] = ()

    def __iter__(self) -> Iterator[Support]:
        """One by one."""
        return map(Support, self.acts, self.manners)

    def __len__(self) -> int:
        """How many."""
        return len(self.acts)


NO_ACTS: Final = Supports()
"""What rests on the law alone."""


def in_words(manners: Iterable[Manner]) -> tuple[str, ...]:
    """How acts were done, those that were done alike together: ``3 by the person, a passkey, …``."""
    alike = Counter(manner.words for manner in manners)
    return tuple(f"{count} {words}" for words, count in sorted(alike.items()))


def read_manner(value: Json) -> Manner | None:
    """Read how an act was done, from an act or from a decision that rests on it; None for what says no such thing.

    Args:
        value: with ``authority``, ``signature`` (a word, or an object with ``kind``) and ``comprehension``.
    """
    if not isinstance(value, Mapping):
        return None
    signature = value.get("signature")
    kind = signature.get("kind") if isinstance(signature, Mapping) else signature
    try:
        return Manner(
            Authority(str(value.get("authority"))),
            SignatureKind(str(kind)),
            Comprehension(str(value.get("comprehension"))),
        )
    except ValueError:
        return None
