"""Stewards: accounts, partners, forms, log, jobs, storage, reviews; acts on the log, and no way to a patient's data."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from autonome.access.roles import Role
from autonome.ledger import EntryKind
from tests.integration.web.sites import ANNA, BORIS, NAMES, Pages
from tests.integration.web.test_clinic_opening import clinician, text

if TYPE_CHECKING:
    from django.test import Client


def steward(pages: Pages) -> Client:
    return pages.client(NAMES[Role.STEWARD])


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


def test_what_is_no_card_makes_no_partner(pages: Pages) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    client, before = steward(pages), _size(pages)
    assert "The node exchanges with nobody." in text(client.get("/partners"))
    for data in (b"<card>", b"\x00" * 100_000):
        answer = client.post("/partners/add", {"card": SimpleUploadedFile("c.card", data), "fingerprint": ""})
        assert answer.status_code in {400, 503}, data[:9]
    assert client.post("/partners/remove", {"partner": "clinic.example"}).status_code == 400
    assert _size(pages) == before


def test_the_disk_is_told_in_whole_numbers(pages: Pages) -> None:
    assert re.search(r"Database \d+ MiB", text(steward(pages).get("/node/storage")))
