"""Every operation of the HTTP API as every role: who is let in, and that data leave an entry on the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from autonome.access.roles import Role
from autonome.kernel import SubjectId
from tests.integration.web.programs import Program, program
from tests.integration.web.sites import ANNA, NAMES, Pages, waiting

if TYPE_CHECKING:
    from autonome.web.api.operations import Operation

FAULT = 500


def operations() -> tuple[Operation, ...]:
    from autonome.web.api.serving import SERVED  # noqa: PLC0415 - Django is set up by now

    return SERVED


def known(pages: Pages) -> dict[str, str]:
    return {"patient": ANNA.subject, "entry": str(pages.desk.node.log.entries_of(SubjectId(ANNA.subject))[0].index)}


@pytest.fixture(autouse=True)
def forgiven(pages: Pages) -> Iterator[None]:
    from autonome.web.accounts.models import Attempt  # noqa: PLC0415 - Django is set up by now

    yield
    Attempt.objects.all().delete()


@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_has_its_operations_and_no_other_and_leaves_an_entry_where_data_were_told(
    pages: Pages, role: Role | None
) -> None:
    from autonome.web.pages import Shows  # noqa: PLC0415 - Django is set up by now

    wrong, entry, waits = [], known(pages), waiting(pages)
    for each in operations():
        who = program(pages, role)  # one operation ends the session
        before = pages.size()
        taken = dict.fromkeys(each.sample, waits.get(each.name, "")) if each.shows is Shows.LOOK else each.sample
        answer = who.do(replace(each, sample=taken), entry)
        left = pages.size() > before
        let_in = each.roles is None or role in each.roles
        door = answer.status_code in {401, 403} and answer.json()["code"] in {"not-signed-in", "not-for-the-role"}
        records = let_in and each.shows in {Shows.LOOK, Shows.RECORD}
        if (
            door is (let_in and each.name != "sign-in")
            or answer.status_code >= FAULT
            or (left is not records and not (each.acts and let_in))
            or answer.headers["Cache-Control"] != "no-store"
            or answer.cookies
        ):
            wrong.append((each.name, answer.status_code, answer.content[:200], left))
    assert wrong == []


def test_what_goes_wrong_is_told_in_one_form(pages: Pages) -> None:
    clinician = program(pages, Role.CLINICIAN)
    for answer, status, code in (
        (clinician.get("nothing-here"), 404, "not-there"),
        (clinician.get("patients/find"), 405, "method"),
        (clinician.post("patients/find", b"{"), 400, "not-json"),
        (clinician.post("patients/find", b'{"words": "a", "words": "b"}'), 400, "not-json"),
        (clinician.post("patients/find", b"[" * 5000), 400, "not-json"),
        (clinician.post("patients/find", {"words": ANNA.name, "more": 1}), 422, "not-as-described"),
        (clinician.post("patients/find", {"words": ["a"]}), 422, "not-as-described"),
        (clinician.post("patients/find", {"words": "a" * 70_000}), 413, "too-large"),
        (Program(pages, "0" * 64).get("me"), 401, "not-signed-in"),
        (clinician.get("my/forms"), 403, "not-for-the-role"),
    ):
        told = answer.json()
        assert (answer.status_code, told["status"], told["code"]) == (status, status, code), told
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "\n" not in told["detail"]
        assert ANNA.name not in answer.content.decode()
    assert clinician.get("patients/find").headers["Allow"] == "POST"
    assert Program(pages).get("me").headers["WWW-Authenticate"].startswith("Bearer")
    plain = clinician.ask("POST", "patients/find", b"words=x", content_type="text/plain")
    assert plain.status_code in {400, 415}


def test_operations_are_counted_apart_from_pages(pages: Pages) -> None:
    program(pages, Role.CLINICIAN).post("patients/find", {"words": "Nobody"})
    numbers = pages.client().get("/metrics").content.decode()
    assert 'autonome_requests_total{page="api-find",status="200"}' in numbers


def test_a_token_is_taken_from_the_header_alone(pages: Pages) -> None:
    import base64  # noqa: PLC0415

    who = program(pages, Role.CLINICIAN)
    assert who.get("me").json()["name"] == NAMES[Role.CLINICIAN]
    cookie = base64.urlsafe_b64encode(bytes.fromhex(who.token)).decode().rstrip("=")
    nobody = Program(pages)
    assert nobody.get("me", cookie=f"autonome-session={cookie}").status_code == 401
    assert nobody.get(f"me?access_token={who.token}").status_code == 401
    assert nobody.get("me", authorization=f"Basic {who.token}").status_code == 401
    browser = pages.client(NAMES[Role.CLINICIAN], checks=True)
    answer = browser.post("/api/v1/patients/find", {"words": "Anna"}, content_type="application/json")
    assert answer.status_code == 401, "a session in a browser is nothing here, and so no form of another site is"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_session_begins_with_name_password_and_code_and_is_ended(pages: Pages) -> None:
    from tests.integration.web.sites import PASSWORD  # noqa: PLC0415

    name, nobody = NAMES[Role.STEWARD], Program(pages)
    given = {"name": name, "password": PASSWORD, "code": pages.code(name)}
    wrong = nobody.post("session", {**given, "code": "000000"})
    absent = nobody.post("session", {**given, "name": "nobody-here", "code": "000000"})
    assert (wrong.status_code, wrong.json()) == (absent.status_code, absent.json())
    assert wrong.status_code == 401
    who = Program(pages, nobody.post("session", given).json()["token"])
    assert who.get("me").json()["roles"] == ["steward"]
    assert who.ask("DELETE", "session").status_code == 204
    assert who.get("me").status_code == 401
    for _ in range(5):
        nobody.post("session", {**given, "code": "000000"})
    waits = nobody.post("session", given)
    assert (waits.status_code, waits.json()["code"], waits.headers["Retry-After"]) == (429, "too-many", "900")


def test_the_document_is_the_one_that_is_kept_and_names_every_operation(pages: Pages) -> None:
    from pathlib import Path  # noqa: PLC0415

    served = Program(pages).get("openapi.json")
    kept = Path(__file__).parents[3] / "docs/openapi.json"
    assert served.content == kept.read_bytes(), "run tools/build_openapi.py"
    told = served.json()
    named = {operation["operationId"] for path in told["paths"].values() for operation in path.values()}
    assert named == {each.name for each in operations()}
