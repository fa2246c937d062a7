"""Work in the background: done in the name of who ordered it, tried again, taken up after a kill, seen by no other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from autonome.access.roles import Role
from autonome.kernel import InputError, Json, Text
from tests.integration.web.sites import ANNA, NAMES, Pages

if TYPE_CHECKING:
    from autonome.web.asking import Asker
    from autonome.web.work.orders import Seen

PATIENCE = 20.0


@pytest.fixture
def known(pages: Pages) -> Iterator[dict[str, Any]]:
    del pages
    from autonome.web.work.kinds import KINDS, kind  # noqa: PLC0415 - Django is set up by now

    there = dict(KINDS)
    found: dict[str, Any] = {"runs": 0, "asker": None, "faults": 0}

    def run(asker: Asker, about: Mapping[str, Json], tell: Callable[[int, int, int], None]) -> Json:
        found["runs"] += 1
        found["asker"] = asker
        tell(1, 2, 0)
        if found["runs"] <= found["faults"]:
            raise RuntimeError
        if about.get("refuse"):
            raise InputError("the file holds no genome", mend="send another.")
        return {"of": about["patient"]}

    kind("test", Text("Test"))(run)
    yield found
    KINDS.clear()
    KINDS.update(there)


def asker_of(pages: Pages, role: Role) -> Asker:
    from autonome.web.asking import Asker  # noqa: PLC0415 - Django is set up by now

    token = pages.site.accounts.begin_session(pages.person(NAMES[role]))
    found = pages.site.accounts.signed_in(token)
    assert found is not None
    return Asker(found, role)


def ended(asker: Asker, number: int) -> Seen:
    from autonome.web.work import orders  # noqa: PLC0415 - Django is set up by now

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = orders.look(asker, number)
        assert found is not None
        if found.ended:
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def test_work_is_done_in_the_name_of_who_ordered_it_and_seen_by_nobody_else(
    pages: Pages, known: dict[str, Any]
) -> None:
    from autonome.web.work import orders  # noqa: PLC0415 - Django is set up by now
    from autonome.web.work.models import Work  # noqa: PLC0415
    from autonome.web.work.running import working  # noqa: PLC0415

    clinician, other = asker_of(pages, Role.CLINICIAN), asker_of(pages, Role.PHARMACIST)
    number = orders.order(clinician, "test", {"patient": ANNA.subject})
    waiting = Work.objects.get(pk=number)
    assert ANNA.subject.encode() not in bytes(waiting.sealed)
    with working():
        done = ended(clinician, number)
    assert (done.state, done.done, done.of, done.result) == ("done", 1, 2, {"of": ANNA.subject})
    assert known["asker"].person.name == clinician.person.name
    assert known["asker"].role is Role.CLINICIAN
    assert orders.look(other, number) is None
    assert pages.client(NAMES[Role.PHARMACIST]).get(f"/work/{number}").status_code == 404
    assert b"It is done." in pages.client(NAMES[Role.CLINICIAN]).get(f"/work/{number}").content


def test_what_is_refused_is_told_in_a_line_and_not_tried_again(pages: Pages, known: dict[str, Any]) -> None:
    from autonome.web.work import orders  # noqa: PLC0415 - Django is set up by now
    from autonome.web.work.running import working  # noqa: PLC0415

    clinician = asker_of(pages, Role.CLINICIAN)
    number = orders.order(clinician, "test", {"patient": ANNA.subject, "refuse": True})
    with working():
        found = ended(clinician, number)
    assert (found.state, found.told, known["runs"]) == ("failed", "the file holds no genome", 1)


def test_a_fault_is_tried_again(pages: Pages, known: dict[str, Any]) -> None:
    from autonome.web.work import orders  # noqa: PLC0415 - Django is set up by now
    from autonome.web.work.running import working  # noqa: PLC0415

    known["faults"] = 1
    clinician = asker_of(pages, Role.CLINICIAN)
    number = orders.order(clinician, "test", {"patient": ANNA.subject})
    with working():
        assert ended(clinician, number).state == "done"
    assert known["runs"] == 2


def test_a_worker_that_ended_by_a_fault_begins_anew(
    pages: Pages, known: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415

    from autonome.web.work import orders, running  # noqa: PLC0415 - Django is set up by now

    begun: list[None] = []
    run = running._run

    async def ended_at_first() -> None:
        begun.append(None)
        if len(begun) == 1:
            raise ConnectorException
        await run()

    monkeypatch.setattr(running, "_run", ended_at_first)
    monkeypatch.setattr(running, "PAUSE_SECONDS", 0)
    clinician = asker_of(pages, Role.CLINICIAN)
    with running.working():
        assert ended(clinician, orders.order(clinician, "test", {"patient": ANNA.subject})).state == "done"
    assert (len(begun), known["runs"]) == (2, 1)


def test_work_that_a_kill_cut_off_is_taken_up_again(pages: Pages, known: dict[str, Any]) -> None:
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    from autonome.web.work import orders  # noqa: PLC0415
    from autonome.web.work.running import SILENT_SECONDS, working  # noqa: PLC0415

    clinician = asker_of(pages, Role.CLINICIAN)
    number = orders.order(clinician, "test", {"patient": ANNA.subject})
    with connection.cursor() as cursor:  # as a worker leaves it that is gone: begun, and silent since
        cursor.execute("SELECT worker_id FROM procrastinate_register_worker_v1()")
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(secs => %s) WHERE id = %s",
            [2 * SILENT_SECONDS, worker],
        )
    with working():
        assert ended(clinician, number).state == "done"


def test_who_lost_the_role_orders_nothing_any_more(pages: Pages, known: dict[str, Any]) -> None:
    from autonome.web.work import orders  # noqa: PLC0415 - Django is set up by now
    from autonome.web.work.running import working  # noqa: PLC0415

    insurer = asker_of(pages, Role.INSURER)
    number = orders.order(insurer, "test", {"patient": ANNA.subject})
    pages.site.accounts.steward(NAMES[Role.STEWARD]).lock(NAMES[Role.INSURER])
    with working():
        found = ended(insurer, number)
    pages.site.accounts.steward(NAMES[Role.STEWARD]).unlock(NAMES[Role.INSURER])
    assert (found.state, known["runs"]) == ("failed", 0)


def test_an_order_that_is_moved_to_another_account_or_role_is_not_done(pages: Pages, known: dict[str, Any]) -> None:
    """Who writes the table has nothing done in somebody else's name, and reads nobody's results."""
    from autonome.kernel import InputError  # noqa: PLC0415
    from autonome.web.work import orders  # noqa: PLC0415 - Django is set up by now
    from autonome.web.work.models import Work  # noqa: PLC0415
    from autonome.web.work.running import working  # noqa: PLC0415

    pharmacist, clinician = asker_of(pages, Role.PHARMACIST), asker_of(pages, Role.CLINICIAN)
    number = orders.order(pharmacist, "test", {"patient": ANNA.subject})
    handle = pages.person(NAMES[Role.CLINICIAN]).handle
    Work.objects.filter(pk=number).update(holder=handle, role=Role.CLINICIAN.value)
    with working():
        found = ended(clinician, number)
        assert (found.state, known["runs"]) == ("failed", 0)
        done = orders.order(clinician, "test", {"patient": ANNA.subject})
        assert ended(clinician, done).state == "done"
    Work.objects.filter(pk=done).update(holder=pages.person(NAMES[Role.PHARMACIST]).handle)
    with pytest.raises(InputError, match="does not open"):
        orders.look(pharmacist, done)
    Work.objects.filter(pk=done).delete()


def test_what_is_over_is_swept_away(pages: Pages, known: dict[str, Any]) -> None:
    """A stranger begins at the entrance as often as they like, and answers may tell of a person: neither stays."""
    from django.contrib.sessions.models import Session  # noqa: PLC0415 - Django is set up by now
    from django.core.cache import cache  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from autonome.web.work import orders  # noqa: PLC0415
    from autonome.web.work.models import Work  # noqa: PLC0415
    from autonome.web.work.running import sweep  # noqa: PLC0415

    pages.client().post("/sign-in/passkey/begin")
    assert Session.objects.update(expire_date="2020-01-01T00:00:00Z") == 1
    pages.client().post("/sign-in/passkey/begin")
    cache.set("over", 1, timeout=-1)
    cache.set("stays", 1)
    number = orders.order(asker_of(pages, Role.CLINICIAN), "test", {"patient": ANNA.subject})
    Work.objects.filter(pk=number).update(state="done", changed="2020-01-01T00:00:00Z")
    sweep(timestamp=0)
    assert Session.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        assert cursor.fetchall() == [(":1:stays",)]
    assert not Work.objects.filter(pk=number).exists()
    Session.objects.all().delete()
    cache.delete("stays")
