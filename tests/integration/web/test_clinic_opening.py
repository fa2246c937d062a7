"""A clinician finds somebody and opens what consent and law allow; refused and not there look alike."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from autonome.access.roles import Role
from autonome.kernel import SubjectId
from autonome.ledger import EntryKind
from autonome.workflows.review_emergencies import reviews
from tests.integration.web.sites import ANNA, BORIS, NAMES, Pages

if TYPE_CHECKING:
    from django.test import Client

NOBODY = "p-nobody-here"


def clinician(pages: Pages, role: Role = Role.CLINICIAN) -> Client:
    return pages.client(NAMES[role])


def text(answer: Any) -> str:  # noqa: ANN401 - Django's answer
    """Words of the content, without markup, and without what differs by chance."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def opened(client: Client, patient: str, *items: str, purpose: str = "TREAT") -> Any:  # noqa: ANN401
    return client.post(f"/patients/{patient}/record", {"purpose": purpose, "items": items})


def is_refused(answer: Any) -> bool:  # noqa: ANN401 - Django's answer
    assert answer.status_code == 200
    return 'class="refusal"' in answer.content.decode()


def test_found_by_the_whole_name_number_or_id_and_by_no_part_of_them(pages: Pages) -> None:
    client = clinician(pages)
    for words in (ANNA.name, ANNA.record_number, ANNA.subject):
        assert f"/patients/{ANNA.subject}" in client.post("/patients", {"words": words}).content.decode(), words
    for words in (ANNA.first, ANNA.subject[:-1], "%", "'"):
        assert "Nobody here has exactly" in client.post("/patients", {"words": words}).content.decode(), words


def test_what_is_opened_stands_on_the_log_first_and_says_on_what(pages: Pages) -> None:
    before = len(pages.entries(ANNA.subject))
    answer = opened(clinician(pages), ANNA.subject, "medications")
    said, entries = text(answer), pages.entries(ANNA.subject)[before:]
    assert answer.status_code == 200
    assert entries == (EntryKind.DECISION, EntryKind.USE)
    assert "the patient's answer treatment/medications, entry" in said
    assert "treatment" in said
    assert "clopidogrel" in said
    assert said.index(ANNA.name) < said.index("Stands on entry")


def test_what_was_asked_for_and_is_not_given_is_named_and_not_among_what_is(pages: Pages) -> None:
    said = text(opened(clinician(pages), ANNA.subject, "medications", "mental-health"))
    given, _, rest = said.partition("Asked for and not given")
    assert rest.strip().startswith("mental health"), said
    assert "mental health" not in given


def test_a_refusal_and_somebody_who_is_not_there_look_alike(pages: Pages) -> None:
    client = clinician(pages)
    closed = opened(client, ANNA.subject, "mental-health")
    absent = opened(client, NOBODY, "mental-health")
    assert is_refused(closed)
    assert is_refused(absent)
    one, other = (text(each).replace(who, "") for each, who in ((closed, ANNA.subject), (absent, NOBODY)))
    assert re.sub(r"entry \d+", "", one) == re.sub(r"entry \d+", "", other)
    assert pages.entries(ANNA.subject)[-1] is EntryKind.DECISION


def test_a_refusal_leads_to_the_emergency(pages: Pages) -> None:
    page = opened(clinician(pages), ANNA.subject, "mental-health").content.decode()
    assert f'href="/patients/{ANNA.subject}/emergency"' in page


def test_no_purpose_and_no_data_is_no_request(pages: Pages) -> None:
    client, before = clinician(pages), len(pages.entries(ANNA.subject))
    assert opened(client, ANNA.subject).status_code == 400
    assert opened(client, ANNA.subject, "no-such-data").status_code == 400
    assert opened(client, ANNA.subject, "medications", purpose="UNDERWRITING").status_code == 400
    assert opened(clinician(pages, Role.PHARMACIST), ANNA.subject, "medications", purpose="HQUALIMP").status_code == 400
    assert len(pages.entries(ANNA.subject)) == before


def test_a_receipt_is_had_by_who_asked_and_by_nobody_else(pages: Pages) -> None:
    client = clinician(pages)
    said = text(opened(client, ANNA.subject, "medications"))
    found = re.search(r"Stands on entry (\d+)", said)
    assert found is not None
    place = f"/patients/{ANNA.subject}/entries/{found[1]}/receipt"
    receipt = client.get(place)
    assert json.loads(receipt.content)["entries"][0]["index"] == int(found[1])
    assert receipt.headers["Content-Disposition"].startswith("attachment")
    assert clinician(pages, Role.PHARMACIST).get(place).status_code == 404
    assert client.get(f"/patients/{BORIS.subject}/entries/{found[1]}/receipt").status_code == 404
    assert client.get(f"/patients/{ANNA.subject}/entries/0/receipt").status_code == 404


def test_a_pharmacist_asks_as_a_pharmacy_and_is_refused_what_the_ward_may_have(pages: Pages) -> None:
    assert is_refused(opened(clinician(pages, Role.PHARMACIST), ANNA.subject, "conditions"))
    assert not is_refused(opened(clinician(pages), ANNA.subject, "conditions"))


def test_an_emergency_needs_a_reason_tells_the_patient_and_is_queued(pages: Pages) -> None:
    client, subject = clinician(pages), SubjectId(BORIS.subject)
    warned = text(client.get(f"/patients/{subject}/emergency"))
    assert "The patient will be told" in warned
    assert (
        client.post(f"/patients/{subject}/emergency/open", {"items": "medications", "reason": " "}).status_code == 400
    )
    assert reviews(pages.desk.node.log) == ()
    why = "<script>alert(1)</script> unconscious"
    answer = client.post(f"/patients/{subject}/emergency/open", {"items": "medications", "reason": why})
    assert answer.status_code == 200
    assert "You broke the glass" in text(answer)
    assert BORIS.name in text(answer)
    assert "emergency treatment · no consent: law alone" in text(answer)
    assert "until it is taken back" not in text(answer)
    assert "<script>alert" not in answer.content.decode()
    assert len(reviews(pages.desk.node.log)) == 1


def test_breaking_the_glass_asks_who_one_is_once_more(pages: Pages) -> None:
    from autonome.web.accounts.models import Token  # noqa: PLC0415 - Django is set up by now

    client = clinician(pages)
    Token.objects.update(proven="2020-01-01T00:00:00Z")
    answer = client.post(f"/patients/{BORIS.subject}/emergency/open", {"items": "medications", "reason": "fell"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/again")
