"""The Merkle tree, held as its frontier: all that is needed to append and to name the root.

Invariant: the frontier of a tree of size *n* holds one hash for each set bit of *n*, the largest perfect subtree
first. Appending costs one hash for each trailing one of *n*; memory grows with log *n*.

>>> Frontier().append(leaf_hash(b"a")).append(leaf_hash(b"b")).root().hex()[:8]
'b137985f'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from autonome.ledger.hashing import EMPTY_ROOT, node_hash

NodeReader = Callable[[int, int], bytes]
"""(level, index) → hash of the perfect subtree over leaves ``[index * 2**level, (index + 1) * 2**level)``."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree.

    Args:
        size: number of leaves.
        peaks: hashes of the perfect subtrees that make it up, from left to right.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """Return the tree with one more leaf.

        Args:
            leaf: its leaf hash, 32 bytes.
        """
        peaks, node, carry = list(self.peaks), leaf, self.size
        while carry & 1:
            node, carry = node_hash(peaks.pop(), node), carry >> 1
        return Frontier(self.size + 1, (*peaks, node))

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """Return the tree with more leaves, in order."""
        grown = self
        for leaf in leaves:
            grown = grown.append(leaf)
        return grown

    def root(self) -> bytes:
        """Return the Merkle tree hash."""
        if not self.peaks:
            return EMPTY_ROOT
        *left, node = self.peaks
        for peak in reversed(left):
            node = node_hash(peak, node)
        return node

    @classmethod
    def read(cls, size: int, node: NodeReader) -> Frontier:
        """Build the frontier of a stored tree from its perfect subtrees.

        Args:
            size: number of leaves.
            node: reads a stored hash.
        """
        levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
        return cls(size, tuple(node(level, (size >> level) - 1) for level in levels))


def root_from_leaves(leaves: Sequence[bytes]) -> bytes:
    """Merkle tree hash of leaf hashes, in order."""
    return Frontier().extend(leaves).root()


def range_root(start: int, end: int, node: NodeReader) -> bytes:
    """Merkle tree hash of the leaves ``[start, end)``, as RFC 6962 names it ``MTH(D[start:end])``.

    Args:
        start: first leaf, 0-based; a multiple of the largest power of two below ``end - start``.
        end: the leaf after the last.
        node: reads the hashes of perfect subtrees.
    """
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    middle = start + (1 << (size.bit_length() - 1))
    return node_hash(range_root(start, middle, node), range_root(middle, end, node))
