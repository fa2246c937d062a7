"""A log over HTTP: what C2SP asks for, what strangers try, and who may read what is sealed."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPResponse
from pathlib import Path

import httpx
import pytest

from autonome.adapters.folder_log import FolderLog
from autonome.adapters.ledger_http import limits
from autonome.adapters.local_log import LocalLog
from autonome.kernel import Instant, canonical_bytes
from autonome.ledger import (
    Checkpoint,
    Draft,
    EntryKind,
    Erasure,
    Opening,
    Thread,
    Tile,
    VerificationError,
    leaf_hash,
    parse_policy,
    read_receipt,
    verify_consistency,
    verify_entries,
    verify_inclusion,
    write_policy,
)
from autonome.ledger.openings import PublicIndex, opening_path, read_opening
from autonome.ledger.proof_texts import InclusionText
from autonome.ledger.reading import ENTRIES_AT_ONCE, Statement
from autonome.ledger.rebuilding import rebuild
from autonome.ledger.tombstones import ERASURES
from autonome.ledger.witnessing import AddCheckpoint
from autonome.workflows.read_timeline import verified_timeline
from autonome.workflows.record_use import receipt_for
from tests.integration.in_process import autonome
from tests.integration.log_servers import (
    ANNA,
    BEN,
    READER,
    STRANGER,
    Served,
    begun,
    challenge,
    decision,
    raw,
    read,
    serving,
)

SIZE = 300


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> LocalLog:
    log = begun(tmp_path_factory.mktemp("served") / "log")
    log.append([decision(ANNA, number) for number in range(100)])
    log.append([decision(BEN, number) for number in range(SIZE - 101)])
    return log


@pytest.fixture(scope="module")
def folder(log: LocalLog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder, without the key that signs: the server must not need it."""
    folder = log._files.directory
    FolderLog(folder).enrol(Thread.of_person(ANNA), READER.verifier)
    (folder / "private" / "key").rename(tmp_path_factory.mktemp("elsewhere") / "key")
    return folder


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Served]:
    with serving(folder) as served:
        yield served


@pytest.fixture(scope="module")
def client(server: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=20, trust_env=False) as client:
        yield client


def test_the_checkpoint_is_served_as_text_that_nobody_keeps(client: httpx.Client, log: LocalLog) -> None:
    answer = client.get("/checkpoint")
    assert answer.text == log.checkpoint()
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get("/checkpoint", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_whole_tree_can_be_rebuilt_from_what_is_served(client: httpx.Client, log: LocalLog) -> None:
    def read(tile: Tile) -> bytes:
        answer = client.get(f"/{tile.path}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        return answer.content

    rebuilt = rebuild(read, SIZE)
    assert rebuilt.wrong == ()
    assert rebuilt.root == Checkpoint.of_note(log.checkpoint()).root


def test_bundles_are_compressed_for_who_takes_it_and_tagged_apart(client: httpx.Client) -> None:
    path = Tile(-1, 0).path
    packed = client.get(f"/{path}", headers={"accept-encoding": "gzip"})
    plain = client.get(f"/{path}", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    with client.stream("GET", f"/{path}", headers={"accept-encoding": "gzip"}) as stream:
        assert gzip.decompress(b"".join(stream.iter_raw())) == plain.content


def test_a_head_request_has_the_headers_and_no_body(client: httpx.Client) -> None:
    answer = client.head(f"/{Tile(0, 0).path}")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, "8192", b"")


def test_a_partial_tile_of_an_older_tree_is_cut_from_the_full_one(client: httpx.Client) -> None:
    whole = client.get(f"/{Tile(0, 0).path}").content
    assert client.get(f"/{Tile(0, 0, 101).path}").content == whole[: 101 * 32]
    bundle = client.get(f"/{Tile(-1, 0, 7).path}").content
    assert len(bundle) == 7 * 50


def test_proofs_are_served_as_other_tools_read_them(client: httpx.Client, log: LocalLog) -> None:
    checkpoint = Checkpoint.of_note(log.checkpoint())
    proof = InclusionText.parse(client.get("/proof/inclusion/17").text)
    assert proof.entry is not None
    verify_inclusion(leaf_hash(proof.entry), 17, SIZE, proof.proof, checkpoint.root)
    growth = AddCheckpoint.parse(client.get("/proof/consistency/101").content)
    older = rebuild(FolderLog(log._files.directory).tile, SIZE).root_at(101)
    verify_consistency(101, SIZE, growth.proof, older, Checkpoint.of_note(growth.note).root)


def test_public_openings_are_listed_and_served_and_nothing_else_is(client: httpx.Client) -> None:
    index = PublicIndex.read(client.get("/public").content)
    assert (index.size, index.indexes, index.following) == (SIZE, (0,), None)
    assert read_opening(client.get(f"/{opening_path(0)}").content, 0).payload.kind is EntryKind.KEY
    assert PublicIndex.read(client.get("/public?from=1").content).indexes == ()
    for path in (opening_path(1), opening_path(SIZE), "public/000/000", "public/0/0/0", "public/000/000/0000"):
        assert client.get(f"/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/tile/0/001",  # not full yet
        "/tile/0/001.p/45",  # beyond the checkpoint
        "/tile/1/000.p/2",
        "/tile/2/000.p/1",
        "/tile/0/000.p/256",
        "/tile/0/000.p/044",
        "/tile/00/000",
        "/tile/0/0",
        "/tile/0/%30%30%30",
        "/proof/inclusion/%31",
        "/proof/consistency/%31",
        "/tile/0/x000/000",
        "/tile/0/000/",
        "/tile/64/000",
        "/tile/entries/002",
        "/tile/entries/",
        "/tile/",
        "//checkpoint",
        "/checkpoint/",
        "/private/key",
        "/tile/../private/key",
        "/tile/%2e%2e/private/key",
        "/tile/0/..%2f..%2fprivate%2fkey",
        "/public/../private/key",
        "/public/000/000/%00",
        "/proof/inclusion/300",
        "/proof/inclusion/-1",
        "/proof/inclusion/007",
        "/proof/inclusion/1e2",
        "/proof/inclusion/99999999999999999999",
        "/proof/consistency/301",
        "/public?from=x",
        "/reading/entries",
        "/",
        "/tile/0/000%0d%0aset-cookie:x",
    ],
)
def test_what_is_not_served_is_answered_alike(server: Served, path: str) -> None:
    answer = raw(server, f"GET {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 404 ")
    assert b"cache-control: no-store" in head
    assert body == b"there is nothing here, or not for you\n"


@pytest.mark.parametrize("path", ["/" + "x" * 600, "/tile/0/000?" + "x" * 600])
def test_a_path_without_end_is_refused(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 414


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"POST /checkpoint HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n", b"405"),
        (b"DELETE /tile/0/000 HTTP/1.1\r\nhost: h\r\n\r\n", b"405"),
        (b"GET /checkpoint HTTP/1.1\r\nhost: h\r\ncontent-length: 5\r\n\r\n12345", b"413"),
        (b"GET /checkpoint HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", b"413"),
        (b"GET /checkpoint HTTP/1.1\r\nhost: h\r\nx: " + b"y" * 20_000 + b"\r\n\r\n", b"431"),
        (b"GET /checkpoint HTTP/1.1\r\nhost: h\r\nx: " + b"\r\nx: y" * 5_000 + b"\r\n\r\n", b"431"),
        (b"GET /checkpoint HTTP/1.1\r\nhost: h\r\nx: " + b"y" * 2_000_000, b"400"),
        (b"NOT HTTP AT ALL\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b""),
        (b"GET /checkpoint HTTP/1.1\r\n\r\n", b"400"),
    ],
)
def test_hostile_requests_get_a_status_and_no_trace_of_the_program(
    server: Served, request_bytes: bytes, status: bytes
) -> None:
    answer = raw(server, request_bytes)
    assert answer.startswith(b"HTTP/1.1 " + status) if status else b"200" not in answer[:16]
    assert not any(word in answer for word in (b"Traceback", b"starlette", b"uvicorn", b".py"))


def test_a_fault_becomes_one_line_and_the_server_goes_on(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for each in ("checkpoint", "tile", "public"):
        (copy / each).symlink_to(folder / each)
    with serving(copy) as served, httpx.Client(base_url=served.url, timeout=20, trust_env=False) as client:
        (copy / "tile").unlink()
        answer = client.get("/tile/0/000")
        said = "what this log needs for an answer is damaged or missing; it has been written down\n"
        assert (answer.status_code, answer.text) == (503, said)
        assert client.get("/checkpoint").status_code == 200
        written = served.errors.read_text()
    assert '"fault":"LogError","said":"' in written
    assert "tile/0/000 is missing" in written
    assert "Traceback" not in written


def test_a_client_that_dawdles_is_cut_off_and_others_are_served(server: Served, client: httpx.Client) -> None:
    begun_at = time.monotonic()
    address, patience = ("127.0.0.1", server.port), limits.HEAD_SECONDS + 10
    with (
        socket.create_connection(address, timeout=patience) as silent,
        socket.create_connection(address, timeout=patience) as slow,
        socket.create_connection(address, timeout=patience) as again,
    ):
        slow.sendall(b"GET /checkpoint HTTP/1.1\r\nhost: h\r\n")
        again.sendall(b"GET /checkpoint HTTP/1.1\r\nhost: h\r\n\r\n")
        answer = HTTPResponse(again)
        answer.begin()
        assert (answer.status, answer.read()) == (200, client.get("/checkpoint").content)
        again.sendall(b"GET /checkpoint HTTP/1.1\r\n")  # the next one on the same connection, and never its end
        assert client.get("/checkpoint").status_code == 200
        for each in (silent, slow, again):
            with suppress(ConnectionResetError):
                assert each.recv(100) == b""
    assert limits.HEAD_SECONDS - 1 < time.monotonic() - begun_at < limits.HEAD_SECONDS + 8


def test_many_idle_connections_do_not_keep_it_from_serving_once_they_are_gone(server: Served) -> None:
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(limits.MAX_CONNECTIONS + 20)]
    try:
        assert raw(server, b"GET /checkpoint HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n")[9:12] == b"503"
    finally:
        for each in idle:
            each.close()
    ends = time.monotonic() + 10
    while raw(server, b"GET /checkpoint HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n")[9:12] != b"200":
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_a_person_reads_their_own_entries_with_proofs_and_all_of_them(client: httpx.Client, log: LocalLog) -> None:
    policy = parse_policy(write_policy(log.verifier).encode())
    first = read(client, Thread.of_person(ANNA), READER)
    assert first.headers["cache-control"] == "no-store"
    assert first.headers["autonome-next"] == str(ENTRIES_AT_ONCE)
    rest = read(client, Thread.of_person(ANNA), READER, since=ENTRIES_AT_ONCE)
    assert "autonome-next" not in rest.headers
    shown = [verify_entries(read_receipt(answer.content), policy).entries for answer in (first, rest)]
    assert (*shown[0], *shown[1]) == log.entries_of(ANNA)


def test_nobody_reads_what_is_not_theirs_and_denied_looks_like_absent(client: httpx.Client) -> None:
    anna, ben = Thread.of_person(ANNA), Thread.of_person(BEN)
    nobody = Thread.of_person(BEN.__class__("nobody"))
    good = challenge(client)
    origin = client.get("/reading/challenge").json()["log"]
    used = Statement.sign(origin, anna, good, READER)
    assert client.get("/reading/entries", headers={"authorization": used.header()}).status_code == 200
    forged = Statement(origin, anna, 0, challenge(client), READER.verifier, STRANGER.sign(b"something"))
    answers = [
        client.get("/reading/entries"),
        client.get("/reading/entries", headers={"authorization": "Bearer x"}),
        client.get("/reading/entries", headers={"authorization": used.header()}),  # twice
        client.get("/reading/entries", headers={"authorization": forged.header()}),
        read(client, anna, STRANGER),  # a key that is not enrolled
        read(client, ben, READER),  # enrolled, for another person
        read(client, nobody, READER),  # a person of whom there is nothing
        read(client, Thread(Opening.INSTITUTION, ERASURES), READER),
        read(client, anna, READER, since=10_000),
        *(
            client.get("/reading/entries", headers={"authorization": statement.header()})
            for statement in (
                Statement.sign("other.example", anna, challenge(client), READER),  # for another log
                Statement.sign(origin, anna, bytes(40), READER),  # a challenge that nobody drew
            )
        ),
    ]
    told = {(each.status_code, each.text, each.headers["cache-control"]) for each in answers}
    assert told == {(404, "there is nothing here, or not for you\n", "no-store")}


def test_who_was_erased_is_not_there_any_more(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.append([decision(ANNA), decision(BEN)])
    reading = FolderLog(tmp_path / "log")
    reading.enrol(Thread.of_person(ANNA), READER.verifier)
    reading.enrol(Thread.of_person(BEN), STRANGER.verifier)
    with serving(tmp_path / "log") as served, httpx.Client(base_url=served.url, timeout=20, trust_env=False) as client:
        assert read(client, Thread.of_person(ANNA), READER).status_code == 200
        log.erase(ANNA, Erasure("GDPR Art. 17(1)(b)", Instant(0)))
        assert read(client, Thread.of_person(ANNA), READER).status_code == 404
        assert read(client, Thread.of_person(BEN), STRANGER).status_code == 200
        reading.withdraw(Thread.of_person(BEN), STRANGER.verifier)
        assert read(client, Thread.of_person(BEN), STRANGER).status_code == 404
        reading.enrol(Thread(Opening.INSTITUTION, ERASURES), READER.verifier)
        stones = read(client, Thread(Opening.INSTITUTION, ERASURES), READER)
        assert [entry["payload"]["kind"] for entry in stones.json()["entries"]] == ["tombstone"]


def test_readers_are_kept_under_pseudonyms_for_the_owner_alone(folder: Path) -> None:
    (readers,) = (folder / "private" / "readers").iterdir()
    assert stat.S_IMODE(readers.stat().st_mode) == 0o600
    assert "anna" not in readers.name
    assert "reader" not in readers.read_text()


def test_a_log_that_grows_is_served_as_it_grows(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    with serving(tmp_path / "log") as served, httpx.Client(base_url=served.url, timeout=20, trust_env=False) as client:
        for number in range(20):
            log.append([decision(ANNA, each) for each in range(number % 20 + 1)])
            size = Checkpoint.of_note(client.get("/checkpoint").text).size
            rebuilt = rebuild(lambda tile: client.get(f"/{tile.path}").content, size)
            assert rebuilt.wrong == ()
        log.append([Draft(EntryKind.KNOWLEDGE, BEN, {})])
        assert PublicIndex.read(client.get("/public").content).indexes[-1] == size


def test_what_is_written_of_requests_says_nothing_of_anybody(server: Served, client: httpx.Client) -> None:
    client.get(f"/{Tile(0, 0).path}", headers={"user-agent": "Mozilla/of-somebody"})
    read(client, Thread.of_person(ANNA), READER)
    lines = [json.loads(line) for line in server.errors.read_text().splitlines()]
    assert {frozenset(line) for line in lines} == {
        frozenset({"at", "method", "route", "status", "bytes", "milliseconds"})
    }
    text = server.errors.read_text()
    assert not any(word in text for word in ("127.0.0.1", "anna", "Mozilla", "000", "Autonome ", READER.verifier.name))


def test_it_ends_cleanly_when_it_is_told_to(folder: Path) -> None:
    with serving(folder) as served:
        assert httpx.get(f"{served.url}/checkpoint", trust_env=False).status_code == 200
        assert served.end() == 0


@pytest.mark.parametrize("listen", ["nowhere", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999", ":80", "256.1.1.1:0"])
def test_an_address_that_is_none_is_refused_in_one_line(folder: Path, listen: str) -> None:
    done = autonome("ledger", "serve", folder, "--listen", listen)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_person_reads_their_timeline_by_a_command_and_a_gap_is_seen(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.append([decision(ANNA, number) for number in range(70)])
    (tmp_path / "policy.txt").write_text(write_policy(log.verifier))
    public = autonome("ledger", "reader-key", tmp_path / "key").stdout.strip()
    asked = ("--subject", ANNA, "--key", tmp_path / "key", "--policy", tmp_path / "policy.txt")
    with serving(tmp_path / "log") as served:
        refused = autonome("ledger", "read", served.url, *asked)
        assert (refused.returncode, "the server has nothing for this key" in refused.stderr) == (2, True)
        assert autonome("ledger", "reader", tmp_path / "log", public, "--subject", ANNA).returncode == 0
        done = autonome("ledger", "read", served.url, *asked)
        assert (done.returncode, len(done.stdout.splitlines())) == (0, 70), done.stderr
        (tmp_path / "other.txt").write_text(write_policy(STRANGER.verifier))
        other = autonome("ledger", "read", served.url, *asked[:4], "--policy", tmp_path / "other.txt")
        assert other.returncode == 4
    policy = parse_policy((tmp_path / "policy.txt").read_bytes())
    entries = log.entries_of(ANNA)
    pages = [canonical_bytes(receipt_for(part, log=log).to_json()) for part in (entries[:3], entries[4:])]
    with pytest.raises(VerificationError, match="entries are missing before entry 5"):
        verified_timeline(pages, policy)


def test_newest_entries_that_a_server_keeps_back_are_missed_by_who_has_seen_them(tmp_path: Path) -> None:
    log = begun(tmp_path / "log")
    log.append([decision(ANNA, number) for number in range(3)])
    (tmp_path / "policy.txt").write_text(write_policy(log.verifier))
    public = autonome("ledger", "reader-key", tmp_path / "key").stdout.strip()
    fresh = autonome("ledger", "reader-key", tmp_path / "fresh").stdout.strip()
    for each in (public, fresh):
        assert autonome("ledger", "reader", tmp_path / "log", each, "--subject", ANNA).returncode == 0
    shutil.copytree(tmp_path / "log", tmp_path / "cut")  # what the server goes on to show
    (newest,) = log.append([decision(ANNA, 3)])
    asked = ("--subject", ANNA, "--policy", tmp_path / "policy.txt", "--key")
    with serving(tmp_path / "log") as whole:
        done = autonome("ledger", "read", whole.url, *asked, tmp_path / "key")
        assert (done.returncode, len(done.stdout.splitlines())) == (0, 4), done.stderr
    (tmp_path / "receipt.json").write_bytes(canonical_bytes(receipt_for([newest], log=log).to_json()))
    in_hand = ("--receipt", tmp_path / "receipt.json")
    with serving(tmp_path / "cut") as cut:
        less = autonome("ledger", "read", cut.url, *asked, tmp_path / "key")
        assert (less.returncode, less.stdout) == (5, "")
        assert f"keeps back entry {newest.index}, which was read before" in less.stderr
        shown = autonome("ledger", "read", cut.url, *asked, tmp_path / "fresh", *in_hand)
        assert (shown.returncode, shown.stdout) == (5, "")
        assert f"keeps back entry {newest.index}, of which there is a receipt" in shown.stderr
        # Without the control: who has seen nothing misses nothing.
        nothing = autonome("ledger", "read", cut.url, *asked, tmp_path / "fresh")
        assert (nothing.returncode, len(nothing.stdout.splitlines())) == (0, 3)
    with serving(tmp_path / "log") as whole:
        again = autonome("ledger", "read", whole.url, *asked, tmp_path / "fresh", *in_hand)
        assert (again.returncode, len(again.stdout.splitlines())) == (0, 4), again.stderr
    (tmp_path / "key.seen").write_text("{}")
    with serving(tmp_path / "log") as whole:
        damaged = autonome("ledger", "read", whole.url, *asked, tmp_path / "key")
    assert (damaged.returncode, "key.seen: does not have exactly" in damaged.stderr) == (2, True), damaged.stderr
