"""Numbers and arrays as PostgreSQL takes and gives them in its binary format, arrays written at once.

The driver asks each element how it is to be written; for the records of a batch, of which it is known, that takes as
long as to seal them.
"""

from __future__ import annotations

import struct
from typing import Self

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = struct.Struct(">iiIii")
"""Dimensions, whether there are nulls, type of the elements, their number, the number of the first."""

_ELEMENT = 12
"""Bytes of a number in an array, its length before it."""

_BIGINT, _BIGINTS, _BYTEA, _BYTEAS = 20, 1016, 17, 1001
"""Of PostgreSQL's catalogue (pg_type.dat)."""


class Numbers(list[int]):
    """A ``bigint[]`` without nulls."""

    def written(self) -> bytes:
        """In binary format."""
        pairs = [part for number in self for part in (8, number)]
        return _HEAD.pack(1, 0, _BIGINT, len(self), 1) + struct.pack(">" + "iq" * len(self), *pairs)

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read one that the server has written; without elements it has no dimensions."""
        count = (len(data) - _HEAD.size) // _ELEMENT
        return cls(struct.unpack(">" + "iq" * count, data[_HEAD.size :])[1::2] if count > 0 else ())


class Bytes(list[bytes]):
    """A ``bytea[]`` without nulls."""

    def written(self) -> bytes:
        """In binary format."""
        written = [_HEAD.pack(1, 0, _BYTEA, len(self), 1)]
        for each in self:
            written += (len(each).to_bytes(4), each)
        return b"".join(written)


def written_number(number: int) -> bytes:
    """A ``bigint`` in binary format."""
    return number.to_bytes(8, signed=True)


def read_number(data: bytes) -> int:
    """Read a ``bigint``."""
    return int.from_bytes(data, signed=True)


class _NumbersDumper(Dumper):
    format = Format.BINARY
    oid = _BIGINTS

    def dump(self, obj: Numbers) -> bytes:
        return obj.written()


class _BytesDumper(Dumper):
    format = Format.BINARY
    oid = _BYTEAS

    def dump(self, obj: Bytes) -> bytes:
        return obj.written()


psycopg.adapters.register_dumper(Numbers, _NumbersDumper)
psycopg.adapters.register_dumper(Bytes, _BytesDumper)
