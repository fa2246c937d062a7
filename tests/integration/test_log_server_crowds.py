"""Many connections to a log's server at once: of one address, of a proxy, and with half of a request on each."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from autonome.adapters.ledger_http import limits
from tests.integration.in_process import autonome
from tests.integration.log_servers import ANNA, Served, begun, decision, raw, serving


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "log"
    begun(folder).append([decision(ANNA)])
    return folder


GET = b"GET /checkpoint HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n"


def half_open(server: Served, source: str) -> socket.socket:
    """A connection from an address of this machine's, with half a request on it."""
    made = socket.create_connection(("127.0.0.1", server.port), timeout=20, source_address=(source, 0))
    made.sendall(b"GET /checkpoint HTTP/1.1\r\nhost: ")
    return made


def closed(connection: socket.socket) -> bytes:
    """What came before the end of a connection."""
    answer = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(4096):
            answer += piece
    return answer


def test_half_open_connections_of_one_address_keep_nobody_else_out(folder: Path) -> None:
    with ExitStack() as stack:
        served = stack.enter_context(serving(folder, "127.0.0.1:0", "--per-address", "5"))
        held = [stack.enter_context(half_open(served, "127.0.0.2")) for _ in range(5)]
        more = [stack.enter_context(half_open(served, "127.0.0.2")) for _ in range(limits.MAX_CONNECTIONS)]
        for each in more:
            assert closed(each)[9:12] in {b"503", b""}
        with half_open(served, "127.0.0.3") as other:
            other.sendall(b"h\r\nconnection: close\r\n\r\n")
            assert closed(other)[9:12] == b"200"
        held.pop().close()
        ends = time.monotonic() + 5
        while True:  # one that left makes room for one
            with half_open(served, "127.0.0.2") as again:
                again.sendall(b"h\r\nconnection: close\r\n\r\n")
                if closed(again)[9:12] == b"200":
                    break
            assert time.monotonic() < ends
        written = served.errors.read_text()
    assert '"turned_away":' in written
    assert "127.0.0" not in written


def test_a_proxy_is_not_limited_and_is_named_by_whoever_runs_it(folder: Path) -> None:
    with ExitStack() as stack:
        served = stack.enter_context(serving(folder, "127.0.0.1:0", "--per-address", "2", "--proxy", "127.0.0.9"))
        for _ in range(9):
            stack.enter_context(half_open(served, "127.0.0.9"))
        for _ in range(2):
            stack.enter_context(half_open(served, "127.0.0.1"))
        assert raw(served, GET)[9:12] == b"503", "who is named takes the place of this machine's own addresses"
        with half_open(served, "127.0.0.9") as proxy:
            proxy.sendall(b"h\r\nconnection: close\r\n\r\n")
            assert closed(proxy)[9:12] == b"200"
    refused = autonome("ledger", "serve", folder, "--proxy", "proxy.example")
    assert (refused.returncode, "'proxy.example' is no address" in refused.stderr) == (2, True)
