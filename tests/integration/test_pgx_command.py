from __future__ import annotations

import json
from pathlib import Path

import pytest

from .commands import EXAMPLE, autonome


def test_each_line_is_one_gene_with_all_its_keys() -> None:
    done = autonome(
        "pgx", EXAMPLE / "patient.vcf", "--outside-calls", EXAMPLE / "outside-calls.tsv", "--format", "jsonl"
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert len({line["gene"] for line in lines}) == len(lines) >= 20
    for line in lines:
        assert {"sample", "gene", "build", "status", "diplotypes", "alternatives", "recommendation_diplotypes"} <= set(
            line
        )
        assert {"cannot_exclude", "positions", "bundle"} <= set(line)
        assert set(line["positions"]) >= {"assessed", "missing"}
        for diplotype in line["diplotypes"]:
            assert set(diplotype) == {"label", "phenotype", "activity_score", "phased"}
    by_gene = {line["gene"]: line for line in lines}
    assert by_gene["CYP2D6"]["status"] == "outside"
    assert by_gene["RYR1"]["status"] == "not_assessed"
    assert by_gene["RYR1"]["diplotypes"] == []


def test_the_table_names_every_gene() -> None:
    done = autonome("pgx", EXAMPLE / "patient.vcf")
    assert done.returncode == 0
    assert "CYP2C19" in done.stdout


def test_an_assumed_reference_is_marked_wherever_it_was_used() -> None:
    done = autonome("pgx", EXAMPLE / "patient.vcf", "--assume-reference", "--format", "jsonl")
    lines = {each["gene"]: each for each in map(json.loads, done.stdout.splitlines())}
    assert lines["RYR1"]["positions"]["assessed"] == 0
    assert len(lines["RYR1"]["positions"]["assumed_reference"]) > 300


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.vcf",), "there is no such file"),
        (("PATIENT", "--sample", "nobody"), "has no sample 'nobody'"),
        (("PATIENT", "--outside-calls", "missing.tsv"), "there is no such file"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_exit_2(arguments: tuple[str, ...], said: str) -> None:
    done = autonome("pgx", *(EXAMPLE / "patient.vcf" if each == "PATIENT" else each for each in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Mend:" in done.stderr


def test_outside_calls_are_refused_for_a_file_of_several_people(tmp_path: Path) -> None:
    two = tmp_path / "two.vcf"
    head = "##fileformat=VCFv4.2\n##reference=GRCh38\n"
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\n"
    two.write_text(head + columns + "chr10\t94781859\t.\tG\tA\t.\tPASS\t.\tGT\t0/1\t0/0\n")
    done = autonome("pgx", two, "--outside-calls", EXAMPLE / "outside-calls.tsv")
    assert done.returncode == 2
    assert "outside calls are of one person" in done.stderr


def test_in_a_pipe_each_gene_is_one_whole_line() -> None:
    done = autonome("pgx", EXAMPLE / "patient.vcf")
    lines = [line for line in done.stdout.splitlines() if line.startswith("│")]
    genes = [line.split("│")[1].strip() for line in lines]
    assert all(genes)
    assert len(set(genes)) == len(genes) >= 20
    assert "…" not in done.stdout
