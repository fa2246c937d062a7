"""The competition iDASH 2018, track 1: four sites' access logs, replicated, and asked; on real databases.

A part of the data, quick enough for each run: the lines with ids from `FIRST` on, around where both published queries
have answers. The whole of it is `benchmarks/idash.py`.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from threading import Thread

import pytest

from autonome.adapters.postgres import EmbeddedServer, embedded_database, superuser
from autonome.adapters.postgres_log import open_postgres_log
from autonome.adapters.site_log import SiteLog
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import SubjectId
from autonome.ledger import Checkpoint, EntryKind, verify_inclusion
from autonome.ledger.uses import FoundUse, NotedUse, Query, UseLine, line_of, read_line, read_query
from autonome.workflows.follow_uses import Site, follow_uses
from tests.conformance.cases import folder
from tests.postgres import TEMPLATE
from tests.uses import naive, random_query

pytestmark = pytest.mark.conformance

DATA = folder("ledger") / "idash2018"
SITES = ("1", "2", "3", "4")
FIRST = 40_340
MANY = 200
CALLERS = 8
QUESTIONS = 40

PUBLISHED = {
    "answer_node3_ref40345.tsv.gz": ["node=3", "ref-id=40345"],
    "answer_resource_MOD_WormBase.tsv.gz": ["resource=MOD_WormBase"],
}


def rows(name: str) -> Iterator[UseLine]:
    """Lines of a file; the sites' end in CR LF, the answers' in LF."""
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        for number, text in enumerate(file, start=1):
            yield read_line(text.rstrip("\r\n"), where=f"{name}, line {number}")


def loaded(line: UseLine) -> bool:
    return FIRST <= line.id < FIRST + MANY


def given(number: int) -> list[UseLine]:
    """The part of a site's log that is loaded: its lines are numbered from 1, without gaps."""
    part = list(islice(rows(f"site{number}.tsv.gz"), FIRST - 1, FIRST - 1 + MANY))
    assert all(map(loaded, part))
    return part


def record(site: SiteLog, lines: list[UseLine]) -> None:
    """One entry a line, one line an append, from several callers at once."""

    def work(mine: list[UseLine]) -> None:
        for line in mine:
            site.log.append([NotedUse(line).draft(SubjectId(f"user {line.user}"))])

    callers = [Thread(target=work, args=(lines[start::CALLERS],)) for start in range(CALLERS)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()


@pytest.fixture(scope="module")
def sites(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, SiteLog]]:
    """Four sites, each with its own lines and those of the others on its log."""
    opened: dict[str, SiteLog] = {}
    for number, node in enumerate(SITES):
        database = embedded_database(postgres_server, f"idash_{node}", template=TEMPLATE)
        log = open_postgres_log(
            database,
            tmp_path_factory.mktemp(f"site-{node}") / "private",
            clock=SystemClock(),
            entropy=SystemEntropy(),
            name=f"site-{node}.example/autonome",
        )
        opened[node] = SiteLog(log, database)
        record(opened[node], given(number))
    for node, site in opened.items():
        for other, source in opened.items():
            if other != node:
                follow_uses(source, Site(other, (source.log.verifier,)), logs=site)
    yield opened
    for node, site in opened.items():
        site.close()
        with superuser(postgres_server, "postgres") as admin:
            admin.execute(f"DROP DATABASE idash_{node} WITH (FORCE)".encode())


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_query_has_its_published_answer_at_every_site(sites: dict[str, SiteLog], name: str) -> None:
    answer = sorted(line.values for line in rows(name) if loaded(line))
    assert len(answer) > 10, "the part that is loaded has an answer to speak of"
    for site in sites.values():
        found = site.find(read_query(PUBLISHED[name]))
        assert sorted(each.noted.line.values for each in found) == answer


def test_every_log_holds_every_line_once_each_in_an_entry_of_its_own(sites: dict[str, SiteLog]) -> None:
    every = sorted(line.values for number in range(len(SITES)) for line in given(number))
    for site in sites.values():
        found = list(site.find(Query()))
        assert sorted(each.noted.line.values for each in found) == every
        assert len({each.index for each in found}) == len(every)
        keys = len(site.log.public_entries(EntryKind.KEY))
        assert Checkpoint.of_note(site.log.checkpoint()).size == len(every) + keys
        assert list(site.differences()) == []


def test_any_and_of_equalities_and_ranges_is_answered_as_by_a_filter(sites: dict[str, SiteLog]) -> None:
    drawn = random.Random(2018)  # noqa: S311 - the same questions in each run
    for site in sites.values():
        held = list(site.find(Query()))
        lines = [each.noted.line for each in held]
        for _ in range(QUESTIONS // len(SITES)):
            query = random_query(drawn, lines)
            assert list(site.find(query)) == naive(query, held)


def test_a_line_of_an_answer_is_proven_on_the_log_asked_and_on_the_one_where_it_began(
    sites: dict[str, SiteLog],
) -> None:
    asked, began = sites["1"], sites["3"]
    found = next(iter(asked.find(read_query(["node=3", "ref-id=40345"]))))
    source = found.noted.source
    assert source is not None
    assert source.log == began.log.verifier.name
    there = next(each for each in began.find(read_query([f"id={found.noted.line.id}", "node=3"])))
    assert there == FoundUse(source.index, NotedUse(found.noted.line))
    user = f"user {found.noted.line.user}"
    for site, index, subject in ((asked, found.index, f"{user}@{source.log}"), (began, source.index, user)):
        entry = next(each for each in site.log.entries_of(SubjectId(subject)) if each.index == index)
        noted = line_of(entry)
        assert noted is not None
        assert noted.line == found.noted.line
        checkpoint = Checkpoint.of_note(site.log.checkpoint())
        proof = site.log.prove(index, checkpoint.size)
        verify_inclusion(entry.leaf, index, checkpoint.size, proof, checkpoint.root)


def test_the_data_are_where_they_should_be() -> None:
    assert isinstance(DATA, Path)
    assert {path.name for path in DATA.iterdir()} == {f"site{number}.tsv.gz" for number in range(4)} | set(PUBLISHED)
