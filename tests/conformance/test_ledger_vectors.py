"""RFC 6962 proof vectors and a C2SP log that others made, under ``../shared/conformance/ledger``.

Sources: transparency-dev/merkle (Apache-2.0) for the proofs; a log of the Tessera project for tiles, bundles and
checkpoints. Its verifier key is published with that project's test data.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from autonome.ledger import (
    Checkpoint,
    Frontier,
    Note,
    Tile,
    VerificationError,
    VerifierKey,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_reader,
    root_from_leaves,
    split_bundle,
    split_hashes,
    tiles_after,
    verify_consistency,
    verify_inclusion,
)
from tests.conformance.cases import folder

LEDGER = folder("ledger")
MERKLE = LEDGER / "merkle"
TESSERA = LEDGER / "tessera_log"
TESSERA_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
VECTORS = 196
TESSERA_SIZES = tuple(range(16))

pytestmark = pytest.mark.conformance


def files(kind: str) -> list[Path]:
    return sorted((MERKLE / kind).rglob("*.json"))


def named(path: Path) -> str:
    return str(path.relative_to(MERKLE).with_suffix(""))


def read(path: Path) -> tuple[dict[str, Any], list[bytes]]:
    case = json.loads(path.read_text())
    return case, [base64.b64decode(item) for item in case["proof"] or []]


def blob(case: dict[str, Any], key: str) -> bytes:
    return base64.b64decode(case[key] or "")


def test_every_vector_is_there() -> None:
    assert len(files("inclusion")) + len(files("consistency")) == VECTORS


@pytest.mark.parametrize("path", files("inclusion"), ids=named)
def test_inclusion_vector(path: Path) -> None:
    case, proof = read(path)
    check = (blob(case, "leafHash"), case["leafIdx"], case["treeSize"], proof, blob(case, "root"))
    if case["wantErr"]:
        with pytest.raises(VerificationError):
            verify_inclusion(*check)
    else:
        verify_inclusion(*check)


@pytest.mark.parametrize("path", files("consistency"), ids=named)
def test_consistency_vector(path: Path) -> None:
    case, proof = read(path)
    check = (case["size1"], case["size2"], proof, blob(case, "root1"), blob(case, "root2"))
    if case["wantErr"]:
        with pytest.raises(VerificationError):
            verify_consistency(*check)
    else:
        verify_consistency(*check)


def checkpoint(size: int) -> Checkpoint:
    note = Note.parse((TESSERA / f"checkpoint.{size}").read_text(encoding="utf-8"))
    assert note.signers([VerifierKey.parse(TESSERA_KEY)])
    return Checkpoint.parse(note.text)


@pytest.mark.parametrize("size", TESSERA_SIZES)
def test_root_of_the_sample_log_from_entries_tiles_and_our_own_tiles(size: int) -> None:
    stated = checkpoint(size)
    assert (stated.origin, stated.size) == ("example.com/log/testdata", size)
    if size == 0:
        assert root_from_leaves([]) == stated.root
        return
    bundle, tile = Tile(-1, 0, size), Tile(0, 0, size)
    leaves = [leaf_hash(entry) for entry in split_bundle((TESSERA / bundle.path).read_bytes(), size)]
    stored = (TESSERA / tile.path).read_bytes()
    assert split_hashes(stored, size) == leaves
    assert root_from_leaves(leaves) == stated.root
    assert (
        Frontier.read(size, node_reader(lambda asked: (TESSERA / asked.path).read_bytes(), size)).root() == stated.root
    )
    assert list(tiles_after(lambda asked: (TESSERA / asked.path).read_bytes(), 0, leaves)) == [(tile, stored)]


def test_our_proofs_hold_between_all_sizes_of_the_sample_log() -> None:
    roots = {size: checkpoint(size).root for size in TESSERA_SIZES}
    for size in TESSERA_SIZES[1:]:
        node = node_reader(lambda asked: (TESSERA / asked.path).read_bytes(), size)
        for older in range(1, size + 1):
            verify_consistency(older, size, consistency_proof(older, size, node), roots[older], roots[size])
        for index in range(size):
            proof = inclusion_proof(index, size, node)
            verify_inclusion(node(0, index), index, size, proof, roots[size])
