"""Which files are receipts of a transfer: told without what reading one needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from autonome.kernel import InputError, read_json

TRANSFER_FORMAT: Final = "autonome-shared/1"


def is_transfer(data: bytes) -> bool:
    """Whether a file is the receipt of a transfer; nothing is verified."""
    if TRANSFER_FORMAT.encode() not in data:
        return False
    try:
        value = read_json(data, where="receipt")
    except InputError:
        return False
    return isinstance(value, Mapping) and value.get("format") == TRANSFER_FORMAT
