"""Other people's data by their numbers, and hostile text in every field: pages and API, within a node and between two.

Every page is visited after hostile text was put wherever somebody can write: what is shown is text, and what browsers
are told to refuse is told on each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autonome import bootstrap
from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.adapters.postgres import EmbeddedServer
from autonome.adapters.small_files import write_whole
from autonome.adapters.synthetic import genome_of, record_of
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.accounts import KEY_FILE
from autonome.kernel import SubjectId
from autonome.workflows import ask_and_answer
from tests.integration.web.programs import Program, program, token_of
from tests.integration.web.sites import ANNA, BORIS, NAMES, Pages, opened_pages, own_database, waiting
from tests.integration.web.test_clinic_lists import sent
from tests.integration.web.test_clinic_opening import opened

HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{7*7}}"
MARKS = ("<img src=x", "<script>alert", "onerror=alert(1)>\"'>")
"""What a page may not hold: markup that came from somebody's text."""

FREE = frozenset({"text", "display", "family", "title", "description", "note", "valueString", "patientInstruction"})
"""Members of FHIR resources in which people write."""

MEDIA = frozenset(
    {
        "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json", "application/fhir+json",
        "application/pdf", "application/zip", "application/problem+json", "application/json; charset=utf-8",
    }
)  # fmt: skip
"""Kinds in which anything is answered; none of them is what somebody sent."""

METRICS = "metrics"
DOOR = frozenset({401, 403, 404})


def first_entry(pages: Pages, patient: str) -> int:
    return pages.desk.node.log.entries_of(SubjectId(patient))[0].index


def test_nobody_reaches_what_is_another_patients_by_its_number(pages: Pages) -> None:
    """Anna's account, and the entries and the id of Boris: on every page and operation that takes a number or an id."""
    from autonome.web.api.serving import SERVED  # noqa: PLC0415 - Django is set up by now
    from autonome.web.table import TABLE  # noqa: PLC0415

    theirs = {"patient": BORIS.subject, "entry": str(first_entry(pages, BORIS.subject))}
    browser, tried = pages.client(NAMES[Role.PATIENT]), 0
    for page in TABLE.values():
        if any("{" in value for value in page.sample.values()):
            path = "/" + re.sub(r"<[a-z]+:([a-z_]+)>", lambda found: page.sample[found[1]].format(**theirs), page.path)  # noqa: B023
            answer = browser.post(path) if page.acts else browser.get(path)
            assert answer.status_code in DOOR, page.name
            assert BORIS.name.encode() not in answer.content
            tried += 1
    for operation in SERVED:
        if any("{" in value for value in operation.sample.values()):
            answer = program(pages, Role.PATIENT).do(operation, theirs)
            assert answer.status_code in DOOR, operation.name
            tried += 1
    assert tried > 20, "the tables have such pages and operations"


def test_an_entry_of_another_patient_and_one_that_is_not_there_look_alike(pages: Pages) -> None:
    who, browser = program(pages, Role.PATIENT), pages.client(NAMES[Role.PATIENT])
    other, none = first_entry(pages, BORIS.subject), 10**9
    for path in ("my/timeline/{}", "my/timeline/{}/receipt"):
        assert who.get(path.format(other)).content == who.get(path.format(none)).content
        pages_of_both = [browser.get(f"/{path.format(each)}") for each in (other, none)]
        assert pages_of_both[0].status_code == pages_of_both[1].status_code == 404


@pytest.fixture
def elsewhere(pages: Pages, postgres_server: EmbeddedServer, accounts_template: str, tmp_path: Path) -> Iterator[Pages]:
    """Another institution's node, over TLS, with a clinician and a patient of the same names and ids."""
    from autonome.web.project import Served  # noqa: PLC0415 - loads Django
    from autonome.web.site import open_site  # noqa: PLC0415

    with (
        own_database(postgres_server, accounts_template) as database,
        opened_pages(database, tmp_path / "elsewhere", Served(encrypted=True)) as made,
    ):
        write_whole(made.desk.node.private / KEY_FILE, bytes(range(32)))
        accounts = made.site.accounts
        accounts.first_steward("steward-one")
        for role, subject in ((Role.CLINICIAN, None), (Role.PATIENT, SubjectId(ANNA.subject))):
            accounts.steward("steward-one").add(NewPerson(NAMES[role], (role,), subject=subject))
        yield made
    open_site(pages.site)
    pages.site.accounts.listed()  # Django works for this node again


def test_a_session_at_one_institution_is_nothing_at_another_and_cookies_are_this_hosts_alone(
    pages: Pages, elsewhere: Pages
) -> None:
    from autonome.web.site import open_site  # noqa: PLC0415 - Django is set up by now

    there = token_of(elsewhere, NAMES[Role.CLINICIAN])
    assert Program(elsewhere, there).get("me", x_forwarded_proto="https").status_code == 200
    browser = elsewhere.client(NAMES[Role.CLINICIAN])
    page = browser.get("/account", headers={"x-forwarded-proto": "https"})
    assert page.status_code == 200
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookies_over_tls(elsewhere)
    for place, status in {
        "/health": 200,
        "/ready": 200,
        "/metrics": 200,
        "/sign-in": 400,
        "/api/v1/health": 400,
    }.items():
        near = {"host": "127.0.0.1:8000"}
        assert elsewhere.client().get(place, headers=near).status_code == status, "this machine's own looks alone"
        assert elsewhere.client().get(place, headers={**near, "x-forwarded-for": "203.0.113.5"}).status_code == 400
    assert Program(elsewhere, there).post(
        f"patients/{BORIS.subject}/openings", {"purpose": "TREAT", "items": ["medications"]}
    ).status_code == 403  # fmt: skip
    open_site(pages.site)
    pages.site.accounts.listed()  # Django works for this node again
    assert program(pages, Role.CLINICIAN).get("me").status_code == 200
    assert Program(pages, there).get("me").status_code == 401
    cookie = browser.cookies["__Host-autonome-session"].value
    stranger = pages.client()
    stranger.cookies["autonome-session"] = cookie
    assert stranger.get("/account").status_code == 302


def cookies_over_tls(elsewhere: Pages) -> None:
    """Each cookie that the entrance sets is Secure, and of this host alone."""
    from autonome.web.entrance import cookies  # noqa: PLC0415 - Django is set up by now

    browser = elsewhere.client(checks=True)
    browser.get("/sign-in", headers={"x-forwarded-proto": "https"})
    form = browser.cookies["__Host-autonome-form"]
    assert (form["secure"], form["httponly"], form["samesite"], form["path"], form["domain"]) == (
        True, True, "Lax", "/", "",
    )  # fmt: skip
    asked = elsewhere.client()
    asked.post("/sign-in/passkey/begin", headers={"x-forwarded-proto": "https"})
    step = asked.cookies["__Host-autonome-step"]
    assert (step["secure"], step["httponly"], step["path"], step["domain"]) == (True, True, "/", "")
    from django.http import HttpResponse  # noqa: PLC0415

    answer = HttpResponse()
    cookies.keep(answer, bytes(32))
    session = answer.cookies["__Host-autonome-session"]
    assert (session["secure"], session["httponly"], session["samesite"], session["path"], session["domain"]) == (
        True, True, "Lax", "/", "",
    )  # fmt: skip


def hostile_record() -> bytes:
    """Anna's record, with hostile text wherever people write."""

    def spoilt(value: Any, name: str = "") -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            return {each: spoilt(found, each) for each, found in value.items()}
        if isinstance(value, list):
            return [spoilt(each, name) for each in value]
        return f"{value} {HOSTILE}" if isinstance(value, str) and name in FREE else value

    return json.dumps(spoilt(json.loads(record_of(ANNA)))).encode()


def hostile_genome() -> bytes:
    """Anna's genome, with hostile text in comments, FILTER, INFO and the sample's name."""
    lines = genome_of(ANNA, bootstrap.knowledge_bundle().definitions).splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("#CHROM"))
    plain = HOSTILE.replace(" ", "_").replace(";", ":").replace("=", ":")
    lines[head] = lines[head].rpartition("\t")[0] + "\t" + HOSTILE
    body = [line.split("\t") for line in lines[head + 1 :]]
    for fields in body:
        fields[2], fields[7] = plain, f"XSS={plain}"
    comments = [f"##source={HOSTILE}", f'##INFO=<ID=XSS,Number=.,Type=String,Description="{plain}">']
    text = [lines[0], *comments, *lines[1 : head + 1], *("\t".join(fields) for fields in body), ""]
    return "\n".join(text).encode()


@pytest.fixture(scope="module")
def spoilt(pages: Pages) -> Pages:
    """Hostile text in everything that anybody can write."""
    clinician, patient = pages.client(NAMES[Role.CLINICIAN]), pages.client(NAMES[Role.PATIENT])
    taken = [
        sent(clinician, ANNA.subject, hostile_record(), f"{HOSTILE}.json"),
        sent(clinician, ANNA.subject, hostile_genome(), f"{HOSTILE}.vcf"),
    ]
    assert ["It is taken in." in each.content.decode() for each in taken] == [True, True]
    pages.desk.patient("--id", "p-hostile", "--name", HOSTILE, "--number", HOSTILE.replace(" ", ""))
    steward = pages.site.accounts.steward(NAMES[Role.STEWARD])
    steward.add(NewPerson("hostile", (Role.AUDITOR,), HOSTILE))
    for form in ("correct", "restrict"):
        assert patient.post(f"/my/rights/{form}", {"words": HOSTILE}).status_code == 303
    enquiries = bootstrap_enquiries(pages)
    for number in range(2):
        asked = ask_and_answer.ask(
            SubjectId(ANNA.subject), "treatment", HOSTILE, enquiries=enquiries, clock=SystemClock(),
            entropy=SystemEntropy(),
        )  # fmt: skip
        if number:
            assert clinician.post("/questions", {"number": asked.id, "words": HOSTILE}).status_code == 303
    broken = clinician.post(
        f"/patients/{ANNA.subject}/emergency/open", {"items": ["medications"], "reason": HOSTILE[:100]}
    )
    assert broken.status_code == 200
    assert_text(broken)
    return pages


def bootstrap_enquiries(pages: Pages) -> Any:  # noqa: ANN401 - an adapter of an extra
    from autonome.adapters.postgres_gate import PostgresEnquiries  # noqa: PLC0415 - an extra

    return PostgresEnquiries(pages.desk.node.log, pages.desk.node.names, entropy=SystemEntropy())


def assert_text(answer: Any) -> bool:  # noqa: ANN401 - Django's answer
    """What is hostile is text, and what browsers shall refuse is told; whether there was anything hostile."""
    told = answer.headers
    assert told["X-Frame-Options"] == "DENY"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Cache-Control"] == "no-store"
    assert "default-src 'none'" in told["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
    assert "unsafe" not in told["Content-Security-Policy"]
    assert told.get("Content-Type", "text/html; charset=utf-8") in MEDIA
    if not told.get("Content-Type", "").startswith("text/html"):
        return False
    page = answer.content.decode()
    assert [mark for mark in MARKS if mark in page] == []
    assert "49" not in page.partition("&lt;/script&gt;")[2][:8], "no template of ours reads it again"
    return "&lt;img src=x" in page


@pytest.mark.parametrize("role", [Role.PATIENT, Role.CLINICIAN, Role.STEWARD, Role.AUDITOR])
def test_hostile_text_in_every_field_is_text_on_every_page_and_no_page_can_be_framed_kept_or_sniffed(
    spoilt: Pages, role: Role
) -> None:
    from autonome.web.table import TABLE  # noqa: PLC0415 - Django is set up by now

    browser, shown = spoilt.client(NAMES[role]), set()
    entries = [each.index for each in spoilt.desk.node.log.entries_of(SubjectId(ANNA.subject))]
    for page in TABLE.values():
        if page.name == METRICS or page.acts or (page.roles is not None and role not in page.roles):
            continue
        for entry in entries[-8:] if "{entry}" in page.sample.values() else entries[-1:]:
            known = {"patient": ANNA.subject, "entry": str(entry), **page.sample}
            values = {name: value.format(**known) for name, value in page.sample.items()}
            path = "/" + re.sub(r"<[a-z]+:([a-z_]+)>", lambda found: values[found[1]], page.path)  # noqa: B023
            if assert_text(browser.get(path)):
                shown.add(page.name)
    if role is Role.CLINICIAN:
        found = (
            opened(browser, ANNA.subject, *("medications", "allergies", "conditions", "laboratory", "vital-signs")),
            opened(browser, ANNA.subject, "pharmacogenes", "demographics", "way-of-life", "goals"),
            browser.post(f"/patients/{ANNA.subject}/plan", {"medicine": HOSTILE}),
            browser.post(f"/patients/{ANNA.subject}/plan/whole"),
            browser.post("/patients", {"words": HOSTILE}),
            browser.post("/medicines", {"medicine": HOSTILE}),
            browser.post("/questions/one", {"number": waiting(spoilt)["read-question"]}),
        )
        shown |= {str(number) for number, each in enumerate(found) if assert_text(each)}
    assert shown, "what is hostile was there to be seen"


def test_what_programs_are_told_is_never_a_page(spoilt: Pages) -> None:
    """Hostile text goes through JSON as it is: no browser may take it for a page."""
    who = program(spoilt, Role.CLINICIAN)
    answer = who.post(f"patients/{ANNA.subject}/openings", {"purpose": "TREAT", "items": ["medications"]})
    assert HOSTILE in "".join(each["body"] for each in answer.json()["items"]).replace('\\"', '"')
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/project.py",
        "/forms/..%2f..%2fproject/3/en",
        "/forms/treatment/3/..%2f..%2f..%2fetc%2fpasswd",
        "/my/timeline/../../etc/passwd/receipt",
        "/my/choices/..%2f..%2fetc/text.txt",
        "/patients/..%2f..%2fnode.toml/entries/1/receipt",
        "/api/v1/patients/..%2f..%2fnode.toml/entries/1/receipt",
    ],
)
def test_no_path_leads_to_a_file_that_is_none_of_a_page(pages: Pages, path: str) -> None:
    for role in (Role.CLINICIAN, Role.PATIENT, Role.STEWARD):
        answer = pages.client(NAMES[role], raise_request_exception=False).get(path)
        assert answer.status_code in {400, 401, 403, 404}, answer.content
        assert b"root:" not in answer.content
        assert b"[institution]" not in answer.content


@pytest.mark.parametrize(
    "kept", ["../../node.toml", "/etc/passwd", "00/../../node.toml", f"{'0' * 32}/../../node.toml"]
)
def test_a_file_that_waits_is_found_by_its_own_name_alone(pages: Pages, kept: str) -> None:
    from autonome.bootstrap.desk_uploads import arriving_at  # noqa: PLC0415
    from autonome.kernel import InputError  # noqa: PLC0415

    files = arriving_at(pages.desk.node)
    with pytest.raises(InputError, match="not there any more"), files.opened(SubjectId(ANNA.subject), kept):
        pass
    files.forget(kept)
    assert (pages.desk.node.directory / "node.toml").exists()
