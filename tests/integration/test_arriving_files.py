"""What was sent lies sealed on the disk from the first byte on; what was changed, cut or moved opens for nobody."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.adapters import arriving_files, sealed_spool
from autonome.adapters.arriving_files import CHUNK, HEAD, SEALED, ArrivingFiles
from autonome.adapters.keyring import open_keyring
from autonome.adapters.sealed_spool import SealedSpool
from autonome.adapters.system import SystemEntropy
from autonome.kernel import InputError, SubjectId
from autonome.ledger import ErasedError, Thread

ANNA, BORIS = SubjectId("p-anna"), SubjectId("p-boris")
PLAIN = b"##fileformat=VCFv4.2\n" + bytes(range(256)) * 3000
"""Three chunks."""


@pytest.fixture
def files(tmp_path: Path) -> ArrivingFiles:
    keyring = open_keyring(tmp_path / "ring", origin="x", entropy=SystemEntropy(), new=True)
    return ArrivingFiles(tmp_path / "arriving", keyring, SystemEntropy())


def read(files: ArrivingFiles, kept: str, subject: SubjectId = ANNA) -> bytes:
    with files.opened(subject, kept) as reader:
        return reader.readall()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, len(PLAIN)])
def test_it_is_read_as_it_was_sent_and_lies_sealed(files: ArrivingFiles, size: int) -> None:
    sent = PLAIN[:size]
    kept = files.keep(ANNA, [sent[:7], sent[7:]], "Anna's genome.vcf")
    on_disk = (files.folder / kept).read_bytes()
    assert read(files, kept) == sent
    assert kept.endswith("/Anna_s_genome.vcf")
    assert b"VCFv4.2" not in on_disk
    assert len(on_disk) == HEAD + size + 16 * max(1, -(-size // CHUNK))
    assert (files.folder / kept).stat().st_mode & 0o077 == 0
    with files.opened(ANNA, kept) as reader:
        assert reader.size == size
        reader.seek(size // 2)
        assert io.BufferedReader(reader).read(5) == sent[size // 2 :][:5]
    files.forget(kept)
    assert list(files.folder.iterdir()) == []
    with pytest.raises(InputError, match="not there any more"):
        read(files, kept)


def changed(data: bytes, how: str) -> bytes:
    first, second = (slice(HEAD + each * SEALED, HEAD + (each + 1) * SEALED) for each in range(2))
    return {
        "a bit": data[: HEAD + 5] + bytes([data[HEAD + 5] ^ 1]) + data[HEAD + 6 :],
        "the last chunk is missing": data[: HEAD + 2 * SEALED],
        "cut": data[:-20],
        "chunks moved": data[:HEAD] + data[second] + data[first] + data[second.stop :],
        "another salt": data[: HEAD - 1] + bytes([data[HEAD - 1] ^ 1]) + data[HEAD:],
        "no head": data[3:],
        "empty": b"",
        "head alone": data[:HEAD],
    }[how]


@pytest.mark.parametrize(
    "how",
    ["a bit", "the last chunk is missing", "cut", "chunks moved", "another salt", "no head", "empty", "head alone"],
)
def test_what_was_changed_opens_for_nobody(files: ArrivingFiles, how: str) -> None:
    kept = files.keep(ANNA, [PLAIN], "a.vcf")
    path = files.folder / kept
    path.write_bytes(changed(path.read_bytes(), how))
    with pytest.raises(InputError, match=r"damaged\. Mend: send it again"):
        read(files, kept)


def test_it_opens_under_its_own_name_for_its_own_person_and_not_once_they_are_erased(files: ArrivingFiles) -> None:
    kept = files.keep(ANNA, [PLAIN], "a.vcf")
    with pytest.raises(InputError, match="damaged"):
        read(files, kept, BORIS)
    moved = "0" * 32 + "/a.vcf"
    (files.folder / kept).parent.rename(files.folder / ("0" * 32))
    with pytest.raises(InputError, match="damaged"):
        read(files, moved)
    files.keyring.destroy(files.keyring.pseudonym(Thread.of_person(ANNA)))
    with pytest.raises(ErasedError):
        read(files, moved)
    for wrong in ("../keyring/key", "0" * 32 + "/../x", "x"):
        with pytest.raises(InputError, match="not there any more"):
            read(files, wrong)


def test_of_what_breaks_off_nothing_is_left_and_what_nobody_came_to_is_swept_away(
    files: ArrivingFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> object:
        yield PLAIN
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - it has no words
        files.keep(ANNA, broken(), "a.vcf")  # type: ignore[arg-type]
    assert list(files.folder.iterdir()) == []
    kept = files.keep(ANNA, [PLAIN], "a.vcf")
    monkeypatch.setattr(arriving_files, "time", lambda: (files.folder / kept).stat().st_mtime + 24 * 3600 - 5)
    files.sweep()
    assert read(files, kept) == PLAIN
    monkeypatch.setattr(arriving_files, "time", lambda: (files.folder / kept).stat().st_mtime + 24 * 3600 + 5)
    files.sweep()
    assert list(files.folder.iterdir()) == []


@given(
    sent=st.lists(st.binary(max_size=70), max_size=8),
    reads=st.lists(st.tuples(st.integers(0, 600), st.integers(0, 100)), max_size=8),
    held=st.sampled_from([0, 100, 10_000]),
)
def test_a_spool_is_read_like_any_file(sent: list[bytes], reads: list[tuple[int, int]], held: int) -> None:
    with pytest.MonkeyPatch.context() as patch, SealedSpool() as spool:
        patch.setattr(sealed_spool, "IN_MEMORY", held)
        plain = io.BytesIO(b"".join(sent))
        for each in sent:
            assert spool.write(each) == len(each)
        assert spool.is_on_disk is (len(plain.getvalue()) > held)
        for at, size in reads:
            place = plain.seek(min(at, len(plain.getvalue())))
            assert spool.seek(at) == place
            assert spool.read(size) == plain.read(size)
            assert spool.read(3) == plain.read(3)
            assert spool.tell() == plain.tell()
        spool.seek(0)
        assert spool.readall() == plain.getvalue()


def test_a_spool_that_lies_on_the_disk_is_not_readable_there(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[io.BytesIO] = []

    def file(**_: object) -> io.BytesIO:
        made.append(io.BytesIO())
        return made[0]

    monkeypatch.setattr(sealed_spool, "TemporaryFile", file)
    spool = SealedSpool()
    spool.write(PLAIN)
    assert made == []
    spool.write(PLAIN)
    assert len(made[0].getvalue()) == 2 * len(PLAIN)
    assert b"VCFv4.2" not in made[0].getvalue()
    spool.seek(0)
    assert spool.readall() == PLAIN * 2
    spool.seek(1)
    with pytest.raises(ValueError, match="at its end alone"):
        spool.write(b"x")
    spool.close()
    assert made[0].closed
