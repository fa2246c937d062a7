"""Genomes in the store: the same plan, nothing lost, nothing without a permit, nothing left of what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from psycopg import sql

from autonome.access import PermitError
from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.postgres import Database, Role, connect
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.postgres_gate.vault import StoreError
from autonome.genome import Build, GenomeError
from autonome.genome.coordinates import coordinates
from autonome.ledger import EntryKind, ErasedError, Thread
from autonome.vcf.columns import State, keep
from tests.integration.node.nodes import ANNA, BEN
from tests.integration.postgres_genomes.genomes import BOTH, EXAMPLE, Genomes, genomes_of, many, panels, written

GRCH38 = coordinates(Build.GRCH38)


@pytest.fixture
def genomes(database: Database, tmp_path: Path) -> Iterator[Genomes]:
    with genomes_of(database, tmp_path) as found:
        found.node.grant(ANNA, *BOTH)
        found.node.grant(BEN, *BOTH)
        yield found


def normal(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [keep(line, 1, where="x", sample=(0, 1)).line() for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("big", [False, True])
def test_every_record_and_the_same_calls_come_back(genomes: Genomes, tmp_path: Path, *, big: bool) -> None:
    path = written(tmp_path / "large.vcf", many(60_000)) if big else EXAMPLE
    assert genomes.add(path) == 0
    assert len(genomes.files()) == big
    permit = genomes.using()
    with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
        stored = genomes.store.at_loci(permit, within, panels())
        assert list(genomes.store.records(permit, within)) == normal(path)
    file = GenomeFile(path)
    assert stored.read(panels()) == file.read(panels())
    assert (stored.name, stored.digest()) == (file.name, file.digest())


def test_a_correction_is_the_next_version_and_the_newest_counts(genomes: Genomes, tmp_path: Path) -> None:
    first = written(tmp_path / "a.vcf", many(2_000))
    second = written(tmp_path / "b.vcf", many(2_000, seed=8))
    assert [genomes.add(first), genomes.add(second)] == [0, 1]
    permit = genomes.using()
    with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
        assert [each.version for each in genomes.store.genomes(permit, within, "sequence")] == [1]
        assert list(genomes.store.records(permit, within)) == normal(second)
        assert within.connection.execute("SELECT count(*) FROM genome").fetchone() == (4,)
    assert genomes.add(written(tmp_path / "c.vcf", many(2_000), sample="S2")) == 0
    permit = genomes.using()
    with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
        with pytest.raises(StoreError, match=r"2 genomes are stored where one is asked for\. Mend: choose one of: "):
            genomes.store.at_loci(permit, within, panels())
        assert genomes.store.at_loci(permit, within, panels(), sample="S2").manifest.name == "c.vcf"


def test_a_permit_for_pharmacogenes_opens_them_and_no_other_base(genomes: Genomes) -> None:
    genomes.add(EXAMPLE)
    permit = genomes.using(ANNA, "pharmacogenes")
    with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
        assert genomes.store.at_loci(permit, within, panels()).lines
        assert within.connection.execute("SELECT count(*) FROM genome").fetchone() == (1,)
        for ask in (
            lambda: genomes.store.at(permit, within, np.array([5], np.uint32)),
            lambda: genomes.store.states(permit, within, np.array([5], np.uint32)),
            lambda: list(genomes.store.records(permit, within)),
            lambda: genomes.store.genomes(permit, within, "sequence"),
        ):
            with pytest.raises(PermitError, match="does not cover"):
                ask()


def test_without_a_permit_to_collect_nothing_is_added(genomes: Genomes, tmp_path: Path) -> None:
    with (
        pytest.raises(PermitError, match="not for adding"),
        genomes.store.staging(genomes.using(), GenomeFile(EXAMPLE), panels()),
    ):
        pytest.fail("staged without leave")
    permit, other = genomes.collecting(ANNA), genomes.collecting(BEN)
    path = written(tmp_path / "large.vcf", many(60_000))
    with (
        pytest.raises(DatabaseError, match="Privilege"),
        genomes.store.staging(permit, GenomeFile(path), panels()) as staged,
        genomes.node.gate.under(other, EntryKind.USE, {}) as within,
    ):
        genomes.store.add(permit, within, staged)
    assert genomes.store.sweep(genomes.node.log.connections) == 1
    assert genomes.files() == []


def test_one_persons_rows_are_not_seen_under_anothers_permit(genomes: Genomes) -> None:
    genomes.add(EXAMPLE)
    permit = genomes.using(BEN)
    with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
        assert within.connection.execute("SELECT FROM genome").fetchall() == []
        with pytest.raises(StoreError, match="0 genomes are stored"):
            genomes.store.at_loci(permit, within, panels())


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("chr1\t5\t.\tA", "large.vcf, line 60004: has 4 columns, fewer than 8"),
        ("chr1\t5\t.\tA\tX%\t.\t.\t.\tGT\t0/1", "large.vcf, line 60004: ALT is 'X%'"),
        ("chr1\t5\t.\tA\tC\t.\t.\t.\tGT\t0/1\t0/1", "large.vcf, line 60004: has 2 sample columns, the header names 1"),
    ],
)
def test_a_refused_file_leaves_nothing(genomes: Genomes, tmp_path: Path, line: str, says: str) -> None:
    path = written(tmp_path / "large.vcf", [*many(60_000), line])
    with pytest.raises(GenomeError) as raised:
        genomes.add(path)
    assert str(raised.value).startswith(says)
    assert genomes.files() == []


def test_what_a_plan_would_refuse_is_refused_when_it_is_stored(genomes: Genomes, tmp_path: Path) -> None:
    path = written(tmp_path / "other.vcf", many(2_000), build="GRCh37")
    with pytest.raises(GenomeError) as refused:
        GenomeFile(path).read(panels())
    with pytest.raises(GenomeError) as raised:
        genomes.add(path)
    assert str(raised.value) == str(refused.value)


def test_observed_called_and_not_assessed_survive(genomes: Genomes, tmp_path: Path) -> None:
    lines = many(40_000, blocks=True)
    genomes.add(written(tmp_path / "g.vcf", lines))
    rows = [line.split("\t") for line in lines]
    block = next(row for row in rows if row[4] == "<NON_REF>" and row[0] == "chr2")
    record = next(row for row in rows if row[9] == "0/1:30:50")
    doubtful = next(row for row in rows if row[9] == "0/1:30:16")
    wanted = {
        GRCH38.of(block[0], int(block[1]) + 30): State.REFERENCE_CALLED,
        GRCH38.of(record[0], int(record[1])): State.OBSERVED,
        GRCH38.of(doubtful[0], int(doubtful[1])): State.NOT_ASSESSED,
        GRCH38.of("chr5", 5): State.NOT_ASSESSED,
    }
    places = np.array(sorted(wanted), np.uint32)
    permit = genomes.using()
    with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
        found = genomes.store.states(permit, within, places)
        calls = genomes.store.at(permit, within, places)
    assert found == [wanted[place] for place in places.tolist()]
    assert {tuple(line.split("\t")[:2]) for line in calls.lines()} == {
        (row[0], row[1]) for row in (block, record, doubtful)
    }


def test_an_unsorted_file_gives_the_same(genomes: Genomes, tmp_path: Path) -> None:
    lines = many(40_000)
    path = written(tmp_path / "u.vcf", [*lines[20_000:], *reversed(lines[:20_000])])
    genomes.add(path)
    permit = genomes.using()
    with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
        assert genomes.store.at_loci(permit, within, panels()).read(panels()) == GenomeFile(path).read(panels())
        assert list(genomes.store.records(permit, within)) == normal(path)


def test_known_positions_are_cut_anew_where_the_tables_know_others(genomes: Genomes, tmp_path: Path) -> None:
    older = [type(each)(each.build, each.loci[::2]) for each in panels()]
    path = written(tmp_path / "a.vcf", many(30_000))
    genomes.add(path, some=older)
    permit = genomes.collecting()
    with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
        with pytest.raises(StoreError, match="not those of this knowledge"):
            genomes.store.at_loci(permit, within, panels())
        with genomes.store.restaging(permit, within, panels()) as staged:
            assert genomes.store.add(permit, within, staged) == 1
        assert genomes.store.at_loci(permit, within, panels()).read(panels()) == GenomeFile(path).read(panels())


@pytest.mark.parametrize("where", ["manifest", "content"])
def test_what_was_moved_or_changed_does_not_open(genomes: Genomes, where: str) -> None:
    genomes.add(EXAMPLE)
    genomes.add(EXAMPLE)
    with connect(genomes.node.database, Role.OWNER, purpose="test") as owner:
        owner.execute("ALTER TABLE genome DISABLE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE genome DISABLE TRIGGER never_changed")
        owner.execute(
            sql.SQL(
                "UPDATE genome SET {0} = (SELECT {0} FROM genome g WHERE g.shelf = genome.shelf AND g.version = 0) "
                "WHERE version = 1"
            ).format(sql.Identifier(where))
        )
        owner.execute("ALTER TABLE genome ENABLE ROW LEVEL SECURITY")
    permit = genomes.using()
    with (
        genomes.node.gate.under(permit, EntryKind.USE, {}) as within,
        pytest.raises(StoreError, match="damaged or out of its place"),
    ):
        genomes.store.at_loci(permit, within, panels())


def test_chunks_of_a_file_cannot_change_places(genomes: Genomes, tmp_path: Path) -> None:
    genomes.add(written(tmp_path / "large.vcf", many(60_000)))
    (path,) = genomes.files()
    data = bytearray(path.read_bytes())
    data[-200] ^= 1
    path.write_bytes(data)
    permit = genomes.using()
    with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
        with pytest.raises(StoreError, match="damaged or out of its place"):
            list(genomes.store.records(permit, within))
        path.write_bytes(data[: len(data) // 2])
        with pytest.raises(StoreError, match="damaged or out of its place"):
            list(genomes.store.records(permit, within))
        path.unlink()
        with pytest.raises(StoreError, match="restore the folder of genomes"):
            list(genomes.store.records(permit, within))


def test_a_destroyed_key_opens_nothing(genomes: Genomes) -> None:
    genomes.add(EXAMPLE)
    permit = genomes.using()
    with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
        keyring = genomes.node.log.composer.keyring
        keyring.destroy(keyring.pseudonym(Thread.of_person(ANNA)))
        with pytest.raises(ErasedError):
            genomes.store.at_loci(permit, within, panels())
        with pytest.raises(ErasedError):
            genomes.store.at(permit, within, np.array([5], np.uint32))


def test_rows_are_only_ever_added(genomes: Genomes) -> None:
    genomes.add(EXAMPLE)
    with connect(genomes.node.database, Role.OWNER, purpose="test") as owner:
        owner.execute("ALTER TABLE genome DISABLE ROW LEVEL SECURITY")
        for statement in ("UPDATE genome SET version = 7", "TRUNCATE genome"):
            with pytest.raises(Exception, match="only ever added to"):
                owner.execute(statement)
