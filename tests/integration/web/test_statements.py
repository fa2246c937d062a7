"""No page asks the database once for each thing that it shows: the statements of a page do not grow with what is kept.

Counted are those of all logins: the node's, the log's and Django's. Each page that shows something is looked at before
and after there is more of everything: entries, medicines, patients, accounts, orders, questions, emergencies.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import psycopg

from autonome.access.actors import NewPerson, SignedIn
from autonome.access.roles import Role
from autonome.adapters.postgres_gate import PostgresEnquiries
from autonome.adapters.synthetic import people, record_of
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.consent import Action
from autonome.fhir import parse_json
from autonome.fhir.shelving import items_of
from autonome.kernel import ActorId, Instant, SubjectId
from autonome.law import RULES
from autonome.web.desk import SeenRecord
from autonome.workflows.ask_and_answer import Enquiry
from autonome.workflows.import_record import Imported, categories_of_items, import_record
from autonome.workflows.open_record import Opened, open_record
from autonome.workflows.order_test import Order
from tests.integration.web.sites import ANNA, NAMES, Pages

if TYPE_CHECKING:
    from django.test import Client

    from autonome.web.asking import Asker
    from autonome.web.pages import Page

MANY = 180
"""Entries that a timeline of some forty grows by."""

MORE = 6
"""Of all else."""

NOW_AND_THEN = ("log_tile", "r.commitment, ''", 'UPDATE "token" SET "used"')
"""Parts of statements that are carried out once in a while: tiles of the log's tree, which has some more of them as it
grows and are then remembered, and when somebody was seen last."""

MOST = 120
"""Statements of one page (our own judgement: some tenths of a millisecond each)."""

Statements = Counter[str]


@contextmanager
def counted() -> Iterator[Statements]:
    """Statements that any connection of this process carries out, by their text."""
    found: Statements = Counter()
    execute = psycopg.Cursor.execute

    def counting(cursor: Any, query: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - the driver's own
        text = query.decode() if isinstance(query, bytes) else str(query)
        found[text] += not any(part in text for part in NOW_AND_THEN)
        return execute(cursor, query, *rest, **more)

    with patch.object(psycopg.Cursor, "execute", counting):
        yield found


def looked_at() -> list[tuple[str, Role]]:
    """Every page that shows something, with a role that comes to it."""
    from autonome.web.table import TABLE  # noqa: PLC0415 - Django is set up by now

    shown = (page for page in TABLE.values() if not page.acts and not page.fresh and page.roles)
    return [(page.name, min(page.roles or ())) for page in shown]


def asked_of(pages: Pages, clients: dict[Role, Client], name: str, role: Role) -> Statements:
    """The statements of a page, when all that is remembered from one to the next is there."""
    from django.urls import reverse  # noqa: PLC0415 - Django is set up by now

    from autonome.web.table import TABLE  # noqa: PLC0415

    page: Page = TABLE[name]
    entry = pages.desk.node.log.entries_of(SubjectId(ANNA.subject))[0].index
    known = {"patient": ANNA.subject, "entry": str(entry)}
    address = reverse(name, kwargs={each: value.format(**known) for each, value in page.sample.items()})
    clients[role].get(address)
    with counted() as found:
        answer = clients[role].get(address)
    assert answer.status_code in {200, 302, 303, 404}, (name, answer.status_code)
    return found


def grow(pages: Pages, have: int, more: int) -> None:
    """More of everything that pages list.

    Args:
        pages: of the node.
        have: people of the crowd that are there by now.
        more: that come.
    """
    desk, node, subject = pages.desk, pages.desk.node, SubjectId(ANNA.subject)
    clinician = pages.site.desk.clinic(asker_of(Role.CLINICIAN))
    steward = pages.site.accounts.steward(NAMES[Role.STEWARD])
    for number, each in enumerate(people(2 + have + more)[2 + have :], have):
        desk.patient("--id", each.subject, "--name", each.name)
        desk.grant(each.subject, "medications", "health-record", "measurements")
        about, now = SubjectId(each.subject), SystemClock().now()
        enquiries(pages).begin(Enquiry(id=f"{number:032x}", subject=about, about="", words="What?", asked_at=now))
        steward.add(NewPerson(f"helper-{number}", (Role.CLINICIAN,), f"Helper {number}"))
        assert isinstance(clinician.order_test(SubjectId(each.subject), "CYP2D6"), Order)
        seen = clinician.break_glass(SubjectId(each.subject), ("medications",), "unconscious in the emergency room")
        assert isinstance(seen, SeenRecord)
    more_medicines(pages, subject, have + more)
    for _ in range(MANY // MORE // 2 * more):  # a decision and a use each
        request = node.settings.institution.asks(subject, ActorId("dr-b"), "TREAT", ("medications",), Action.USE)
        found = open_record(request, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock())
        assert isinstance(found, Opened)


def more_medicines(pages: Pages, subject: SubjectId, times: int) -> None:
    """So many times the medicines that there are in a record."""
    node, record = pages.desk.node, json.loads(record_of(ANNA))
    taken = [each for each in record["entry"] if each["resource"]["resourceType"] == "MedicationRequest"]
    for number in range(times):
        for each in taken:
            resource = {**each["resource"], "id": f"{each['resource']['id']}-{number}"}
            record["entry"].append(
                {**each, "resource": resource, "fullUrl": f"{each.get('fullUrl', 'urn:m')}-{number}"}
            )
    _, items = items_of(parse_json(json.dumps(record).encode(), "record"), "record")
    asked = node.settings.institution.asks(
        subject, ActorId("dr-b"), "TREAT", categories_of_items(items), Action.COLLECT
    )
    done = import_record(asked, items, gate=node.gate, records=node.records, rules=RULES, clock=SystemClock())
    assert isinstance(done, Imported)
    assert done.added > 0


def asker_of(role: Role) -> Asker:
    from autonome.web.asking import Asker  # noqa: PLC0415 - Django is set up by now

    now = SystemClock().now()
    return Asker(SignedIn(ActorId(NAMES[role]), frozenset({role}), now, Instant(now.seconds + 3600)), role)


def enquiries(pages: Pages) -> PostgresEnquiries:
    return PostgresEnquiries(pages.desk.node.log, pages.desk.node.names, entropy=SystemEntropy())


def test_a_page_takes_as_many_statements_however_much_there_is_to_show(pages: Pages) -> None:
    clients = {role: pages.client(NAMES[role]) for role in Role}
    grow(pages, 0, 1)
    before = {name: asked_of(pages, clients, name, role) for name, role in looked_at()}
    grow(pages, 1, MORE)
    after = {name: asked_of(pages, clients, name, role) for name, role in looked_at()}
    grown = [
        f"{name}: {before[name][what]} to {count} times {what}"
        for name, found in after.items()
        for what, count in found.items()
        if found.total() > before[name].total() and count > before[name][what]
    ]
    assert not grown, "\n".join(grown)
    assert min(found.total() for found in after.values()) > 0, "each page looks after who is signed in"
    assert max(found.total() for found in after.values()) <= MOST, {
        name: found.total() for name, found in after.items()
    }
