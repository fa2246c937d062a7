"""A node made and opened: on our own server in its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from autonome.adapters.node import NodeSettings, NodeWorld, begin_node, open_node
from autonome.adapters.node.settings import institution_of
from autonome.adapters.postgres import EmbeddedServer
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import InputError

HOSPITAL = NodeSettings(institution_of("hospital.example", "care-team", "US", {}))


@pytest.fixture
def world() -> NodeWorld:
    return NodeWorld(SystemClock(), SystemEntropy(), environment={"AUTONOME_DATABASE_URL": "postgresql://no@where/x"})


def test_a_node_is_made_once_and_opened_with_its_log(postgres_folder: Path, world: NodeWorld) -> None:
    postgres_folder.chmod(0o711)  # root's database runs as another account, which must get there
    directory = postgres_folder / "node"
    try:
        begun = begin_node(directory, HOSPITAL, world)
        assert begun.recovery.stat().st_mode & 0o077 == (directory / "log").stat().st_mode & 0o077 == 0
        with open_node(directory, world) as node:
            assert node.settings == HOSPITAL
            assert node.log.verifier.name == "hospital.example/autonome"
            assert node.log.verifier == begun.log.key
            assert len(node.log.key_history().events) == 1
        with pytest.raises(InputError, match="something here already"):
            begin_node(directory, HOSPITAL, world)
        EmbeddedServer(directory / "database").stop()
        (directory / "database").rename(directory / "elsewhere")
        with pytest.raises(DatabaseError, match="is gone"), open_node(directory, world):
            raise AssertionError("an empty database stood in its place")
        assert not (directory / "database" / "data").exists()
        assert not list(directory.glob("database*/**/PG_VERSION"))
    finally:
        EmbeddedServer(directory / "database").stop()


def test_what_is_no_node_is_not_opened(tmp_path: Path, world: NodeWorld) -> None:
    with pytest.raises(InputError, match="is no node"), open_node(tmp_path, world):
        raise AssertionError
