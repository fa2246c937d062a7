"""A node whose pages are served within this process: one of each role, two patients, and a client for each of them."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from psycopg import sql

from autonome import bootstrap
from autonome.access.actors import NewPerson, SignedIn
from autonome.access.roles import Role
from autonome.adapters.postgres import Database, EmbeddedServer, embedded_database, superuser
from autonome.adapters.postgres_gate.questions import PostgresEnquiries
from autonome.adapters.sealed_spool import SealedSpool
from autonome.adapters.small_files import write_whole
from autonome.adapters.synthetic import Person, genome_of, people, record_of
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.accounts import KEY_FILE, accounts_in, project_of
from autonome.bootstrap.kept import imported_genome
from autonome.consent import FORMS, Action, ActKind
from autonome.fhir import parse_json
from autonome.fhir.shelving import items_of
from autonome.kernel import ActorId, Instant, SubjectId
from autonome.law import RULES
from autonome.ledger import Checkpoint, EntryKind
from autonome.workflows.answer_consent import Answer, Signing, answered
from autonome.workflows.ask_and_answer import ask
from autonome.workflows.import_genome import GENOME, ImportedGenome
from autonome.workflows.import_record import Imported, categories_of_items, import_record
from tests.accounts import KEY, app_code
from tests.integration.node.desks import Desk, opened_desk

if TYPE_CHECKING:
    from django.test import Client

    from autonome.web.desk import ClinicDesk
    from autonome.web.project import Served
    from autonome.web.site import Site

ANNA, BORIS = people(2)
PASSWORD = "eleven herons cross the lake"  # noqa: S105 - of people who are not
HOST = "localhost"
NAMES = {role: f"{role}-one" for role in Role}
"""Account of each role; the patient's is Anna's."""

QUESTIONS = ("pharmacogenes", "medications", "demographics", "health-record", "measurements", "way-of-life", "goals")
_numbers = count(1)

Opening = Callable[[Database, Path], AbstractContextManager[Desk]]
"""Opens a node in a database and a folder."""


@dataclass(frozen=True)
class Pages:
    """The pages, and those who ask for them."""

    site: Site
    desk: Desk
    secrets: dict[str, str] = field(default_factory=dict)

    def person(self, name: str) -> Any:  # noqa: ANN401 - Django's
        from autonome.web.accounts.models import Person as Account  # noqa: PLC0415 - Django is set up now

        return Account.objects.get(name=name)

    def client(self, name: str | None = None, *, checks: bool = False, language: str = "en", **more: Any) -> Client:  # noqa: ANN401 - the client's own
        """A browser, signed in as somebody where one is named.

        Args:
            name: of the account.
            checks: whether forms must come from our pages.
            language: that the browser asks for.
            more: for Django's client.
        """
        from django.test import Client  # noqa: PLC0415 - Django is set up now

        from autonome.web.entrance import cookies  # noqa: PLC0415

        headers = {"host": HOST, "accept-language": language}
        client = Client(enforce_csrf_checks=checks, headers=headers, **more)
        if name is not None:
            token = self.site.accounts.begin_session(self.person(name))
            client.cookies[cookies.name()] = base64.urlsafe_b64encode(token).decode().rstrip("=")
        return client

    def code(self, name: str) -> str:
        """What somebody's app shows; that it was shown before is forgotten, for no test waits half a minute."""
        from autonome.web.accounts.models import Person as Account  # noqa: PLC0415 - Django is set up now

        Account.objects.filter(name=name).update(last_step=0)
        return app_code(self.secrets[name], SystemClock().now())

    def enrol(self, name: str, code: str) -> None:
        """Password and app of somebody."""
        from autonome.web.accounts.enrolment import Enrolling  # noqa: PLC0415 - Django is set up now

        enrolling = Enrolling(name, code, PASSWORD, "test")
        self.secrets[name] = self.site.accounts.begin_enrolment(enrolling).secret
        self.site.accounts.finish_enrolment(enrolling, self.secrets[name], self.code(name))

    def size(self) -> int:
        """How many entries the log has."""
        return Checkpoint.of_note(self.desk.node.log.checkpoint()).size

    def entries(self, subject: str) -> tuple[EntryKind, ...]:
        """What stands on the log of a person, by kind."""
        return tuple(each.payload.kind for each in self.desk.node.log.entries_of(SubjectId(subject)))


def stood(client: Client, place: str) -> str:
    """What a page of signatures says of the answers on record when it was made; "" where nothing can be signed."""
    found = re.search(r'name="stood" value="([0-9a-f]*)"', client.get(place).content.decode())
    return "" if found is None else found.group(1)


@contextmanager
def opened_pages(
    database: Database, folder: Path, served: Served | None = None, opening: Opening = opened_desk
) -> Iterator[Pages]:
    """Serve a node in a database; nobody has an account yet."""
    from autonome.web.project import Served  # noqa: PLC0415 - loads Django

    with opening(database, folder) as desk:
        write_whole(desk.node.private / KEY_FILE, KEY)
        project = project_of(desk.node, (HOST,), served or Served(encrypted=False))
        accounts = accounts_in(desk.node, project)
        from autonome.bootstrap.desk import NodeDesk  # noqa: PLC0415 - Django is set up now
        from autonome.web.observations import quiet  # noqa: PLC0415
        from autonome.web.site import Site, open_site  # noqa: PLC0415

        made = Site(
            accounts=accounts,
            desk=NodeDesk(desk.node, accounts),
            clock=SystemClock(),
            entropy=SystemEntropy(),
            language=bootstrap.language,
            is_ready=lambda: None,
            spool=SealedSpool,
        )
        open_site(made)
        quiet()
        try:
            yield Pages(made, desk)
        finally:
            from django.db import connections  # noqa: PLC0415

            connections.close_all()


def settle(pages: Pages, folder: Path, patients: Iterable[Person] = (ANNA, BORIS)) -> None:
    """One account of each role; patients with consent, record and genome."""
    steward = NAMES[Role.STEWARD]
    pages.enrol(steward, pages.site.accounts.first_steward(steward).code)
    for role, name in NAMES.items():
        if role is not Role.STEWARD:
            subject = SubjectId(ANNA.subject) if role is Role.PATIENT else None
            pages.site.accounts.steward(steward).add(NewPerson(name, (role,), f"Shown {role}", subject=subject))
    for each in patients:
        take_in(pages.desk, each, folder)


def take_in(desk: Desk, person: Person, folder: Path) -> None:
    """A patient with consent, record and genome, by the acts that people use."""
    node, subject = desk.node, SubjectId(person.subject)
    desk.patient("--id", person.subject, "--name", person.name, "--number", person.record_number)
    signing = Signing(ActorId("dr-b"), node.settings.institution.name)
    form, now, entropy = FORMS["treatment/3/en"], SystemClock().now(), SystemEntropy()
    answers = [Answer(ActKind.GRANT, form, form.question(question)) for question in QUESTIONS]
    node.gate.record_acts(subject, [answered(each, subject, signing, now, entropy) for each in answers])
    _, items = items_of(parse_json(record_of(person).encode(), "record"), "record")
    asked = node.settings.institution.asks(
        subject, ActorId("dr-b"), "TREAT", categories_of_items(items), Action.COLLECT
    )
    done = import_record(asked, items, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock())
    assert isinstance(done, Imported)
    vcf = folder / f"{person.subject}.vcf"
    vcf.write_text(genome_of(person, bootstrap.knowledge_bundle().definitions), encoding="utf-8")
    asked = node.settings.institution.asks(subject, ActorId("dr-b"), "TREAT", GENOME, Action.COLLECT)
    assert isinstance(imported_genome(node, asked, vcf, sample=None, quiet=True), ImportedGenome)


def ward_of(pages: Pages, role: Role) -> ClinicDesk:
    """The desk of somebody who works with patients, as their pages have it."""
    from autonome.web.asking import Asker  # noqa: PLC0415 - Django is set up now

    now = SystemClock().now()
    who = SignedIn(ActorId(NAMES[role]), frozenset({role}), now, Instant(now.seconds + 3600))
    return pages.site.desk.clinic(Asker(who, role))


def waiting(pages: Pages) -> dict[str, str]:
    """By page and operation, what waits of Anna for who looks at it: a question, and a test that was ordered."""
    desk = ward_of(pages, Role.CLINICIAN)
    if not desk.questions():
        enquiries = PostgresEnquiries(pages.desk.node.log, pages.desk.node.names, entropy=SystemEntropy())
        ask(SubjectId(ANNA.subject), "", "Why?", enquiries=enquiries, clock=SystemClock(), entropy=SystemEntropy())
    if not desk.orders():
        desk.order_test(SubjectId(ANNA.subject), "CYP2D6")
    return {"read-question": desk.questions()[0].id, "look-at-order": str(desk.orders()[0].number)}


@contextmanager
def own_database(server: EmbeddedServer, template: str) -> Iterator[Database]:
    """A database with the tables of accounts, for one module of tests."""
    name = f"pages_{next(_numbers)}"
    try:
        yield embedded_database(server, name, template=template)
    finally:
        with superuser(server, "postgres") as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def pages(
    postgres_server: EmbeddedServer, accounts_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pages]:
    """A node with one account of each role and two patients; shared by the tests of a module."""
    folder = tmp_path_factory.mktemp("pages")
    with own_database(postgres_server, accounts_template) as database, opened_pages(database, folder / "node") as made:
        settle(made, folder)
        yield made
