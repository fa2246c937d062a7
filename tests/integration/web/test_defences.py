"""What attackers try first: forms of other sites, fixed sessions, other hosts, other places to go on to, guessing."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from autonome.access.roles import Role
from tests.integration.web.sites import ANNA, HOST, NAMES, PASSWORD, Pages

STEWARD = NAMES[Role.STEWARD]
SESSION = "autonome-session"


def form_token(answer: Any) -> str:  # noqa: ANN401 - the client's answer
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())
    assert found is not None
    return found.group(1)


@pytest.fixture
def forgiven(pages: Pages) -> Iterator[None]:
    """No failure is remembered, before and after."""
    from autonome.web.accounts.models import Attempt  # noqa: PLC0415 - Django is set up by now

    Attempt.objects.all().delete()
    yield
    Attempt.objects.all().delete()


def given(pages: Pages, **changes: str) -> dict[str, str]:
    return {"name": STEWARD, "password": PASSWORD, "code": pages.code(STEWARD), **changes}


def test_name_password_and_code_begin_a_session_and_go_on_to_where_one_was(pages: Pages, forgiven: None) -> None:
    client = pages.client()
    assert client.get("/people").headers["Location"] == "/sign-in?next=%2Fpeople"
    answer = client.post("/sign-in", given(pages, next="/people"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/people")
    cookie = client.cookies[SESSION]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert client.get("/people").status_code == 200


def test_a_wrong_code_tells_what_a_wrong_name_tells(pages: Pages, forgiven: None) -> None:
    wrong = pages.client().post("/sign-in", given(pages, code="000000"))
    nobody = pages.client().post("/sign-in", given(pages, name="nobody-here", code="000000"))
    assert wrong.status_code == nobody.status_code == 403
    assert b"do not belong together" in wrong.content
    assert _without_what_was_typed(wrong) == _without_what_was_typed(nobody)


def _without_what_was_typed(answer: Any) -> str:  # noqa: ANN401 - the client's answer
    return re.sub(r'value="[^"]*"', "", answer.content.decode())


def test_who_guesses_waits_and_is_told_so(pages: Pages, forgiven: None) -> None:
    client = pages.client()
    for _ in range(5):
        assert client.post("/sign-in", given(pages, code="000000")).status_code == 403
    answer = client.post("/sign-in", given(pages))
    assert answer.status_code == 429
    assert b"wait 15 minutes" in answer.content


def test_who_fails_with_passkeys_keeps_nobody_elsewhere_from_theirs(pages: Pages, forgiven: None) -> None:
    """Whoever signs in by a passkey names no account: of failures only the source is known."""
    from autonome.web.accounts.attempts import MOST_BY_SOURCE  # noqa: PLC0415 - Django is set up by now

    near, far = pages.client(raise_request_exception=False), pages.client(REMOTE_ADDR="203.0.113.9")
    near.post("/sign-in/passkey/begin")
    for made_to_hurt in ("[" * 100_000, "[]", *['{"response": 1}'] * MOST_BY_SOURCE):
        assert near.post("/sign-in/passkey", {"credential": made_to_hurt}).status_code == 400
    assert near.post("/sign-in/passkey", {"credential": "{}"}).status_code == 429
    assert far.post("/sign-in/passkey", {"credential": "{}"}).status_code == 400


def test_a_form_of_another_site_does_nothing(pages: Pages, forgiven: None) -> None:
    client = pages.client(STEWARD, checks=True)
    assert client.post("/account/sessions/end").status_code == 400
    page = client.get("/account")
    assert client.post("/account/sessions/end", {"csrfmiddlewaretoken": form_token(page)}).status_code == 303
    assert pages.client(checks=True).post("/sign-in", given(pages)).status_code == 400


def test_a_session_that_somebody_fixed_is_not_the_one_that_one_is_signed_in_with(pages: Pages, forgiven: None) -> None:
    client = pages.client(NAMES[Role.AUDITOR])
    fixed = client.cookies[SESSION].value
    client.get("/sign-in/again")
    form = client.cookies["autonome-form"].value
    answer = client.post("/sign-in", given(pages))
    assert answer.status_code == 303
    assert client.cookies[SESSION].value != fixed
    other = pages.client()
    other.cookies[SESSION] = fixed
    assert other.get("/account").status_code == 302, "the one before has ended"
    assert client.cookies["autonome-form"].value != form, "nor is a form that was open before"


def test_signing_out_ends_the_session_at_the_node_too(pages: Pages) -> None:
    client = pages.client(STEWARD)
    token = client.cookies[SESSION].value
    assert client.post("/sign-out").status_code == 303
    other = pages.client()
    other.cookies[SESSION] = token
    assert other.get("/account").status_code == 302


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", ""])
def test_another_host_gets_nothing(pages: Pages, host: str) -> None:
    client = pages.client(STEWARD)
    answer = client.get("/account", headers={"host": host or "[", "x-forwarded-host": HOST})
    assert answer.status_code == 400
    assert b"Location" not in answer.content


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "/\tevil.example",
        "///evil.example",
    ],
)
def test_nobody_is_sent_on_to_another_site(pages: Pages, forgiven: None, place: str) -> None:
    answer = pages.client().post("/sign-in", given(pages, next=place))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    chosen = pages.client().post("/choose", {"theme": "dark", "next": place})
    assert chosen.headers["Location"] == "/"


def test_every_page_refuses_what_is_not_ours(pages: Pages) -> None:
    client = pages.client(NAMES[Role.CLINICIAN])
    for place in ("/", "/account", "/patients", "/nothing", "/people"):
        headers = client.get(place).headers
        policy = dict(each.split(" ", 1) for each in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_no_template_runs_or_styles_anything_inline() -> None:
    from autonome.web.project import FOLDER  # noqa: PLC0415 - loads Django

    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|https?://(?!www\.w3\.org)", re.IGNORECASE
    )
    links = re.compile(r"<a [^>]*>")  # lead elsewhere, and load nothing
    found = [
        (path.name, match.group())
        for path in sorted((FOLDER / "templates").rglob("*.html"))
        if not path.stem.endswith("_style")  # put into a document, and let pass by its digest (`answering.document`)
        for match in inline.finditer(links.sub("", path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_a_signature_asks_for_a_proof_of_the_last_minutes_and_comes_back(pages: Pages, forgiven: None) -> None:
    from autonome.web.accounts.models import Token  # noqa: PLC0415 - Django is set up by now

    client = pages.client(STEWARD)
    assert client.get("/account/password").status_code == 200
    Token.objects.update(proven=Token.objects.first().made.replace(year=2020))
    answer = client.get("/account/password")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/again?next=%2Faccount%2Fpassword")
    back = client.post(
        "/sign-in/again", {"password": PASSWORD, "code": pages.code(STEWARD), "next": "/account/password"}
    )
    assert back.headers["Location"] == "/account/password"
    assert client.get("/account/password").status_code == 200


def lapsed(pages: Pages, name: str) -> Any:  # noqa: ANN401 - Django's client
    """A browser of somebody whose last proof was long ago."""
    from autonome.web.accounts.models import Token  # noqa: PLC0415 - Django is set up by now

    client = pages.client(name)
    Token.objects.update(proven=Token.objects.first().made.replace(year=2020))
    return client


def test_what_is_sent_after_a_lapsed_proof_is_not_done_and_its_form_comes_back_as_it_was_chosen(
    pages: Pages, forgiven: None
) -> None:
    if NAMES[Role.PATIENT] not in pages.secrets:
        code = pages.site.accounts.steward(STEWARD).invite(NAMES[Role.PATIENT]).code
        pages.enrol(NAMES[Role.PATIENT], code)
    place, chosen = "/my/choices/treatment/q/goals/sign", "answer=no&days=90"
    client, before = lapsed(pages, NAMES[Role.PATIENT]), pages.size()
    sent = {"answer": "no", "days": "90", "signed": "yes", "shown": "0" * 64, "next": "https://evil.example/"}
    answer = client.post(place, sent, headers={"referer": "https://evil.example/my/rights?x=1"})
    asked = client.get(answer.headers["Location"])
    fields = dict(re.findall(r'name="(next|undone)" value="([^"]*)" id=', asked.content.decode()))
    assert (html.unescape(fields["next"]), fields["undone"]) == (f"{place}?{chosen}", "yes")
    assert b"What you sent was not done" in asked.content
    proof = {"password": PASSWORD, "code": pages.code(NAMES[Role.PATIENT])}
    back = client.post("/sign-in/again", {**proof, **fields, "next": html.unescape(fields["next"])})
    page = client.get(back.headers["Location"]).content.decode()
    assert back.headers["Location"] == f"{place}?{chosen}"
    assert "Nothing was done yet" in page
    assert 'name="days" value="90"' in page
    assert 'value="yes" id="signed" checked' not in page
    assert pages.size() == before, "nothing was signed, and nothing is by coming back"
    assert "Nothing was done yet" not in client.get(place).content.decode(), "it is said once"


@pytest.mark.parametrize(
    ("role", "place", "sent", "back"),
    [
        (Role.CLINICIAN, f"/patients/{ANNA.subject}/emergency/open",
         {"reason": "Bleeding", "items": ["goals", "conditions"]},
         f"/patients/{ANNA.subject}/emergency?items=goals&items=conditions"),
        (Role.CLINICIAN, f"/patients/{ANNA.subject}/plan/sign", {"digest": "0"}, f"/patients/{ANNA.subject}/plan"),
        (Role.PATIENT, "/my/choices/treatment/several/sign", {"q-goals": "no", "days": "90", "sign-goals": "yes"},
         "/my/choices/treatment/several/sign?q-goals=no&days=90"),
        (Role.PATIENT, "/my/rights/erase", {"words": "I do not want to be here", "sure": "yes"}, "/my/rights/erase"),
        (Role.STEWARD, "/people/add", {"name": "new-one", "shown": "Somebody"}, "/people"),
        (Role.STEWARD, "/people/steward-one/act", {"act": "lock"}, "/people/steward-one"),
        (Role.AUDITOR, "/reviews/close", {"words": "It was needed"}, "/reviews"),
    ],
)  # fmt: skip
def test_each_act_that_needs_a_proof_leads_back_to_its_form_and_keeps_nothing_that_was_written(
    pages: Pages, role: Role, place: str, sent: dict[str, Any], back: str
) -> None:
    answer = lapsed(pages, NAMES[role]).post(place, sent, headers={"referer": f"http://{HOST}{place}"})
    told = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert told == {"next": [back], "undone": ["yes"]}


def test_who_was_signed_out_comes_back_to_a_page_that_can_be_looked_at(pages: Pages) -> None:
    def led(place: str, referer: str) -> list[str] | None:
        answer = pages.client().post(place, headers={"referer": referer})
        return parse_qs(urlsplit(answer.headers["Location"]).query).get("next")

    read, ours = "/questions/one", f"http://{HOST}"
    assert led(read, f"{ours}/questions?page=2") == ["/questions?page=2"]
    assert led(read, f"{ours}/questions/one") is None, "what only acts shows nothing to who comes back"
    assert led(read, f"{ours}/not-here") is None
    assert led(read, "https://evil.example/questions") is None
    assert led(read, f"{ours}//evil.example/questions") is None


def test_every_act_that_needs_a_proof_names_a_form_that_can_be_looked_at() -> None:
    from autonome.web.table import TABLE  # noqa: PLC0415 - Django is set up by now

    acts = [each for each in TABLE.values() if each.fresh and each.acts]
    assert acts
    for each in acts:
        there = TABLE[each.form]
        assert not there.acts
        assert there.roles is not None
        assert each.roles is not None
        assert each.roles <= there.roles
        assert set(re.findall(r"<(?:\w+:)?(\w+)>", there.path)) <= set(re.findall(r"<(?:\w+:)?(\w+)>", each.path))


def test_somebody_elses_session_and_passkey_cannot_be_ended(pages: Pages) -> None:
    from autonome.web.accounts.models import Token  # noqa: PLC0415 - Django is set up by now

    pages.client(STEWARD)
    theirs = Token.objects.filter(person=pages.person(STEWARD)).latest("made")
    pages.client(NAMES[Role.PATIENT]).post(f"/account/sessions/{theirs.pk}/end")
    assert Token.objects.filter(pk=theirs.pk).exists()


def test_a_patient_has_no_receipt_of_somebody_elses_entry(pages: Pages) -> None:
    patient = pages.client(NAMES[Role.PATIENT])
    own = pages.desk.node.log.entries_of(_subject(ANNA.subject))[0].index
    assert patient.get(f"/my/timeline/{own}/receipt").status_code == 200
    from tests.integration.web.sites import BORIS  # noqa: PLC0415

    other = pages.desk.node.log.entries_of(_subject(BORIS.subject))[0].index
    assert patient.get(f"/my/timeline/{other}/receipt").status_code == 404


def _subject(name: str) -> Any:  # noqa: ANN401 - a NewType
    from autonome.kernel import SubjectId  # noqa: PLC0415

    return SubjectId(name)


def test_no_line_of_the_log_names_anybody(pages: Pages, capfd: pytest.CaptureFixture[str], forgiven: None) -> None:
    """Names and ids go through every page, found, not found and broken; what is written down has none of them."""
    from autonome.web.table import TABLE  # noqa: PLC0415 - Django is set up by now

    secrets = (ANNA.subject, ANNA.name, ANNA.record_number, "evil-name", PASSWORD)
    capfd.readouterr()
    for role in (Role.CLINICIAN, Role.PATIENT, Role.STEWARD):
        client = pages.client(NAMES[role], raise_request_exception=False)
        for page in TABLE.values():
            for sample in ({}, dict.fromkeys(page.sample, ANNA.subject)):
                place = "/" + re.sub(r"<[^>]*>", sample.get("", ANNA.subject), page.path)
                client.get(place, {"q": ANNA.name}) if not page.acts else client.post(place, {"next": ANNA.subject})
    client = pages.client(NAMES[Role.CLINICIAN])
    client.post("/patients", {"words": ANNA.name})
    client.post("/patients", {"words": ANNA.record_number})
    client.get(f"/no-such/{ANNA.subject}")
    pages.client().post("/sign-in", {"name": "evil-name", "password": PASSWORD, "code": "123456"})
    told = capfd.readouterr()
    lines = [line for line in told.err.splitlines() if line]
    assert lines
    assert all(json.loads(line)["page"] for line in lines)
    assert [secret for secret in secrets if secret in told.err + told.out] == []


def test_numbers_are_for_this_machine_or_for_who_has_the_token(pages: Pages) -> None:
    near, far = pages.client(), pages.client(REMOTE_ADDR="203.0.113.9")
    assert b"autonome_requests_total" in near.get("/metrics").content
    assert far.get("/metrics").status_code == 404
    assert near.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 404
    assert near.get("/health").json() == {"alive": True}
    assert near.get("/ready").json() == {"ready": True, "why": None}


def test_accounts_are_listed_in_a_demonstration_alone(pages: Pages) -> None:
    from autonome.web.demo import Demo  # noqa: PLC0415 - Django is set up by now
    from autonome.web.site import open_site  # noqa: PLC0415

    def listed() -> list[str]:
        page = pages.client().get("/sign-in").content.decode()
        return [word for word in (STEWARD, "Stella the steward", "synthetic-word") if word in page]

    assert listed() == []
    open_site(replace(pages.site, demo=Demo("synthetic-word", ((STEWARD, "Stella the steward", Role.STEWARD),))))
    try:
        assert listed() == [STEWARD, "Stella the steward", "synthetic-word"]
    finally:
        open_site(pages.site)
