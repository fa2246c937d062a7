"""Strict reading of JSON: each hostile file is refused with one line that names it."""

import time

import pytest

from autonome.kernel import InputError, canonical_bytes, read_json
from autonome.kernel.canonical import MAX_JSON_BYTES

HOSTILE = {
    "key-twice": (b'{"a":1,"a":2}', "the key 'a' stands twice"),
    "float": (b"[1.5]", "the number 1.5 is not a whole number"),
    "nan": (b"[NaN]", "the number NaN is not a whole number"),
    "infinity": (b"[-Infinity]", "the number -Infinity is not a whole number"),
    "too-deep": (b"[" * 65 + b"]" * 65, "nested deeper than 64 levels"),
    "much-too-deep": (b'{"a":' * 200_000, "nested deeper than 64 levels"),
    "too-large": (b" " * (MAX_JSON_BYTES + 1), f"larger than {MAX_JSON_BYTES} bytes"),
    "inexact": (b"[9007199254740992]", "larger than 2^53 - 1"),
    "endless-integer": (b"[" + b"9" * 100_000 + b"]", "larger than 2^53 - 1"),
    "surrogate": (rb'["\ud800"]', "holds half of a surrogate pair"),
    "latin-1": (b'["\xe9"]', "is not UTF-8 text"),
    "utf-16": ('{"a":1}'.encode("utf-16"), "is not UTF-8 text"),
    "trailing": (b"{} {}", "Extra data"),
    "empty": (b"", "Expecting value"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_in_one_line(name: str) -> None:
    data, says = HOSTILE[name]
    with pytest.raises(InputError) as caught:
        read_json(data, where=f"{name}.json")
    line = str(caught.value)
    assert line.startswith(f"{name}.json: ")
    assert says in line
    assert ". Mend: " in line
    assert "\n" not in line


def test_depth_is_counted_outside_strings_only() -> None:
    assert read_json(b'["' + b"[" * 1000 + b'"]', where="f") == ["[" * 1000]
    assert read_json(b"[" * 64 + b"]" * 64, where="f") != []


def test_a_long_run_of_escaped_quotes_costs_linear_time() -> None:
    started = time.process_time()
    with pytest.raises(InputError):
        read_json(b'"' + b'\\"' * 2_000_000, where="f")
    assert time.process_time() - started < 2


def test_what_is_read_can_be_written_canonically() -> None:
    value = read_json('{"b": [1, null, true], "a": "é"}'.encode(), where="f")
    assert canonical_bytes(value) == '{"a":"é","b":[1,null,true]}'.encode()
