"""Inclusion and consistency proofs (RFC 6962, section 2.1; verification as in RFC 9162, sections 2.1.3.2 and 2.1.4.2).

Making a proof reads stored hashes; checking one needs nothing but its arguments and raises when it does not hold.
Checking is strict: a proof has exactly the length that index and size ask for, each of its hashes and the leaf have
32 bytes, and size 0 is refused as the older size of a consistency proof, for it would prove nothing.

What is not here: where hashes are stored (`tiles`) and who vouches for a root (`checkpoints`, `policies`).
"""

from __future__ import annotations

from collections.abc import Sequence

from autonome.ledger.errors import VerificationError
from autonome.ledger.hashing import HASH_BYTES, node_hash
from autonome.ledger.tree import NodeReader, range_root


def inclusion_proof(index: int, size: int, node: NodeReader) -> tuple[bytes, ...]:
    """Prove that a leaf stands in a tree.

    Args:
        index: of the leaf, 0-based, below ``size``.
        size: of the tree.
        node: reads stored hashes.

    Returns:
        The neighbours on the way from the leaf to the root, lowest first.
    """
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            path.append(range_root(middle, end, node))
            end = middle
        else:
            path.append(range_root(start, middle, node))
            start = middle
    return tuple(reversed(path))


def consistency_proof(older: int, newer: int, node: NodeReader) -> tuple[bytes, ...]:
    """Prove that the newer tree begins with all the leaves of the older one.

    Args:
        older: size of the older tree, at least 1.
        newer: size of the newer tree, at least ``older``.
        node: reads stored hashes of the newer tree.
    """
    path: list[bytes] = []
    start, end, whole = 0, newer, True
    while older != end:
        middle = start + _largest_power_below(end - start)
        if older <= middle:
            path.append(range_root(middle, end, node))
            end = middle
        else:
            path.append(range_root(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(range_root(start, end, node))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf stands at the index of the tree with this size and root.

    Args:
        leaf: leaf hash, 32 bytes.
        index: 0-based.
        size: of the tree.
        proof: neighbours, lowest first.
        root: that a checkpoint vouches for.

    Raises:
        VerificationError: it does not hold.
    """
    if not 0 <= index < size:
        raise VerificationError(f"the log has no such entry: the index {index} lies outside the tree of size {size}")
    _expect_hashes((leaf, *proof))
    position, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise VerificationError(f"the inclusion proof of entry {index} is too long for a tree of size {size}")
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise VerificationError(f"the inclusion proof of entry {index} is too short for a tree of size {size}")
    if node != root:
        raise VerificationError(
            f"entry {index} is not what the log recorded: payload, salt or proof do not lead to the checkpoint's root"
        )


def verify_consistency(older: int, newer: int, proof: Sequence[bytes], older_root: bytes, newer_root: bytes) -> None:
    """Check that a tree only grew.

    Args:
        older: size of the older tree, at least 1.
        newer: size of the newer tree.
        proof: hashes as `consistency_proof` gives them.
        older_root: root of the older tree; its length is not checked, for only equality matters.
        newer_root: root of the newer tree.

    Raises:
        VerificationError: it does not hold.
    """
    if not 0 < older <= newer:
        raise VerificationError(f"no consistency proof leads from size {older} to size {newer}")
    _expect_hashes(proof)
    if older == newer:
        if proof or older_root != newer_root:
            raise VerificationError(f"two different trees of size {older}, or a proof where none is needed")
        return
    path = list(proof) if older & (older - 1) else [older_root, *proof]
    old, new = _roots_along(older - 1, newer - 1, path)
    if old != older_root:
        raise VerificationError(f"the consistency proof does not lead to the root at size {older}")
    if new != newer_root:
        raise VerificationError(f"the consistency proof does not lead to the root at size {newer}")


def roots_of_path(older: int, newer: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Both roots that hashes of a tree lead to: its own, and that of the tree that it grew from.

    Unlike a consistency proof, the path always begins with the perfect subtree that ends the smaller tree, so that
    nothing that somebody else signed enters into it: what leads to the newer root are that tree's own hashes.

    Args:
        older: size of the smaller tree, at least 1.
        newer: size of the larger tree, above ``older``.
        path: the perfect subtree that ends the smaller tree, then the proof, lowest first.

    Raises:
        VerificationError: it is not of the length that the sizes ask for.
    """
    if not 0 < older < newer:
        raise VerificationError(f"no path leads from size {older} to size {newer}")
    _expect_hashes(path)
    return _roots_along(older - 1, newer - 1, path)


def _roots_along(position: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Both roots that a consistency path leads to (RFC 9162, 2.1.4.2, steps 4 to 6)."""
    if not path:
        raise VerificationError("the consistency proof is empty")
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise VerificationError("the consistency proof is too long")
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    if last:
        raise VerificationError("the consistency proof is too short")
    return old, new


def _largest_power_below(size: int) -> int:
    """Largest power of two strictly below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _expect_hashes(hashes: Sequence[bytes]) -> None:
    for item in hashes:
        if len(item) != HASH_BYTES:
            raise VerificationError(f"a hash of {len(item)} bytes where {HASH_BYTES} are needed")
