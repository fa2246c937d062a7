"""A request with a key whose process is killed: it is done once, and who asks again is told what became of it."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from autonome.access.roles import Role
from autonome.adapters.postgres import Database, EmbeddedServer
from autonome.adapters.postgres_log import PostgresKeyedActs
from autonome.kernel import AutonomeError, SubjectId
from autonome.ledger import Draft, EntryKind
from autonome.workflows import order_test
from autonome.workflows.keyed_acts import Found, Held
from autonome.workflows.order_test import MATTER
from tests.integration.web.killed_program import AFTER, BEFORE, DONE
from tests.integration.web.programs import program
from tests.integration.web.sites import ANNA, Pages, opened_pages, own_database, settle

PATIENCE = 120
MARK, SENT, OTHER = b"m" * 32, b"s" * 32, b"o" * 32
GONE = "1 0"
"""A session that nobody has."""

DAY_AND_HOUR = "interval '25 hours 1 second'"


@pytest.fixture(scope="module")
def database(postgres_server: EmbeddedServer, accounts_template: str) -> Iterator[Database]:
    with own_database(postgres_server, accounts_template) as made:
        yield made


@pytest.fixture(scope="module")
def pages(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    folder = tmp_path_factory.mktemp("killed")
    with opened_pages(database, folder / "node") as made:
        settle(made, folder, patients=(ANNA,))
        yield made


@pytest.fixture
def acts(pages: Pages) -> PostgresKeyedActs:
    return PostgresKeyedActs(pages.desk.node.log.connections, pages.desk.node.log.take_up)


def killed(pages: Pages, database: Database, moment: str, *asked: object) -> None:
    given = pickle.dumps((database, pages.desk.node.directory, *asked, moment))
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.web.killed_program"],
        input=given, capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def listed(pages: Pages) -> int:
    """Orders that stand on the list, dealt with or not."""
    return len(pages.desk.node.log.institution_entries(MATTER))


def on_record(pages: Pages) -> int:
    """Orders that stand on the person's timeline."""
    entries = pages.desk.node.log.entries_of(SubjectId(ANNA.subject), EntryKind.USE)
    return sum("ordered" in each.payload.body for each in entries)


@pytest.mark.parametrize(
    ("moment", "gene", "already"), [(BEFORE, "CYP2C19", 0), (DONE, "TPMT", 1), (AFTER, "CYP2C9", 1)]
)
def test_an_order_whose_process_is_killed_is_never_made_twice(
    pages: Pages, database: Database, moment: str, gene: str, already: int
) -> None:
    who, path, sent = program(pages, Role.CLINICIAN), f"patients/{ANNA.subject}/orders", {"gene": gene}
    before = on_record(pages), listed(pages)
    killed(pages, database, moment, who.token, path, sent, f"order {moment}")
    assert (on_record(pages), listed(pages)) == (before[0] + already, before[1] + already)
    answers = [who.post(path, sent, Idempotency_Key=f"order {moment}") for _ in range(2)]
    told = answers[0].json()
    assert told == answers[1].json(), "and so it stays"
    assert (on_record(pages), listed(pages)) == (before[0] + 1, before[1] + 1)
    newest = pages.desk.node.log.institution_entries(MATTER)[-1].index
    assert (answers[0].status_code, told["number"], told["gene"]) == (200, newest, gene)
    other = who.post(path, {"gene": "CYP2D6"}, Idempotency_Key=f"order {moment}")
    assert (other.status_code, other.json()["code"]) == (409, "key-used")


def lose_answers() -> None:
    """Take away all answers that are kept, as if the process had been killed before it kept them."""
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache")


@pytest.mark.parametrize(
    ("path", "sent"),
    [("my/questions", {"words": "May I?"}), ("my/rights", {"right": "correct", "words": "My weight is another."})],
)
def test_whose_answer_was_lost_is_told_the_same(pages: Pages, path: str, sent: Any) -> None:  # noqa: ANN401 - JSON
    who = program(pages, Role.PATIENT)
    first = who.post(path, sent, Idempotency_Key=path)
    size = pages.size()
    assert first.status_code == 200, first.content
    lose_answers()
    again = who.post(path, sent, Idempotency_Key=path)
    assert (again.status_code, again.json(), pages.size()) == (200, first.json(), size)


def test_what_is_taken_back_in_part_is_not_told_as_taken_back(pages: Pages) -> None:
    who, path = program(pages, Role.PATIENT), "my/forms/treatment/questions/goals/withdrawal"
    first = who.post(path, Idempotency_Key="back")
    assert first.status_code == 200, first.content
    lose_answers()
    assert who.post(path, Idempotency_Key="back").json() == first.json()
    pages.desk.grant(ANNA.subject, "goals")
    cut = who.post(path, Idempotency_Key="back")
    assert (cut.status_code, cut.json()["code"]) == (409, "cut-off")


def test_what_is_still_being_done_is_not_begun_again(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    who, held, go = program(pages, Role.CLINICIAN), threading.Event(), threading.Event()
    path, gene, taken = f"patients/{ANNA.subject}/orders", {"gene": "SLCO1B1"}, order_test.order_test

    def slow(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - as the act has it
        held.set()
        go.wait(PATIENCE)
        return taken(*given, **more)

    def first() -> None:
        from django.db import connections  # noqa: PLC0415

        answers.append(who.post(path, gene, Idempotency_Key="busy"))
        connections.close_all()

    answers: list[Any] = []
    monkeypatch.setattr(order_test, "order_test", slow)
    thread = threading.Thread(target=first)
    thread.start()
    held.wait(PATIENCE)
    size, before = pages.size(), listed(pages)
    busy = who.post(path, gene, Idempotency_Key="busy")
    assert (busy.status_code, busy.json()["code"], pages.size()) == (409, "under-way", size)
    go.set()
    thread.join()
    assert answers[0].json() == who.post(path, gene, Idempotency_Key="busy").json()
    assert (answers[0].status_code, listed(pages)) == (200, before + 1)


def noted(pages: Pages, acts: PostgresKeyedActs, held: Held, kind: EntryKind = EntryKind.USE) -> int:
    with acts.during(held):
        (recorded,) = pages.desk.node.log.append([Draft(kind, SubjectId(ANNA.subject), {"said": "x"})])
    return recorded.index


def test_a_holder_who_was_thought_to_be_gone_records_nothing(pages: Pages, acts: PostgresKeyedActs) -> None:
    first = acts.take(MARK, SENT, GONE)
    second = acts.take(MARK, SENT, GONE)
    assert (first, second) == (Held(MARK, 1), Held(MARK, 2))
    assert isinstance(first, Held)
    assert isinstance(second, Held)
    size = pages.size()
    with pytest.raises(AutonomeError, match="another request has taken this key over"):
        noted(pages, acts, first)
    assert pages.size() == size
    acts.end(first)
    entry = noted(pages, acts, second)
    acts.end(second)
    assert acts.take(MARK, SENT, GONE) == acts.take(MARK, OTHER, GONE) == Found(SENT, (entry,)), (
        "what was done is not forgotten"
    )
    with pages.desk.node.log.connections.transaction() as transaction:
        transaction.execute(f"UPDATE keyed_act SET begun = begun - {DAY_AND_HOUR} WHERE mark = %s", [MARK])  # noqa: S608
    assert acts.take(MARK, OTHER, GONE) == Held(MARK, 3), "after a day it is another key"


def test_a_decision_is_no_act_and_what_comes_without_a_key_is_not_noted(pages: Pages, acts: PostgresKeyedActs) -> None:
    held = acts.take(OTHER, SENT, GONE)
    assert isinstance(held, Held)
    noted(pages, acts, held, EntryKind.DECISION)
    pages.desk.node.log.append([Draft(EntryKind.USE, SubjectId(ANNA.subject), {"said": "y"})])
    assert acts.take(OTHER, SENT, GONE) == Held(OTHER, 2)
    acts.end(Held(OTHER, 2))
    with pages.desk.node.log.connections.transaction(read_only=True) as transaction:
        assert transaction.execute("SELECT 1 FROM keyed_act WHERE mark = %s", [OTHER]).fetchone() is None


def test_old_keys_are_swept(pages: Pages, acts: PostgresKeyedActs) -> None:
    old, young = b"1" * 32, b"2" * 32
    acts.take(old, SENT, GONE)
    acts.take(young, SENT, GONE)
    with pages.desk.node.log.connections.transaction() as transaction:
        transaction.execute(f"UPDATE keyed_act SET begun = begun - {DAY_AND_HOUR} WHERE mark = %s", [old])  # noqa: S608
    acts.sweep()
    with pages.desk.node.log.connections.transaction(read_only=True) as transaction:
        left = {bytes(mark) for (mark,) in transaction.execute("SELECT mark FROM keyed_act", binary=True).fetchall()}
    assert young in left
    assert old not in left
