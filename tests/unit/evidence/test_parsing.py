"""Hostile bytes, each named by its attack: one line that names the file, and never a traceback of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from autonome.evidence.errors import KnowledgeError
from autonome.evidence.guidance import Action, Effect
from autonome.evidence.parsing import (
    checked,
    parse_bridge,
    parse_drugs,
    parse_gene,
    parse_gene_ids,
    parse_guidance,
    parse_interactions,
    parse_manifest,
    parse_markers,
)
from autonome.kernel import GeneSymbol, digest, sha256_hex

GENE: dict[str, Any] = {
    "gene": "G1",
    "definition": {
        "chromosome": "chr1",
        "release": "2025-11-05",
        "positions": [[100, 90, "rs1", "A", ["G"], "g.100A>G", ""], [200, None, "", "C", ["T", "G"], "g.200", "T"]],
        "alleles": [["*1", "PA1", [[1, "C", "T"]]], ["*2", "PA2", [[0, "G"]]]],
        "unphased_priorities": [["*1/*2", ["*2/*2"]]],
        "must_test": [1],
    },
    "phenotypes": {
        "release": "2024-03-13",
        "functions": [["*1", "Normal function", "1.0", "1.0"], ["*2", "No function", "0.0", "0.0"]],
        "pairs": [[["0.0", "1.0"], ["Intermediate Metabolizer", "1.0", "1.0"]], [["0.0"], ["Poor", "0.0", "0.0"]]],
        "named": [["m.1A>G", ["increased risk", "", "increased risk"]]],
    },
}

GUIDANCE: dict[str, Any] = {
    "drug": "codeine",
    "guidelines": {"PA1": ["CPIC", "https://example.org/PA1", "2024-03-25"]},
    "do": {"do-1": ["avoid", "", ["morphine"], "Do not use codeine."]},
    "why": {"why-1": ["less-activation", "Little morphine is formed."]},
    "statements": [
        ["cpic:codeine:g1=0.0", "PA1", "general", "Strong", {"G1": "0.0"}, "do-1", {"G1": "why-1"}, ["24458010"]]
    ],
}


def encoded(value: object) -> bytes:
    return json.dumps(value).encode()


def changed(value: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> bytes:
    copy = json.loads(json.dumps(value))
    change(copy)
    return encoded(copy)


def test_a_gene_is_read_with_its_reference_defined_everywhere() -> None:
    definition, table = parse_gene(encoded(GENE), "genes/G1.json")
    assert definition is not None
    assert table is not None
    assert definition.reference.defining == {0: frozenset("A"), 1: frozenset("CT")}
    assert definition.alleles[1].defining == {0: frozenset("G")}
    assert [position.grch37 for position in definition.positions] == [90, None]
    assert definition.positions[1].grch37_ref == "T"
    assert definition.must_test == frozenset({1})
    assert definition.unphased_priorities == (("*1/*2", ("*2/*2",)),)
    assert table.pairs["0.0", "1.0"].name == "Intermediate Metabolizer"
    assert table.pairs["0.0",].activity_score == "0.0"
    assert table.named["m.1A>G"].lookup_key == "increased risk"
    assert (definition.release, table.release) == ("2025-11-05", "2024-03-13")


def test_a_gene_may_lack_either_half() -> None:
    assert parse_gene(encoded({"gene": "G1", "definition": None, "phenotypes": None}), "x") == (None, None)


def test_a_statement_is_read_with_action_and_reasons() -> None:
    (statement,) = parse_guidance(encoded(GUIDANCE), "guidance/codeine.json")
    assert statement.action is Action.AVOID
    assert statement.source == "CPIC"
    assert statement.alternatives == ("morphine",)
    assert statement.implications[GeneSymbol("G1")].effect is Effect.LESS_ACTIVATION


MANIFEST: dict[str, Any] = {
    "release": "2025", "files": {}, "guidance": {}, "genes": {}, "counts": {}, "sources": [],
}  # fmt: skip


def test_the_hash_of_a_manifest_does_not_depend_on_how_it_is_written() -> None:
    seal = digest(MANIFEST).encode()
    assert (
        parse_manifest(encoded(MANIFEST), seal).hash
        == parse_manifest(json.dumps(MANIFEST, indent=4).encode(), seal).hash
    )


@pytest.mark.parametrize("seal", [b"", b"0" * 64, b"\xff\xff", digest({**MANIFEST, "release": "2026"}).encode()])
def test_a_manifest_that_does_not_agree_with_its_seal_is_refused(seal: bytes) -> None:
    with pytest.raises(KnowledgeError, match=r"^manifest\.json: damaged"):
        parse_manifest(encoded(MANIFEST), seal)


def test_a_file_with_another_hash_is_refused_by_name() -> None:
    assert checked(b"facts", sha256_hex(b"facts"), "genes/G1.json") == b"facts"
    with pytest.raises(KnowledgeError, match=r"^genes/G1\.json: damaged: .* Mend: reinstall"):
        checked(b"facts!", sha256_hex(b"facts"), "genes/G1.json")


def unknown_action(raw: dict[str, Any]) -> None:
    raw["do"]["do-1"][0] = "increase-a-lot"


def unknown_effect(raw: dict[str, Any]) -> None:
    raw["why"]["why-1"][0] = "magic"


def dangling_wording(raw: dict[str, Any]) -> None:
    raw["statements"][0][5] = "do-2"


def dangling_reason(raw: dict[str, Any]) -> None:
    raw["statements"][0][6] = {"G1": "why-2"}


def dangling_guideline(raw: dict[str, Any]) -> None:
    raw["statements"][0][1] = "PA2"


def short_statement(raw: dict[str, Any]) -> None:
    raw["statements"][0].pop()


@pytest.mark.parametrize(
    "change", [unknown_action, unknown_effect, dangling_wording, dangling_reason, dangling_guideline, short_statement]
)
def test_damaged_guidance_is_refused_by_name(change: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(KnowledgeError, match=r"^guidance/codeine\.json: not a file of a knowledge pack") as caught:
        parse_guidance(changed(GUIDANCE, change), "guidance/codeine.json")
    assert "\n" not in str(caught.value)


def no_alleles(raw: dict[str, Any]) -> None:
    raw["definition"]["alleles"] = []


def short_position(raw: dict[str, Any]) -> None:
    raw["definition"]["positions"][0].pop()


def unpaired(raw: dict[str, Any]) -> None:
    raw["phenotypes"]["pairs"][0].pop()


def no_release(raw: dict[str, Any]) -> None:
    del raw["phenotypes"]["release"]


@pytest.mark.parametrize("change", [no_alleles, short_position, unpaired, no_release])
def test_a_damaged_gene_is_refused_by_name(change: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(KnowledgeError, match=r"^genes/G1\.json: not a file of a knowledge pack"):
        parse_gene(changed(GENE, change), "genes/G1.json")


PARSERS: dict[str, Callable[[bytes], object]] = {
    "manifest": lambda data: parse_manifest(data, b""),
    "gene": lambda data: parse_gene(data, "file"),
    "markers": lambda data: parse_markers(data, "file"),
    "drugs": lambda data: parse_drugs(data, "file"),
    "bridge": lambda data: parse_bridge(data, "file"),
    "guidance": lambda data: parse_guidance(data, "file"),
    "interactions": lambda data: parse_interactions(data, "file"),
}

HOSTILE = {
    "empty": b"",
    "truncated": encoded(GUIDANCE)[:-20],
    "not_utf8": b"\xff\xfe\x00",
    "another_shape": b'"text"',
    "number": b"7",
    "null": b"null",
    "list_of_numbers": b"[1, 2]",
    "nested_too_deep": b"[" * 200_000,
    "floats_for_facts": encoded({**MANIFEST, "counts": {"positions": 1.5}}),
}


@pytest.mark.parametrize("attack", HOSTILE)
@pytest.mark.parametrize("parser", PARSERS)
def test_hostile_bytes_are_refused(parser: str, attack: str) -> None:
    with pytest.raises(KnowledgeError, match="not a file of a knowledge pack"):
        PARSERS[parser](HOSTILE[attack])


INTERACTIONS: dict[str, Any] = {
    "effects": [["x", "CYP2D6", "inhibitor", "strong", True, "table"]],
    "persistence": {"x": [21, "x", False, "label"]},
    "recovery": [["CYP2D6", "turnover", 70], ["CYP2D6", "induction", 336]],
    "conversions": [["CYP2D6", "inhibitor", "strong", "0", "headline", "why", "who"]],
}


def test_interactions_are_read_with_what_follows_from_them() -> None:
    known = parse_interactions(encoded(INTERACTIONS), "interactions.json")
    ((effect,),) = known.effects.values()
    conversion = known.conversion(effect)
    assert conversion is not None
    assert (conversion.effect, known.washout_hours(effect), known.induction_hours) == ("0", 350, {"CYP2D6": 336})


def unknown_direction(raw: dict[str, Any]) -> None:
    raw["effects"][0][2] = "blocker"


def unknown_use(raw: dict[str, Any]) -> None:
    raw["conversions"][0][4] = "always"


def timeless(raw: dict[str, Any]) -> None:
    raw["recovery"][0][2] = "long"


@pytest.mark.parametrize("change", [unknown_direction, unknown_use, timeless])
def test_damaged_interactions_are_refused_by_name(change: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(KnowledgeError, match=r"^interactions\.json: not a file of a knowledge pack"):
        parse_interactions(changed(INTERACTIONS, change), "interactions.json")


def test_an_unknown_kind_of_crossing_is_refused() -> None:
    row = ["CPIC", "G1", "telepathy", "", ["1.0"], "because"]
    with pytest.raises(KnowledgeError, match="telepathy"):
        parse_bridge(encoded({"rows": [row], "silences": []}), "bridge.json")


@pytest.mark.parametrize("code", ["2621", "HGNC:0", "HGNC:12a", "HGNC:1234567", "", 2621, None])
def test_what_is_no_hgnc_id_is_refused_by_name(code: object) -> None:
    assert parse_gene_ids(encoded({"CYP2C19": "HGNC:2621"}), "gene_ids.json") == {"CYP2C19": "HGNC:2621"}
    with pytest.raises(KnowledgeError, match=r"^gene_ids\.json: not a file of a knowledge pack"):
        parse_gene_ids(encoded({"CYP2C19": code}), "gene_ids.json")
