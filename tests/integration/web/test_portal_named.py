"""Answers for one recipient alone: chosen or written, signed under the name, held by the engine, and taken back so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from autonome.access.roles import Role
from autonome.consent import FORMS, QuestionKey, Standing, State
from autonome.kernel import SubjectId
from autonome.web.desk.patient import Institution
from autonome.workflows.answer_consent import EVER, answers_of
from tests.integration.web.sites import ANNA, NAMES, Pages, stood

if TYPE_CHECKING:
    from django.test import Client

ONE = "northside.example"
FORM = FORMS["care-sharing/1/en"]


@pytest.fixture
def anna(pages: Pages) -> Client:
    return pages.client(NAMES[Role.PATIENT])


def text(answer: Any) -> str:  # noqa: ANN401 - the client's answer
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    return str(answer.content.decode())


def sign(client: Client, question: str, answer: str, whom: str = "", **more: str) -> Any:  # noqa: ANN401
    sent = {"answer": answer, "days": "365", "signed": "yes", "shown": FORM.text_sha256, "whom": whom, **more}
    place = f"/my/choices/care-sharing/q/{question}/sign"
    return client.post(place, {"stood": stood(client, f"{place}?answer={answer}&days=365"), **sent})


def standing(pages: Pages, key: str) -> Standing | None:
    found = answers_of(SubjectId(ANNA.subject), pages.desk.node.log, EVER)
    return found.get(QuestionKey(f"care-sharing/{key}"))


def state(pages: Pages, key: str) -> State | None:
    found = standing(pages, key)
    return None if found is None else found.state


def test_an_answer_for_one_is_signed_shown_and_taken_back_and_says_nothing_of_the_others(
    pages: Pages, anna: Client
) -> None:
    asked = "/my/choices/care-sharing/q/medications"
    assert "One that I name:" in text(anna.get(asked))
    page = text(anna.get(f"{asked}/sign", {"answer": "yes", "days": "365", "whom": "*", "named": f" {ONE} "}))
    assert f"This answer is for {ONE} alone." in page
    assert f'name="whom" value="{ONE}"' in page
    assert f"{ONE} alone, and nobody else because of this answer" in page
    assert "Nobody is known here as" in page
    assert sign(anna, "medications", "yes", ONE).status_code == 303
    found = standing(pages, f"medications>{ONE}")
    assert found is not None
    assert (found.state, found.act.recipient_id) == (State.GRANTED, ONE)
    assert {atom.recipient_id for atom in found.atoms} == {ONE}
    assert state(pages, "medications") is None
    assert f"{ONE} alone:" in text(anna.get("/my/choices/care-sharing"))
    assert "(for northside.example alone)" in text(anna.get("/my/timeline?what=said"))
    stopping = text(anna.get(f"{asked}/take-back", {"named": ONE}))
    assert f"{ONE} (another hospital) could no longer" in stopping
    assert f"From then on {ONE} gets nothing" in stopping
    assert anna.post(f"{asked}/take-back", {"named": "else.example"}).status_code == 404
    assert anna.post(f"{asked}/take-back", {"named": ONE}).status_code == 303
    assert state(pages, f"medications>{ONE}") is State.WITHDRAWN
    assert state(pages, "medications") is None


def test_taking_back_what_one_was_granted_leaves_what_all_were(pages: Pages, anna: Client) -> None:
    assert sign(anna, "allergies", "yes").status_code == 303
    assert "You have said yes to all of them" in text(
        anna.get("/my/choices/care-sharing/q/allergies/sign", {"answer": "yes", "days": "365", "whom": ONE})
    )
    assert sign(anna, "allergies", "no", ONE).status_code == 303
    assert anna.post("/my/choices/care-sharing/q/allergies/take-back", {"named": ONE}).status_code == 303
    assert state(pages, "allergies") is State.GRANTED


def test_a_yes_to_one_against_a_no_to_all_is_turned_away_and_says_why(pages: Pages, anna: Client) -> None:
    assert sign(anna, "laboratory", "no").status_code == 303
    refused = sign(anna, "laboratory", "yes", ONE)
    assert refused.status_code == 400
    assert "a yes to one opens nothing" in refused.content.decode()
    assert state(pages, f"laboratory>{ONE}") is None


def test_a_no_to_all_says_that_it_ends_what_one_was_granted(pages: Pages, anna: Client) -> None:
    assert sign(anna, "procedures", "yes", ONE).status_code == 303
    page = text(anna.get("/my/choices/care-sharing/q/procedures/sign", {"answer": "no", "days": "365"}))
    assert "ends each yes that you gave to one by name" in page
    assert sign(anna, "procedures", "no").status_code == 303
    assert state(pages, f"procedures>{ONE}") is State.WITHDRAWN


@pytest.mark.parametrize(
    "sent",
    [
        {"whom": "*"},
        {"whom": "*", "named": "  "},
        {"named": ONE},  # written, and everybody chosen
        {"whom": ONE, "named": "else.example"},
        {"whom": "*", "named": "a\u202eb.example"},
        {"whom": "x" * 256},
    ],
)
def test_who_is_meant_is_never_guessed(pages: Pages, anna: Client, sent: dict[str, str]) -> None:
    assert sign(anna, "images", "yes", **{"whom": "", **sent}).status_code == 303
    found = answers_of(SubjectId(ANNA.subject), pages.desk.node.log, EVER)
    assert not [key for key in found if key.startswith("care-sharing/images")]
    assert "If you name one, write the name." in text(anna.get("/my/choices/care-sharing/q/images"))


def test_where_a_form_names_nobody_no_name_is_asked_or_taken(pages: Pages, anna: Client) -> None:
    assert 'name="whom"' not in text(anna.get("/my/choices/treatment/q/hiv"))
    sent = {"answer": "no", "days": "365", "signed": "yes", "shown": FORMS["treatment/3/en"].text_sha256, "whom": ONE}
    anna.post("/my/choices/treatment/q/hiv/sign", sent)
    found = answers_of(SubjectId(ANNA.subject), pages.desk.node.log, EVER)
    assert not [key for key in found if key.startswith("treatment/hiv")]


def test_institutions_that_the_node_knows_are_offered_where_a_yes_could_reach_them(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autonome.bootstrap import desk_portal  # noqa: PLC0415 - Django is set up by now

    known = (Institution("clinic.example", "clinic"), Institution("insurer.example", "health-insurer"))
    monkeypatch.setattr(desk_portal, "institutions_known", lambda _: known)
    shown = text(anna.get("/my/choices/care-sharing/q/diagnoses"))
    assert 'value="clinic.example"' in shown
    assert "insurer.example" not in shown
    page = text(
        anna.get(
            "/my/choices/care-sharing/q/diagnoses/sign", {"answer": "yes", "days": "365", "whom": "clinic.example"}
        )
    )
    assert "Nobody is known here as" not in page
