"""The long loop: ``python -m tests.hostile.vcf.fuzz --minutes 10``. What breaks the reader is kept."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path
from random import Random

from autonome.adapters.genome_files import GenomeFile
from autonome.genome import GenomeError
from tests.hostile.vcf.mutations import genome
from tests.hostile.vcf.test_small_files import panels

SLOW = 5.0
"""Seconds after which an answer to a file below a megabyte is a finding too."""


def main() -> None:
    """Break genomes until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", type=Path, default=Path(".found"), help="folder for what breaks the reader")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else time.time_ns()
    draw, until, tried, read, found = Random(seed), time.monotonic() + 60 * given.minutes, 0, 0, 0  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.vcf"
        while time.monotonic() < until:
            path.write_bytes(genome(draw))
            tried += 1
            begun, fault = time.monotonic(), ""
            try:
                GenomeFile(path).read(panels())
                read += 1
            except GenomeError as error:
                fault = "" if ". Mend: " in str(error) else f"no mend: {error}"
            except Exception:  # noqa: BLE001 - finding these is the purpose
                fault = traceback.format_exc()
            if time.monotonic() - begun > SLOW:
                fault += f"\nslow: {time.monotonic() - begun:.1f} s"
            if fault:
                found += 1
                given.keep.mkdir(exist_ok=True)
                (given.keep / f"{seed}-{tried}.vcf").write_bytes(path.read_bytes())
                print(f"{seed}-{tried}: {fault}")
    print(f"{tried} genomes, {read} read, {tried - read} refused, {found} findings; seed {seed}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
