"""Login at an institution's provider: linked by its holder, found by subject, fresh only where the provider says so."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from autonome.access.roles import Role
from autonome.adapters.postgres import EmbeddedServer
from tests.integration.web.sites import NAMES, Pages, opened_pages, own_database, settle

CLIENT, SECRET = "autonome", "a secret of thirty-two characters"
PATIENT = NAMES[Role.PATIENT]


@dataclass
class Provider:
    """A provider on this machine, which says of everybody what the test wants."""

    url: str
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)

    def answer(self, path: str) -> dict[str, Any]:
        now = int(time.time())
        token = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
            },
            "/token": {"access_token": "x", "token_type": "Bearer", "id_token": jwt.encode(token, SECRET, "HS256")},
            "/userinfo": self.userinfo or self.claims,
        }[path]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(found.answer(urlsplit(self.path).path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Nothing is told."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        found = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def linked(
    postgres_server: EmbeddedServer,
    accounts_template: str,
    tmp_path_factory: pytest.TempPathFactory,
    provider: Provider,
) -> Iterator[Pages]:
    from autonome.web.project import Provider as Known  # noqa: PLC0415 - loads Django
    from autonome.web.project import Served  # noqa: PLC0415

    folder: Path = tmp_path_factory.mktemp("elsewhere")
    served = Served(encrypted=False, providers=(Known("staff", "Hospital staff", provider.url, CLIENT, SECRET),))
    with (
        own_database(postgres_server, accounts_template) as database,
        opened_pages(database, folder / "node", served) as made,
    ):
        settle(made, folder)
        yield made


def gone_and_back(client: Any, begin: str) -> Any:  # noqa: ANN401 - the client's own
    """To the provider, and back with what it says."""
    away = client.post(begin)
    assert away.status_code == 302, away.content
    query = parse_qs(urlsplit(away.headers["Location"]).query)
    assert query["redirect_uri"] == ["http://localhost/login/staff/back"]
    assert query["code_challenge_method"] == ["S256"]
    return client.get("/login/staff/back", {"code": "c", "state": query["state"][0]})


def test_nobody_comes_in_before_the_holder_has_linked_the_login(linked: Pages, provider: Provider) -> None:
    provider.claims = {"sub": "s-1", "email": "anna@hospital.example", "email_verified": True}
    linked.site.accounts.steward(NAMES[Role.STEWARD])
    person = linked.person(PATIENT)
    type(person).objects.filter(pk=person.pk).update(email="anna@hospital.example")
    stranger = linked.client()
    answer = gone_and_back(stranger, "/login/staff")
    assert answer.status_code == 403
    assert b"No account here belongs to that login" in answer.content
    assert stranger.get("/account").status_code == 302, "the same mail address makes nobody her"

    holder = linked.client(PATIENT)
    assert gone_and_back(holder, "/account/login/staff/link").headers["Location"] == "/account"

    answer = gone_and_back(stranger, "/login/staff")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert stranger.get("/account").status_code == 200
    again = stranger.get("/account/password")
    assert again.headers["Location"].startswith("/sign-in/again"), "nobody knows when the provider asked"


def test_a_provider_that_says_when_it_asked_is_believed_for_so_long(linked: Pages, provider: Provider) -> None:
    provider.claims = {"sub": "s-1", "auth_time": int(time.time()) - 60}
    client = linked.client()
    gone_and_back(client, "/login/staff")
    assert client.get("/account/password").status_code == 200
    provider.claims = {"sub": "s-1", "auth_time": int(time.time()) - 3600}
    gone_and_back(client, "/login/staff")
    assert client.get("/account/password").status_code == 302


def test_two_subjects_in_one_answer_are_nobody(linked: Pages, provider: Provider) -> None:
    provider.claims, provider.userinfo = {"sub": "s-1"}, {"sub": "s-2"}
    client = linked.client()
    assert gone_and_back(client, "/login/staff").status_code == 400
    assert client.get("/account").status_code == 302
    provider.userinfo = {}


def test_an_answer_that_was_not_asked_for_is_nobody(linked: Pages, provider: Provider) -> None:
    provider.claims = {"sub": "s-1"}
    client = linked.client()
    assert client.get("/login/staff/back", {"code": "c", "state": "forged"}).status_code == 400
    assert client.get("/account").status_code == 302


def test_somebody_elses_login_is_not_linked_and_a_link_is_ended_by_its_holder(
    linked: Pages, provider: Provider
) -> None:
    provider.claims = {"sub": "s-1"}
    other = linked.client(NAMES[Role.AUDITOR])
    assert gone_and_back(other, "/account/login/staff/link").status_code == 400
    assert linked.client(PATIENT).post("/account/login/staff/unlink").status_code == 303
    assert gone_and_back(linked.client(), "/login/staff").status_code == 403


def test_a_link_that_somebody_else_began_or_that_was_begun_long_ago_is_not_made(
    linked: Pages, provider: Provider
) -> None:
    """Who puts what they began into another's browser would sign in as that person from then on."""
    from autonome.web.accounts.models import Token  # noqa: PLC0415 - Django is set up by now

    provider.claims = {"sub": "s-9"}
    thief, holder = linked.client(NAMES[Role.AUDITOR]), linked.client(PATIENT)
    state = begun(thief, "/account/login/staff/link")
    holder.cookies["autonome-step"] = thief.cookies["autonome-step"].value
    assert holder.get("/login/staff/back", {"code": "c", "state": state}).status_code == 400
    state = begun(holder, "/account/login/staff/link")
    Token.objects.update(proven=Token.objects.latest("made").made.replace(year=2020))
    assert holder.get("/login/staff/back", {"code": "c", "state": state}).status_code == 400
    assert gone_and_back(linked.client(), "/login/staff").status_code == 403


def begun(client: Any, begin: str) -> str:  # noqa: ANN401 - the client's own
    """The state with which somebody is sent to the provider."""
    return parse_qs(urlsplit(str(client.post(begin).headers["Location"])).query)["state"][0]
