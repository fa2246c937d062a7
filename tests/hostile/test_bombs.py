"""Large hostile records, consents and tables end with one line, soon, and in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hostile.fhir.small_files import ORDER, PATIENT
from tests.hostile.hl7.small_files import MSH, OBX, PID
from tests.hostile.receipts import SOUND
from tests.hostile.running import autonome, needs_proc
from tests.integration.commands import EXAMPLE

MEBIBYTE = 1024 * 1024

RECORD_BOUND = 1024 * MEBIBYTE
"""Bytes: the most that reading a record may take. It is the JSON of the largest record that is read, 64 MiB with up to
four million values; a long life in full FHIR stays below a quarter."""

SMALL_BOUND = 192 * MEBIBYTE
"""Bytes: the most for our own formats, calls and manifests; the program itself takes some 70 MiB of it."""

PATIENCE = 60
"""Seconds in which a bomb must have been answered; it takes a few."""

ENTRY = json.dumps({"resource": ORDER}).encode()


def a_million_entries() -> Iterator[bytes]:
    yield b'{"resourceType":"Bundle","type":"collection","entry":[' + json.dumps({"resource": PATIENT}).encode()
    for _ in range(1_000):
        yield b',{"resource":{}}' * 1_000
    yield b"]}"


def orders_to_the_limit() -> Iterator[bytes]:
    yield b'{"resourceType":"Bundle","type":"collection","entry":[' + json.dumps({"resource": PATIENT}).encode()
    for _ in range(60 * MEBIBYTE // (len(ENTRY) * 1_000)):
        yield (b"," + ENTRY) * 1_000
    yield b"]}"


def more_values_than_are_read() -> Iterator[bytes]:
    yield b"[0"
    for _ in range(5_000):
        yield b",0" * 1_000
    yield b"]"


def a_file_beyond_the_limit() -> Iterator[bytes]:
    for _ in range(70):
        yield b" " * MEBIBYTE


def a_text_of_sixty_megabytes() -> Iterator[bytes]:
    yield b'{"resourceType":"'
    for _ in range(60):
        yield b"x" * MEBIBYTE
    yield b'"}'


def a_text_of_escapes() -> Iterator[bytes]:
    yield b'{"resourceType":"'
    for _ in range(60):
        yield b"\\u00e9" * (MEBIBYTE // 6)
    yield b'"}'


def brackets_without_end() -> Iterator[bytes]:
    for _ in range(3):
        yield b"[" * MEBIBYTE


def keys_that_all_differ() -> Iterator[bytes]:
    yield b"{"
    for number in range(1_000):
        yield b"".join(b'"%d":0,' % (number * 3_000 + each) for each in range(3_000))
    yield b'"x":0}'


def contained_in_contained() -> Iterator[bytes]:
    yield b'{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","contained":['
    yield b",".join([b'{"resourceType":"Patient","contained":[{"resourceType":"Medication","id":"c"}]}'] * 300_000)
    yield b"]}}]}"


def results_by_the_hundred_thousand() -> Iterator[bytes]:
    yield f"{MSH}\r{PID}\r".encode()
    for _ in range(90):
        yield f"{OBX}\r".encode() * 1_000


def segments_beyond_the_limit() -> Iterator[bytes]:
    yield f"{MSH}\r{PID}\r".encode()
    for _ in range(300):
        yield b"NTE|1\r" * 1_000


def a_segment_of_megabytes() -> Iterator[bytes]:
    yield f"{MSH}\r{PID}\rOBX|1|ED|".encode() + b"A" * (15 * MEBIBYTE)


def messages_beyond_the_limit() -> Iterator[bytes]:
    for _ in range(17):
        yield f"{MSH}\r".encode() + b" " * MEBIBYTE


def written(path: Path, parts: Iterator[bytes]) -> Path:
    with path.open("wb") as out:
        out.writelines(parts)
    return path


BUNDLE_MEND = "Mend: export the patient as one Bundle of type collection, document, searchset, transaction or batch."

REFUSED: list[tuple[Callable[[], Iterator[bytes]], str]] = [
    (
        more_values_than_are_read,
        ": holds more than 4,000,000 values. Mend: export one patient, and only the resources that matter.",
    ),
    (a_text_of_sixty_megabytes, f": is a {'x' * 40}, not a Bundle. {BUNDLE_MEND}"),
    (a_text_of_escapes, f": is a {'é' * 40}, not a Bundle. {BUNDLE_MEND}"),
    (
        brackets_without_end,
        ", line 1, column 65: is nested more than 64 deep. Mend: flatten it; FHIR never needs that.",
    ),
    (keys_that_all_differ, f": is no FHIR resource: it has no resourceType. {BUNDLE_MEND}"),
    (
        contained_in_contained,
        ", Bundle.entry[0]: the Patient has no id. Mend: give the Patient the id that the consent names.",
    ),
    (segments_beyond_the_limit, ": holds more than 100,000 segments. Mend: export one patient only."),
    (
        a_segment_of_megabytes,
        ", line 3: is longer than 1,000,000 characters. Mend: leave documents inside messages out.",
    ),
    (
        messages_beyond_the_limit,
        ": is larger than 16 MiB (17,826,931 bytes). Mend: export one patient only.",
    ),
]

READ: list[tuple[Callable[[], Iterator[bytes]], str]] = [
    (a_million_entries, "0 entries read"),
    (orders_to_the_limit, "1 entries read"),
    (results_by_the_hundred_thousand, "90000 entries read"),
]


@needs_proc
@pytest.mark.parametrize(("parts", "error"), [pytest.param(*each, id=each[0].__name__) for each in REFUSED])
def test_a_record_that_is_a_bomb_ends_with_one_line_in_bounded_memory(
    parts: Callable[[], Iterator[bytes]], error: str, tmp_path: Path
) -> None:
    ran = autonome("record", "check", written(tmp_path / "bomb", parts()), timeout=PATIENCE)
    assert (ran.code, ran.stdout, ran.stderr) == (2, "", f"autonome: bomb{error}\n")
    assert ran.peak < RECORD_BOUND


@needs_proc
@pytest.mark.parametrize(("parts", "said"), [pytest.param(*each, id=each[0].__name__) for each in READ])
def test_a_record_of_very_much_is_read_in_bounded_memory(
    parts: Callable[[], Iterator[bytes]], said: str, tmp_path: Path
) -> None:
    ran = autonome("record", "check", written(tmp_path / "bomb", parts()), timeout=2 * PATIENCE)
    assert ran.code == 0, ran.stderr
    assert ran.stdout.splitlines()[0].endswith(said)
    assert ran.peak < RECORD_BOUND


@needs_proc
def test_a_file_beyond_the_limit_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = written(tmp_path / "bomb", a_file_beyond_the_limit())
    ran = autonome("record", "check", path, timeout=PATIENCE)
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr == f"autonome: {path}: is larger than 64 MiB. Mend: check that it is the right file.\n"
    assert ran.peak < SMALL_BOUND


def a_consent_of_many_acts() -> Iterator[bytes]:
    document = json.loads((SOUND / "consent.json").read_bytes())
    first = document["acts"][0]
    acts = [first | {"id": f"2026-01-05/{number}"} for number in range(8_000)]
    yield json.dumps(document | {"acts": acts}).encode()


def a_consent_beyond_the_limit() -> Iterator[bytes]:
    yield b'{"format":"autonome-consent/1","subject":"'
    for _ in range(5):
        yield b"x" * MEBIBYTE


def a_manifest_of_a_million_patients() -> Iterator[bytes]:
    yield b"patient\tvcf\trecord\tconsent\n"
    for number in range(1_000_000):
        yield b"p-%d\tg.vcf\tr.json\tc.json\n" % number


def a_manifest_of_one_line() -> Iterator[bytes]:
    yield b"patient\tvcf\trecord\tconsent\n"
    for _ in range(60):
        yield b"p\t" * (MEBIBYTE // 2)


def calls_beyond_the_limit() -> Iterator[bytes]:
    for _ in range(60):
        yield b"#" * MEBIBYTE


def calls_by_the_million() -> Iterator[bytes]:
    for _ in range(1_000):
        yield b"CYP2D6\t*1/*2\n" * 1_000


SMALL: list[tuple[Callable[[], Iterator[bytes]], str, str]] = [
    (a_consent_beyond_the_limit, "--consent", "bomb: is larger than 4 MiB"),
    (
        calls_by_the_million,
        "--outside-calls",
        "bomb, line 1001: has more than 1000 lines. Mend: give one line per call.",
    ),
    (
        a_manifest_of_a_million_patients,
        "--batch",
        "bomb, line 100002: names more than 100,000 patients. Mend: make several batches.",
    ),
    (a_manifest_of_one_line, "--batch", "bomb, line 2: has 31457281 cells where the header has 4."),
]


@needs_proc
@pytest.mark.parametrize(("parts", "option", "said"), [pytest.param(*each, id=each[0].__name__) for each in SMALL])
def test_a_small_file_that_is_a_bomb_ends_with_one_line_and_nothing_is_stored(
    parts: Callable[[], Iterator[bytes]], option: str, said: str, tmp_path: Path
) -> None:
    bomb = written(tmp_path / "bomb", parts())
    given = {"--record": EXAMPLE / "record.json", "--consent": EXAMPLE / "consent.json"} | {option: bomb}
    files = [part for pair in given.items() for part in pair]
    arguments = [option, bomb] if option == "--batch" else [EXAMPLE / "patient.vcf", *files]
    out = ("--out", tmp_path / "out", "--log", tmp_path / "log", "--no-pdf")
    ran = autonome("plan", *arguments, *out, timeout=PATIENCE)
    assert (ran.code, ran.stdout, ran.stderr.count("\n")) == (2, "", 1), ran.stderr
    assert said in ran.stderr
    assert ran.peak < (SMALL_BOUND if option != "--batch" else RECORD_BOUND)
    assert not list((tmp_path / "out").glob("*"))
    size = tmp_path / "log" / "checkpoint"
    assert not size.exists() or size.read_text().splitlines()[1] == "0", "nothing stands on the log"
