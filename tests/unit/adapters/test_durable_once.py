"""A file that several write at the same time is written once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autonome.adapters.durable import DurableFile, write_once_durably


def test_of_many_writers_one_wins_and_nothing_else_is_left(tmp_path: Path) -> None:
    place = tmp_path / "folder" / "key"

    def write(number: int) -> bool:
        return write_once_durably(DurableFile(place, b"%d" % number, private=True), str(number))

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(write, range(16)))
    assert won.count(True) == 1
    assert place.read_bytes() == b"%d" % won.index(True)
    assert list(place.parent.iterdir()) == [place]
    assert place.stat().st_mode & 0o777 == 0o600
