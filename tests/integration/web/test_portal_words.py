"""Words of a patient's timeline: who it was by name and role, the law in plain words, and counts that agree."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.kernel import Instant, SubjectId
from autonome.law import RULES
from autonome.ledger import EntryKind
from autonome.web.desk import SeenRecord
from autonome.web.portal.actors import Actors
from autonome.workflows.show_timeline import Line
from tests.integration.web.sites import ANNA, NAMES, Pages, ward_of

if TYPE_CHECKING:
    from django.test import Client

CLINICIAN = NAMES[Role.CLINICIAN]
SHOWN = f"Shown {Role.CLINICIAN} (clinician)"
EMERGENCY = "US-HIPAA-508(a)(1)/emergency"


@pytest.fixture
def anna(pages: Pages) -> Client:
    return pages.client(NAMES[Role.PATIENT])


def text(answer: Any) -> str:  # noqa: ANN401 - the client's answer
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    return html.unescape(answer.content.decode())


def line(actor: str, organisation: str, at: str) -> Line:
    return Line(1, Instant.parse(at), EntryKind.USE, "opened", actor=actor, organisation=organisation)


def test_who_opened_a_record_is_told_by_name_and_role_and_the_law_in_its_own_words(pages: Pages, anna: Client) -> None:
    seen = ward_of(pages, Role.CLINICIAN).break_glass(SubjectId(ANNA.subject), ("allergies",), "found unconscious")
    assert isinstance(seen, SeenRecord)
    (entry,) = re.findall(r'href="/my/timeline/(\d+)">See what was opened', text(anna.get("/")))
    for address in ("/", "/my/timeline"):
        page = text(anna.get(address))
        assert f"{SHOWN} opened it." in page
        assert f"{SHOWN}, for " in page
        assert CLINICIAN not in page
    page = text(anna.get(f"/my/timeline/{entry}"))
    assert f"Who: {SHOWN}, for " in page
    assert CLINICIAN not in page
    plain = next(each.explanation for each in RULES.rules if each.id == EMERGENCY)
    specialists = page.index("For specialists")
    assert page.index(plain.split(";")[0]) < specialists < page.index(EMERGENCY)
    duties, permission = page.index("What they must do"), page.index("What the law lets them do")
    assert plain.split(";")[0] not in page[duties:permission]
    assert plain.split(";")[0] in page[permission:]


def test_what_rests_on_an_answer_is_counted_as_the_timeline_tells_it(pages: Pages, anna: Client) -> None:
    ward = ward_of(pages, Role.CLINICIAN)

    def told() -> int:
        page = text(anna.get("/my/choices/treatment/q/goals/take-back"))
        return int((re.findall(r"used or asked for (\d+) times", page) or ["0"])[0])

    before = told()
    seen = ward.open(SubjectId(ANNA.subject), "TREAT", ("goals",))
    assert isinstance(seen, SeenRecord)
    assert told() == before + 1, "one visit: its decision and its use are told as one"


def test_who_answered_a_question_is_told_by_name_and_role(pages: Pages, anna: Client) -> None:
    asked = ward_of(pages, Role.CLINICIAN)
    about = "treatment/goals"
    assert anna.post("/my/questions", {"about": about, "words": "May I?"}).status_code == 303
    asked.answer(asked.questions()[-1].id, "You may.")
    for address in ("/my/questions", "/my/choices/treatment/q/goals"):
        assert f"{SHOWN} answered:" in text(anna.get(address)), address


def test_no_name_is_shown_of_another_institutions_account_or_of_one_that_was_made_later(pages: Pages) -> None:
    from autonome.web.accounts.naming import holders  # noqa: PLC0415 - Django is set up by now

    steward = pages.site.accounts.steward(NAMES[Role.STEWARD])
    steward.add(NewPerson("mina", (Role.PHARMACIST,), "Mina Example"))
    actors = Actors("hospital.example", holders(["mina", "nobody"]))
    now = "2999-01-01T00:00:00Z"
    assert actors.of(line("mina", "hospital.example", now)) == "Mina Example (pharmacist)"
    assert actors.of(line("mina", "", now)) == "Mina Example (pharmacist)"
    assert actors.of(line("mina", "elsewhere.example", now)) == "mina"
    assert actors.of(line("mina", "hospital.example", "2001-01-01T00:00:00Z")) == "mina", "the name was another's then"
    assert actors.of(line("nobody", "", now)) == "nobody"
    account = pages.person("mina")
    account.shown = ""  # as it is once an account was forgotten
    account.save(update_fields=["shown"])
    assert holders(["mina"]) == {}
