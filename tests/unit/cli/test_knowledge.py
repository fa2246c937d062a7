from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from autonome import bootstrap
from autonome.cli.exits import EXIT_UNUSABLE, exit_code
from autonome.cli.knowledge import app
from autonome.evidence import KnowledgeError


def test_show_names_hash_genes_sources_and_licences() -> None:
    result = CliRunner().invoke(app, ["show"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert bootstrap.knowledge_bundle().hash in result.output
    for word in ("CYP2C19", "2025-11-05", "2024-03-13", "CC-BY-SA-4.0", "dpwg-2024-03-25", "1,201"):
        assert word in result.output


def test_show_as_json_holds_the_same() -> None:
    result = CliRunner().invoke(app, ["show", "--json"])
    shown = json.loads(result.output)
    assert shown["bundle"] == bootstrap.knowledge_bundle().hash
    assert shown["counts"]["positions"] == 1201
    assert shown["genes"]["CYP2D6"]["phenotypes"] == "2024-03-13"
    assert all(source["licence"] and source["date"] and source["url"] for source in shown["sources"])


def test_phenotypes_lists_every_word_of_every_gene_that_has_any() -> None:
    result = CliRunner().invoke(app, ["phenotypes"])
    lines = dict(line.split("\t") for line in result.output.splitlines())
    assert set(lines) == set(bootstrap.knowledge_bundle().phenotypes)
    assert "Likely Poor Metabolizer" in lines["CYP2C19"].split(", ")
    assert lines["HLA-A"] == "*31:01 negative, *31:01 positive"


def test_verify_says_how_many_files_agree() -> None:
    result = CliRunner().invoke(app, ["verify"])
    assert result.exit_code == 0
    assert "files agree with the manifest" in result.output


def test_verify_of_a_damaged_pack_ends_with_the_code_for_unusable_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> None:
        raise KnowledgeError("damaged", where="genes/CYP2C19.json")

    monkeypatch.setattr(bootstrap, "verified_knowledge_bundle", damaged)
    result = CliRunner().invoke(app, ["verify"])
    assert isinstance(result.exception, KnowledgeError)
    assert result.exception.where == "genes/CYP2C19.json"
    assert exit_code(result.exception) == EXIT_UNUSABLE
