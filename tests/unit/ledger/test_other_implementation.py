"""Our log under an implementation of RFC 6962 that is not ours, and its proofs under ours.

``pymerkle`` (GPL-3.0, in tests alone) takes the entries out of our own bundles: roots, inclusion and consistency are
judged by it. Its inclusion proofs have our form; its consistency proofs go on down to a leaf where RFC 6962 stops, and
are folded to the standard's form before they are checked here.
"""

from __future__ import annotations

from collections.abc import Sequence

import pymerkle  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import SubjectId
from autonome.ledger import (
    Checkpoint,
    Draft,
    EntryKind,
    bundles_after,
    consistency_proof,
    inclusion_proof,
    node_hash,
    node_reader,
    range_root,
    split_bundle,
    tiles_after,
    verify_consistency,
    verify_inclusion,
)
from tests.fakes.ledger import MemoryLog

SIZE = 300
"""More than a tile."""


LOG = MemoryLog()
LOG.append([Draft(EntryKind.USE, SubjectId("anna"), {"number": number}) for number in range(SIZE)])
TILES = {tile.path: data for tile, data in tiles_after(lambda _: b"", 0, [entry.leaf for entry in LOG.entries])}
BUNDLES = [
    split_bundle(data, tile.width)
    for tile, data in bundles_after(lambda _: b"", 0, [each.entry for each in LOG.entries])
]
NODE = node_reader(lambda tile: TILES[tile.path], SIZE)
THEIRS = pymerkle.InmemoryTree(algorithm="sha256")
THEIRS.append_entries(entry for bundle in BUNDLES for entry in bundle)
SIZES = st.integers(1, SIZE)


def whole(size: int) -> bytes:
    """Our root at a size, from our own nodes."""
    return range_root(0, size, NODE)


def test_the_newest_root_is_the_one_that_the_checkpoint_signs() -> None:
    assert THEIRS.get_root() == Checkpoint.of_note(LOG.checkpoint()).root
    assert [len(bundle) for bundle in BUNDLES] == [256, SIZE - 256]


@given(SIZES)
def test_they_give_our_root_at_every_size(size: int) -> None:
    assert THEIRS.get_root(size) == whole(size)


@given(SIZES, st.data())
def test_they_accept_our_inclusion_proofs_and_we_theirs(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaf, root = LOG.entries[index].leaf, THEIRS.get_root(size)
    ours = inclusion_proof(index, size, NODE)
    theirs = THEIRS.prove_inclusion(index + 1, size)
    verify_inclusion(leaf, index, size, theirs.path[1:], root)
    proof = pymerkle.InclusionProof("sha256", True, size, index + 1, theirs.rule, [leaf, *ours])  # noqa: FBT003 - theirs
    pymerkle.verify_inclusion(leaf, root, proof, index=index + 1, size=size)
    proof.path[0] = bytes(32)
    with pytest.raises(pymerkle.InvalidProof):
        pymerkle.verify_inclusion(leaf, root, proof, index=index + 1, size=size)


@given(SIZES, SIZES)
def test_they_find_our_log_consistent_and_we_accept_their_proofs(one: int, other: int) -> None:
    older, newer = sorted((one, other))
    theirs = THEIRS.prove_consistency(older, newer)
    pymerkle.verify_consistency(whole(older), whole(newer), theirs, prior_size=older, later_size=newer)
    folded = as_rfc_6962(theirs.path, theirs.subset, older, newer)
    assert folded == consistency_proof(older, newer, NODE)
    verify_consistency(older, newer, folded, THEIRS.get_root(older), THEIRS.get_root(newer))


def as_rfc_6962(path: Sequence[bytes], subset: Sequence[int], older: int, newer: int) -> tuple[bytes, ...]:
    """Fold what they show below the subtree at which the standard stops, and leave out what the verifier knows."""
    if older == newer:
        return ()
    hashes, first = list(path), subset.index(1)
    if first:
        right = hashes[0]
        for sibling in hashes[1:first]:
            right = node_hash(right, sibling)
        hashes = [hashes[first], right, *hashes[first + 1 :]]
    return tuple(hashes[1:] if older & (older - 1) == 0 else hashes)
