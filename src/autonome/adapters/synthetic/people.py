"""Who there is in a synthetic hospital."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeVar

FIRST: Final = (
    "Anna", "Boris", "Citra", "Dewi", "Emil", "Fatima", "Guo", "Hana", "Ivan", "Jia", "Kadek", "Lena", "Mei", "Nadia",
    "Omar", "Putri", "Qiang", "Rosa", "Sari", "Tomas", "Ulla", "Viktor", "Wati", "Xin", "Yusuf", "Zofia",
)  # fmt: skip
LAST: Final = "Synthetic"
"""Everybody's family name: nobody takes them for a patient."""

SHARED: Final = 100
"""Choices are made among so many shares."""

ChoiceT = TypeVar("ChoiceT")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is not.

    Args:
        number: 0 for the first; all else follows from it.
    """

    number: int

    @property
    def subject(self) -> str:
        """The id in the node."""
        return f"p-{sha256(f'subject {self.number}'.encode()).hexdigest()[:8]}"

    @property
    def first(self) -> str:
        """First name; a numeral follows where there are more of it."""
        turn, place = divmod(self.number, len(FIRST))
        return FIRST[place] if turn == 0 else f"{FIRST[place]} {turn + 1}"

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.first} {LAST}"

    @property
    def record_number(self) -> str:
        """Under which the hospital knows the person elsewhere."""
        return f"mrn:{10_000 + self.number}"

    @property
    def female(self) -> bool:
        """For the record."""
        return self.share("sex") < SHARED // 2

    @property
    def birth_year(self) -> int:
        """Of an adult."""
        return 1938 + self.share("birth") * 65 // SHARED

    def share(self, of: str) -> int:
        """A number below `SHARED`, the same each time."""
        return int.from_bytes(sha256(f"{self.number} {of}".encode()).digest()[:4], "big") % SHARED

    def choice(self, of: str, among: Sequence[tuple[int, ChoiceT]]) -> ChoiceT:
        """One of several, by their shares, which make up `SHARED`."""
        left = self.share(of)
        for share, each in among:
            if left < share:
                return each
            left -= share
        return among[-1][1]


def people(count: int) -> tuple[Person, ...]:
    """The first so many."""
    return tuple(Person(number) for number in range(count))
