"""A damaged pack gives no answer: the file is named, whatever was done to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autonome.adapters.knowledge_pack import load_bundle, pack_folder, verify_pack
from autonome.evidence import KnowledgeError
from autonome.kernel import DrugName, digest, sha256_hex


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    copy = tmp_path / "pack"
    shutil.copytree(str(pack_folder()), copy)
    return copy


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def remove(path: Path) -> None:
    path.unlink()


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [cut, flip, remove, make_folder])
@pytest.mark.parametrize(
    "name",
    [
        "genes/CYP2C19.json",
        "drugs.json",
        "bridge.json",
        "markers.json",
        "gene_ids.json",
        "manifest.json",
        "manifest.sha256",
    ],
)
def test_a_damaged_file_stops_the_bundle(pack: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(pack / name)
    with pytest.raises(KnowledgeError) as caught:
        load_bundle(pack)
    assert caught.value.where == ("manifest.json" if name == "manifest.sha256" and damage in {cut, flip} else name)
    assert "\n" not in str(caught.value)


def test_damaged_guidance_is_met_when_its_drug_is_asked_for_and_by_verify(pack: Path) -> None:
    flip(pack / "guidance/codeine.json")
    bundle = load_bundle(pack)
    assert bundle.statements_for(DrugName("clopidogrel"))
    with pytest.raises(KnowledgeError, match=r"^guidance/codeine\.json: damaged"):
        bundle.statements_for(DrugName("codeine"))
    with pytest.raises(KnowledgeError, match=r"^guidance/codeine\.json: damaged"):
        verify_pack(pack)


def test_a_file_that_the_manifest_does_not_list_is_not_read(pack: Path) -> None:
    (pack / "genes/EVIL.json").write_bytes(b'{"gene": "CYP2C19"}')
    assert load_bundle(pack).hash == load_bundle().hash


def test_a_manifest_that_leaves_a_file_out_is_refused(pack: Path) -> None:
    manifest = pack / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"bridge.json"', b'"bridgf.json"'))
    (pack / "manifest.sha256").write_text(digest(json.loads(manifest.read_bytes())))
    with pytest.raises(KnowledgeError, match=r"the manifest does not list bridge\.json"):
        load_bundle(pack)


def test_facts_changed_on_purpose_are_another_bundle(pack: Path) -> None:
    """Whoever changes facts, manifest and seal together cannot keep the hash that conclusions cite."""
    manifest = pack / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"release":"2026', b'"release":"2027'))
    (pack / "manifest.sha256").write_text(sha256_hex(manifest.read_bytes()))
    assert load_bundle(pack).hash != load_bundle().hash


def test_the_whole_pack_verifies_and_statements_are_read_once() -> None:
    bundle = verify_pack()
    drug = DrugName("clopidogrel")
    assert bundle.statements_for(drug) is bundle.statements_for(drug)
    assert len(bundle.guidance) == len(set(bundle.guidance)) == 98
    assert bundle.statements_for(DrugName("no such drug")) == ()
