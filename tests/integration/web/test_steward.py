"""Stewards: accounts, partners, forms, log, jobs, storage, reviews; acts on the log, and no way to a patient's data."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.kernel import Instant
from autonome.ledger import EntryKind
from tests.integration.web.sites import ANNA, BORIS, NAMES, Pages
from tests.integration.web.test_clinic_opening import clinician, text

if TYPE_CHECKING:
    from django.test import Client

    from autonome.web.asking import Asker


def steward(pages: Pages) -> Client:
    return pages.client(NAMES[Role.STEWARD])


def asker_of(pages: Pages) -> Asker:
    from autonome.web.accounts import tokens  # noqa: PLC0415 - Django is set up by now
    from autonome.web.asking import Asker  # noqa: PLC0415

    now = pages.site.clock.now()
    return Asker(
        tokens.signed_as(pages.person(NAMES[Role.STEWARD]), now, proven=now, until=Instant(now.seconds + 60)),
        Role.STEWARD,
    )


def _size(pages: Pages) -> int:
    from autonome.ledger import Checkpoint  # noqa: PLC0415

    return Checkpoint.of_note(pages.desk.node.log.checkpoint()).size


def test_an_account_is_made_with_a_code_that_is_shown_once_and_each_act_is_on_the_log(pages: Pages) -> None:
    client, before = steward(pages), _size(pages)
    page = text(client.post("/people/add", {"name": "mona", "shown": "<i>Mona</i>", "role": "clinician"}))
    assert "mona enrols with it once" in page
    assert "<i>Mona</i>" in text(client.get("/people/mona"))
    for wanted, role in (("give", "auditor"), ("take", "clinician"), ("lock", ""), ("unlock", "")):
        assert client.post("/people/mona/act", {"act": wanted, "role": role}).status_code == 303, wanted
    assert "Hand over this code" in text(client.post("/people/mona/act", {"act": "invite"}))
    assert _size(pages) == before + 6


def test_what_cannot_be_done_is_said_and_nothing_is_done(pages: Pages) -> None:
    client, before = steward(pages), _size(pages)
    assert client.post("/people/add", {"name": "Not A Name", "role": "clinician"}).status_code == 400
    assert client.post("/people/add", {"name": "ok", "role": "emperor"}).status_code == 400
    assert client.post(f"/people/{NAMES[Role.STEWARD]}/act", {"act": "lock"}).status_code == 400
    assert client.post(f"/people/{NAMES[Role.AUDITOR]}/act", {"act": "delete"}).status_code == 400
    assert client.post(f"/people/{NAMES[Role.CLINICIAN]}/act", {"act": "give", "role": "steward"}).status_code == 400
    assert client.get("/people/nobody").status_code == 404
    assert _size(pages) == before


def test_a_steward_comes_to_no_page_of_a_patient_and_sees_no_name(pages: Pages) -> None:
    client = steward(pages)
    for place in ("/patients", f"/patients/{ANNA.subject}", f"/patients/{ANNA.subject}/plan", "/questions", "/orders"):
        assert client.get(place).status_code == 403, place
    for place in ("/", "/people", "/node/log", "/node/jobs", "/node/storage", "/reviews", "/forms", "/partners"):
        page = html.unescape(client.get(place).content.decode())
        assert ANNA.name not in page, place
        assert "clopidogrel" not in page, place


def test_whose_pages_these_are_is_written_down_once_more(pages: Pages) -> None:
    """The crawl holds the doors to their table; this is the table, by hand."""
    watched = {"/node/log", "/node/keys", "/forms", "/forms/treatment/3/en/changes", "/reviews"}
    theirs = {*watched, "/people", f"/people/{NAMES[Role.CLINICIAN]}", "/partners", "/node/jobs", "/node/storage"}
    may = {Role.STEWARD: theirs, Role.AUDITOR: watched}
    for role in Role:
        client = pages.client(NAMES[role])
        found = {place for place in theirs if client.get(place).status_code == 200}
        assert found == may.get(role, set()), role


def test_an_emergency_is_reviewed_by_somebody_else(pages: Pages) -> None:
    why = "<script>alert(1)</script> fell"
    clinician(pages).post(f"/patients/{BORIS.subject}/emergency/open", {"items": "medications", "reason": why})
    client = pages.client(NAMES[Role.AUDITOR])
    page = client.get("/reviews").content.decode()
    assert why in text(client.get("/reviews"))
    assert "<script>alert" not in page
    number = re.findall(r'name="number" value="(\d+)"', page)[0]
    assert client.post("/reviews/close", {"number": number, "finding": " "}).status_code == 400
    assert client.post("/reviews/close", {"number": number, "finding": "It was needed."}).status_code == 303
    assert "It was needed. (auditor-one)" in text(client.get("/reviews"))
    assert client.post("/reviews/close", {"number": number, "finding": "Again."}).status_code == 400
    assert clinician(pages).get("/reviews").status_code == 403


def test_nobody_reviews_what_they_did_themselves(pages: Pages) -> None:
    acts = pages.site.accounts.steward(NAMES[Role.STEWARD])
    acts.add(NewPerson("twofold", (Role.CLINICIAN,)))
    acts.give("twofold", Role.AUDITOR)
    client = pages.client("twofold")
    client.post(f"/patients/{BORIS.subject}/emergency/open", {"items": "medications", "reason": "a twofold fall"})
    mine = client.get("/reviews").content.decode().partition("a twofold fall")[2]
    number = re.findall(r'name="number" value="(\d+)"', mine)[0]
    before = _size(pages)
    assert client.post("/reviews/close", {"number": number, "finding": "It was needed."}).status_code == 400
    assert _size(pages) == before
    auditor = pages.client(NAMES[Role.AUDITOR])
    assert auditor.post("/reviews/close", {"number": number, "finding": "It was needed."}).status_code == 303


def test_who_signs_or_changes_who_may_do_what_is_asked_once_more_who_they_are(pages: Pages) -> None:
    from autonome.web.accounts.models import Token  # noqa: PLC0415 - Django is set up by now

    clients = {role: pages.client(NAMES[role]) for role in (Role.STEWARD, Role.AUDITOR, Role.CLINICIAN)}
    Token.objects.update(proven="2020-01-01T00:00:00Z")
    before = _size(pages)
    for role, place in (
        (Role.CLINICIAN, f"/patients/{ANNA.subject}/plan/sign"),
        (Role.CLINICIAN, f"/patients/{ANNA.subject}/emergency/open"),
        (Role.STEWARD, "/people/add"),
        (Role.STEWARD, f"/people/{NAMES[Role.AUDITOR]}/act"),
        (Role.STEWARD, "/partners/add"),
        (Role.STEWARD, "/partners/remove"),
        (Role.AUDITOR, "/reviews/close"),
    ):
        answer = clients[role].post(place, {"act": "lock"})
        assert answer.status_code == 302, place
        assert answer.headers["Location"].startswith("/sign-in/again"), place
    assert _size(pages) == before


def test_the_log_is_shown_with_its_checkpoint_signer_and_policy(pages: Pages) -> None:
    log = pages.desk.node.log
    page = text(steward(pages).get("/node/log"))
    assert f"Entries {_size(pages)}" in page
    assert str(log.verifier).split("+", maxsplit=1)[0] in page
    assert log.public_entries(EntryKind.KEY)


def test_forms_are_shown_word_for_word_in_each_language(pages: Pages) -> None:
    from autonome.consent import FORMS  # noqa: PLC0415 - read when asked for

    client = steward(pages)
    listed = client.get("/forms").content.decode()
    for tag in ("en", "zh-hans", "id"):
        assert f'href="/forms/treatment/3/{tag}"' in listed
        form = FORMS[f"treatment/3/{tag}"]
        page = client.get(f"/forms/treatment/3/{tag}").content.decode()
        assert form.text_sha256 in page
        assert html.escape(form.text.splitlines()[0], quote=False)[:20] in html.unescape(page)
    assert client.get("/forms/treatment/99/en").status_code == 404


def test_what_a_version_changed_is_shown_where_both_are_written_in_one_language(pages: Pages) -> None:
    from autonome.consent import FORMS  # noqa: PLC0415 - read when asked for
    from autonome.consent.differences import differences  # noqa: PLC0415

    client = steward(pages)
    listed = client.get("/forms").content.decode()
    assert text(client.get("/forms")).index("3 in use") < text(client.get("/forms")).index("2 replaced")
    assert 'href="/forms/treatment/3/en/changes"' in listed
    assert 'href="/forms/treatment/3/id/changes"' not in listed
    found = differences(FORMS["treatment/2/en"], FORMS["treatment/3/en"])
    page = client.get("/forms/treatment/3/en/changes").content.decode()
    assert page.count("<ins>") == sum(each.mark == "new" for each in found.text) > 0
    assert page.count("<del>") == sum(each.mark == "old" for each in found.text) > 0
    assert all(f"<code>{each}</code>" in page for each in found.to_ask)
    for place in ("treatment/1/en", "treatment/3/id", "treatment/9/en", "care-sharing/1/en"):
        assert client.get(f"/forms/{place}/changes").status_code == 404, place


def test_what_is_to_be_done_stands_first_on_the_home(pages: Pages) -> None:
    from autonome.web.work.models import Work  # noqa: PLC0415 - Django is set up by now

    client, keyring = steward(pages), pages.desk.node.private / "keyring"
    clinician(pages).post(f"/patients/{BORIS.subject}/emergency/open", {"items": "medications", "reason": "fell"})
    for name in ("a.json", "b.json"):
        clinician(pages).post(f"/patients/{ANNA.subject}/upload", {"file": SimpleUploadedFile(name, b"{}")})
    Work.objects.update(state="failed")
    Work.objects.filter(pk=Work.objects.first().pk).update(told="is not JSON")  # theirs who sent it, and no steward's
    (keyring / ".key.old").write_text("x")
    try:
        said = text(client.get("/"))
    finally:
        (keyring / ".key.old").unlink()
        Work.objects.all().delete()  # other tests count it
    for each in (
        "Break-glass that nobody has looked at yet: 1",
        "Key: Wraps people's keys: a change was begun and not ended",
        "Work in the background that a fault of ours ended in the last days: 1",
    ):
        assert said.index(each) < said.index("Accounts, roles, locks."), each
    assert ANNA.subject not in said
    assert BORIS.subject not in said
    assert "Log halted no" in said


def test_what_is_no_card_makes_no_partner(pages: Pages) -> None:
    client, before = steward(pages), _size(pages)
    assert "The node exchanges with nobody." in text(client.get("/partners"))
    for data in (b"<card>", b"\x00" * 100_000):
        answer = client.post("/partners/add", {"card": SimpleUploadedFile("c.card", data), "fingerprint": ""})
        assert answer.status_code in {400, 503}, data[:9]
    assert client.post("/partners/remove", {"partner": "clinic.example"}).status_code == 400
    assert _size(pages) == before


def test_backups_are_told_with_their_digest_and_missing_ones_first_of_all(pages: Pages) -> None:
    from autonome.adapters.node.backup_records import (  # noqa: PLC0415 - an extra
        BackupMade,
        Part,
        made_elsewhere,
        note_backup,
    )
    from autonome.web.days import day  # noqa: PLC0415 - Django is set up by now

    client, directory, now = steward(pages), pages.desk.node.directory, pages.site.clock.now()
    waits = re.search(r"Waits for a steward: (\d+)\. The gravest stands first\.", text(client.get("/")))
    assert waits is not None
    assert "How the log stands is not known" in text(client.get("/")), "whose database does not run is not told as good"
    for place in ("/", "/node/storage"):
        assert "The node knows of no backup." in text(client.get(place)), place
    days_ago = Instant(now.seconds - 3 * 24 * 3600)
    note_backup(directory, BackupMade(days_ago, Part.KEYS, "b" * 64))
    note_backup(directory, BackupMade(days_ago, Part.DATA, "a" * 64, _size(pages) - 2))
    for place in ("/", "/node/storage"):
        said = text(client.get(place))
        assert f"The last backup is of {day(days_ago)}" in said
        assert "has grown by 2 entries" in said
        assert "The keys were not backed up with it" not in said
    note_backup(directory, BackupMade(now, Part.DATA, "c" * 64, _size(pages)))
    said = text(client.get("/node/storage"))
    assert re.search(r"of the data \d+ \w+ \d{4}, \d\d:\d\d UTC 0 c{64} of the keys .* UTC . b{64}", said), said
    assert "The last backup is of" not in said
    assert "The keys were not backed up with it" in said
    note_backup(directory, made_elsewhere("nightly <7>", days_ago, now))
    assert "The last backup is of" not in text(client.get("/")), "the one that was finished last counts"
    note_backup(directory, made_elsewhere("nightly <8>", now, now))
    assert "The last backup is of" not in text(client.get("/"))
    said = text(client.get("/node/storage"))
    assert "not known nightly <8> made elsewhere, not checked here of the keys" in said, said
    (directory / "backups.json").write_text("[")
    assert "The node knows of no backup." not in text(client.get("/"))
    assert "backups.json" in text(client.get("/"))


def test_jobs_are_told_by_kind_and_state_with_how_often_they_were_begun(pages: Pages) -> None:
    from autonome.web.work.models import Work  # noqa: PLC0415 - Django is set up by now

    client = clinician(pages)
    for name in ("a.json", "b.json"):
        client.post(f"/patients/{ANNA.subject}/upload", {"file": SimpleUploadedFile(name, b"{}")})
    Work.objects.filter(pk=Work.objects.first().pk).update(state="failed", attempts=3)
    said = text(steward(pages).get("/node/jobs"))
    assert "Taking in a file not done 1 3" in said
    assert "Taking in a file waits 1 0" in said
    assert ANNA.subject not in said


def test_keys_are_told_with_their_time_and_what_to_do_next(pages: Pages) -> None:
    from autonome.web.days import day  # noqa: PLC0415 - Django is set up by now

    client, log = steward(pages), pages.desk.node.log
    (event,) = log.public_entries(EntryKind.KEY)
    said = text(client.get("/node/keys"))
    first = f"Signs the log in use Name {log.verifier} Since {day(event.payload.recorded_at)}"
    assert first in said
    assert "autonome ledger rotate-key NODE/log --database" in said
    assert "still on this machine" not in said
    assert "Wraps people's keys in use Held here · generation 1" in said
    assert "No key for recovery was named" in said
    assert "There is no key for an exchange" in said
    assert pages.client(NAMES[Role.AUDITOR]).get("/node/keys").status_code == 200


def test_a_key_that_something_is_to_be_done_with_comes_first(pages: Pages) -> None:
    keyring = pages.desk.node.private / "keyring"
    (keyring / ".key.old").write_text("x")  # as a change leaves it that was killed
    try:
        said = text(steward(pages).get("/node/keys"))
        assert said.index("a change was begun and not ended") < said.index("Signs the log")
        assert "Run the same command again" in said
    finally:
        (keyring / ".key.old").unlink()


def test_how_a_key_stands_follows_from_its_use_and_its_time(pages: Pages) -> None:
    from autonome.web.desk.steward import KeptKey, KeyUse  # noqa: PLC0415 - Django is set up by now
    from autonome.web.steward.keys import SOON_SECONDS, YEAR_SECONDS, standing  # noqa: PLC0415

    now = pages.site.clock.now()
    before, soon, later = (Instant(now.seconds + each) for each in (-1, SOON_SECONDS - 1, SOON_SECONDS))
    old = Instant(now.seconds - YEAR_SECONDS - 1)
    for key, badge in (
        (KeptKey(KeyUse.LOG, "k", before), "good"),
        (KeptKey(KeyUse.LOG, "k", old), "warn"),
        (KeptKey(KeyUse.LOG, "k", old, before), "open"),
        (KeptKey(KeyUse.WITNESS, "k", old), "good"),
        (KeptKey(KeyUse.RECOVERY, "k", old), "good"),
        (KeptKey(KeyUse.RECOVERY, "k", old, here=True), "warn"),
        (KeptKey(KeyUse.EXCHANGE, "k", old, later), "good"),
        (KeptKey(KeyUse.EXCHANGE, "k", old, soon), "warn"),
        (KeptKey(KeyUse.EXCHANGE, "k", old, now), "bad"),
        (KeptKey(KeyUse.EXCHANGE_BEFORE, "k", old, soon), "good"),
        (KeptKey(KeyUse.EXCHANGE_BEFORE, "k", old, now), "open"),
        (KeptKey(KeyUse.INSTITUTION, "1", old, changing=True), "bad"),
    ):
        assert standing(key, now)[1] == badge, key


def test_what_is_kept_is_told_by_kind_with_its_growth_once_it_was_written_down(pages: Pages) -> None:
    from autonome.adapters.node.size_records import APART_SECONDS, FILE, SizesNoted, note_sizes  # noqa: PLC0415
    from autonome.web.days import day  # noqa: PLC0415 - Django is set up by now
    from autonome.web.work.running import sweep  # noqa: PLC0415 - Django is set up by now

    client, directory, now = steward(pages), pages.desk.node.directory, pages.site.clock.now()
    assert "not known yet Sizes are written down once a day." in text(client.get("/node/storage"))
    sizes = dict(pages.site.desk.steward(asker_of(pages)).storage())
    assert sizes["log"] > 0
    assert sizes["database"] >= sum(sizes[each] for each in ("log", "records", "variants", "accounts", "other"))
    less = {**sizes, "log": sizes["log"] - 3 * 1024**2, "database": sizes["database"] - 3 * 1024**2}
    week_ago = Instant(now.seconds - 7 * 24 * 3600)
    assert note_sizes(directory, SizesNoted(week_ago, less))
    assert not note_sizes(directory, SizesNoted(Instant(week_ago.seconds + APART_SECONDS // 2), sizes)), "once a day"
    sweep(timestamp=0)  # what the worker does each hour
    assert not note_sizes(directory, SizesNoted(Instant(now.seconds + APART_SECONDS // 2), sizes)), "once a day"
    said = text(client.get("/node/storage"))
    assert re.search(rf"Growth \+3\.\d MiB since {day(week_ago)} · room for \d+ days", said), said
    assert re.search(r"Log \d+\.\d MiB \+3\.\d MiB Health records \d+\.\d MiB [+-]0\.\d MiB", said), said
    (directory / FILE).write_text("[")
    assert "not known yet" in text(client.get("/node/storage"))


def test_room_is_told_in_days_and_by_none_where_nothing_grows() -> None:
    from autonome.web.steward.storage import DAY_SECONDS, growth  # noqa: PLC0415 - Django is set up by now

    start, now = Instant(0), Instant(10 * DAY_SECONDS)
    assert growth(1000, 8900, start, now).days == 89
    assert growth(1000, 8900, start, now).is_short
    assert not growth(1000, 9000, start, now).is_short
    assert growth(0, 8900, start, now).days is None
    assert growth(-5, 8900, start, now).days is None
