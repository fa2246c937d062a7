"""Uploads that are made to hurt: bombs, depth, huge numbers, many parts, too much, too slow. Nothing stays of them."""

from __future__ import annotations

import gzip
import json
import resource
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from autonome.access.roles import Role
from autonome.adapters.synthetic import record_of
from tests.integration.web.browsers import MOST_BODY, listening
from tests.integration.web.programs import program
from tests.integration.web.sites import ANNA, NAMES, Pages
from tests.integration.web.test_clinic_lists import kept_files, sent
from tests.integration.web.test_clinic_opening import text

HEAD = b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n"
MEBIBYTE = 1024 * 1024
UNPACKED = 128 * MEBIBYTE
MOST_GROWTH = 64 * MEBIBYTE
"""Of this process while a bomb is read: far below what is in it."""


@pytest.fixture
def nothing_stays(pages: Pages) -> Iterator[None]:
    """What is refused leaves no file and no entry but the refusal's own."""
    before = pages.entries(ANNA.subject)
    yield
    assert kept_files(pages) == []
    assert pages.entries(ANNA.subject)[len(before) :].count("use") == 0


def largest() -> int:
    """Bytes of memory that this process has had at the most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def bomb(line: bytes) -> bytes:
    """Many MiB of one line, in a file of some hundred KiB."""
    return gzip.compress(HEAD + line * (UNPACKED // len(line)), compresslevel=9)


def refused(answer: Any) -> str:  # noqa: ANN401 - Django's answer
    said = text(answer)
    assert "It was not done." in said, said
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("line", [b"A" * MEBIBYTE, b"1\t1\t.\tA\tC" + b"\t." * 1000], ids=["no line ends", "fields"])
def test_a_file_that_unpacks_to_a_thousand_times_its_size_is_refused_in_little_memory(
    pages: Pages, nothing_stays: None, line: bytes
) -> None:
    data = bomb(line)
    assert len(data) < MEBIBYTE
    before = largest()
    refused(sent(pages.client(NAMES[Role.CLINICIAN]), ANNA.subject, data, "bomb.vcf.gz"))
    assert largest() - before < MOST_GROWTH


def spoilt(value: str) -> bytes:
    """A record with this where a number stands."""
    record = json.loads(record_of(ANNA))
    for entry in record["entry"]:
        if "valueQuantity" in entry["resource"]:
            entry["resource"]["valueQuantity"]["value"] = "HERE"
    return json.dumps(record).replace('"HERE"', value).encode()


@pytest.mark.parametrize(
    "data",
    [
        b'{"resourceType":"Bundle","entry":' + b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        spoilt("9" * 100_000),
        spoilt("1e999999999"),
        spoilt("NaN"),
        b"\xff\xfe" + record_of(ANNA).encode("utf-16-le"),
        record_of(ANNA).encode()[:-200],
        record_of(ANNA).replace('"resourceType"', '"resourceType":"Bundle","resourceType"', 1).encode(),
    ],
    ids=["arrays", "objects", "digits", "exponent", "no number", "utf-16", "cut", "key twice"],
)
def test_a_document_that_is_made_to_hurt_is_refused_in_a_line(pages: Pages, nothing_stays: None, data: bytes) -> None:
    begun = time.monotonic()
    said = refused(sent(pages.client(NAMES[Role.CLINICIAN]), ANNA.subject, data, "record.json"))
    assert len(said) < 2000
    assert time.monotonic() - begun < 20


def test_many_files_and_many_fields_are_not_read(pages: Pages, nothing_stays: None) -> None:
    client = pages.client(NAMES[Role.CLINICIAN], raise_request_exception=False)
    place = f"/patients/{ANNA.subject}/upload"
    many = {f"file{number}": SimpleUploadedFile("a.vcf", HEAD) for number in range(20)}
    assert client.post(place, many).status_code == 400
    assert client.post(place, {f"field{number}": "x" for number in range(600)}).status_code == 400
    assert client.post(place, {"sample": "x" * 300_000}).status_code in {400, 413}


def test_a_body_in_pieces_that_never_ends_is_cut_off_and_leaves_nothing(pages: Pages, nothing_stays: None) -> None:
    """No length is stated; what comes is counted."""
    token = program(pages, Role.CLINICIAN).token
    with listening(pages) as url:
        port = int(url.rpartition(":")[2])
        for path in (f"/patients/{ANNA.subject}/upload", "/api/v1/patients/find"):
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                head += f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n\r\n"
                connection.sendall(head.encode())
                said, piece = b"", b"%x\r\n%s\r\n" % (MEBIBYTE // 4, b" " * (MEBIBYTE // 4))
                try:
                    for _ in range(4 * MOST_BODY // (MEBIBYTE // 4)):
                        connection.sendall(piece)
                except ConnectionError:
                    pass  # the door is closed already
                connection.settimeout(10)
                try:
                    said = connection.recv(4096)
                except ConnectionError:  # a server that goes on waiting is a time-out, and fails
                    said = b"HTTP/1.1 413 by a closed door"
                assert b" 413 " in said.splitlines()[0] + b" ", said


def test_of_who_sends_no_files_here_nothing_large_is_read(pages: Pages, nothing_stays: None) -> None:
    """A stranger who sends much, to whatever page, fills no disk: a full one halts the log."""
    upload = f"/patients/{ANNA.subject}/upload"
    clinician = pages.client(NAMES[Role.CLINICIAN]).cookies["autonome-session"].value
    patient = pages.client(NAMES[Role.PATIENT]).cookies["autonome-session"].value
    with listening(pages, 8 * MEBIBYTE) as url:
        assert begun(url, upload, "", stated=True) == 413
        assert begun(url, upload, "", stated=False) == 413
        assert begun(url, upload, patient, stated=True) == 413
        assert begun(url, "/sign-in", clinician, stated=True) == 413
        assert begun(url, "/nothing/here", clinician, stated=False) == 413
        assert begun(url, upload, clinician, stated=True) == 400, "it is read, and is no form of ours"
        assert begun(url, upload, clinician, stated=False) == 400


def begun(url: str, path: str, session: str, *, stated: bool) -> int:
    """What is answered to who sends four MiB, in one piece or in many."""
    piece = b" " * MEBIBYTE
    headers = {"Cookie": f"autonome-session={session}", "Content-Type": "multipart/form-data; boundary=x"}
    with httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=30) as browser:
        return browser.post(path, content=piece * 4 if stated else iter([piece] * 4)).status_code


def test_who_sends_a_body_slowly_is_let_go_and_holds_no_thread(
    pages: Pages, nothing_stays: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autonome.adapters.web_server.serving import PatientProtocol  # noqa: PLC0415 - an extra

    monkeypatch.setattr(PatientProtocol, "answer_seconds", 2.0)
    with listening(pages) as url:
        port = int(url.rpartition(":")[2])
        slow = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(6)]
        for each in slow:  # more than there are threads
            each.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")
        with socket.create_connection(("127.0.0.1", port), timeout=30) as quick:
            quick.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert b" 200 " in quick.recv(4096).splitlines()[0] + b" "
        for each in slow:
            each.settimeout(20)
            ended = each.recv(4096)
            assert ended == b"" or b" 4" in ended.splitlines()[0]
            each.close()
