"""Folders of synthetic patients for batches: copies of the example patient under names of their own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess

from .commands import EXAMPLE, autonome

AS_OF = "2026-03-01T10:00:00Z"
COLUMNS = ("patient", "vcf", "record", "consent", "outside-calls", "sample", "drugs", "jurisdiction")


class Batch:
    """A manifest, its files, a log and a folder for the plans."""

    def __init__(self, folder: Path, patients: int) -> None:
        self.folder = folder
        self.out = folder / "out"
        self.rows = [self._patient(f"p-{number}") for number in range(patients)]
        self.write()

    def _patient(self, name: str) -> dict[str, str]:
        place = self.folder / "in" / name
        place.mkdir(parents=True)
        for file in ("record.json", "consent.json"):
            text = (EXAMPLE / file).read_text().replace("synthetic-na12878", f"synthetic-{name}")
            (place / file).write_text(text)
        (place / "patient.vcf").write_bytes((EXAMPLE / "patient.vcf").read_bytes())
        files = {"vcf": "patient.vcf", "record": "record.json", "consent": "consent.json"}
        return {"patient": name} | {column: f"in/{name}/{file}" for column, file in files.items()}

    def write(self) -> None:
        lines = ["\t".join(COLUMNS)] + ["\t".join(row.get(column, "") for column in COLUMNS) for row in self.rows]
        (self.folder / "manifest.tsv").write_text("\n".join(lines) + "\n")

    def file(self, patient: int, column: str) -> Path:
        return self.folder / self.rows[patient][column]

    @property
    def arguments(self) -> Sequence[object]:
        manifest, log = self.folder / "manifest.tsv", self.folder / "log"
        return ("plan", "--batch", manifest, "--out", self.out, "--log", log, "--no-pdf")

    def run(self, *more: object, as_of: str = AS_OF) -> CompletedProcess[str]:
        dated = ("--as-of", as_of) if as_of else ()
        return autonome(*self.arguments, *dated, *more)

    def summary(self) -> dict[str, str]:
        """Patient → outcome."""
        document = json.loads((self.out / "summary.json").read_text())
        return {each["patient"]: each["outcome"] for each in document["patients"]}

    def folders(self) -> set[str]:
        """Folders in the folder of the batch, its own apart."""
        return {path.name for path in self.out.iterdir() if path.is_dir() and path.name != ".batch"}
