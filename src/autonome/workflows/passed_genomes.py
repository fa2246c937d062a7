"""What the exchange needs of where genomes are kept: to give what goes to partners, and to take in what came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from autonome.access import Permit
from autonome.fhir.passing_on import Origin
from autonome.sharing.transfers import Transfer

WithinT_contra = TypeVar("WithinT_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class GenomeSlice:
    """What is known of a genome at known positions, as it goes to a partner.

    Args:
        text: a VCF of one nameless sample.
        origins: institutions that it came through, the first of them first, each with what it is bound to.
    """

    text: str
    origins: tuple[Origin, ...] = ()


class PassedGenomes(Protocol[WithinT_contra]):
    """Genomes that go to partners, and that came from them."""

    def slices(self, permit: Permit, within: WithinT_contra, pseudonym: str) -> tuple[GenomeSlice, ...]:
        """What is kept of somebody at known positions; nothing where the permit does not cover pharmacogenes.

        Args:
            permit: to disclose.
            within: a transaction under that permit.
            pseudonym: of the person, between the two institutions.

        Raises:
            PermitError: the permit is over, or for some times only.
        """

    def check(self, transfer: Transfer, texts: Sequence[str]) -> None:
        """Read what came to its last line, as for keeping it; nothing is kept.

        Raises:
            GenomeError: one of them is no slice, or contradicts itself.
        """

    def staging(
        self, permit: Permit, transfer: Transfer, texts: Sequence[str]
    ) -> AbstractContextManager[Callable[[WithinT_contra], int]]:
        """Seal what came; what is not added before the block ends is taken away.

        Args:
            permit: to collect pharmacogenes.
            transfer: that brought it.
            texts: as they came.

        Returns:
            What adds them, with a transaction under that permit, each as a sample of the sender's, and gives how many
            were not there before.

        Raises:
            GenomeError: as for `check`.
        """
