"""What of a Consent has no word here: listed with its place, never dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from autonome.fhir.elements import printable
from autonome.kernel import Json

LONGEST = 120
"""Characters quoted of what stands there."""

REVIEW: Final = "not understood: a permission waits for a person to judge, a refusal is read without this limit"
FEWER: Final = "not understood: a permission goes without this alternative, a refusal is read as one of everything"
BROADER: Final = "read as a broader word of ours, which a refusal may be"
LIFTED: Final = "beside something that is not understood: the refusal is read as one of everything"
ANY_RECIPIENT: Final = "read as a recipient of information, first or not"
UNUSED: Final = "not taken over: it permits and refuses nothing"


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """One thing that was not taken over as it stands.

    Args:
        place: as FHIRPath, such as ``Consent.provision.provision[2].class[0]``.
        said: what stands there: a code, or words about it.
        effect: what was made of it.
    """

    place: str
    said: str
    effect: str

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"place": self.place, "said": self.said, "effect": self.effect}


@dataclass(slots=True)
class Notes:
    """Collects them in the order in which they are met; the first word on a place counts."""

    found: dict[str, NotUnderstood] = field(default_factory=dict)

    def add(self, place: str, said: str, effect: str) -> None:
        """Note a place."""
        self.found.setdefault(place, NotUnderstood(place, printable(said)[:LONGEST], effect))

    def __iter__(self) -> Iterator[NotUnderstood]:
        """In order."""
        return iter(self.found.values())
