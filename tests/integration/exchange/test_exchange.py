"""Two nodes' exchanges over real TLS: who gets in, whose envelopes are taken, and what a hostile partner gets."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import httpx
import pytest

from autonome.adapters.exchange import courier as couriers
from autonome.adapters.exchange.key_sets import signed_card
from autonome.adapters.exchange.server import AT_ONCE, CARD, OF_ONE
from autonome.adapters.exchange.tls import for_answering, for_calling, trust
from autonome.kernel import Instant, Period
from autonome.ledger import LogError, UnreachableError
from autonome.sharing import Card, RefusedError
from autonome.sharing.cards import SignedCard
from autonome.sharing.envelopes import MAX_ENVELOPE_BYTES
from autonome.sharing.errors import EnvelopeError
from tests.fakes.cards import Fixed, Institution, fresh_institution, known
from tests.integration.exchange.partners import (
    NOW,
    Served,
    connected,
    courier,
    following_now,
    head,
    partner,
    said,
    serving,
    until,
)

HOSPITAL, CLINIC, PHARMACY = partner("hospital.example"), partner("clinic.example"), partner("pharmacy.example")
STRANGER = partner("stranger.example")
BODY = b"medications of somebody synthetic"


def received(envelope: bytes) -> bytes:
    """The clinic opens what came, and answers with its length."""
    sealer = CLINIC.sealer(Fixed(NOW))
    opened = sealer.unseal(envelope, known(HOSPITAL, PHARMACY))
    back = {"hospital.example": HOSPITAL, "pharmacy.example": PHARMACY}[opened.sender]
    return sealer.seal(back.card, b"answer", str(len(opened.body)).encode())


def sealed(by: Institution = HOSPITAL, body: bytes = BODY) -> bytes:
    return by.sealer(Fixed(NOW)).seal(CLINIC.card, b"header", body)


@pytest.fixture(scope="module")
def clinic() -> Iterator[Served]:
    with serving(CLINIC, received, HOSPITAL, PHARMACY) as served:
        yield served


def test_an_envelope_goes_there_and_its_answer_comes_back(clinic: Served) -> None:
    answer = courier(HOSPITAL).deliver(clinic.card, sealed())
    assert HOSPITAL.sealer(Fixed(NOW)).unseal(answer, known(CLINIC)).body == str(len(BODY)).encode()


def test_a_large_one_goes_too(clinic: Served) -> None:
    body = bytes(range(256)) * (16 * 4096)
    answer = courier(PHARMACY).deliver(clinic.card, sealed(PHARMACY, body))
    assert PHARMACY.sealer(Fixed(NOW)).unseal(answer, known(CLINIC)).body == b"16777216"


def test_what_is_written_down_of_it_names_nobody(clinic: Served) -> None:
    courier(HOSPITAL).deliver(clinic.card, sealed())
    until(lambda: len(clinic.told) > 0)
    written = str(clinic.told)
    assert "'route': 'envelopes'" in written
    assert "hospital" not in written
    assert "127.0.0.1" not in written


def test_who_has_no_card_here_does_not_get_in(clinic: Served) -> None:
    with pytest.raises(UnreachableError, match="no card of ours"):
        courier(STRANGER).deliver(clinic.card, sealed())


def test_who_shows_no_certificate_does_not_get_in(clinic: Served) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    trust(context, [CLINIC.card.identity])
    with context.wrap_socket(socket.create_connection(clinic.address, timeout=10)) as made:
        made.sendall(head(0, CARD))
        assert said(made) == b""


def test_an_older_tls_is_not_spoken(clinic: Served) -> None:
    context = for_calling(HOSPITAL.keys, [CLINIC.card.identity])
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(clinic.address, timeout=10) as plain,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(plain)


def test_plain_http_is_not_spoken(clinic: Served) -> None:
    with socket.create_connection(clinic.address, timeout=10) as plain:
        plain.sendall(head(0))
        assert b"HTTP" not in said(plain)
    with pytest.raises(Exception, match="URL is not written as https"):
        replace(clinic.card, url=clinic.card.url.replace("https", "http"))


def test_a_certificate_of_the_right_name_and_another_key_is_a_strangers(clinic: Served) -> None:
    with pytest.raises(UnreachableError, match="no card of ours"):
        courier(partner("hospital.example")).deliver(clinic.card, sealed())


def test_a_partner_does_not_deliver_in_anothers_name(clinic: Served) -> None:
    stolen = sealed(HOSPITAL)
    with pytest.raises(RefusedError, match="names another sender than the certificate"):
        courier(PHARMACY).deliver(clinic.card, stolen)


def test_a_card_with_anothers_certificate_on_it_keeps_nobody_out_and_lets_nobody_in() -> None:
    """The thief's card is the first, and has its own key for envelopes and the hospital's certificate."""
    thief = partner("a-thief.example")
    copied = replace(thief.card, identity=replace(thief.card.identity, certificate=HOSPITAL.keys.certificate))
    with serving(
        CLINIC, lambda _: b"taken", Institution(thief.keys, signed_card(copied, thief.keys)), HOSPITAL
    ) as served:
        assert courier(HOSPITAL).deliver(served.card, sealed()) == b"taken"
        with pytest.raises(UnreachableError, match="no card of ours"):
            courier(thief).deliver(served.card, sealed(thief))


def test_who_answers_under_another_certificate_gets_no_byte(clinic: Served) -> None:
    with pytest.raises(UnreachableError, match="another certificate than that of its card"):
        courier(HOSPITAL).deliver(replace(PHARMACY.card, url=clinic.card.url), sealed())
    assert not any(line["method"] == "POST" and line["status"] is None for line in clinic.told)


def test_a_card_that_has_ended_is_not_gone_to() -> None:
    gone = Instant(NOW.seconds + 31 * 24 * 3600)
    with pytest.raises(UnreachableError, match="card is not in force"):
        courier(HOSPITAL, Fixed(gone)).deliver(CLINIC.card, sealed())


def test_who_shows_a_card_that_has_ended_does_not_get_in() -> None:
    ended = Period(Instant(NOW.seconds - 3600), Instant(NOW.seconds - 60))
    old = fresh_institution("hospital.example", ended)
    with (
        serving(CLINIC, received, old) as served,
        pytest.raises(UnreachableError, match="no card of ours"),
    ):
        courier(old).deliver(served.card, sealed())


def test_a_partner_that_is_taken_away_while_it_serves_is_out_and_a_new_one_in() -> None:
    with serving(CLINIC, received, HOSPITAL) as served:
        courier(HOSPITAL).deliver(served.card, sealed())
        with pytest.raises(UnreachableError):
            courier(PHARMACY).deliver(served.card, sealed(PHARMACY))
        served.partners.clear()
        served.partners[PHARMACY.card.id] = PHARMACY.card

        def in_now() -> bool:
            try:
                return bool(courier(PHARMACY).deliver(served.card, sealed(PHARMACY)))
            except UnreachableError:
                return False

        until(in_now)
        with connected(HOSPITAL.keys, served) as made:
            assert b"403 Forbidden" in said(made)


def test_a_change_of_keys_stops_nothing_that_is_under_way() -> None:
    """The partner has the old card, then the new one; we answer under the old keys, then under the new ones."""
    after = following_now(CLINIC)
    with serving(CLINIC, received, HOSPITAL) as served:
        old, new = served.card, replace(after.card, url=served.card.url)
        courier(HOSPITAL).deliver(new, sealed())
        served.keys = after.keys
        until(lambda: _unreachable(HOSPITAL, old))
        assert courier(HOSPITAL).deliver(new, sealed())


def _unreachable(who: Institution, card: Card) -> bool:
    try:
        courier(who).deliver(card, sealed())
    except UnreachableError as error:
        return "another certificate" in str(error)
    return False


def test_a_partner_speaks_under_either_identity_while_its_keys_change() -> None:
    after = following_now(HOSPITAL)
    with serving(CLINIC, lambda _: b"taken", after) as served:
        assert courier(HOSPITAL).deliver(served.card, sealed()) == b"taken"
        assert courier(after).deliver(served.card, sealed()) == b"taken"


def test_a_partner_reads_our_newest_card(clinic: Served) -> None:
    context = for_calling(HOSPITAL.keys, [CLINIC.card.identity])
    with httpx.Client(verify=context, trust_env=False) as client:
        assert SignedCard.read(client.get(clinic.card.url + CARD).content, where="answer") == clinic.institution.signed


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (head(MAX_ENVELOPE_BYTES + 1), b"413"),
        (head(3, content_type="text/plain") + b"abc", b"415"),
        (head(3) + b"abc", b"422"),
        (head(0), b"422"),
        (head(0, "/exchange/v2/envelopes"), b"404"),
        (b"POST /exchange/v1/envelopes HTTP/1.1\r\nhost: h\r\n" + b"x: " + b"y" * 20000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.0\r\n\r\n", b"404"),
        (b"\x00\x01\x02\r\n\r\n", b"400"),
    ],
)
def test_a_hostile_partner_gets_a_status_and_no_trace_of_the_program(
    clinic: Served, request_: bytes, status: bytes
) -> None:
    with connected(HOSPITAL.keys, clinic) as made:
        made.sendall(request_.replace(b"host: h\r\n", b"host: h\r\nconnection: close\r\n"))
        answer = said(made)
    assert answer[9:12] == status
    assert b"Traceback" not in answer
    assert b"autonome/" not in answer


def test_what_a_receiver_says_reaches_the_partner_only_where_it_is_meant_for_it() -> None:
    faults: list[Exception] = [
        RefusedError("the purpose is not one of ours"),
        EnvelopeError("the envelope is for another institution"),
        LogError("halted: entries 4 to 9 of anna are missing"),
        RuntimeError("anna"),
    ]

    def failing(_: bytes) -> bytes:
        raise faults[0]

    with serving(CLINIC, failing, HOSPITAL) as served:
        told = []
        while faults:
            with pytest.raises((RefusedError, UnreachableError)) as caught:
                courier(HOSPITAL).deliver(served.card, sealed())
            told.append((type(caught.value), caught.value.message))
            faults.pop(0)
    assert told == [
        (RefusedError, "the purpose is not one of ours"),
        (RefusedError, "the envelope is for another institution"),
        (UnreachableError, "answers with status 503, and no envelope"),
        (UnreachableError, "answers with status 500, and no envelope"),
    ]


def test_so_many_envelopes_of_one_partner_and_of_all_are_held_at_once() -> None:
    go, waiting = threading.Event(), threading.Semaphore(0)

    def slow(_: bytes) -> bytes:
        waiting.release()
        go.wait(20)
        return b"taken"

    crowd = [partner(f"p{number}.example") for number in range(3)]
    with serving(CLINIC, slow, *crowd) as served:
        outcomes: list[object] = []

        def deliver(who: Institution) -> None:
            try:
                outcomes.append(courier(who).deliver(served.card, sealed(who)))
            except UnreachableError as error:
                outcomes.append(error.message)

        threads = [threading.Thread(target=deliver, args=(who,)) for who in (*crowd, *crowd)[:AT_ONCE]]
        for each in threads:
            each.start()
            assert waiting.acquire(timeout=20)
        deliver(crowd[2])
        go.set()
        for each in threads:
            each.join()
    assert outcomes[0] == "answers with status 503, and no envelope"
    assert outcomes[1:] == [b"taken"] * AT_ONCE
    assert OF_ONE * 2 == AT_ONCE


def test_who_opens_connections_and_shakes_no_hand_keeps_nobody_else_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autonome.adapters.exchange.serving.HEAD_SECONDS", 2.5)
    with serving(CLINIC, received, HOSPITAL, per_address=4) as served, ExitStack() as stack:

        def idle() -> socket.socket:
            return stack.enter_context(
                socket.create_connection(served.address, timeout=20, source_address=("127.0.0.2", 0))
            )

        held = [idle() for _ in range(4)]
        begun = time.monotonic()
        assert said(idle()) == b""
        assert time.monotonic() - begun < 1.5, "the fifth is closed at once"
        courier(HOSPITAL).deliver(served.card, sealed())
        begun = time.monotonic()
        assert said(held[0]) == b""
        assert time.monotonic() - begun < 5
        until(lambda: said_nothing(idle()))


def said_nothing(made: socket.socket) -> bool:
    """Whether a connection is still open after a moment."""
    made.settimeout(0.2)
    try:
        return bool(made.recv(1))
    except TimeoutError:
        return True


def test_a_partner_that_dawdles_with_its_head_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autonome.adapters.ledger_http.serving.HEAD_SECONDS", 0.5)
    with serving(CLINIC, received, HOSPITAL) as served, connected(HOSPITAL.keys, served) as made:
        made.sendall(b"POST /exchange/v1/envelopes HTTP/1.1\r\n")
        begun = time.monotonic()
        assert said(made) == b""
        assert time.monotonic() - begun < 5


def test_a_partner_that_dawdles_with_its_envelope_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autonome.adapters.exchange.serving.PartnerProtocol.answer_seconds", 0.5)
    with serving(CLINIC, received, HOSPITAL) as served, connected(HOSPITAL.keys, served) as made:
        made.sendall(head(1000) + b"a")
        begun = time.monotonic()
        assert said(made) == b""
        assert time.monotonic() - begun < 5


# --- who answers wrongly -------------------------------------------------------------------------------------------


def answering(reply: bytes, envelope: bytes, *, hold: float = 0.0) -> tuple[Card, threading.Thread]:
    """A clinic that answers whatever it likes, once."""
    context = for_answering(CLINIC.keys)
    trust(context, [HOSPITAL.card.identity])
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener, listener.accept()[0] as plain, context.wrap_socket(plain, server_side=True) as made:
            made.settimeout(10)
            request = b""
            while not request.partition(b"\r\n\r\n")[2].startswith(envelope):
                request += made.recv(65536)
            try:
                made.sendall(reply)
                time.sleep(hold)
            except OSError:
                pass

    thread = threading.Thread(target=serve)
    thread.start()
    return replace(CLINIC.card, url=f"https://127.0.0.1:{listener.getsockname()[1]}"), thread


def answer_of(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


TYPE = f"content-type: {couriers.CONTENT_TYPE}"


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (answer_of("302 Found", b"", "location: https://evil.example/"), UnreachableError, "status 302"),
        (answer_of("307 Temporary Redirect", b"", "location: /elsewhere"), UnreachableError, "status 307"),
        (answer_of("200 OK", b"<html>"), UnreachableError, "no envelope"),
        (answer_of("200 OK", b"x" * (couriers.MAX_ANSWER_BYTES + 1), TYPE), UnreachableError, "answers more than"),
        (answer_of("403 Forbidden", b"no\x1b[2J\nmore"), RefusedError, "no\N{REPLACEMENT CHARACTER}[2J"),
        (answer_of("403 Forbidden", b"x" * 99_999), RefusedError, "x" * couriers.MAX_REASON),
        (answer_of("422 No", b""), RefusedError, "says no reason"),
        (answer_of("500 No", b"Traceback"), UnreachableError, "status 500"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc", UnreachableError, "breaks off"),
        (b"", UnreachableError, "breaks off"),
        (b"\x00" * 100, UnreachableError, "breaks off"),
    ],
)
def test_what_a_partner_answers_wrongly_is_told_in_one_line(reply: bytes, error: type, words: str) -> None:
    envelope = sealed()
    card, thread = answering(reply, envelope)
    with pytest.raises(error) as caught:
        courier(HOSPITAL).deliver(card, envelope)
    thread.join()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < couriers.MAX_REASON + 100


def test_a_partner_that_takes_a_call_and_says_nothing_is_waited_for_so_long_and_no_longer() -> None:
    envelope = sealed()
    card, thread = answering(b"HTTP/1.1 200 OK\r\n", envelope, hold=1.5)
    begun = time.monotonic()
    with pytest.raises(UnreachableError):
        courier(HOSPITAL, seconds=0.5).deliver(card, envelope)
    assert time.monotonic() - begun < 1.4
    thread.join()


def test_nobody_at_the_address_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        card = replace(CLINIC.card, url=f"https://127.0.0.1:{free.getsockname()[1]}")
    with pytest.raises(UnreachableError, match="ConnectError"):
        courier(HOSPITAL).deliver(card, sealed())


def test_a_proxy_of_the_environment_is_not_used(clinic: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    assert courier(HOSPITAL).deliver(clinic.card, sealed())
