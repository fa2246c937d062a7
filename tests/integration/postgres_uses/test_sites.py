"""A site's log with its uses on a real database: recorded, asked, proven, erased, made anew, followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from autonome.adapters.postgres import (
    Database,
    DatabaseError,
    EmbeddedServer,
    Role,
    connect,
    embedded_database,
    superuser,
)
from autonome.adapters.postgres_log import open_postgres_log
from autonome.adapters.site_log import SiteLog
from autonome.kernel import InputError, Instant, SubjectId, canonical_bytes
from autonome.ledger import (
    Checkpoint,
    Draft,
    EntryKind,
    Erasure,
    FormatError,
    LogMovedError,
    VerificationError,
    parse_policy,
    read_receipt,
    verify_entries,
    verify_inclusion,
    write_policy,
)
from autonome.ledger.uses import (
    Column,
    Difference,
    FoundUse,
    NotedUse,
    OneOf,
    Part,
    Query,
    UseLine,
    follow,
    line_of,
)
from autonome.ledger.uses.parcels import parcel_to_json, read_parcel
from autonome.workflows.follow_uses import Site, follow_uses, take_parcel
from autonome.workflows.record_use import receipt_for
from tests.fakes.ledger import ForeseenEntropy, SetClock
from tests.postgres import TEMPLATE

ANNA, BEN = SubjectId("anna"), SubjectId("ben")
GONE = Erasure("GDPR Art. 17(1)(b)", Instant.parse("2026-03-01T10:00:00Z"))


def line(number: int, node: str = "1", user: str = "9") -> UseLine:
    return UseLine(1000 + number, node, number, 1, user, "FILE_ACCESS", "TOPMed")


@pytest.fixture
def open_site(
    postgres_server: EmbeddedServer, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], SiteLog]]:
    """Opens the log of a site, each in a database of its own."""
    opened: list[tuple[SiteLog, Database, str]] = []

    def site(node: str) -> SiteLog:
        name = f"site_{node}_{abs(hash(request.node.name))}"
        database = embedded_database(postgres_server, name, template=TEMPLATE)
        log = open_postgres_log(
            database,
            tmp_path / node,
            clock=SetClock(),
            entropy=ForeseenEntropy(),
            name=f"site-{node}.example/autonome",
        )
        opened.append((SiteLog(log, database), database, name))
        return opened[-1][0]

    yield site
    for each, _, name in opened:
        each.close()
        with superuser(postgres_server, "postgres") as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def record(site: SiteLog, *lines: UseLine, subject: SubjectId = ANNA) -> None:
    site.log.append([NotedUse(each).draft(subject) for each in lines])


def known(node: str, site: SiteLog) -> Site:
    return Site(node, (site.log.verifier,))


def test_what_is_recorded_is_found_and_each_answer_is_proven(open_site: Callable[[str], SiteLog]) -> None:
    site = open_site("1")
    record(site, line(1), line(2, user="10"), line(3))
    site.log.append([Draft(EntryKind.CONSENT, ANNA, {"line": "of a form"})])
    found = list(site.find(Query((OneOf(Column.USER, ("9",)),))))
    assert [each.noted.line.id for each in found] == [1, 3]
    checkpoint = Checkpoint.of_note(site.log.checkpoint())
    for each in found:
        (entry,) = [entry for entry in site.log.entries_of(ANNA) if entry.index == each.index]
        assert line_of(entry) == each.noted
        proof = site.log.prove(each.index, checkpoint.size)
        verify_inclusion(entry.leaf, each.index, checkpoint.size, proof, checkpoint.root)
    recorded = tuple(entry for entry in site.log.entries_of(ANNA) if entry.index in {each.index for each in found})
    receipt = read_receipt(canonical_bytes(receipt_for(recorded, log=site.log).to_json()))
    policy = parse_policy(write_policy(site.log.verifier).encode(), where="policy")
    assert verify_entries(receipt, policy).entries == recorded


def test_lines_come_with_a_callers_own_change_or_not_at_all(open_site: Callable[[str], SiteLog]) -> None:
    site = open_site("1")
    with suppress(ZeroDivisionError), site.log.connections.transaction() as transaction:
        site.log.submit(transaction, [NotedUse(line(1)).draft(ANNA)])
        raise ZeroDivisionError
    with site.log.connections.transaction() as transaction:
        submitted = site.log.submit(transaction, [NotedUse(line(2)).draft(ANNA)])
    site.log.settled(submitted)
    assert [each.noted.line.id for each in site.find(Query())] == [2]
    assert list(site.differences()) == []


def test_a_broken_line_is_refused_and_stops_nobody_else(open_site: Callable[[str], SiteLog]) -> None:
    site = open_site("1")
    with pytest.raises(FormatError, match="line of a use"):
        site.log.append([Draft(EntryKind.USE, ANNA, {"line": {"user": "9"}})])
    record(site, line(1))
    assert site.count(Query()) == 1
    assert len(site.log.entries_of(ANNA)) == 1


def test_an_erased_person_is_in_no_answer_and_index_and_log_agree(open_site: Callable[[str], SiteLog]) -> None:
    site = open_site("1")
    record(site, line(1))
    record(site, line(2), line(3), subject=BEN)
    site.log.erase(BEN, GONE)
    assert [each.noted.line.id for each in site.find(Query())] == [1]
    assert list(site.differences()) == []
    assert site.rebuild() == 1
    assert [each.noted.line.id for each in site.find(Query())] == [1]


def test_an_index_that_was_tampered_with_is_seen_and_made_anew(open_site: Callable[[str], SiteLog]) -> None:
    site = open_site("1")
    record(site, line(1), line(2), line(3))
    site.log.append([Draft(EntryKind.USE, ANNA, {"decision": "ab", "made": {}})])
    before = list(site.find(Query()))
    with connect(site._database, Role.OWNER, purpose="tampering") as owner:
        owner.execute("UPDATE use_line SET \"user\" = '0210' WHERE id = 1")
        owner.execute("DELETE FROM use_line WHERE id = 2")
        owner.execute(
            "INSERT INTO use_line SELECT e.record, 1, 1, '011', 1, 1, '011', 'na', 'nr' FROM log_entry e "
            "WHERE e.index = 4"
        )
    assert list(site.differences()) == [
        Difference(1, Part.OTHER),
        Difference(2, Part.MISSING),
        Difference(4, Part.EXTRA),
    ]
    assert site.rebuild() == 3
    assert list(site.differences()) == []
    assert list(site.find(Query())) == before


def test_a_site_takes_over_the_lines_of_another_and_can_prove_them(open_site: Callable[[str], SiteLog]) -> None:
    one, other = open_site("1"), open_site("2")
    record(one, line(1), line(2))
    one.log.append([Draft(EntryKind.CONSENT, ANNA, {"private": True})])
    record(other, line(1, "2"))
    taken = follow_uses(one, known("1", one), logs=other, most=2)
    assert (taken.noted, taken.left_out, taken.followed.tree.size) == (2, 0, 4)
    assert taken.unopened == 2, "the log's first key, and a consent"
    found = list(other.find(Query((OneOf(Column.NODE, ("1",)),))))
    assert [each.noted.line for each in found] == [line(1), line(2)]
    assert [each.noted.source.index for each in found if each.noted.source] == [1, 2]
    entries = other.log.entries_of(SubjectId("anna@site-1.example/autonome"))
    assert [line_of(entry) for entry in entries] == [each.noted for each in found]
    assert list(other.differences()) == []
    assert [each.noted.line.node for each in other.find(Query())] == ["2", "1", "1"]


def test_following_goes_on_and_notes_nothing_twice(open_site: Callable[[str], SiteLog]) -> None:
    one, other = open_site("1"), open_site("2")
    record(one, line(1))
    follow_uses(one, known("1", one), logs=other)
    assert follow_uses(one, known("1", one), logs=other).noted == 0
    first = known("1", one)
    one.log.rotate()
    record(one, line(2))
    assert follow_uses(one, first, logs=other).noted == 1
    assert [each.noted.line.id for each in other.find(Query())] == [1, 2]


STEP = """
INSERT INTO followed_log (origin, code, step, node, size, peaks, note, keys, left_out)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0)
"""


def test_who_has_the_apps_login_alone_moves_no_log_on_and_stops_none(open_site: Callable[[str], SiteLog]) -> None:
    one, other = open_site("1"), open_site("2")
    origin = one.log.verifier.name
    record(one, line(1))
    before = other.known(origin, "1")
    follow_uses(one, known("1", one), logs=other)
    record(one, line(2))
    parcel = one.parcel(2, 10)
    assert parcel is not None
    further, _ = follow(other.known(origin, "1"), parcel, [one.log.verifier])
    truly = (further.tree.size, b"".join(further.tree.peaks), further.note)  # what everybody can compute
    with other.log.connections.transaction() as transaction:
        for step, size, peaks, note in [
            (2**62, 2**62, bytes(32), "x"),
            (1, *truly),
            (99, *truly),
            (7, 0, b"", ""),
        ]:
            for site in ("1", "3"):
                transaction.execute(STEP, [origin, bytes(16), step, site, size, peaks, note, "[]"])
        transaction.execute(  # what counted once, as a later step: under the code that it had
            "INSERT INTO followed_log (origin, code, step, node, size, peaks, note, keys, left_out) "
            "SELECT origin, code, step + 1, node, size, peaks, note, keys, left_out FROM followed_log WHERE step = 0"
        )
    assert other.known(origin, "1").tree.size == 2
    assert follow_uses(one, known("1", one), logs=other).noted == 1
    with other.log.connections.transaction() as transaction:  # and as the step that it was
        transaction.execute(
            "INSERT INTO followed_log (origin, code, step, node, size, peaks, note, keys, left_out) "
            "SELECT origin, code, step, node, size, peaks, note, keys, left_out FROM followed_log WHERE step = 0"
        )
    assert other.known(origin, "1").tree.size == 3 > before.tree.size
    assert follow_uses(one, known("1", one), logs=other).noted == 0
    assert [each.noted.line.id for each in other.find(Query())] == [1, 2]


@pytest.mark.parametrize("statement", ["UPDATE followed_log SET size = 0", "DELETE FROM followed_log"])
def test_what_was_followed_is_only_added_to(open_site: Callable[[str], SiteLog], statement: str) -> None:
    one, other = open_site("1"), open_site("2")
    record(one, line(1))
    follow_uses(one, known("1", one), logs=other)
    with pytest.raises(DatabaseError, match="42501"), other.log.connections.transaction() as transaction:
        transaction.execute(statement.encode())


def test_of_two_who_take_over_the_same_parcel_one_is_refused(open_site: Callable[[str], SiteLog]) -> None:
    one, other = open_site("1"), open_site("2")
    record(one, line(1))
    parcel = one.parcel(0, 10)
    assert parcel is not None
    before = other.known("site-1.example/autonome", "1")
    after, received = follow(before, parcel, [one.log.verifier])
    other.note(before, after, received)
    with pytest.raises(LogMovedError):
        other.note(before, after, received)
    with pytest.raises(VerificationError, match="do not lead from size 2"):
        take_parcel(parcel, known("1", one), logs=other)
    assert other.count(Query()) == 1


def test_lines_and_what_is_known_of_their_log_are_kept_together_or_not_at_all(
    open_site: Callable[[str], SiteLog],
) -> None:
    one, other = open_site("1"), open_site("2")
    record(one, line(1))
    parcel = one.parcel(0, 10)
    assert parcel is not None
    before = other.known("site-1.example/autonome", "1")
    after, received = follow(before, parcel, [one.log.verifier])
    torn = replace(after, tree=replace(after.tree, peaks=()))  # the database refuses it, after the lines were put
    with pytest.raises(DatabaseError):
        other.note(before, torn, received)
    assert other.known("site-1.example/autonome", "1") == before
    assert list(other.find(Query())) == []
    assert other.note(before, after, received).indices == (1,)


def test_who_was_erased_here_is_left_out_and_following_goes_on(open_site: Callable[[str], SiteLog]) -> None:
    one, other = open_site("1"), open_site("2")
    record(one, line(1))
    record(one, line(2), subject=BEN)
    follow_uses(one, known("1", one), logs=other)
    other.log.erase(SubjectId("ben@site-1.example/autonome"), GONE)
    record(one, line(3))
    record(one, line(4), subject=BEN)
    taken = follow_uses(one, known("1", one), logs=other)
    assert (taken.noted, taken.left_out) == (1, 1)
    assert [each.noted.line.id for each in other.find(Query())] == [1, 3]
    assert list(other.differences()) == []


def test_lines_of_a_third_site_are_not_passed_on(open_site: Callable[[str], SiteLog]) -> None:
    one, other = open_site("1"), open_site("2")
    record(one, line(1))
    record(other, line(1, "2"))
    follow_uses(one, known("1", one), logs=other)
    taken = follow_uses(other, known("2", other), logs=one)
    assert taken.noted == 1
    assert [each.noted.line.node for each in one.find(Query())] == ["1", "2"]


def test_a_log_is_not_followed_in_another_sites_name(open_site: Callable[[str], SiteLog]) -> None:
    one, other = open_site("1"), open_site("2")
    record(one, line(1))
    follow_uses(one, known("1", one), logs=other)
    with pytest.raises(VerificationError, match="was followed as that of site '1', not '3'"):
        follow_uses(one, known("3", one), logs=other)


def test_a_parcel_travels_as_json_and_is_made_of_sizes_that_the_log_had(open_site: Callable[[str], SiteLog]) -> None:
    one = open_site("1")
    record(one, line(1), line(2), line(3))
    for start in range(4):
        parcel = one.parcel(start, 2)
        assert parcel is not None
        assert read_parcel(canonical_bytes(parcel_to_json(parcel))) == parcel
    assert one.parcel(4, 2) is None
    with pytest.raises(InputError, match="no size 5"):
        one.parcel(5, 2)
    with pytest.raises(InputError, match="signed no checkpoint of size 3"):
        one.parcel(0, 2, 3)


def test_found_uses_of_an_empty_log_are_none(open_site: Callable[[str], SiteLog]) -> None:
    site = open_site("1")
    empty: list[FoundUse] = []
    assert list(site.find(Query())) == empty
    assert list(site.differences()) == []
    assert site.rebuild() == 0
    assert site.parcel(0, 10) is None
