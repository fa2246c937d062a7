"""The summary says the same as a table and as JSON, and never a zero where there is no plan."""

from __future__ import annotations

import csv
import json

from autonome.plan.consequence import Consequence
from autonome.workflows.batch_summary import COLUMNS, Outcome, Result, summary_document, summary_table, totals

RESULTS = (
    Result(
        patient="p-1",
        outcome=Outcome.DONE,
        counts={Consequence.STANDARD: 2, Consequence.MONITOR: 1},
        milliseconds=1234,
    ),
    Result(patient="p-2", outcome=Outcome.FAILED, exit_code=2, error="x.vcf: bad\tand\nworse"),
    Result(patient="p-3", outcome=Outcome.OPEN),
)


def rows() -> list[dict[str, str]]:
    lines = summary_table(RESULTS).decode().splitlines()
    return list(csv.DictReader(lines, delimiter="\t"))


def document() -> bytes:
    return summary_document(RESULTS, as_of="2026-03-01T10:00:00Z", engine="e", knowledge="k", seconds=2)


def test_a_plan_has_a_number_for_every_consequence_and_a_worst_one() -> None:
    row = rows()[0]
    assert list(row) == list(COLUMNS)
    assert (row["worst"], row["monitor"], row["standard"], row["avoid"]) == ("monitor", "1", "2", "0")
    assert row["seconds"] == "1.234"


def test_without_a_plan_no_number_is_given() -> None:
    assert [rows()[1][each.value] for each in Consequence] == [""] * len(Consequence)
    assert json.loads(document())["patients"][1]["medicines"] is None


def test_an_error_cannot_break_the_table() -> None:
    assert rows()[1]["error"] == "x.vcf: bad\N{REPLACEMENT CHARACTER}and\N{REPLACEMENT CHARACTER}worse"


def test_table_and_document_agree() -> None:
    value = json.loads(document())
    assert [each["patient"] for each in value["patients"]] == [row["patient"] for row in rows()]
    assert [each["outcome"] for each in value["patients"]] == [row["outcome"] for row in rows()]
    assert value["totals"] == {"done": 1, "resumed": 0, "refused": 0, "failed": 1, "open": 1}
    assert list(totals(RESULTS)) == list(Outcome)
