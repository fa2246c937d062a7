"""The knowledge bundle: one release of facts, pure. Bytes in, frozen values out; reading files is the adapter's part.

A bundle is a set of JSON files under one manifest. The manifest lists each file with its SHA-256; the bundle's own
hash is the SHA-256 of the manifest in canonical form (RFC 8785), so that one hash commits to every fact. A file whose
hash differs, or that does not say what it should, is a `KnowledgeError` that names the file.

Layout (written by ``tools/build_knowledge.py``): ``manifest.json``, ``genes/GENE.json``, ``drugs.json``,
``bridge.json``, ``guidance/DRUG.json``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from autonome.evidence.definitions import GeneDefinition, KnownPosition, NamedAllele
from autonome.evidence.errors import KnowledgeError
from autonome.evidence.phenotypes import AlleleFunction, Phenotype, PhenotypeTable
from autonome.kernel import GeneSymbol, Sha256, digest, sha256_hex

MANIFEST = "manifest.json"
MEND = "reinstall Autonome, or rebuild the pack with `make pack`."

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bundle:
    """One release of everything that Autonome knows.

    Args:
        hash: SHA-256 of the canonical manifest; every conclusion cites it.
        release: date of the bundle.
        definitions: gene → how its named alleles are defined.
        phenotypes: gene → functions and phenotypes.
    """

    hash: Sha256
    release: str
    definitions: Mapping[GeneSymbol, GeneDefinition]
    phenotypes: Mapping[GeneSymbol, PhenotypeTable]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says about itself.

    Args:
        hash: SHA-256 of the manifest in canonical form.
        release: date of the newest source in it.
        files: name → SHA-256 of its bytes.
    """

    hash: Sha256
    release: str
    files: Mapping[str, str]


def parse_manifest(data: bytes) -> Manifest:
    """Read the manifest.

    Raises:
        KnowledgeError: it is not one.
    """
    return _guarded(_manifest, data, MANIFEST)


def _manifest(raw: dict[str, Any]) -> Manifest:
    return Manifest(digest(raw), raw["release"], raw["files"])


def assemble(manifest: Manifest, genes: Iterable[tuple[GeneDefinition | None, PhenotypeTable | None]]) -> Bundle:
    """Put the parsed parts together."""
    parts = list(genes)
    return Bundle(
        hash=manifest.hash,
        release=manifest.release,
        definitions={definition.gene: definition for definition, _ in parts if definition},
        phenotypes={table.gene: table for _, table in parts if table},
    )


def checked(data: bytes, expected: str, where: str) -> bytes:
    """Return the bytes if their SHA-256 is the expected one.

    Raises:
        KnowledgeError: it is another one.
    """
    found = sha256_hex(data)
    if found != expected:
        raise KnowledgeError(f"damaged: its SHA-256 is {found}, the manifest says {expected}", where=where, mend=MEND)
    return data


def parse_gene(data: bytes, where: str) -> tuple[GeneDefinition | None, PhenotypeTable | None]:
    """Read one gene's file.

    Raises:
        KnowledgeError: the file is not what a pack holds.
    """
    return _guarded(_gene, data, where)


def _guarded(read: Callable[[Any], T], data: bytes, where: str) -> T:
    try:
        return read(json.loads(data))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        kind = type(error).__name__
        raise KnowledgeError(f"not a file of a knowledge pack ({kind}: {error})", where=where, mend=MEND) from error


def _gene(raw: dict[str, Any]) -> tuple[GeneDefinition | None, PhenotypeTable | None]:
    gene = GeneSymbol(raw["gene"])
    return _definition(gene, raw["definition"]), _phenotype_table(gene, raw["phenotypes"])


def _definition(gene: GeneSymbol, raw: dict[str, Any] | None) -> GeneDefinition | None:
    if raw is None:
        return None
    positions = tuple(
        KnownPosition(grch38, grch37, rsid, ref, tuple(alts), name, grch37_ref)
        for grch38, grch37, rsid, ref, alts, name, grch37_ref in raw["positions"]
    )
    every = {index: frozenset((position.ref,)) for index, position in enumerate(positions)}
    (name, id_, special), *others = raw["alleles"]
    reference = NamedAllele(name, id_, every | _defining(special))
    rest = (NamedAllele(name, id_, _defining(bases)) for name, id_, bases in others)
    return GeneDefinition(gene, raw["chromosome"], positions, (reference, *rest), raw["release"])


def _defining(raw: list[list[Any]]) -> dict[int, frozenset[str]]:
    return {index: frozenset(bases) for index, *bases in raw}


def _phenotype_table(gene: GeneSymbol, raw: dict[str, Any] | None) -> PhenotypeTable | None:
    if raw is None:
        return None
    functions = {row[0]: AlleleFunction(*row) for row in raw["functions"]}
    pairs = {tuple(keys): Phenotype(*result) for keys, result in raw["pairs"]}
    named = {name: Phenotype(*result) for name, result in raw["named"]}
    return PhenotypeTable(gene, functions, pairs, named, raw["release"])
