"""Whatever a program sends to the API, there is no fault, and what is not one's own is told as what is not there.

In the suite one request of some; ``AUTONOME_FUZZ_SECONDS`` (of whatever length) has all of them asked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pytest

from autonome.access.roles import Role
from autonome.kernel import SubjectId
from tests.integration.web.programs import program
from tests.integration.web.sites import ANNA, BORIS, Pages, waiting

if TYPE_CHECKING:
    from autonome.web.api.operations import Operation

FAILED, FAULT = 400, 500

ODD: Final = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udcff", "\u202e", "\ufeff", "\U0001f9ec" * 50, "\ufb01", "\u0130", "\u2167",
    "\u0663", "a" * 70_000, "../..", "..%2f..", "%00", "%", "'; DROP TABLE actor; --", "{patient}", "*new*", "-1",
    "0x10", "1e3", "1_0", "NaN", "true", "null", "[]", "9" * 30, str(2**53), str(2**63), str(2**64), "0001", "+1",
)  # fmt: skip
"""Of paths, queries and members that are text or numbers."""

OTHER: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 2**53, 2**63, 10**400, 1.5, [], {}, [[]], {"a": {"b": []}}, ["medications"] * 1000, [None], [{}],
)  # fmt: skip
"""Members of other kinds."""

BODIES: Final = (
    b"", b"null", b"[]", b"1", b'"a"', b"{", b"{}", b"{}{}", b"\xff\xfe", b"\xef\xbb\xbf{}", b'{"a": NaN}',
    b'{"a": 1e999}', b'{"a": 1, "a": 2}', b'{"\\ud800": 1}', b"[" * 60_000, b'{"a":' * 10_000,
    b'{"a": ' + b"9" * 60_000 + b"}", b"\x00",
)  # fmt: skip

HEADERS: Final = (
    {"idempotency_key": "k" * 101}, {"idempotency_key": "\t"}, {"idempotency_key": "\u00e9"}, {"range": "bytes=0-1"},
    {"accept_language": "x" * 9000}, {"accept_language": ",;q=,*;q=x"}, {"accept": "image/png"},
    {"content_encoding": "gzip"}, {"autonome_code": "9" * 5000}, {"autonome_code": "\u0661" * 6},
    {"x_http_method_override": "DELETE"},
)  # fmt: skip

STEP: Final = 1 if os.environ.get("AUTONOME_FUZZ_SECONDS") else 13
"""Of how many requests the suite asks one; it is prime to what each list of them repeats itself by."""

ROLES: Final = (None, Role.CLINICIAN, Role.PATIENT, Role.STEWARD)
"""Who has all operations between them."""


@pytest.fixture(autouse=True)
def forgiven(pages: Pages) -> Iterator[None]:
    from autonome.web.accounts.models import Attempt  # noqa: PLC0415 - Django is set up by now

    yield
    Attempt.objects.all().delete()


def operations(role: Role | None) -> list[Operation]:
    from autonome.web.api.serving import SERVED  # noqa: PLC0415 - Django is set up by now

    ends = {"sign-in", "sign-out", "ask-erasure"}
    return [each for each in SERVED if each.name not in ends and (each.roles is None or role in each.roles)]


def addresses(each: Operation, known: dict[str, str]) -> Iterator[str]:
    """The address as it is, with each of its parts odd in turn, and with odd words behind it."""
    values = {name: value.format(**known) for name, value in each.sample.items()}
    yield each.path.format(**values)
    for name in values:
        yield from (each.path.format(**{**values, name: quote(odd[:300], safe="", errors="replace")}) for odd in ODD)
    if each.method == "GET":
        plain = each.path.format(**values)
        for odd in ODD:
            word = quote(odd[:300], safe="", errors="replace")
            yield from (f"{plain}?{name}={word}" for name in ("after", "limit", word or "x"))
        yield from (f"{plain}?limit=1&limit=2", f"{plain}?after=1&after=x", f"{plain}?limit[]=1", f"{plain}?%00=%ff")


def bodies(each: Operation) -> Iterator[bytes]:
    """What the operation takes, with each member odd in turn, left out, and given twice; and what is nothing of it."""
    yield from BODIES
    sent = dict(each.sent or {})
    for name, value in sent.items():
        for odd in (*ODD, *OTHER, [value], {"a": value}):
            yield json.dumps({**sent, name: odd}).encode()
        yield json.dumps({key: kept for key, kept in sent.items() if key != name}).encode()
        whole = json.dumps(sent)
        yield f"{whole[:-1]}, {json.dumps(name)}: {json.dumps(value)}}}".encode()


def requests(each: Operation, known: dict[str, str]) -> Iterator[tuple[str, str, bytes | None, dict[str, str]]]:
    """Method, address, body and headers of all that is sent to an operation."""
    sent = None if each.sent is None else json.dumps(each.sent).encode()
    yield from ((each.method, address, sent, {}) for address in addresses(each, known))
    plain = next(addresses(each, known))
    if each.method != "GET":
        yield from ((each.method, plain, body, {}) for body in bodies(each))
    yield from ((each.method, plain, sent, headers) for headers in HEADERS)


@pytest.mark.parametrize("role", ROLES)
def test_nothing_that_is_sent_makes_a_fault_or_tells_what_was_sent(pages: Pages, role: Role | None) -> None:
    waiting(pages)
    known = {"patient": ANNA.subject, "entry": str(pages.desk.node.log.entries_of(SubjectId(ANNA.subject))[0].index)}
    who = program(pages, role)
    everything = (one for each in operations(role) for one in requests(each, known))
    wrong = []
    for method, address, body, headers in islice(everything, None, None, STEP):
        answer = who.ask(method, address, body, **headers)
        told, failed = answer.content.decode(), answer.status_code >= FAILED
        as_problem = answer.headers["Content-Type"] == "application/problem+json"
        if (
            answer.status_code >= FAULT
            or answer.headers["Cache-Control"] != "no-store"
            or (failed and not (as_problem and "DROP TABLE" not in told and "\n" not in answer.json()["detail"]))
        ):
            wrong.append((method, address[:200], body and body[:200], headers, answer.status_code, told[:300]))
    assert wrong == []


def test_what_is_somebody_elses_is_told_as_what_is_not_there(pages: Pages) -> None:
    log, patient, size = pages.desk.node.log, program(pages, Role.PATIENT), pages.size()
    theirs = [each.index for each in log.entries_of(SubjectId(BORIS.subject))]
    public, none = 0, size + 1000
    for path in ("my/timeline/{}", "my/timeline/{}/receipt"):
        absent = patient.get(path.format(none))
        assert (absent.status_code, absent.json()["code"]) == (404, "not-there")
        for entry in (*theirs, public):
            assert patient.get(path.format(entry)).json() == absent.json()
    for role in (Role.CLINICIAN, Role.PHARMACIST, Role.LABORATORY):
        who = program(pages, role)
        absent = who.get(f"patients/p-nobody/entries/{none}/receipt")
        for patient_, entry in ((ANNA, theirs[0]), (BORIS, theirs[0]), (ANNA, public), (BORIS, none)):
            assert who.get(f"patients/{patient_.subject}/entries/{entry}/receipt").json() == absent.json()
    assert pages.size() == size


def test_a_token_of_one_does_nothing_of_another(pages: Pages) -> None:
    """A patient's token asks for nothing of the ward, and a representative or auditor for nothing of a patient."""
    for role in Role:
        who = program(pages, role)
        me = who.get("me").json()
        assert me["roles"] == [role.value]
        assert me["patient"] == (ANNA.subject if role is Role.PATIENT else None)
        for path, roles in (
            ("my/timeline", {Role.PATIENT}), ("questions", {Role.CLINICIAN}),
            ("orders", {Role.CLINICIAN, Role.LABORATORY}),
            ("steward/keys", {Role.STEWARD, Role.AUDITOR}), ("steward/storage", {Role.STEWARD}),
        ):  # fmt: skip
            assert (who.get(path).status_code == 403) is (role not in roles), (role, path)


def test_a_key_of_another_person_route_or_body_is_another_key_or_none(pages: Pages) -> None:
    who, path = program(pages, Role.CLINICIAN), f"patients/{ANNA.subject}/orders"
    first = who.post(path, {"gene": "CYP2C19"}, Idempotency_Key="one for all")
    assert first.status_code == 200, first.content
    size = pages.size()
    for answer in (
        who.post(f"patients/{BORIS.subject}/orders", {"gene": "CYP2C19"}, Idempotency_Key="one for all"),
        who.post(path, b'{"gene":  "CYP2C19"}', Idempotency_Key="one for all"),
        who.post(f"orders/{first.json()['number']}/close", Idempotency_Key="one for all"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "key-used")
    assert pages.size() == size
    laboratory = program(pages, Role.LABORATORY)
    closed = laboratory.post(f"orders/{first.json()['number']}/close", Idempotency_Key="one for all")
    assert closed.status_code == 200, closed.content
