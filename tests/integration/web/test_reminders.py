"""Reminders by mail: one mail for what waits, once, to those alone who may be told, whatever fails in between."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.consent import FORMS, ActKind
from autonome.kernel import ActorId, InputError, Instant, SubjectId
from autonome.workflows.answer_consent import Answer, Signing, answered
from autonome.workflows.answer_times import answered_by, is_overdue
from autonome.workflows.prepare_consent import DAY
from autonome.workflows.remind import Matter
from tests.integration.web.sites import BORIS, NAMES, Pages
from tests.integration.web.test_clinic_opening import text
from tests.integration.web.test_portal import asker

SUBJECT = SubjectId(BORIS.subject)
PATIENCE = 20.0


@pytest.fixture(scope="module", autouse=True)
def _account(pages: Pages) -> None:
    """Boris has an account with an address, and an answer that ends within the month."""
    steward = pages.site.accounts.steward(NAMES[Role.STEWARD])
    steward.add(NewPerson("boris", (Role.PATIENT,), "Boris", "boris@example.org", SUBJECT))
    form, signing = FORMS["care-sharing/1/en"], Signing(ActorId("dr-b"), "hospital.example")
    answer = Answer(ActKind.GRANT, form, form.question("medications"), days=20)
    act = answered(answer, SUBJECT, signing, SystemClock().now(), SystemEntropy())
    pages.desk.node.gate.record_acts(SUBJECT, [act])


@pytest.fixture(autouse=True)
def _untold(pages: Pages) -> None:
    forget_all(pages)


def forget_all(pages: Pages) -> None:
    """Nobody was told of anything yet."""
    from autonome.web.accounts.models import Reminder  # noqa: PLC0415 - Django is set up by now

    Reminder.objects.filter(person=pages.person("boris")).delete()


@contextmanager
def box(backend: str = "locmem") -> Iterator[list[Any]]:
    """What is sent by mail."""
    from django.core import mail  # noqa: PLC0415 - Django is set up by now
    from django.test import override_settings  # noqa: PLC0415

    mail.outbox = []
    with override_settings(EMAIL_BACKEND=f"django.core.mail.backends.{backend}.EmailBackend", EMAIL_HOST="127.0.0.1"):
        yield mail.outbox


def reminded() -> int:
    """Mails of one look through all accounts."""
    from autonome.web.reminders import remind  # noqa: PLC0415 - Django is set up by now

    with box() as sent:
        assert remind() is None
    return len(sent)


def test_what_waits_is_told_by_one_mail_that_names_nothing_and_never_again(pages: Pages) -> None:
    from autonome.web.reminders import remind  # noqa: PLC0415 - Django is set up by now

    desk = pages.site.desk.clinic(asker(pages, NAMES[Role.CLINICIAN], Role.CLINICIAN))
    pages.client("boris").post("/my/questions", {"words": "Who sees it?"})
    with box("dummy"):  # what was answered while no mail could be sent
        desk.answer(desk.questions()[0].id, "Your team.")
    forget_all(pages)
    assert {each.key.split()[0] for each in pages.site.desk.matters(SUBJECT)} == {"answered", "ending"}
    with box() as sent:
        remind()
    (letter,) = sent
    assert letter.to == ["boris@example.org"]
    said = f"{letter.subject} {letter.body}".casefold()
    told = ("medic", "pharmac", "consent", "answer", "treat", "team", BORIS.name.casefold(), SUBJECT)
    assert [each for each in told if each in said] == []
    assert reminded() == 0
    shown = pages.client("boris").get("/").content.decode()
    assert "Some of your answers end soon" in shown
    assert "Your question was answered." in shown


def test_what_was_told_at_once_is_not_told_by_the_look_through_all(pages: Pages) -> None:
    desk = pages.site.desk.clinic(asker(pages, NAMES[Role.CLINICIAN], Role.CLINICIAN))
    assert reminded() == 1
    with box() as sent:
        desk.break_glass(SUBJECT, ("medications",), "unconscious in the emergency room")
    assert len(sent) == 1
    assert reminded() == 0
    assert "emergency" in {each.key.split()[0] for each in pages.site.desk.matters(SUBJECT)}


def test_an_answer_that_ends_is_told_again_after_a_month_and_not_before(pages: Pages) -> None:
    from autonome.web.accounts.models import Reminder  # noqa: PLC0415 - Django is set up by now
    from autonome.web.reminders import tell  # noqa: PLC0415

    matter, rows = Matter("ending care-sharing", 30), Reminder.objects.filter(person=pages.person("boris"))
    now = datetime.now(tz=UTC)
    for days, told in ((0, True), (0, False), (29, False), (31, True)):
        rows.all().update(at=now - timedelta(days=days))
        with box() as sent:
            assert tell(SUBJECT, matter) is told
        assert len(sent) == told
    assert not tell(SUBJECT, matter), "the month runs anew"


@pytest.fixture
def steward(pages: Pages) -> Iterator[Any]:
    """The steward's row: told in Indonesian, and of nothing yet; no other account has an address."""
    from autonome.web.accounts.models import Person, Reminder  # noqa: PLC0415 - Django is set up by now

    row = Person.objects.filter(name=NAMES[Role.STEWARD])
    before, others = row.values("email", "language", "mailed").get(), Person.objects.filter(name="boris")
    row.update(email="steward@example.org", language="id", mailed=True)
    others.update(email="")
    Reminder.objects.filter(person=row.get()).delete()
    yield row
    row.update(**before)
    others.update(email="boris@example.org")


BACKUP, REVIEW, ALARM = "Cadangan hilang", "Sebuah keadaan darurat", "Audit membunyikan alarm"


def told_to_stewards() -> list[str]:
    from autonome.web.reminders import remind  # noqa: PLC0415 - Django is set up by now

    with box() as sent:
        remind()
    assert all(each.to == ["steward@example.org"] for each in sent)
    return [f"{each.subject} {each.body}" for each in sent]


def test_a_steward_is_told_of_each_matter_once_by_its_kind_and_in_their_language(pages: Pages, steward: Any) -> None:  # noqa: ANN401 - rows
    from autonome.web.accounts.models import Reminder  # noqa: PLC0415 - Django is set up by now

    desk = pages.site.desk.clinic(asker(pages, NAMES[Role.CLINICIAN], Role.CLINICIAN))
    desk.break_glass(SUBJECT, ("medications",), "fell from a ladder")
    (letter,) = told_to_stewards()
    assert letter.startswith("Simpul memerlukan pengelola data")
    assert letter.count(BACKUP) == letter.count(REVIEW) == 1
    for each in (BORIS.name, SUBJECT, BORIS.record_number, "ladder", "medic"):
        assert each.casefold() not in letter.casefold()
    assert told_to_stewards() == [], "each matter once"
    desk.break_glass(SUBJECT, ("medications",), "fell once more")
    (again,) = told_to_stewards()
    assert (REVIEW in again, BACKUP in again) == (True, False)
    Reminder.objects.filter(person=steward.get()).update(at=datetime.now(tz=UTC) - timedelta(days=8))
    (weekly,) = told_to_stewards()
    assert (REVIEW in weekly, BACKUP in weekly) == (False, True), "what was not mended is told again"


def test_a_steward_turns_off_what_can_wait_and_no_alarm(
    pages: Pages,
    steward: Any,  # noqa: ANN401 - rows
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steward.update(mailed=False)
    (letter,) = told_to_stewards()
    assert (REVIEW in letter, BACKUP in letter) == (False, True)
    told = type(pages.site.desk.steward(asker(pages, NAMES[Role.STEWARD], Role.STEWARD)))
    state = told.state
    monkeypatch.setattr(told, "state", lambda desk: {**state(desk), "audit": "ALARM: a record beside the log"})
    (alarm,) = told_to_stewards()
    assert ALARM in alarm
    assert BACKUP not in alarm
    assert "beside the log" not in alarm, "what exactly, is told to who signs in"
    assert "a record beside the log" in pages.client(NAMES[Role.STEWARD]).get("/").content.decode()
    assert told_to_stewards() == []


def test_who_is_no_steward_any_more_or_locked_is_told_nothing_of_the_node(pages: Pages, steward: Any) -> None:  # noqa: ANN401 - rows
    from autonome.web.accounts.models import HeldRole  # noqa: PLC0415 - Django is set up by now

    now = steward.get().made
    steward.update(locked=now)
    assert told_to_stewards() == []
    steward.update(locked=None)
    held = HeldRole.objects.filter(person=steward.get(), role=Role.STEWARD.value)
    held.update(end=now + timedelta(milliseconds=1))
    assert told_to_stewards() == []
    held.update(end=None)
    assert len(told_to_stewards()) == 1


@pytest.fixture
def nine_days_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever waits has waited for nine days more."""

    def later(at: Instant, days: int, now: Instant) -> bool:
        return is_overdue(at, days, Instant(now.seconds + 9 * DAY))

    for place in ("bootstrap.desk_portal", "web.clinic.lists", "web.portal.enquiries"):
        monkeypatch.setattr(f"autonome.{place}.is_overdue", later)


def test_by_when_a_question_is_answered_is_told_before_and_after_it_is_asked(pages: Pages) -> None:
    from autonome.web.days import day  # noqa: PLC0415 - Django is set up by now

    patient, now = pages.client("boris"), SystemClock().now()
    promised = f"promise an answer by {day(answered_by(now, 3))}"
    assert promised in text(patient.get("/my/questions"))
    patient.post("/my/questions", {"words": "For how long?", "about": "treatment/goals"})
    assert f"waits for an answer We {promised}" in text(patient.get("/my/questions"))
    assert f"waits for an answer We {promised}" in text(patient.get("/my/choices/treatment/q/goals"))
    assert pages.site.desk.overdue_questions() == (), "what still has time is not overdue"
    listed = text(pages.client(NAMES[Role.CLINICIAN]).get("/questions"))
    assert f"The patient is promised an answer by {day(answered_by(now, 3))}" in listed


def test_an_overdue_question_is_told_to_those_who_answer_and_stops_nobody(
    pages: Pages,
    steward: Any,  # noqa: ANN401 - rows
    nine_days_on: None,
) -> None:
    from autonome.web.accounts.models import Person, Reminder  # noqa: PLC0415 - Django is set up by now
    from autonome.web.reminders import remind  # noqa: PLC0415

    patient, clinician = pages.client("boris"), pages.client(NAMES[Role.CLINICIAN])
    patient.post("/my/questions", {"words": "Does it hurt?", "about": "treatment/goals"})
    assert "waits for longer than we promised" in text(patient.get("/my/questions"))
    assert patient.get("/my/choices/treatment/q/goals/sign?answer=no&days=90").status_code == 200
    count = len(pages.site.desk.overdue_questions())
    assert f"wait for longer than was promised: {count}" in text(clinician.get("/"))
    assert "overdue The patient was promised an answer by" in text(clinician.get("/questions"))
    seen = pages.client(NAMES[Role.STEWARD]).get("/").content.decode()
    assert f"belum dijawab klinisi dalam waktu yang dijanjikan: {count}" in seen
    assert SUBJECT not in seen
    Person.objects.filter(name=NAMES[Role.CLINICIAN]).update(email="dr@example.org")
    with box() as sent:
        remind()
        remind()
    Person.objects.filter(name=NAMES[Role.CLINICIAN]).update(email="")
    letters = {each.to[0]: f"{each.subject} {each.body}" for each in sent}
    assert len(sent) == len(letters) == len({"dr@example.org", "steward@example.org"})
    assert "Pertanyaan seorang pasien" in letters["steward@example.org"]
    for letter in letters.values():
        assert [each for each in ("hurt", BORIS.name, SUBJECT) if each in letter] == []
    desk = pages.site.desk.clinic(asker(pages, NAMES[Role.CLINICIAN], Role.CLINICIAN))
    with box("dummy"):
        for each in desk.questions():
            desk.answer(each.id, "It does not.")
    assert pages.site.desk.overdue_questions() == ()
    Reminder.objects.filter(person__name=NAMES[Role.CLINICIAN]).delete()


def test_two_who_tell_the_same_at_the_same_moment_send_one_mail(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connections  # noqa: PLC0415 - Django is set up by now

    from autonome.web import notices, reminders  # noqa: PLC0415

    both, send = Barrier(2), notices.send

    def slowly(person: Any) -> bool:  # noqa: ANN401 - Django's
        time.sleep(0.3)  # the other is looking by now
        return send(person)

    def tell() -> bool:
        try:
            both.wait()
            return reminders.tell(SUBJECT, Matter("one"))
        finally:
            connections.close_all()

    monkeypatch.setattr(notices, "send", slowly)
    with box() as sent, ThreadPoolExecutor(2) as pool:
        told = [each.result() for each in [pool.submit(tell), pool.submit(tell)]]
    assert sorted(told) == [False, True]
    assert len(sent) == 1


def test_a_mail_that_fails_is_sent_the_next_time(pages: Pages) -> None:
    from autonome.web.reminders import remind  # noqa: PLC0415 - Django is set up by now

    with box("smtp"):  # nobody listens there
        remind()
    assert reminded() == 1


@pytest.mark.parametrize("why", ["locked", "no mail", "no address", "no patient any more"])
def test_nobody_is_told_who_may_not_or_does_not_want(pages: Pages, why: str) -> None:
    from autonome.web.accounts.models import HeldRole, Person  # noqa: PLC0415 - Django is set up by now

    now = pages.person("boris").made
    rows, held = Person.objects.filter(name="boris"), HeldRole.objects.filter(person__name="boris")
    change: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
        "locked": (rows, {"locked": now}, {"locked": None}),
        "no mail": (rows, {"mailed": False}, {"mailed": True}),
        "no address": (rows, {"email": ""}, {"email": "boris@example.org"}),
        "no patient any more": (held, {"end": now + timedelta(milliseconds=1)}, {"end": None}),
    }
    changed, to, back = change[why]
    changed.update(**to)
    assert reminded() == 0
    changed.update(**back)
    assert reminded() == 1


def test_one_thread_that_cannot_be_read_keeps_no_mail_from_the_others(
    pages: Pages, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = pages.person(NAMES[Role.PATIENT])
    matters = type(pages.site.desk).matters

    def some(desk: Any, subject: SubjectId) -> tuple[Matter, ...]:  # noqa: ANN401 - the desk
        if subject != SUBJECT:
            raise InputError("an entry does not open", mend="look.")
        return matters(desk, subject)

    monkeypatch.setattr(type(pages.site.desk), "matters", some)
    type(anna).objects.filter(pk=anna.pk).update(email="anna@example.org")
    assert reminded() == 1
    type(anna).objects.filter(pk=anna.pk).update(email="")
    assert '"fault": "InputError"' in capsys.readouterr().err


def test_the_worker_looks_through_all_accounts_some_at_a_time(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    from procrastinate.contrib.django import app  # noqa: PLC0415 - Django is set up by now

    from autonome.web import reminders  # noqa: PLC0415
    from autonome.web.accounts.models import Person  # noqa: PLC0415
    from autonome.web.work.orders import QUEUE  # noqa: PLC0415
    from autonome.web.work.running import REMIND, working  # noqa: PLC0415

    monkeypatch.setattr(reminders, "AT_ONCE", 1)
    Person.objects.filter(name=NAMES[Role.PATIENT]).update(email="anna@example.org")  # before Boris, and nothing waits
    app.configure_task(REMIND, queue=QUEUE).defer(timestamp=0)
    until = time.monotonic() + PATIENCE
    with box() as sent, working():
        while not sent and time.monotonic() < until:
            time.sleep(0.05)
    Person.objects.filter(name=NAMES[Role.PATIENT]).update(email="")
    assert [each.to for each in sent] == [["boris@example.org"]]
