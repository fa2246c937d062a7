"""The long loop over every reader but the genome's: ``python -m tests.hostile.fuzz --minutes 10``.

What breaks a reader is kept, and becomes a file of ``small_files``. Genomes: ``python -m tests.hostile.vcf.fuzz``.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random

from autonome.cli.plain_text import one_line
from autonome.kernel import AutonomeError
from tests.hostile.breaking import broken
from tests.hostile.readers import Reader, readers

SLOW = 5.0
"""Seconds after which an answer to a file below a megabyte is a finding too."""


def fault_of(reader: Reader, data: bytes, count: Counter[str]) -> str:
    """What is wrong with the reader's answer to these bytes; "" where nothing is."""
    begun, fault = time.monotonic(), ""
    try:
        reader.read(data)
        count["read"] += 1
    except AutonomeError as error:
        fault = "" if one_line(error).isprintable() and error.message else f"no line: {error!r}"
        count["refused"] += 1
    except Exception:  # noqa: BLE001 - finding these is the purpose
        fault = traceback.format_exc()
    if time.monotonic() - begun > SLOW:
        fault += f"\nslow: {time.monotonic() - begun:.1f} s"
    return fault


def main() -> None:
    """Break files until the time is over, each format for its share of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", type=Path, default=Path(".found"), help="folder for what breaks a reader")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else time.time_ns()
    found = 0
    for name, reader in readers().items():
        draw, count = Random(f"{seed} {name}"), Counter[str]()  # noqa: S311 - lots for tests are no secret
        until = time.monotonic() + 60 * given.minutes / len(readers())
        while time.monotonic() < until:
            data = broken(reader.seeds, draw)
            count["tried"] += 1
            fault = fault_of(reader, data, count)
            if fault:
                found += 1
                given.keep.mkdir(exist_ok=True)
                (given.keep / f"{name}-{seed}-{count['tried']}").write_bytes(data)
                print(f"{name} {count['tried']}: {fault}")
        print(f"{name}: {count['tried']} files, {count['read']} read, {count['refused']} refused")
    print(f"{found} findings; seed {seed}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
