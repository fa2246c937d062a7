"""Sound files broken at random: bytes cut, doubled and spliced; fields of delimited text and values of JSON replaced.

The source of randomness is an argument, so that hypothesis can shrink what it finds and a long loop can run without it.
Genomes have mutations of their own (`tests.hostile.vcf.mutations`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random

MEBIBYTE = 1 << 20

WORDS = (
    *("", " ", ".", "null", "true", "NaN", "-Infinity", "1e308", "1e-400", "9" * 400, "-0", "0.000", "1.", "+1", "0x1"),
    *("٣", "\u202e", "\ufeff", "\x00", "\x0b", "\x1c", "\x85", "\u2028", "\U0001f600", "\\ud800", "\\u0000", "é"),
    *("|", "^", "&", "~", "\\", "\\F\\", "\\X0\\", "\\Zx\\", '""', "\t", "\n", "\r", "\r\n", "#", ",", ";", "/", ":"),
    *("{", "}", "[", "]", '"', "'", "..", "../..", "a" * 5_000, "*1/*2", "*1x9", "2024-02-30", "0000", "9999-12-31"),
    *(
        "20240230",
        "2024",
        "20240101010101.9999+9900",
        "24:00",
        "MSH|^~\\&|",
        "PID|1||x",
        "Patient/x",
        "#x",
        "urn:uuid:x",
    ),
    *("0", "-1", "9007199254740993", "1.0", "1e5", "2026-01-01T00:00:60Z", "2026-01-01T00:00:00+14:00", "none", "all"),
)

VALUES: Sequence[object] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        1e300,
        10**30,
        2**53,
        "",
        " ",
        "\x00",
        "\ud800",
        "a" * 3_000,
        [],
        {},
        [[]],
        [None],
    ),
    *({"": None}, {"value": {}}, [{}], "2024-02-30", "0001", "Patient/x", "#x", {"reference": "#x"}, {"coding": None}),
    *({"coding": [{}]}, {"coding": [{"system": 5, "code": "c"}]}, {"value": "1", "unit": 3}, {"extension": [{}]}),
    *({"start": "2024", "end": "1999"}, {"reference": "Patient/x", "identifier": []}, "entered-in-error", "active"),
)

Draw = Random
Change = Callable[[bytearray, Draw, Sequence[bytes]], None]


def _span(data: bytearray, draw: Draw, longest: int = 300) -> slice:
    start = draw.randrange(len(data) + 1)
    return slice(start, min(len(data), start + draw.randrange(longest)))


def flip(data: bytearray, draw: Draw, _seeds: Sequence[bytes]) -> None:
    """Change one byte."""
    if data:
        data[draw.randrange(len(data))] = draw.randrange(256)


def cut(data: bytearray, draw: Draw, _seeds: Sequence[bytes]) -> None:
    """Take a piece out, or the end."""
    span = _span(data, draw)
    del data[span if draw.random() < 0.7 else slice(span.start, None)]


def double(data: bytearray, draw: Draw, _seeds: Sequence[bytes]) -> None:
    """Say a piece twice, or many times."""
    span = _span(data, draw)
    data[span] = data[span] * draw.choice([2, 2, 3, 200])


def splice(data: bytearray, draw: Draw, seeds: Sequence[bytes]) -> None:
    """Put a piece of another file in."""
    other = draw.choice(seeds)
    start = draw.randrange(len(other) + 1)
    data[_span(data, draw)] = other[start : start + draw.randrange(300)]


def insert(data: bytearray, draw: Draw, _seeds: Sequence[bytes]) -> None:
    """Put a word somewhere."""
    at = draw.randrange(len(data) + 1)
    data[at:at] = draw.choice(WORDS).encode()


def field(data: bytearray, draw: Draw, _seeds: Sequence[bytes]) -> None:
    """Replace one piece between two delimiters by a word, or put two of them in each other's place."""
    mark = draw.choice([b"\n", b"\r", b"\t", b"|", b"^", b"~", b'"', b",", b" ", b"+"])
    parts = data.split(mark)
    one, other = draw.randrange(len(parts)), draw.randrange(len(parts))
    if draw.random() < 0.3:
        parts[one], parts[other] = parts[other], parts[one]
    else:
        parts[one] = bytearray(draw.choice(WORDS).encode())
    data[:] = mark.join(parts)


def member(data: bytearray, draw: Draw, _seeds: Sequence[bytes]) -> None:
    """Change one value of a JSON document; other files stay as they are."""
    try:
        document = json.loads(data)
    except ValueError:
        return
    places = [(node, key) for node in _containers(document) for key in _keys(node)]
    if places:
        _change(places, draw)
        data[:] = json.dumps(document).encode()


def _containers(document: object) -> list[dict[str, object] | list[object]]:
    found, waiting = [], [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (dict, list)):
            found.append(node)
            waiting.extend(node.values() if isinstance(node, dict) else node)
    return found


def _keys(node: dict[str, object] | list[object]) -> Sequence[object]:
    return list(node) if isinstance(node, dict) else range(len(node))


def _change(places: Sequence[tuple[object, object]], draw: Draw) -> None:
    (node, key), (other, there) = draw.choice(places), draw.choice(places)
    match draw.randrange(4):
        case 0:
            del node[key]  # type: ignore[attr-defined]
        case 1 if isinstance(node, dict):
            node[str(draw.choice(WORDS))] = node[key]
        case 2:
            node[key] = json.loads(json.dumps(other[there]))  # type: ignore[index]
        case _:
            node[key] = draw.choice(VALUES)  # type: ignore[index]


CHANGES: Sequence[Change] = (flip, cut, double, splice, insert, insert, field, field, member, member, member, member)


def broken(seeds: Sequence[bytes], draw: Draw) -> bytes:
    """One of the sound files after a few changes."""
    data = bytearray(draw.choice(seeds))
    for _ in range(draw.choice([1, 1, 1, 2, 2, 3, 4])):
        draw.choice(CHANGES)(data, draw, seeds)
    return bytes(data[:MEBIBYTE])
