"""Nodes that share with each other: real databases and logs, and a post that brings envelopes within this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from autonome.access.institutions import Institution
from autonome.adapters.postgres import Database
from autonome.adapters.postgres_exchange import PostgresInbox, PostgresLinks, PostgresOutbox
from autonome.adapters.postgres_gate import PostgresPatients
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_genomes import GenomeFolder, PostgresGenomes
from autonome.adapters.postgres_genomes.passing import GenomesToPass
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.clinical.items import KeptItem
from autonome.consent import Action, ActKind
from autonome.consent.obligations import ObligationCode
from autonome.fhir.json_text import json_text
from autonome.kernel import ActorId, Instant, SubjectId, canonical_bytes, read_json
from autonome.law import RULES, stating
from autonome.ledger import EntryKind, UnreachableError, parse_policy
from autonome.sharing import EnvelopeError, InstitutionId
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.deliver_shared import Outcome, deliver
from autonome.workflows.exchange_ports import ExchangeWorld, Partner, Sent
from autonome.workflows.keep_patients import add_patient
from autonome.workflows.open_record import Opened, open_record
from autonome.workflows.receive_transfer import receive_transfer
from autonome.workflows.share_record import Shared, for_partner, share_record
from tests.fakes.consents import act, atom, template
from tests.integration.node.nodes import ALWAYS, Node, opened_node
from tests.integration.postgres_genomes.genomes import panels

HOSPITAL, CLINIC, PHARMACY, LABORATORY = map(
    InstitutionId, ("hospital.example", "clinic.example", "pharmacy.example", "laboratory.example")
)
CLASSES = {HOSPITAL: "hospital", CLINIC: "clinic", PHARMACY: "pharmacy", LABORATORY: "clinical-laboratory"}
FACTS = stating({"foreign-controlled": False})
MEDICINES, LABS, HIV = "medications", "laboratory", "hiv"
ACTIONS = frozenset({Action.COLLECT, Action.USE, Action.DISCLOSE})


@dataclass
class Post:
    """Envelopes within one process: who sealed one, and for whom, stands in it."""

    own: InstitutionId
    partners: dict[InstitutionId, Partner] = field(default_factory=dict)
    doors: dict[InstitutionId, Callable[[bytes], bytes]] = field(default_factory=dict)
    carried: list[bytes] = field(default_factory=list)
    down: bool = False

    def partner(self, id_: InstitutionId) -> Partner | None:
        return self.partners.get(id_)

    def seal(self, to: InstitutionId, data: bytes) -> bytes:
        return canonical_bytes({"by": self.own, "for": to, "data": data.hex()})

    def unseal(self, envelope: bytes) -> tuple[InstitutionId, bytes]:
        match read_json(envelope, where="an envelope"):
            case {"by": str(by), "for": str(to), "data": str(data)} if to == self.own and by in self.partners:
                return InstitutionId(by), bytes.fromhex(data)
        raise EnvelopeError("is for another, or from nobody we know")

    def deliver(self, to: InstitutionId, envelope: bytes) -> bytes:
        if self.down:
            raise UnreachableError("nobody answers")
        self.carried.append(envelope)
        return self.doors[to](envelope)


@dataclass(frozen=True)
class Site:
    """An institution with its node."""

    node: Node
    world: ExchangeWorld[Within]
    post: Post

    @property
    def id(self) -> InstitutionId:
        return InstitutionId(self.world.institution.name)

    def patient(self, subject: str = "p-anna", name: str = "Anna Synthetic", *numbers: str) -> SubjectId:
        return add_patient(self.world.patients, self.world.entropy, subject=subject, name=name, numbers=numbers).subject

    def grant(  # noqa: PLR0913 - one keyword for each part
        self,
        subject: SubjectId,
        *categories: str,
        kind: ActKind = ActKind.GRANT,
        recipient: str = "care",
        number: int = 0,
        obligations: tuple[ObligationCode, ...] = (),
        actions: frozenset[Action] = ACTIONS,
    ) -> int:
        """Grant all of passing on for categories, each on a form of its own; gives the place of the last."""
        now = SystemClock().now()
        for category in categories:
            scope = (atom(category=category, recipient=recipient, actions=actions, obligations=obligations),)
            form = template(f"{category}-{recipient}", scope, version=f"{category}-{recipient}")
            done = act(
                kind, *(scope if kind is not ActKind.WITHDRAW else ()), question=f"{category}-{recipient}", form=form,
                leaf=None, id=f"{kind}-{category}-{recipient}-{number}", subject=subject, actor=ActorId(subject),
                recorded_at=now, valid=None if kind is ActKind.WITHDRAW else ALWAYS,
            )  # fmt: skip
            recorded = self.world.gate.record_acts(subject, [done])
        return recorded[-1].index

    def keep(self, subject: SubjectId, *items: KeptItem) -> None:
        categories = tuple(sorted({category for each in items for category in each.categories}))
        permit = self.node.permit(subject, items=categories, action=Action.COLLECT)
        with self.node.gate.under(permit, EntryKind.USE, {"added": len(items)}) as within:
            self.node.records.add(permit, within, items)

    def asks(self, subject: SubjectId, to: InstitutionId, *items: str) -> Any:  # noqa: ANN401 - a request
        partner = self.post.partners[to]
        own = self.world.institution.asks(subject, ActorId("dr-b"), "TREAT", items, Action.DISCLOSE)
        return for_partner(own, partner)

    def put(self, subject: SubjectId, to: InstitutionId, *items: str, **more: Any) -> Shared | Refusal:  # noqa: ANN401
        return share_record(self.asks(subject, to, *items), self.post.partners[to], world=self.world, **more)

    def share(self, subject: SubjectId, to: InstitutionId, *items: str, **more: Any) -> Outcome:  # noqa: ANN401
        shared = self.put(subject, to, *items, **more)
        assert isinstance(shared, Shared)
        return deliver(self.sent(shared), world=self.world, first=True)

    def sent(self, shared: Shared) -> Sent:
        found = self.world.outbox.find(shared.transfer.id)
        assert found is not None
        return found

    def envelope(self, shared: Shared) -> bytes | None:
        return self.world.outbox.envelope(self.sent(shared))

    def open(self, subject: SubjectId, *items: str) -> Opened | Refusal:
        asked = self.world.institution.asks(subject, ActorId("dr-c"), "TREAT", items, Action.USE)
        return open_record(asked, gate=self.node.gate, records=self.node.records, rules=RULES, clock=SystemClock())

    def names(self, subject: SubjectId, *items: str) -> list[str]:
        opened = self.open(subject, *items)
        assert isinstance(opened, Opened)
        return [each.item.name for each in opened.items]

    def there(self, by: InstitutionId, shared: Shared) -> SubjectId:
        """Whose data they are here."""
        found = self.world.links.subject(by, shared.transfer.subject)
        assert found is not None
        return found

    def bodies(self, subject: SubjectId, kind: EntryKind) -> list[Mapping[str, Any]]:
        return [each.payload.body for each in self.node.log.entries_of(subject, kind)]


def known_to_each_other(*sites: Site) -> None:
    for site in sites:
        for other in sites:
            if other is not site:
                policy = parse_policy(f"log {other.node.log.verifier}\nquorum none\n".encode())
                partner = Partner(other.id, CLASSES[other.id], other.world.institution.jurisdiction, policy)
                site.post.partners[other.id] = partner
                site.post.doors[other.id] = partial(receive_transfer, world=other.world)


def world_of(node: Node, post: Post, jurisdiction: str = "US") -> ExchangeWorld[Within]:
    clock, entropy, keyring = SystemClock(), SystemEntropy(), node.log.composer.keyring
    genomes = PostgresGenomes(node.names, node.vault, GenomeFolder(node.private / "genomes"), entropy=entropy)
    return ExchangeWorld(
        institution=Institution(post.own, CLASSES[post.own], jurisdiction, FACTS),
        gate=node.gate,
        records=node.records,
        genomes=GenomesToPass(genomes, node.names, panels),
        patients=PostgresPatients(node.log.connections, keyring, node.vault, entropy=entropy),
        log=node.log,
        outbox=PostgresOutbox(node.log, node.names, entropy=entropy),
        inbox=PostgresInbox(node.log, node.names, entropy=entropy),
        links=PostgresLinks(node.log.connections, keyring, entropy=entropy),
        post=post,
        rules=RULES,
        clock=clock,
        entropy=entropy,
    )


@contextmanager
def opened_sites(
    databases: Iterator[Database], folder: Path, *ids: InstitutionId, **places: str
) -> Iterator[list[Site]]:
    with ExitStack() as stack:
        sites = []
        for id_ in ids:
            node = stack.enter_context(opened_node(next(databases), folder / id_, name=f"{id_}/autonome"))
            post = Post(id_)
            sites.append(Site(node, world_of(node, post, places.get(id_.split(".")[0], "US")), post))
        known_to_each_other(*sites)
        yield sites


def medicine(number: str, text: str = "metformin", patient: str = "1") -> KeptItem:
    return _item(MEDICINES, "MedicationStatement", number, {"medicationCodeableConcept": {"text": text}}, patient)


def lab(number: str, code: str = "2160-0", patient: str = "1") -> KeptItem:
    coded = {"coding": [{"system": "http://loinc.org", "code": code}]}
    content = {"code": coded, "valueQuantity": {"value": 1, "unit": "mg/dL", "code": "mg/dL"}}
    return _item(LABS, "Observation", number, {"effectiveDateTime": "2026-01-05T08:00:00Z", **content}, patient)


def _item(category: str, kind: str, number: str, content: dict[str, Any], patient: str) -> KeptItem:
    subject = {"subject": {"reference": f"Patient/{patient}"}, "status": "final" if kind == "Observation" else "active"}
    body = json_text({"resource": {"resourceType": kind, "id": number, **subject, **content}})
    at = Instant.parse("2026-01-05T08:00:00Z") if kind == "Observation" else None
    return KeptItem(frozenset({category}), f"{kind}/{number}", body, at)
