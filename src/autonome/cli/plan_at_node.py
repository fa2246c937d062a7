"""``autonome plan --patient``: the same plan, of what a node keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from autonome import bootstrap
from autonome.access import Request
from autonome.bootstrap.session import Session
from autonome.cli.one_plan import ENGINE, Answer
from autonome.consent import Action
from autonome.kernel import InputError, sha256_hex
from autonome.law import RULES
from autonome.ledger import write_policy
from autonome.report.ports import Typesetter
from autonome.workflows.keep_patients import expect_patient
from autonome.workflows.make_plan import make_plan_of
from autonome.workflows.plan_case import ITEMS, PlanRequest, World
from autonome.workflows.plan_of_patient import KeptCase, Store

_ELSEWHERE = {
    "vcf": "the node keeps the genome",
    "record": "the node keeps the record",
    "consent": "the node's log holds the consent",
    "batch": "a batch is made of files",
    "jobs": "a batch is made of files",
    "actor": "the session says who acts",
    "organisation": "the node says for which institution",
    "recipient": "the session says to whom you belong",
    "jurisdiction": "the node says where",
    "log": "the node has its own log",
}
"""What is not given with a patient of a node, and why."""


@dataclass(frozen=True, slots=True)
class PatientOfNode:
    """Of whom a plan is made at a node.

    Args:
        patient: the id in the node.
        outside: file of calls made elsewhere, or None.
        stating: adds to a request what is stated for it alone.
    """

    patient: str
    outside: Path | None
    stating: Callable[[Request], Request]


def expect_nothing_else(context: typer.Context) -> None:
    """Stop who gives what a node knows itself.

    Args:
        context: of the command.

    Raises:
        InputError: an option is given that does not go with a patient of a node.
    """
    for name, why in _ELSEWHERE.items():
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":  # what the environment sets is for plans of files
            option = "a VCF" if name == "vcf" else f"--{name}"
            raise InputError(f"{option} does not go with --patient: {why}", where="--patient", mend="leave it out.")


def answer_of_patient(
    session: Session, whom: PatientOfNode, asked: PlanRequest, typesetter: Typesetter | None
) -> Answer:
    """Make the plan of one patient of a node.

    Args:
        session: of who asks.
        whom: the patient.
        asked: how the plan is wanted; who asks, for whom and where is the session's.
        typesetter: of ``plan.pdf``, or None where there is to be none.

    Raises:
        AutonomeError: nothing is kept of which a plan can be made, or log or store cannot be relied upon.
    """
    node = session.node
    subject = expect_patient(node.patients, whom.patient)
    request = whom.stating(session.asks(subject, asked.purpose, ITEMS, Action.USE))
    asked = replace(
        asked,
        actor=request.actor,
        organisation=request.organisation,
        recipient=request.recipient,
        jurisdiction=request.jurisdiction,
        documents=request.documents,
        circumstances=request.circumstances,
    )
    bundle = bootstrap.knowledge_bundle()
    world = World(
        bundle=bundle, rules=RULES, log=node.log, clock=bootstrap.clock(), engine=ENGINE, typesetter=typesetter
    )
    outside = None if whom.outside is None else bootstrap.file_bytes(whom.outside)
    case = KeptCase(
        subject=subject,
        jurisdiction=request.jurisdiction,
        store=Store(gate=node.gate, records=node.records, genomes=node.genomes),
        world=world,
        sample=asked.calling.sample,
        outside=() if outside is None else bootstrap.outside_calls_in(outside, bundle, str(whom.outside)),
        outside_digest=None if outside is None else sha256_hex(outside),
    )
    return Answer(make_plan_of(case, asked, world), write_policy(node.log.verifier))
