"""The shipped pack against the facts that it was made from, and against real genomes: nothing lost, nothing added."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.adapters.knowledge_pack import load_bundle
from autonome.evidence import Bundle, GeneDefinition
from autonome.evidence.definitions import IUPAC
from autonome.kernel import DrugName, GeneSymbol
from tests.conformance.cases import SHARED, expected, folder

pytestmark = pytest.mark.conformance

FACTS = expected(SHARED / "facts")


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return load_bundle()


def table(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_all_1201_positions(bundle: Bundle) -> None:
    rows = table("pgx/positions.tsv")
    assert len(rows) == 1201 == sum(len(definition.positions) for definition in bundle.definitions.values())
    for row in rows:
        definition = bundle.definitions[GeneSymbol(row["gene"])]
        (position,) = [p for p in definition.positions if p.grch38 == int(row["pos_grch38_1based"])]
        assert definition.chromosome == row["chrom"]
        assert (position.rsid, position.ref) == (row["rsid"], row["ref"])
        assert position.alts == tuple(row["alts"].split(","))
        assert position.name == row["hgvs_g"].replace("; ", ";")


def test_all_1317_alleles_over_20_genes(bundle: Bundle) -> None:
    rows = table("pgx/alleles.tsv")
    assert len(rows) == 1317 == sum(len(definition.alleles) for definition in bundle.definitions.values())
    assert len(bundle.definitions) == 20
    for row in rows:
        definition = bundle.definitions[GeneSymbol(row["gene"])]
        (allele,) = [allele for allele in definition.alleles if allele.name == row["allele"]]
        assert allele.id == row["id"]
        assert (allele is definition.reference) == (row["is_reference"] == "yes")
        assert shown(definition, allele.defining) == expected_bases(row["defining_bases_pos=base"])


def shown(definition: GeneDefinition, defining: object) -> dict[int, frozenset[str]]:
    assert isinstance(defining, dict)
    return {definition.positions[index].grch38: bases for index, bases in defining.items()}


def expected_bases(cell: str) -> dict[int, frozenset[str]]:
    parts = (part.split("=") for part in cell.split(";") if part)
    return {int(position): IUPAC.get(bases, frozenset((bases,))) for position, bases in parts}


def test_all_551_functions(bundle: Bundle) -> None:
    rows = table("pgx/functions.tsv")
    assert len(rows) == 551
    for row in rows:
        function = bundle.phenotypes[GeneSymbol(row["gene"])].functions[row["allele"]]
        assert (function.function, function.activity, function.key) == (
            row["clinical_function"], row["activity_value"], row["lookup_key"],
        )  # fmt: skip


def test_all_17066_diplotypes_follow_from_their_pairs_of_keys(bundle: Bundle) -> None:
    rows = table("pgx/diplotype_phenotypes.tsv")
    assert len(rows) == 17_066
    wrong = []
    for row in rows:
        known = bundle.phenotypes[GeneSymbol(row["gene"])]
        keys = tuple(sorted(known.functions[allele].key for allele in row["diplotype"].split("/")))
        found = known.pairs[keys]
        if (found.name, found.activity_score, found.lookup_key) != (
            row["phenotype"], row["activity_score"], row["lookup_key"],
        ):  # fmt: skip
            wrong.append(row)
    assert not wrong
    named = [row for row in rows if row["gene"] == "MT-RNR1"]
    mitochondrial = bundle.phenotypes[GeneSymbol("MT-RNR1")].named
    assert {row["diplotype"]: row["phenotype"] for row in named} == {name: p.name for name, p in mitochondrial.items()}


def test_genes_that_the_tables_of_2025_lack_have_phenotypes_of_2024(bundle: Bundle) -> None:
    in_2025 = {row["gene"] for row in table("pgx/diplotype_phenotypes.tsv")}
    later = {gene: known.release for gene, known in bundle.phenotypes.items() if gene not in in_2025}
    assert later == {
        "CYP2D6": "2024-03-13", "G6PD": "2024-03-13", "RYR1": "2024-03-13", "HLA-A": "2024-03-13",
        "HLA-B": "2024-03-25", "IFNL3": "2025-11-05",
    }  # fmt: skip
    definable = set(bundle.definitions) - set(bundle.phenotypes)
    assert definable == {"CYP4F2"}, "genes whose alleles are named and have no function anywhere"


def test_all_2583_recommendations(bundle: Bundle) -> None:
    with gzip.open(FACTS / "pgx/guidance-2024-03.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    assert len(rows) == 2583
    drugs = {source: {row["drugs"][0] for row in rows if row["source"] == source} for source in ("CPIC", "DPWG")}
    assert {source: len(names) for source, names in drugs.items()} == {"CPIC": 78, "DPWG": 53}
    statements = {
        (s.source, s.drug, s.population, tuple(s.lookup.items())): s
        for drug in bundle.guidance
        for s in bundle.statements_for(drug)
    }
    warfarin = [key for key in statements if key[:2] == ("CPIC", "warfarin")]
    assert len(statements) - len(warfarin) == 2583
    for row in rows:
        lookup = tuple((gene, key_of(row["lookup"][gene])) for gene in sorted(row["lookup"]))
        statement = statements[row["source"], row["drugs"][0], row["population"] or "", lookup]
        assert statement.strength == (row["strength"] or "")
        assert statement.guideline == row["guideline"]
        assert statement.url == row["url"]
        assert list(statement.pmids) == row["pmids"]


def key_of(raw: str | dict[str, float]) -> str:
    if isinstance(raw, str):
        return raw
    return "/".join(allele for allele in sorted(raw) for _ in range(int(raw[allele])))


def test_no_sentence_of_the_sources_is_in_the_pack(bundle: Bundle) -> None:
    """Eight words in a row from the source, figures and drug names aside, would be a copy."""
    with gzip.open(FACTS / "pgx/guidance-2024-03.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    theirs = {run for row in rows for text in (row["text"], *row["implications"]) for run in runs(text)}
    ours = {
        text
        for drug in bundle.guidance
        for s in bundle.statements_for(drug)
        for text in (s.text, s.amount, *(implication.text for implication in s.implications.values()))
    }
    copied = {text: shared for text in ours if (shared := [run for run in runs(text) if run in theirs])}
    allowed = {text for text, shared in copied.items() if all(is_list_of_names(run) for run in shared)}
    assert set(copied) - allowed == set()


def runs(text: str, length: int = 8) -> Iterator[tuple[str, ...]]:
    words = "".join(c if c.isalnum() or c in "%.*-/" else " " for c in text.lower()).split()
    return (tuple(words[i : i + length]) for i in range(len(words) - length + 1))


ORDINARY = frozenset(
    ["the", "to", "of", "is", "are", "and", "or", "a", "if", "with", "for", "by", "at", "be", "on", "as", "than", "not"]
)


def is_list_of_names(run: tuple[str, ...]) -> bool:
    """A run of drug names holds next to no ordinary words; one of doses is half figures."""
    figures = sum(any(character.isdigit() for character in word) for word in run)
    return sum(word in ORDINARY for word in run) <= 1 or figures >= len(run) // 2


def test_230_drugs_and_1384_products(bundle: Bundle) -> None:
    drugs, products = table("drugs.tsv"), table("rxnorm_products.tsv")
    assert (len(drugs), len(products)) == (230, 1384)
    assert len({row["ingredient_rxnorm"] for row in products}) == 27
    for row in drugs:
        drug = bundle.drugs.drugs[DrugName(row["drug"].lower())]
        assert (drug.rxnorm, drug.clinpgx, drug.drugbank) == (
            row["rxnorm_ingredient"],
            row["pharmgkb"],
            row["drugbank"],
        )
    for row in products:
        assert row["ingredient"].lower() in bundle.drugs.by_rxnorm[row["product_rxnorm"]]


def sites(path: Path) -> dict[tuple[str, int], set[str]]:
    """(chromosome without prefix, position) → reference alleles of a real genome's file."""
    found: dict[tuple[str, int], set[str]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                chromosome, position, _, reference, _ = line.split("\t", 4)
                found.setdefault((chromosome.removeprefix("chr"), int(position)), set()).add(reference)
    return found


@pytest.mark.parametrize("sample", ["HG00436", "NA12878", "NA18526", "NA19143"])
def test_grch37_places_and_reference_bases_in_real_genomes(bundle: Bundle, sample: str) -> None:
    seen = sites(folder("real") / f"{sample}.GRCh37.vcf.gz")
    met: Counter[str] = Counter()
    for gene, definition in bundle.definitions.items():
        for position in definition.positions:
            at = (definition.chromosome.removeprefix("chr"), position.grch37 or 0)
            if at in seen:
                assert (position.grch37_ref or position.ref) in seen[at], f"{gene} {position.name}"
                met[gene] += 1
    assert met["CYP2C19"] == 13
    assert met["DPYD"] == 17


@pytest.mark.parametrize("sample", ["HG00436", "NA12878", "NA18526", "NA19143"])
def test_grch38_places_and_reference_bases_in_real_genomes(bundle: Bundle, sample: str) -> None:
    seen = sites(folder("real") / f"{sample}.GRCh38.vcf.gz")
    met = 0
    for gene, definition in bundle.definitions.items():
        for position in definition.positions:
            at = (definition.chromosome.removeprefix("chr"), position.grch38)
            if at in seen:
                assert position.ref in seen[at], f"{gene} {position.name}"
                met += 1
    assert met == 285


def test_rs12777823_lies_where_other_peoples_files_have_it(bundle: Bundle) -> None:
    marker = bundle.markers[GeneSymbol("rs12777823")]
    records = {
        tuple(line.split("\t")[:5])
        for path in sorted((folder("pgx") / "vcf").glob("*.vcf"))
        for line in path.read_text("utf-8").splitlines()
        if "\trs12777823\t" in line
    }
    position = marker.position
    assert records == {(marker.chromosome, str(position.grch38), "rs12777823", position.ref, *position.alts)}
    neighbours = {p.grch37 - p.grch38 for p in bundle.definitions[GeneSymbol("CYP2C19")].positions if p.grch37}
    assert {(position.grch37 or 0) - position.grch38} == neighbours
