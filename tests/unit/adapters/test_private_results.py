"""Results are health data: what is made for them is their owner's alone; a folder that was there is left as it is."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.adapters.patient_folders import batch_folder
from autonome.adapters.small_files import is_open_to_others, make_folder, make_private, set_aside, write_whole
from autonome.kernel import InputError, Sha256


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """From a umask that takes nothing away to one that takes all."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that every account can get to; pytest's own are closed."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder: Path) -> set[tuple[str, int]]:
    return {("folder" if path.is_dir() else "file", mode(path)) for path in folder.rglob("*")}


PRIVATE = {("folder", 0o700), ("file", 0o600)}


def test_every_folder_that_is_made_is_its_owner_s(tmp_path: Path, umask: None) -> None:
    make_folder(tmp_path / "a" / "b")
    write_whole(tmp_path / "a" / "b" / "c" / "d" / "plan.json", b"{}")
    set_aside(tmp_path / "a" / "b" / "c" / "d", ["plan.json"])
    assert modes(tmp_path) == PRIVATE
    assert (tmp_path / "a/b/c/d/earlier-1/plan.json").read_bytes() == b"{}"


def test_a_file_that_others_could_read_is_replaced_by_one_that_they_cannot(tmp_path: Path, umask: None) -> None:
    path = tmp_path / "plan.json"
    path.touch()
    path.chmod(0o666)
    write_whole(path, b"{}")
    assert mode(path) == 0o600


def test_a_file_is_never_open_not_even_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    before = os.umask(0)

    def replaced(path: Path, _target: object) -> None:
        seen.append(mode(path))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", replaced)
    with pytest.raises(InputError, match="cannot be written"):
        write_whole(tmp_path / "plan.json", b"{}")
    os.umask(before)
    assert seen == [0o600]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_never_open_not_even_before_its_mode_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0)
    monkeypatch.setattr(Path, "chmod", lambda _path, _mode: pytest.fail("its mode is right from the beginning"))
    make_private(tmp_path / "a" / "b")
    os.umask(before)
    assert modes(tmp_path) == {("folder", 0o700)}


def test_the_folders_of_a_batch_are_their_owner_s(tmp_path: Path, umask: None) -> None:
    out = tmp_path / "out"
    for plan in (b"one", b"two"):
        with batch_folder(out) as folders:
            folders.begin("2026-03-01T10:00:00Z")
            folders.put("p1", {"plan.json": plan}, made_from=Sha256("0" * 64), note=None)
    assert (out / "earlier-1/p1/plan.json").read_bytes() == b"one"
    lock = out / ".batch" / "lock"
    assert mode(lock) & 0o077 == 0
    lock.unlink()
    assert modes(tmp_path) == PRIVATE


@pytest.mark.parametrize("there", [0o755, 0o711, 0o770, 0o1777])
def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path, there: int) -> None:
    folder = tmp_path / "results"
    folder.mkdir()
    folder.chmod(there)
    make_folder(folder)
    write_whole(folder / "plan.json", b"{}")
    assert mode(folder) == there
    assert mode(folder / "plan.json") == 0o600


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InputError, match=r"cannot be written to .*Mend: choose a folder you may write to\.$"):
            make_folder(path)


CLOSED = {0o700, 0o711, 0o600}
OPEN = {0o755, 0o740, 0o750, 0o733, 0o730, 0o1777}


@pytest.mark.parametrize("there", sorted(CLOSED | OPEN), ids=oct)
def test_who_can_list_or_change_a_folder(open_place: Path, there: int) -> None:
    folder = open_place / "results"
    folder.mkdir()
    folder.chmod(there)
    assert is_open_to_others(folder) is (there in OPEN)


def test_a_folder_that_nobody_else_can_get_to_is_not_open(open_place: Path) -> None:
    folder = open_place / "home" / "results"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert is_open_to_others(folder)
    folder.parent.chmod(0o700)
    assert not is_open_to_others(folder)
    shutil.rmtree(folder.parent)
