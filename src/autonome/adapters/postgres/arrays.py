"""Arrays as PostgreSQL takes them in its binary format, written at once.

The driver asks each element how it is to be written; for the records of a batch, of which it is known, that takes as
long as to seal them.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = struct.Struct(">iiIii")
"""Dimensions, whether there are nulls, type of the elements, their number, the number of the first."""

_BIGINT, _BIGINTS, _BYTEA, _BYTEAS = 20, 1016, 17, 1001
"""Of PostgreSQL's catalogue (pg_type.dat)."""


class Numbers(list[int]):
    """A ``bigint[]`` without nulls."""


class Bytes(list[bytes]):
    """A ``bytea[]`` without nulls."""


class _NumbersDumper(Dumper):
    format = Format.BINARY
    oid = _BIGINTS

    def dump(self, obj: Sequence[int]) -> bytes:
        pairs = [part for number in obj for part in (8, number)]
        return _HEAD.pack(1, 0, _BIGINT, len(obj), 1) + struct.pack(">" + "iq" * len(obj), *pairs)


class _BytesDumper(Dumper):
    format = Format.BINARY
    oid = _BYTEAS

    def dump(self, obj: Sequence[bytes]) -> bytes:
        written = [_HEAD.pack(1, 0, _BYTEA, len(obj), 1)]
        for each in obj:
            written += (len(each).to_bytes(4), each)
        return b"".join(written)


psycopg.adapters.register_dumper(Numbers, _NumbersDumper)
psycopg.adapters.register_dumper(Bytes, _BytesDumper)
