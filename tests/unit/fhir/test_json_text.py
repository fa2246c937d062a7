"""The strict JSON door: each hostile document has its one-line error, and honest ones pass unchanged."""

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import RecordError
from autonome.fhir import json_text, parse_json

DAMAGED = "Mend: export the file again; it is damaged or cut short."
TOO_LONG = "Mend: write at most 64 digits and powers of ten up to 99."
JOIN = "Mend: put the resources into one Bundle; a bulk export has one resource a line."
HOSTILE = {
    "nested 10^5 deep": (
        b"[" * 100_000,
        "f.json, line 1, column 65: is nested more than 64 deep. Mend: flatten it; FHIR never needs that.",
    ),
    "nested 65 deep, balanced": (
        b'{"a":' + b"[" * 64 + b"]" * 64 + b"}",
        "f.json, line 1, column 69: is nested more than 64 deep. Mend: flatten it; FHIR never needs that.",
    ),
    "nested 900 deep, then cut short": (
        b'[{"a":' * 450,
        f"f.json, line 1, column 2701: is not JSON (Expecting value). {DAMAGED}",
    ),
    "key twice": (
        b'{\n "status": "active",\n "status": "stopped"}',
        "f.json, line 3, column 2: the key 'status' stands twice in one object. Mend: keep one of the two.",
    ),
    "key twice in another spelling": (
        b'{"a": {"b": 1, "\\u0062": 2}}',
        "f.json, line 1, column 16: the key 'b' stands twice in one object. Mend: keep one of the two.",
    ),
    "NaN": (b"[1, NaN]", "f.json, line 1, column 5: NaN is no JSON number. Mend: leave the value out."),
    "infinity": (
        b'{"a": -Infinity}',
        "f.json, line 1, column 7: -Infinity is no JSON number. Mend: leave the value out.",
    ),
    "integer of 10^5 digits": (
        b"[" + b"9" * 100_000 + b"]",
        f"f.json, line 1, column 2: holds a number of no sensible size. {TOO_LONG}",
    ),
    "power of ten beyond measure": (
        b"[0.1, 1e999999999]",
        f"f.json, line 1, column 7: holds a number of no sensible size. {TOO_LONG}",
    ),
    "half a surrogate pair": (
        b'["fine",\n "\\ud800"]',
        "f.json, line 2, column 2: holds half of a surrogate pair. Mend: write the character itself in UTF-8.",
    ),
    "half a surrogate pair behind an escaped backslash": (
        b'["\\\\ud83d\\udc00"]',
        "f.json, line 1, column 2: holds half of a surrogate pair. Mend: write the character itself in UTF-8.",
    ),
    "half a surrogate pair in a key": (
        b'{"\\udfff": 1}',
        "f.json, line 1, column 2: holds half of a surrogate pair. Mend: write the character itself in UTF-8.",
    ),
    "Latin-1": (
        '{\n "a": "é"}'.encode("latin-1"),
        "f.json, line 2, column 8: is not UTF-8. Mend: save it as UTF-8.",
    ),
    "UTF-16 with mark": (
        "{}".encode("utf-16"),
        "f.json: is UTF-16 or UTF-32, not UTF-8. Mend: save it as UTF-8.",
    ),
    "XML": (
        b"<Bundle/>",
        "f.json, line 1, column 1: is not JSON (Expecting value). Mend: export the record as FHIR JSON, not XML.",
    ),
    "one resource a line": (
        b"{}\n{}",
        f"f.json, line 2, column 1: is not JSON (Extra data). {JOIN}",
    ),
    "empty": (
        b"",
        f"f.json, line 1, column 1: is not JSON (Expecting value). {DAMAGED}",
    ),
    "raw control character": (
        b'["\x00"]',
        f"f.json, line 1, column 3: is not JSON (Invalid control character at). {DAMAGED}",
    ),
}


@pytest.mark.parametrize(("data", "message"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        parse_json(data, "f.json")
    assert str(caught.value) == message
    assert "\n" not in message


def test_too_many_bytes_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "MAX_BYTES", 1024 * 1024)
    with pytest.raises(RecordError, match=r"^f\.json: is larger than 1 MiB \(1,048,577 bytes\)\. Mend: export one pa"):
        parse_json(b" " * (1024 * 1024 + 1), "f.json")


def test_too_many_values_are_refused_before_they_are_built() -> None:
    data = b"[" + b"[]," * json_text.MAX_VALUES + b"0]"
    begun = time.process_time()
    with pytest.raises(RecordError, match=r"^f\.json: holds more than 4,000,000 values\. Mend: export one patient, an"):
        parse_json(data, "f.json")
    assert time.process_time() - begun < 2, "counting commas must not cost what parsing would"


def test_a_fault_far_into_a_document_is_still_placed() -> None:
    rows = ",\n".join(f'{{"a": "{number}"}}' for number in range(1000))
    with pytest.raises(RecordError, match=r"^f, line 1001, column 8: the key 'a' stands twice"):
        parse_json(f'[{rows},\n{{"a":1,"a":2}}]'.encode(), "f")


def test_depth_up_to_the_limit_passes() -> None:
    data = b"[" * json_text.MAX_DEPTH + b"]" * json_text.MAX_DEPTH
    value: object = parse_json(data, "f")
    depth = 0
    while isinstance(value, list):
        depth, value = depth + 1, value[0] if value else None
    assert depth == json_text.MAX_DEPTH


def test_a_byte_order_mark_in_front_is_passed_over() -> None:
    assert parse_json(b"\xef\xbb\xbf{}", "f") == {}


def test_decimals_keep_their_precision_and_pairs_of_surrogates_are_one_character() -> None:
    value = parse_json(b'[0.010, 1.50e2, -7, "\\ud83d\\ude00"]', "f")
    assert value == [Decimal("0.010"), Decimal("1.50E+2"), -7, "\U0001f600"]
    assert isinstance(value, list)
    assert str(value[0]) == "0.010"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(JSON)
def test_every_honest_document_reads_as_the_standard_reader_reads_it(value: object) -> None:
    for escaped in (True, False):
        assert parse_json(json.dumps(value, ensure_ascii=escaped).encode(), "f") == value


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text('[]{}":,\\u d8e1N\n', max_size=60).map(str.encode))
def test_whatever_the_bytes_only_a_record_error_escapes(data: bytes) -> None:
    try:
        parse_json(data, "f")
    except RecordError as error:
        assert "\n" not in str(error)  # noqa: PT017
