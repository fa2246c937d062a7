"""The whole story on the bundled example, told in the terminal: ``make demo``.

Every step runs the command that a user would type, in a fresh folder (``.demo/`` beside the repository's files, or the
folder given as argument); nothing is prepared behind the scenes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parents[1]
PATIENT = Path("examples") / "patient"
AUTONOME = Path(sys.executable).with_name("autonome")
AS_OF = "2026-03-01T10:00:00Z"
ORDERS = {"MedicationRequest", "MedicationStatement"}
"""Resources that say what is taken; a Medication only describes a product that they refer to."""

console = Console(highlight=False)


class StoryError(Exception):
    """A step did not end as the story says."""


def main() -> None:
    """Tell the story; fail when a step does not end as it should."""
    begun = time.monotonic()
    out = (Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".demo").resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    log, plan, deeds = out / "log", out / "plan", out / "insurer"

    chapter(1, "The patient", _who())
    chapter(2, "The consent is recorded, the request decided, the plan made")
    files = ["--record", PATIENT / "record.json", "--consent", PATIENT / "consent.json"]
    calls = ["--outside-calls", PATIENT / "outside-calls.tsv"]
    run(0, "plan", PATIENT / "patient.vcf", *files, *calls, "--as-of", AS_OF, "--log", log, "--out", plan)
    chapter(3, "A health insurer asks for the same genes, to set a premium")
    asked = ["--consent", PATIENT / "consent.json", "--request", PATIENT / "underwriting-request.json"]
    run(3, "decide", *asked, "--log", log, "--receipt", deeds / "receipt.json")
    chapter(4, "Anybody checks the receipt, offline, with a policy they trust")
    receipt, policy = plan / "receipt.json", plan / "policy.txt"
    run(0, "verify", receipt, "--policy", policy, "--plan", plan / "plan.json")
    chapter(5, "Somebody writes another purpose into the receipt")
    forged = out / "forged-receipt.json"
    forged.write_text(receipt.read_text().replace('"TREAT"', '"HMARKT"'), encoding="utf-8")
    run(5, "verify", forged, "--policy", policy)
    chapter(6, "And without a policy a receipt vouches for nothing")
    run(4, "verify", receipt)
    seconds = time.monotonic() - begun
    console.print(f"\nThe story took {seconds:.1f} s. The report, for a browser:")
    # Alone on its line and never folded: it is there to be copied.
    console.print(str(plan / "plan.html"), markup=False, soft_wrap=True)


def chapter(number: int, title: str, text: str = "") -> None:
    """Head a chapter; a heading fits 80 columns."""
    console.print()
    console.rule(f"[bold]{number} · {title}", align="left")
    if text:
        console.print(text)


def _who() -> str:
    record = json.loads((ROOT / PATIENT / "record.json").read_text(encoding="utf-8"))
    kinds = [entry["resource"]["resourceType"] for entry in record["entry"]]
    orders = sum(kind in ORDERS for kind in kinds)
    return (
        "A synthetic person: genotypes written out from the published GeT-RM consensus of a 1000 Genomes sample, an "
        f"invented FHIR record with {orders} orders of medicines, a CYP2D6 call from outside.\nFiles: {PATIENT}/"
    )


def run(expected: int, *arguments: object) -> None:
    """Run a command, show it and what it says, and hold it to its exit code."""
    words = [_short(each) for each in arguments]
    console.print(f"[dim]$ autonome {' '.join(words)}[/dim]", soft_wrap=True)
    done = subprocess.run(  # noqa: S603 - our own command line
        [str(AUTONOME), *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    console.print((done.stdout + done.stderr).rstrip(), markup=False, soft_wrap=True)
    colour = "green" if done.returncode == expected else "red"
    console.print(f"[{colour}]exit {done.returncode}[/{colour}]")
    if done.returncode != expected:
        raise StoryError(f"expected exit {expected}")


def _short(argument: object) -> str:
    """Paths below the repository are shown from there."""
    path = Path(str(argument))
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(argument)


if __name__ == "__main__":
    main()
