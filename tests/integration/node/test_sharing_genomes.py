"""Genomes that go to partners: known positions, exactly where they are permitted, kept there beside what there was."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autonome.access import PermitError
from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.postgres import Database
from autonome.adapters.postgres_genomes import GenomeFolder, PostgresGenomes
from autonome.adapters.system import SystemEntropy
from autonome.consent import Action
from autonome.consent.obligations import ObligationCode
from autonome.kernel import SubjectId
from autonome.ledger import EntryKind
from autonome.sharing.messages import State, parcel, read_answer, read_parcel
from autonome.sharing.transfers import Body, read_body
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.deliver_shared import deliver
from autonome.workflows.receive_transfer import receive_transfer
from autonome.workflows.share_record import BoundError, Shared
from tests.integration.node.sharers import ACTIONS, CLINIC, HOSPITAL, MEDICINES, PHARMACY, Site, medicine, opened_sites
from tests.integration.postgres_genomes.genomes import EXAMPLE, panels, written

GENES, ALL = "pharmacogenes", "sequence"


@pytest.fixture
def sites(databases: Iterator[Database], tmp_path: Path) -> Iterator[list[Site]]:
    with opened_sites(databases, tmp_path, HOSPITAL, CLINIC, PHARMACY) as opened:
        yield opened


def store_of(site: Site) -> PostgresGenomes:
    node = site.node
    return PostgresGenomes(node.names, node.vault, GenomeFolder(node.private / "genomes"), entropy=SystemEntropy())


def keep(site: Site, subject: SubjectId, file: Path) -> None:
    permit = site.node.permit(subject, items=(GENES, ALL), action=Action.COLLECT)
    store = store_of(site)
    with (
        store.staging(permit, GenomeFile(file), panels()) as staged,
        site.node.gate.under(permit, EntryKind.USE, {"added": "genome"}) as within,
    ):
        store.add(permit, within, staged)


def case(folder: Path) -> Path:
    """A synthetic file: some known positions that nothing speaks of, one in a reference block, and one place more."""
    head, _, rest = EXAMPLE.read_text().partition("#CHROM")
    columns, *rows = rest.splitlines()
    first = rows[0].split("\t")
    first[3:9] = [first[3], "<NON_REF>", ".", "PASS", f"END={int(first[1]) + 3}", "GT"]
    block = "\t".join([*first[:9], "0/0"])
    path = folder / "anna-synthetic.vcf"
    path.write_text("\n".join([f"{head}#CHROM{columns}", MORE, block, *rows[1:-5], ""]))
    return path


def anna(site: Site, **more: Any) -> SubjectId:  # noqa: ANN401 - of the consent
    subject = site.patient()
    site.grant(subject, GENES, MEDICINES, **more)
    site.grant(subject, ALL, actions=frozenset({Action.COLLECT, Action.USE}))
    site.keep(subject, medicine("1"))
    keep(site, subject, case(site.node.private))
    return subject


def stored(site: Site, subject: SubjectId) -> dict[str, tuple[str, ...]]:
    """Of each sample that is kept, its records at known positions."""
    permit = site.node.permit(subject, items=(GENES,))
    with site.node.gate.under(permit, EntryKind.USE, {"read": "genomes"}) as within:
        return {manifest.sample: lines for manifest, lines in store_of(site).known(permit, within)}


def told(site: Site, subject: SubjectId) -> tuple[object, ...]:
    """What a plan is told of each known position: also which of them nothing speaks of."""
    permit = site.node.permit(subject, items=(GENES,))
    with site.node.gate.under(permit, EntryKind.USE, {"read": "genomes"}) as within:
        (sample,) = store_of(site).at_loci(permit, within, panels()).read(panels()).samples
    return sample.genotypes, dict(sample.remarks), sample.unclear


def carried(site: Site, shared: Shared | Refusal) -> Body:
    assert isinstance(shared, Shared)
    envelope = site.envelope(shared)
    assert envelope is not None
    return read_body(read_parcel(bytes.fromhex(json.loads(envelope)["data"]), "x")[1], "x")


def test_known_positions_arrive_exactly_and_say_the_same_to_a_plan(sites: list[Site]) -> None:
    hospital, clinic, _ = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, GENES)
    assert isinstance(shared, Shared)
    assert shared.genomes == 1
    (text,) = carried(hospital, shared).genomes
    ((sample, lines),) = stored(hospital, subject).items()
    assert tuple(line for line in text.splitlines() if not line.startswith("#")) == lines
    assert any("\tEND=" in line for line in lines)
    assert "\t1000001\t" not in text
    assert "anna-synthetic" not in text
    assert sample not in text
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "delivered"
    there = clinic.there(HOSPITAL, shared)
    ((name, kept),) = stored(clinic, there).items()
    assert name.startswith(f"{HOSPITAL}:s-")
    assert kept == lines
    assert told(clinic, there) == told(hospital, subject)
    genotypes, _, _ = told(clinic, there)
    assert isinstance(genotypes, tuple)
    assert None in genotypes, "what nothing speaks of stays so"
    (received,) = [body for body in clinic.bodies(there, EntryKind.USE) if "received" in body]
    assert received["genomes"] == 1


def test_without_consent_to_pharmacogenes_no_genome_goes_along(sites: list[Site]) -> None:
    hospital, _, _ = sites
    subject = anna(hospital, actions=ACTIONS - {Action.DISCLOSE})
    hospital.grant(subject, MEDICINES, number=1)
    shared = hospital.put(subject, CLINIC, MEDICINES, GENES, ALL)
    assert carried(hospital, shared).genomes == ()
    assert isinstance(hospital.put(subject, CLINIC, GENES), Refusal)


def test_the_body_holds_exactly_the_known_positions_of_whom_the_decision_gives_genes(
    sites: list[Site], tmp_path: Path
) -> None:
    """Random consents and genomes: of each sample the rows at known positions, no other base, or no genome at all."""
    hospital, _, _ = sites
    lots = random.Random(11)  # noqa: S311 - draws cases
    head, _, rest = EXAMPLE.read_text().partition("#CHROM")
    columns, *rows = rest.splitlines()
    some = 0
    for number in range(6):
        subject = hospital.patient(f"p-{number}", "")
        shared = lots.random() < 0.7
        hospital.grant(subject, MEDICINES)
        hospital.grant(subject, GENES, actions=ACTIONS if shared else ACTIONS - {Action.DISCLOSE})
        hospital.grant(subject, ALL, actions=ACTIONS if lots.random() < 0.5 else ACTIONS - {Action.DISCLOSE})
        hospital.keep(subject, medicine("1"))
        known = [lots.sample(rows, lots.randrange(1, len(rows))) for _ in range((number + 1) % 3)]
        for sample, chosen in enumerate(known):
            lines = [MORE, *(row for row in rows if row in chosen)]
            named = columns.rpartition("\t")[0] + f"\tS{sample}"
            path = tmp_path / f"{number}-{sample}.vcf"
            path.write_text("\n".join([f"{head}#CHROM{named}", *lines, ""]))
            keep(hospital, subject, path)
        texts = carried(hospital, hospital.put(subject, CLINIC, MEDICINES, GENES, ALL)).genomes
        sent = sorted(tuple(line for line in text.splitlines() if not line.startswith("#")) for text in texts)
        assert sent == (sorted(stored(hospital, subject).values()) if shared else [])
        assert sum(map(len, sent)) == (sum(map(len, known)) if shared else 0)
        assert not [line for each in sent for line in each if "\t1000001\t" in line]
        some += bool(sent)
    assert 1 < some < 4, "of either kind"


MORE = "chr1\t1000001\t.\tA\tC\t50\tPASS\t.\tGT\t0/1"
"""A record at no known position."""


def test_a_permit_for_some_times_only_opens_no_genome(sites: list[Site]) -> None:
    """A genome is of no certain time: where only some are given, it stays closed."""
    hospital, _, _ = sites
    subject = anna(hospital)
    permit = hospital.node.permit(subject, items=(GENES,))
    decision = permit.decision
    bounded = replace(decision.grants[0], window=((0, 10**9),))
    object.__setattr__(permit, "decision", replace(decision, grants=(bounded,)))
    with (
        pytest.raises(PermitError, match="some times only"),
        hospital.node.gate.under(permit, EntryKind.USE, {"read": "genomes"}) as within,
    ):
        store_of(hospital).known(permit, within)


def slice_of(site: Site, subject: SubjectId) -> str:
    (text,) = carried(site, site.put(subject, CLINIC, GENES)).genomes
    return text


def sent_with(site: Site, to: Site, subject: SubjectId, *texts: str, items: tuple[str, ...] = (GENES,)) -> State:
    """What is answered to a transfer that carries other genomes than the sender's node would send."""
    shared = site.put(subject, CLINIC, *items)
    assert isinstance(shared, Shared)
    header, data = read_parcel(bytes.fromhex(json.loads(site.envelope(shared) or b"")["data"]), "x")
    body = replace(read_body(data, "x"), genomes=texts)
    envelope = site.post.seal(CLINIC, parcel(header, body.to_bytes()))
    return read_answer(site.post.unseal(receive_transfer(envelope, world=to.world))[1], "x").state


def hostile(text: str) -> Iterator[tuple[str, ...]]:
    head, _, records = text.partition("\tFORMAT\t")
    label, _, rest = records.partition("\n")
    first = rest.splitlines()[0]
    yield ("",)
    yield ("no VCF",)
    yield (text, text)  # two of one sample
    yield (text.rpartition("\t")[0],)  # cut off within the last record
    yield (text + "chr1\tx\t.\tA\tC\t.\tPASS\t.\tGT\t0/0\n",)
    yield (f"{head}\tFORMAT\tS1\n{rest}",)  # another sample than a nameless one
    yield (f"{head}\tFORMAT\t{label}\tS2\n{rest}",)
    yield (text + first.rpartition("\t")[0] + "\t7/9\n",)  # alleles that are not there
    yield (text.replace("#CHROM", '##autonome_received={"from": 1}\n#CHROM', 1),)
    way = '##autonome_received={"from":"a.example","obligations":[]}\n'
    yield (text.replace("#CHROM", way * 17 + "#CHROM", 1),)
    yield (text.replace("##reference=GRCh38", "##reference=GRCh37", 1),)
    yield tuple(text.replace(label, f"s-{number:016x}") for number in range(17))


def test_a_hostile_genome_refuses_the_whole_and_leaves_nothing(sites: list[Site]) -> None:
    hospital, clinic, _ = sites
    subject = anna(hospital)
    text = slice_of(hospital, subject)
    for number, texts in enumerate(hostile(text)):
        assert sent_with(hospital, clinic, subject, *texts, items=(GENES, MEDICINES)) is State.REFUSED, number
    assert sent_with(hospital, clinic, subject, text, items=(MEDICINES,)) is State.REFUSED  # beyond the decision
    assert clinic.world.patients.all() == ()
    assert clinic.world.outbox.sent() == ()
    with clinic.node.log.connections.transaction() as transaction:
        assert transaction.execute("SELECT count(*) FROM exchange_in WHERE state <> 'refused'").fetchone() == (0,)
    assert not list((clinic.node.private / "genomes").glob("**/*"))
    assert sent_with(hospital, clinic, subject, text) is State.RECEIVED


def test_what_is_there_is_not_overwritten_and_the_same_is_kept_once(sites: list[Site], tmp_path: Path) -> None:
    hospital, clinic, _ = sites
    subject = anna(hospital)
    text = slice_of(hospital, subject)
    label = text.partition("\tFORMAT\t")[2].partition("\n")[0]
    own = clinic.patient("p-own", "Anna Synthetic", "mrn:1")
    clinic.grant(own, GENES, ALL, number=9)
    line = "chr10\t94781859\t.\tG\tA\t50\tPASS\t.\tGT\t1/1"
    keep(clinic, own, written(tmp_path / "own.vcf", [line], sample=label))
    clinic.world.links.link(HOSPITAL, hospital.world.links.pseudonym(CLINIC, subject), own)
    before = stored(clinic, own)
    for _ in range(2):
        assert hospital.share(subject, CLINIC, GENES).state == "delivered"
    after = stored(clinic, own)
    assert after.pop(f"{HOSPITAL}:{label}")
    assert after == before
    permit = clinic.node.permit(own, items=(GENES,))
    with clinic.node.gate.under(permit, EntryKind.USE, {"read": "genomes"}) as within:
        versions = {each.sample: each.version for each in store_of(clinic).genomes(permit, within, GENES)}
    assert versions == {label: 0, f"{HOSPITAL}:{label}": 0}


def test_a_genome_that_comes_late_is_no_next_version_of_the_one_that_was_put_right(
    sites: list[Site], tmp_path: Path
) -> None:
    hospital, clinic, _ = sites
    subject = anna(hospital)
    late = hospital.put(subject, CLINIC, GENES)
    assert isinstance(late, Shared)
    (sample,) = stored(hospital, subject)
    line = "chr10\t94781859\t.\tG\tA\t50\tPASS\t.\tGT\t1/1"
    keep(hospital, subject, written(tmp_path / "better.vcf", [line], sample=sample))
    assert hospital.share(subject, CLINIC, GENES).state == "delivered"
    there = clinic.there(HOSPITAL, late)
    before = stored(clinic, there)
    assert list(before.values()) == list(stored(hospital, subject).values())
    assert deliver(hospital.sent(late), world=hospital.world).state == "delivered"
    assert stored(clinic, there) == before


def test_a_genome_is_passed_on_with_its_way_and_a_bound_one_is_not(sites: list[Site]) -> None:
    hospital, clinic, pharmacy = sites
    subject = anna(hospital)
    shared = hospital.put(subject, CLINIC, GENES)
    assert isinstance(shared, Shared)
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "delivered"
    there = clinic.there(HOSPITAL, shared)
    on = clinic.put(there, PHARMACY, GENES)
    assert isinstance(on, Shared)
    assert deliver(clinic.sent(on), world=clinic.world, first=True).state == "delivered"
    last = pharmacy.there(CLINIC, on)
    permit = pharmacy.node.permit(last, items=(GENES,))
    with pharmacy.node.gate.under(permit, EntryKind.USE, {"read": "genomes"}) as within:
        (manifest,) = store_of(pharmacy).genomes(permit, within, GENES)
    assert [each.institution for each in manifest.came] == [HOSPITAL, CLINIC]
    assert told(pharmacy, last) == told(hospital, subject)


def test_a_genome_that_may_not_be_passed_on_is_not(sites: list[Site]) -> None:
    hospital, clinic, _ = sites
    subject = anna(hospital, obligations=(ObligationCode("AUTONOME:no-onward-transfer"),))
    shared = hospital.put(subject, CLINIC, GENES)
    assert isinstance(shared, Shared)
    assert deliver(hospital.sent(shared), world=hospital.world, first=True).state == "delivered"
    there = clinic.there(HOSPITAL, shared)
    clinic.grant(there, GENES, recipient="pharmacy", number=1)
    with pytest.raises(BoundError, match="not to pass it on"):
        clinic.put(there, PHARMACY, GENES)
    assert clinic.world.outbox.sent() == ()


def test_a_whole_genome_is_never_kept_of_what_came(sites: list[Site]) -> None:
    hospital, clinic, _ = sites
    subject = anna(hospital)
    text = slice_of(hospital, subject) + "chr1\t1000001\t.\tA\tC\t50\tPASS\t.\tGT\t0/1\n"
    hospital.grant(subject, ALL, number=1)
    assert sent_with(hospital, clinic, subject, text, items=(GENES, ALL)) is State.RECEIVED
    (there,) = (each.subject for each in clinic.world.patients.all())
    ((_, lines),) = stored(clinic, there).items()
    assert not [line for line in lines if "1000001" in line]
    permit = clinic.node.permit(there, items=(ALL,))
    with clinic.node.gate.under(permit, EntryKind.USE, {"read": "genomes"}) as within:
        assert store_of(clinic).genomes(permit, within, ALL) == ()
