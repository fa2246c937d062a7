"""A process to be killed: it stores the same genome again and again, or stops when it is staged, and says so.

Run as ``python -m tests.integration.postgres_genomes.importer PARAMETERS FOLDER FILE again|staged``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.postgres import Database, Role
from tests.integration.postgres_genomes.genomes import genomes_of, panels


def main() -> None:
    """Store without end."""
    given, folder, file, what = sys.argv[1:]
    parameters = {Role(role): each for role, each in json.loads(given).items()}
    panels()
    with genomes_of(Database(parameters, embedded=True), Path(folder)) as genomes:
        if what == "staged":
            with genomes.store.staging(genomes.collecting(), GenomeFile(Path(file)), panels()):
                os.write(1, b"staged\n")
                time.sleep(600)
        while True:
            os.write(1, b"begins\n")
            genomes.add(Path(file))


if __name__ == "__main__":
    main()
