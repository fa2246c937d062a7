"""A demonstration: a small synthetic hospital, made once in a folder of its own and served like any other node.

Everything in it is made by the acts that people use: accounts are enrolled, consent is signed, records and genomes are
taken in under permits, and all of it stands on the hospital's log. Nothing is written around the gateway.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.adapters.durable import DurableFile, write_once_durably
from autonome.adapters.small_files import read_small
from autonome.adapters.synthetic import Person, genome_of, people, record_of
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.accounts import accounts_of, source
from autonome.bootstrap.kept import imported_genome
from autonome.bootstrap.knowledge import knowledge_bundle
from autonome.bootstrap.node_work import working
from autonome.bootstrap.nodes import begun_node, broken_glass, opened_node
from autonome.bootstrap.session import Session, session_of
from autonome.consent import FORMS, Action, ActKind, Template
from autonome.fhir import parse_json
from autonome.fhir.shelving import items_of
from autonome.kernel import ActorId, InputError, Instant, SubjectId
from autonome.law import RULES
from autonome.workflows.answer_consent import Answer, Signing, answered
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.import_genome import GENOME
from autonome.workflows.import_record import categories_of_items, import_record
from autonome.workflows.keep_patients import add_patient
from autonome.workflows.open_record import open_record

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.web.accounts.accounts import Accounts
    from autonome.web.demo import Demo

FOLDER: Final = Path(".demo") / "hospital"
FILE: Final = "demo.json"
"""In the node's private folder: says that the node is a demonstration, and with which password."""

NAME: Final = "demo-hospital.example"
PATIENTS: Final = 30
WORKERS: Final = 4
"""Patients that are taken in at once: they wait for the log, and not for each other."""

STEWARD: Final = "stella"
CLINICIAN: Final = "dr-lee"

STAFF: Final = (
    (CLINICIAN, Role.CLINICIAN, "Dr Lee"),
    ("dr-okafor", Role.CLINICIAN, "Dr Okafor, emergency room"),
    ("dr-wahyu", Role.CLINICIAN, "Dr Wahyu"),
    ("clinic-north", Role.CLINIC, "Northside Clinic"),
    ("pharmacy", Role.PHARMACIST, "Corner Pharmacy"),
    ("insurer", Role.INSURER, "Sample Insurance"),
    ("auditor", Role.AUDITOR, "Ada Audit"),
)
"""Name of the account, role, and who it is."""

WITH_ACCOUNTS: Final = 5
"""So many patients can sign in."""

ANSWERED: Final = (
    (
        "treatment/3",
        ("pharmacogenes", "medications", "demographics", "health-record", "measurements", "way-of-life", "goals"),
    ),
    ("care-sharing/1", ("medications", "allergies")),
    ("findings/2", ("other-medicines",)),
)
"""Forms, and the questions to which most say yes."""

HISTORY: Final = ("medications",)
"""What was opened of some, so that there is something on their timelines."""


@dataclass(frozen=True, slots=True)
class _Hospital:
    node: Node
    accounts: Accounts
    password: str

    def session(self, name: str, role: Role) -> Session:
        """Of somebody on the staff, for what the log of a node begins with that was made here just now."""
        from autonome.access.actors import SignedIn  # noqa: PLC0415

        now = SystemClock().now()
        person = SignedIn(ActorId(name), frozenset({role}), now, Instant(now.seconds + 60))
        return session_of(self.node, person, role)


def demo_hospital(folder: Path, told: Callable[[str], None]) -> Path:
    """Make the synthetic hospital, where it is not there yet; gives its folder.

    Args:
        folder: new, or of a demonstration that was made before.
        told: is given a line on what is being done.

    Raises:
        InputError: there is something else in the folder, or half of a demonstration.
    """
    if (folder / "log" / FILE).exists():
        return folder
    if folder.exists() and any(folder.iterdir()):
        raise InputError("is no finished demonstration", where=str(folder), mend="remove it, and begin again.")
    told("making a synthetic hospital: thirty patients who are not; this is done once")
    begun_node(
        folder, name=NAME, recipient="care-team", jurisdiction="US", facts={}, documents=(), external=False
    )  # fmt: skip
    entropy = SystemEntropy()
    with opened_node(folder) as node, working(node):
        hospital = _Hospital(node, accounts_of(node), f"synthetic-{entropy.token(5).hex()}")
        _accounts(hospital)
        told("accounts are there; patients, their consent, records and genomes follow")
        with ThreadPoolExecutor(WORKERS) as pool, _genomes(people(PATIENTS)) as genomes:
            list(pool.map(lambda each: _taken_in(hospital, each, genomes), people(PATIENTS)))
        _history(hospital)
        document = json.dumps({"password": hospital.password}).encode()
        write_once_durably(DurableFile(folder / "log" / FILE, document, private=True), entropy.token(8).hex())
    return folder


def demo_of(folder: Path) -> Demo:
    """What the sign-in page lists.

    Raises:
        InputError: the folder holds no demonstration.
    """
    from autonome.web.demo import Demo  # noqa: PLC0415 - Django is set up now

    path = folder / "log" / FILE
    if not path.exists():
        raise InputError("is no demonstration", where=str(folder), mend="serve it without --demo.")
    password = str(json.loads(read_small(path))["password"])
    patients = tuple((_account(each), each.name, Role.PATIENT) for each in people(WITH_ACCOUNTS))
    staff = tuple((name, shown, role) for name, role, shown in STAFF)
    return Demo(password, (*patients, *staff, (STEWARD, "Stella", Role.STEWARD)))


def _account(person: Person) -> str:
    return person.first.lower().replace(" ", "-")


def _accounts(hospital: _Hospital) -> None:
    """The steward first, who then makes the others, each of whom enrols."""
    _enrol(hospital, STEWARD, hospital.accounts.first_steward(STEWARD).code)
    new = [NewPerson(name, (role,), shown) for name, role, shown in STAFF]
    new += [
        NewPerson(_account(each), (Role.PATIENT,), each.name, subject=SubjectId(each.subject))
        for each in people(WITH_ACCOUNTS)
    ]
    for each in new:
        _enrol(hospital, each.name, hospital.accounts.steward(STEWARD).add(each).code)


def _enrol(hospital: _Hospital, name: str, code: str) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value  # noqa: PLC0415 - Django is set up now

    from autonome.web.accounts.enrolment import Enrolling  # noqa: PLC0415
    from autonome.web.accounts.second_factor import STEP_SECONDS  # noqa: PLC0415

    enrolling = Enrolling(name, code, hospital.password, source())
    factor = hospital.accounts.begin_enrolment(enrolling)
    step = SystemClock().now().seconds // STEP_SECONDS
    hospital.accounts.finish_enrolment(enrolling, factor.secret, format_hotp_value(hotp_value(factor.secret, step)))


@contextmanager
def _genomes(listed: tuple[Person, ...]) -> Iterator[Path]:
    """A folder with everybody's VCF, for as long as they are taken in."""
    definitions = knowledge_bundle().definitions
    with TemporaryDirectory(prefix="autonome-demo-") as folder:
        for each in listed:
            (Path(folder) / f"{each.subject}.vcf").write_text(genome_of(each, definitions), encoding="utf-8")
        yield Path(folder)


def _taken_in(hospital: _Hospital, person: Person, genomes: Path) -> None:
    """A patient: the desk's entry, what they signed, the record, the genome."""
    node, session = hospital.node, hospital.session(CLINICIAN, Role.CLINICIAN)
    subject = add_patient(
        node.patients, SystemEntropy(), subject=person.subject, name=person.name, numbers=[person.record_number]
    ).subject
    _signed(node, subject)
    _, items = items_of(parse_json(record_of(person).encode(), "record"), "record")
    request = session.asks(subject, "TREAT", categories_of_items(items), Action.COLLECT)
    taken = import_record(request, items, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock())
    request = session.asks(subject, "TREAT", GENOME, Action.COLLECT)
    imported = imported_genome(node, request, genomes / f"{subject}.vcf", sample=None, quiet=True)
    for done in (taken, imported):
        if isinstance(done, Refusal):
            raise InputError("the demonstration's own consent does not hold", where=str(subject))


def _signed(node: Node, subject: SubjectId) -> None:
    signing = Signing(ActorId(CLINICIAN), node.settings.institution.name)
    now, entropy = SystemClock().now(), SystemEntropy()
    forms: list[tuple[Template, str]] = [
        (FORMS[f"{form}/en"], question) for form, questions in ANSWERED for question in questions
    ]
    answers = [Answer(ActKind.GRANT, form, form.question(question)) for form, question in forms]
    node.gate.record_acts(subject, [answered(each, subject, signing, now, entropy) for each in answers])


def _history(hospital: _Hospital) -> None:
    """Some uses, a refusal, and an emergency of which one patient has to be told."""
    node, clock = hospital.node, SystemClock()
    anna, boris = (SubjectId(each.subject) for each in people(2))
    for session, purpose, items in (
        (hospital.session(CLINICIAN, Role.CLINICIAN), "TREAT", HISTORY),
        (hospital.session("insurer", Role.INSURER), "UNDERWRITING", ("pharmacogenes",)),
    ):
        request = session.asks(anna, purpose, items, Action.USE)
        open_record(request, gate=node.gate, records=node.records, rules=RULES, clock=clock)
    emergency = hospital.session("dr-okafor", Role.CLINICIAN).asks(boris, "ETREAT", ("medications",), Action.USE)
    broken_glass(node, emergency, "unconscious after a fall (synthetic)")
