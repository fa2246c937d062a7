"""From the bytes of a pack's files to frozen values.

Hostile or damaged bytes give a `KnowledgeError` that names the file: never a half-read bundle, and never a traceback.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from autonome.evidence.bridge import Bridge, BridgeRow, Crossing, Silence
from autonome.evidence.bundle import GeneRelease, Manifest, Marker, Source
from autonome.evidence.clinical import ClinicalRules
from autonome.evidence.clinical_parsing import clinical_rules
from autonome.evidence.definitions import GeneDefinition, KnownPosition, NamedAllele
from autonome.evidence.drugs import Drug, DrugIndex
from autonome.evidence.errors import KnowledgeError
from autonome.evidence.ethics import EthicalFacts, ethical_facts
from autonome.evidence.guidance import Action, Effect, Implication, Statement
from autonome.evidence.interactions import (
    Conversion,
    Direction,
    EnzymeEffect,
    Interactions,
    Persistence,
    Strength,
    Use,
)
from autonome.evidence.phenotypes import AlleleFunction, Phenotype, PhenotypeTable
from autonome.evidence.prevention import PreventionRule, rules_of
from autonome.evidence.wording import phrase_on, reason, sentences_on
from autonome.kernel import AutonomeError, DrugName, GeneSymbol, StatementId, Text, digest, sha256_hex

MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
"""Holds the bundle's hash beside the manifest, so that damage to the manifest itself does not go unseen."""

MEND = "reinstall Autonome, or rebuild the pack with `make pack`."

_HGNC = re.compile(r"HGNC:[1-9]\d{0,5}")

T = TypeVar("T")


def checked(data: bytes, expected: str, where: str) -> bytes:
    """Return the bytes if their SHA-256 is the expected one.

    Raises:
        KnowledgeError: it is another one.
    """
    found = sha256_hex(data)
    if found != expected:
        raise KnowledgeError(f"damaged: its SHA-256 is {found}, the manifest says {expected}", where=where, mend=MEND)
    return data


def parse_manifest(data: bytes, seal: bytes) -> Manifest:
    """Read the manifest and hold it against its seal.

    Raises:
        KnowledgeError: it is no manifest, or its hash is not the one in the seal.
    """
    manifest = _guarded(_manifest, data, MANIFEST)
    expected = seal.decode("ascii", errors="replace").strip()
    if manifest.hash != expected:
        raise KnowledgeError(f"damaged: its hash is {manifest.hash}, {SEAL} says {expected}", where=MANIFEST, mend=MEND)
    return manifest


def parse_gene(data: bytes, where: str) -> tuple[GeneDefinition | None, PhenotypeTable | None]:
    """Read one gene's file."""
    return _guarded(_gene, data, where)


def parse_markers(data: bytes, where: str) -> dict[GeneSymbol, Marker]:
    """Read the positions outside the genes."""
    return _guarded(_markers, data, where)


def parse_gene_ids(data: bytes, where: str) -> dict[GeneSymbol, str]:
    """Read the HGNC ids of genes."""
    return _guarded(_gene_ids, data, where)


def parse_drugs(data: bytes, where: str) -> DrugIndex:
    """Read the drug index."""
    return _guarded(_drugs, data, where)


def parse_bridge(data: bytes, where: str) -> Bridge:
    """Read the bridge from results to guidance."""
    return _guarded(_bridge, data, where)


def parse_interactions(data: bytes, where: str) -> Interactions:
    """Read the medicines that change what an enzyme does."""
    return _guarded(_interactions, data, where)


def parse_prevention(data: bytes, where: str) -> tuple[PreventionRule, ...]:
    """Read the rules of prevention."""
    return _guarded(rules_of, data, where)


def parse_clinical(data: bytes, where: str) -> ClinicalRules:
    """Read what else than genes changes the use of a medicine."""
    return _guarded(clinical_rules, data, where)


def parse_ethics(data: bytes, where: str) -> EthicalFacts:
    """Read what an ethical assessment goes by."""
    return _guarded(ethical_facts, data, where)


def parse_guidance(data: bytes, where: str) -> tuple[Statement, ...]:
    """Read the statements about one drug."""
    return _guarded(_guidance, data, where)


def _guarded(read: Callable[[Any], T], data: bytes, where: str) -> T:
    """Turn whatever malformed input can cause into one error of ours."""
    try:
        return read(json.loads(data))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, AutonomeError) as error:
        kind = type(error).__name__
        raise KnowledgeError(f"not a file of a knowledge pack ({kind}: {error})", where=where, mend=MEND) from error


def _manifest(raw: dict[str, Any]) -> Manifest:
    return Manifest(
        hash=digest(raw),
        release=raw["release"],
        files=dict(raw["files"]),
        guidance={DrugName(drug): name for drug, name in raw["guidance"].items()},
        genes={GeneSymbol(gene): GeneRelease(*row) for gene, row in raw["genes"].items()},
        counts=dict(raw["counts"]),
        sources=tuple(Source(*row) for row in raw["sources"]),
    )


def _gene(raw: dict[str, Any]) -> tuple[GeneDefinition | None, PhenotypeTable | None]:
    gene = GeneSymbol(raw["gene"])
    return _definition(gene, raw["definition"]), _phenotype_table(gene, raw["phenotypes"])


def _definition(gene: GeneSymbol, raw: dict[str, Any] | None) -> GeneDefinition | None:
    if raw is None:
        return None
    positions = tuple(_position(row) for row in raw["positions"])
    every = {index: frozenset((position.ref,)) for index, position in enumerate(positions)}
    (name, id_, special), *others = raw["alleles"]
    reference = NamedAllele(name, id_, every | _defining(special))
    rest = (NamedAllele(name, id_, _defining(bases)) for name, id_, bases in others)
    priorities = tuple((preferred, tuple(over)) for preferred, over in raw["unphased_priorities"])
    must_test = None if raw["must_test"] is None else frozenset(raw["must_test"])
    alleles = (reference, *rest)
    return GeneDefinition(gene, raw["chromosome"], positions, alleles, raw["release"], priorities, must_test)


def _position(row: list[Any]) -> KnownPosition:
    grch38, grch37, rsid, ref, alts, name, grch37_ref = row
    return KnownPosition(grch38, grch37, rsid, ref, tuple(alts), name, grch37_ref)


def _defining(raw: list[list[Any]]) -> dict[int, frozenset[str]]:
    return {index: frozenset(bases) for index, *bases in raw}


def _phenotype_table(gene: GeneSymbol, raw: dict[str, Any] | None) -> PhenotypeTable | None:
    if raw is None:
        return None
    functions = {row[0]: AlleleFunction(*row) for row in raw["functions"]}
    pairs = {tuple(keys): Phenotype(*result) for keys, result in raw["pairs"]}
    named = {name: Phenotype(*result) for name, result in raw["named"]}
    return PhenotypeTable(gene, functions, pairs, named, raw["release"])


def _gene_ids(raw: dict[str, Any]) -> dict[GeneSymbol, str]:
    if strange := [id_ for id_ in raw.values() if not _HGNC.fullmatch(id_)]:
        raise ValueError(f"no HGNC ids: {strange}")
    return {GeneSymbol(gene): id_ for gene, id_ in raw.items()}


def _markers(raw: list[Any]) -> dict[GeneSymbol, Marker]:
    markers = (Marker(GeneSymbol(rsid), where, _position(position), note) for rsid, where, position, note in raw)
    return {marker.rsid: marker for marker in markers}


def _drugs(raw: dict[str, Any]) -> DrugIndex:
    drugs = [Drug(name, rxnorm, tuple(atc), clinpgx, bank) for name, rxnorm, atc, clinpgx, bank in raw["drugs"]]
    by_rxnorm, by_atc, by_text = (
        {key: tuple(map(DrugName, names)) for key, names in raw[table].items()} for table in ("rxnorm", "atc", "text")
    )
    return DrugIndex({drug.name: drug for drug in drugs}, by_rxnorm, by_atc, by_text)


def _bridge(raw: dict[str, Any]) -> Bridge:
    rows = (
        BridgeRow(source, GeneSymbol(gene), Crossing(kind), result, tuple(keys), reason(why))
        for source, gene, kind, result, keys, why in raw["rows"]
    )
    silences = (
        Silence(source, DrugName(drug), {GeneSymbol(gene): key for gene, key in lookup.items()}, reason(why))
        for source, drug, lookup, why in raw["silences"]
    )
    return Bridge.of(rows, silences)


def _interactions(raw: dict[str, Any]) -> Interactions:
    effects: dict[DrugName, tuple[EnzymeEffect, ...]] = {}
    for name, gene, direction, strength, irreversible, source in raw["effects"]:
        drug = DrugName(name)
        effect = EnzymeEffect(
            drug, GeneSymbol(gene), Direction(direction), Strength(strength), bool(irreversible), source
        )
        effects[drug] = (*effects.get(drug, ()), effect)
    persistence = {DrugName(drug): Persistence(*row) for drug, row in raw["persistence"].items()}
    turnover, induction = (
        {GeneSymbol(gene): int(hours) for gene, process, hours in raw["recovery"] if process == wanted}
        for wanted in ("turnover", "induction")
    )
    conversions = {
        (GeneSymbol(gene), Direction(direction), Strength(strength)): Conversion(effect, Use(use), reason(why), source)
        for gene, direction, strength, effect, use, why, source in raw["conversions"]
    }
    return Interactions(effects, persistence, turnover, induction, conversions)


_Advice = tuple[Action, Text, tuple[str, ...], Text]


def _guidance(raw: dict[str, Any]) -> tuple[Statement, ...]:
    drug = DrugName(raw["drug"])
    reasons = {
        name: Implication(Effect(effect), sentences_on(text, drug)) for name, (effect, text) in raw["why"].items()
    }
    advice = {
        name: (Action(action), phrase_on(amount, drug), tuple(alternatives), sentences_on(text, drug))
        for name, (action, amount, alternatives, text) in raw["do"].items()
    }
    return tuple(_statement(drug, row, raw["guidelines"], advice, reasons) for row in raw["statements"])


def _statement(
    drug: DrugName,
    row: list[Any],
    guidelines: dict[str, list[str]],
    advice: dict[str, _Advice],
    reasons: dict[str, Implication],
) -> Statement:
    name, guideline, population, strength, lookup, do, why, pmids = row
    source, url, version = guidelines[guideline]
    action, amount, alternatives, text = advice[do]
    return Statement(
        id=StatementId(name),
        source=source,
        guideline=guideline,
        url=url,
        version=version,
        drug=drug,
        population=population,
        strength=strength,
        lookup={GeneSymbol(gene): key for gene, key in lookup.items()},
        action=action,
        amount=amount,
        alternatives=alternatives,
        text=text,
        implications={GeneSymbol(gene): reasons[reason] for gene, reason in why.items()},
        pmids=tuple(pmids),
    )
