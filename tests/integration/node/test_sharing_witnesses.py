"""Where partners ask for witnesses, what leaves is cosigned first; where it cannot be, nothing leaves."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from autonome.adapters.exchange.cosigned import cosigned_by
from autonome.adapters.postgres import Database
from autonome.consent import ActKind
from autonome.kernel import SubjectId
from autonome.ledger import UnreachableError, UntrustedError, parse_policy
from autonome.workflows.deliver_shared import deliver, tell_withdrawals
from autonome.workflows.receive_transfer import receive_transfer
from autonome.workflows.share_record import Shared
from tests.integration.node.sharers import CLINIC, HOSPITAL, MEDICINES, Site, medicine, opened_sites
from tests.integration.processes import WitnessProcess, new_witness

STARTED: list[WitnessProcess] = []


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    yield
    while STARTED:
        witness = STARTED.pop()
        if witness.process is not None and witness.process.poll() is None:
            witness.end(signal.SIGKILL)


def witnessed(site: Site, partner: Site, folder: Path) -> tuple[Site, WitnessProcess]:
    """The same site with a witness of its log, without whom the partner believes nothing of it."""
    verifier = site.node.log.verifier
    witness = new_witness(folder / f"witness-{site.id}", verifier, f"w.{site.id}").start()
    STARTED.append(witness)
    policy = f"log {verifier}\nwitness w {witness.key} {witness.url}\nquorum w\n"
    (site.node.private / "policy.txt").write_text(policy)
    known = partner.post.partners[site.id]
    partner.post.partners[site.id] = replace(known, policy=parse_policy(policy.encode()))
    world = replace(site.world, cosigned=cosigned_by(site.node.log, site.node.private))
    return replace(site, world=world), witness


def anna(site: Site) -> SubjectId:
    subject = site.patient()
    site.grant(subject, MEDICINES)
    site.keep(subject, medicine("1"))
    return subject


@pytest.fixture
def sites(databases: Iterator[Database], tmp_path: Path) -> Iterator[list[Site]]:
    with opened_sites(databases, tmp_path, HOSPITAL, CLINIC) as opened:
        yield opened


def test_what_leaves_is_cosigned_first_on_both_sides(sites: list[Site], tmp_path: Path) -> None:

    plain, other = sites
    subject = anna(plain)
    hospital, _ = witnessed(plain, other, tmp_path)
    clinic, theirs = witnessed(other, plain, tmp_path)
    hospital.post.doors[CLINIC] = partial(receive_transfer, world=clinic.world)
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    theirs.end(signal.SIGKILL)
    for first in (True, False):  # taken in there, and nobody can be shown it
        assert deliver(hospital.sent(shared), world=hospital.world, first=first).state == "tried"
    theirs.start()
    sent = hospital.sent(shared)
    assert deliver(sent, world=hospital.world).state == "delivered"
    assert len(clinic.names(clinic.there(HOSPITAL, shared), MEDICINES)) == 1


def test_where_witnesses_do_not_cosign_nothing_leaves_and_nothing_is_recorded(
    sites: list[Site], tmp_path: Path
) -> None:
    plain, other = sites
    subject = anna(plain)
    hospital, witness = witnessed(plain, other, tmp_path)
    assert hospital.share(subject, CLINIC, MEDICINES).state == "delivered"
    assert hospital.world.cosigned(0) is not None
    one, silent = (
        (hospital.node.private / "policy.txt").read_text(),
        new_witness(tmp_path / "silent", Path("x"), "v.example"),
    )
    second = f"witness v {silent.key} http://127.0.0.1:9\ngroup both all w v\nquorum both\n"
    (hospital.node.private / "policy.txt").write_text(one.replace("quorum w\n", second))
    with pytest.raises(UnreachableError, match="do not cosign now"):
        hospital.world.cosigned(0)  # what one of them cosigned is there, and is not what is asked for now
    (hospital.node.private / "policy.txt").write_text(one)
    witness.end(signal.SIGKILL)
    with pytest.raises(UnreachableError, match="partners believe no entry without its witnesses"):
        hospital.put(subject, CLINIC, MEDICINES)
    assert len(hospital.world.outbox.sent()) == 1
    hospital.grant(subject, MEDICINES, kind=ActKind.WITHDRAW)
    size = hospital.node.log.checkpoint()
    for _ in range(2):
        with pytest.raises(UnreachableError):
            tell_withdrawals(world=hospital.world)
    assert hospital.node.log.checkpoint() == size
    witness.start()
    assert tell_withdrawals(world=hospital.world) == 1
    (notice,) = hospital.world.outbox.sent(under_way=True)
    assert deliver(notice, world=hospital.world, first=True).state == "delivered"


def test_what_witnesses_have_not_cosigned_is_believed_by_neither_side(sites: list[Site], tmp_path: Path) -> None:
    plain, other = sites
    subject = anna(plain)
    hospital, _ = witnessed(plain, other, tmp_path)
    bare = replace(plain, world=replace(hospital.world, cosigned=lambda _: None))
    shared = bare.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    with pytest.raises(UntrustedError, match="not yet cosigned"):  # to the partner: nothing can be taken now
        deliver(bare.sent(shared), world=bare.world, first=True)
    assert other.world.patients.all() == ()
    clinic, _ = witnessed(other, plain, tmp_path)
    assert clinic.id == CLINIC, "which answers without its witness, by the door of before"
    shared = hospital.put(subject, CLINIC, MEDICINES)
    assert isinstance(shared, Shared)
    with pytest.raises(UntrustedError, match="not yet cosigned"):
        deliver(hospital.sent(shared), world=hospital.world, first=True)
    assert hospital.sent(shared).state == "tried"
