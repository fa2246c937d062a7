"""Items are put right as next versions, or contested beside what stands; restricted data open for what stays open."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from autonome.access import PermitError, ReasonCode, Request
from autonome.access.errors import RequestError
from autonome.access.rights import Deed, Matter, Right
from autonome.adapters.postgres import Database
from autonome.clinical import RecordError
from autonome.consent import Action
from autonome.kernel import ActorId, Instant, SubjectId
from autonome.ledger import EntryKind
from autonome.workflows.answer_rights import ask, extend, lift, matter_named, refuse, restrict, status
from autonome.workflows.correct_item import Corrected, Correcting, Correction, correct_item, matter_for
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.open_record import Opened
from tests.integration.node.nodes import ANNA, METFORMIN, Node, item, opened_node
from tests.integration.node.righters import book_of, world_of

DOCTOR, STEWARD = ActorId("dr-b"), ActorId("steward")


@pytest.fixture
def node(database: Database, tmp_path: Path) -> Iterator[Node]:
    with opened_node(database, tmp_path / "private") as found:
        found.grant(ANNA, "medications", "laboratory", "hiv")
        found.add(ANNA, item("medications", "MedicationStatement/1", json.dumps({"resource": taking("metformin")})))
        yield found


def taking(medicine: str, **changes: object) -> dict[str, object]:
    return {
        "resourceType": "MedicationStatement",
        "id": "1",
        "status": "active",
        "subject": {"reference": "Patient/7"},
        "medicationCodeableConcept": {"text": medicine},
        **changes,
    }


def corrected(
    node: Node, correction: Correction, matter: Matter | None = None, sees: Sequence[str] = ("medications",)
) -> Corrected | Refusal:
    def asks(items: Sequence[str], action: Action) -> Request:
        return node.asked(ANNA, items=tuple(items), action=action)

    world = world_of(node)
    matter = matter or ask(Right.CORRECT, ANNA, ActorId(ANNA), world=world, words="That is not what I take.")
    correcting = Correcting(asks, tuple(sees), node.log, world, book_of(node).closing)
    return correct_item(matter, correction, DOCTOR, gate=node.gate, records=node.records, correcting=correcting)


RIGHT_ONE = Correction("MedicationStatement/1", taking("metformin XR"), "the box shows it", ("ab" * 32,))


def bodies(node: Node) -> list[dict[str, object]]:
    opened = node.open(ANNA)
    assert isinstance(opened, Opened)
    return [json.loads(each.item.body or "")["resource"] for each in opened.items]


def test_a_correction_that_is_killed_leaves_nothing_half_and_is_gone_on_with(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_of(node)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("postgres_gate.rights.PostgresRights.noted", "postgres_gate.records.PostgresRecords.add"):
        matter = matter_for(ANNA, DOCTOR, world)
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):  # noqa: PT012 - in one
            patched.setattr(f"autonome.adapters.{step}", killed)
            corrected(node, RIGHT_ONE, matter)
        (resource,) = bodies(node)
        assert resource["medicationCodeableConcept"] == {"text": "metformin"}, "no version whose matter is open"
        assert [each.matter.id for each in status(world)] == [matter.id]
    assert isinstance(corrected(node, RIGHT_ONE, matter_for(ANNA, DOCTOR, world)), Corrected)
    assert status(world) == ()
    asked = ask(Right.CORRECT, ANNA, DOCTOR, world=world, words="as the patient says")
    others = ask(Right.CORRECT, ANNA, STEWARD, world=world)
    assert matter_for(ANNA, DOCTOR, world).id not in {asked.id, others.id}, "what was asked for is answered by itself"


@pytest.mark.parametrize("correction", [RIGHT_ONE, replace(RIGHT_ONE, resource=None)])
def test_what_came_since_somebody_looked_is_not_overwritten_unseen(
    node: Node, monkeypatch: pytest.MonkeyPatch, correction: Correction
) -> None:
    newer = item("medications", "MedicationStatement/1", json.dumps({"resource": taking("insulin")}))
    correcting = import_module("autonome.workflows.correct_item")
    judged = correcting.answer

    def meanwhile(*arguments: Any) -> Any:  # noqa: ANN401 - as it is called
        node.add(ANNA, newer)
        return judged(*arguments)

    monkeypatch.setattr(correcting, "answer", meanwhile)
    with pytest.raises(RequestError, match="has changed since it was looked at"):
        corrected(node, correction)
    (resource,) = bodies(node)
    assert resource["medicationCodeableConcept"] == {"text": "insulin"}
    assert [each.matter.is_open for each in status(world_of(node))] == [True]


def test_a_correction_is_the_next_version_with_who_why_and_evidence(node: Node) -> None:
    done = corrected(node, RIGHT_ONE)
    assert isinstance(done, Corrected)
    (resource,) = bodies(node)
    assert resource["medicationCodeableConcept"] == {"text": "metformin XR"}
    body = done.recorded.payload.body
    assert (body["by"], body["ground"], body["evidence"]) == (DOCTOR, "the box shows it", ["ab" * 32])
    (matter,) = book_of(node).matters(ANNA)
    assert matter.deeds == (Deed.ASKED, Deed.CORRECTED)
    assert status(world_of(node)) == ()


def test_who_got_the_older_version_is_listed_as_who_must_be_told(node: Node) -> None:
    node.open(ANNA, action=Action.DISCLOSE, organisation="clinic.example", actor=ActorId("dr-c"))
    node.open(ANNA, items=("hiv",), action=Action.DISCLOSE, organisation="other.example")
    node.open(ANNA, organisation="hospital.example")
    done = corrected(node, RIGHT_ONE)
    assert isinstance(done, Corrected)
    assert [(each.organisation, each.actor) for each in done.recipients] == [("clinic.example", "dr-c")]
    told = done.recorded.payload.body["tell"]
    assert told == [done.recipients[0].to_json()]


def test_where_the_institution_does_not_agree_both_are_kept(node: Node) -> None:
    done = corrected(node, Correction("MedicationStatement/1", None, "I never took it."))
    assert isinstance(done, Corrected)
    kinds = {str(each["resourceType"]): each for each in bodies(node)}
    assert kinds["MedicationStatement"]["medicationCodeableConcept"] == {"text": "metformin"}
    note = kinds["Communication"]
    assert note["payload"] == [{"contentString": "I never took it."}]
    assert note["about"] == [{"reference": "MedicationStatement/1"}]
    (matter,) = book_of(node).matters(ANNA)
    assert matter.deeds == (Deed.ASKED, Deed.DISAGREED)


@pytest.mark.parametrize("name", ["Observation/9", "MedicationStatement/404"])
def test_an_item_that_may_not_be_seen_and_one_that_is_not_there_look_alike(node: Node, name: str) -> None:
    node.add(ANNA, item("hiv", "Observation/9", json.dumps({"resource": {"resourceType": "Observation", "id": "9"}})))
    with pytest.raises(RequestError, match="no such item that you may see"):
        corrected(node, Correction(name, taking("x"), "why"))


def test_what_may_not_be_collected_is_not_corrected(node: Node) -> None:
    assert isinstance(corrected(node, RIGHT_ONE, sees=("conditions",)), Refusal)
    (resource,) = bodies(node)
    assert resource["medicationCodeableConcept"] == {"text": "metformin"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "2"}, "same type and id"),
        ({"resourceType": "Observation"}, "same type and id"),
        ({"subject": {"reference": "Patient/8"}}, "about somebody else"),
    ],
)
def test_an_item_is_not_made_into_another(node: Node, changes: dict[str, object], said: str) -> None:
    with pytest.raises((RequestError, RecordError), match=said):
        corrected(node, Correction("MedicationStatement/1", taking("x", **changes), "why"))


def test_a_correction_that_was_cut_off_is_simply_done_again(node: Node) -> None:
    matter = ask(Right.CORRECT, ANNA, ActorId(ANNA), world=world_of(node))
    corrected(node, RIGHT_ONE, matter)
    opened = node.open(ANNA)
    assert isinstance(opened, Opened)
    again = corrected(node, RIGHT_ONE, matter)  # as if the last entry had not been recorded
    assert isinstance(again, Corrected)
    assert [each.version for each in opened.items] == [1]


# --- restricting -----------------------------------------------------------------------------------------------------


def test_a_restriction_ends_permits_refuses_uses_and_is_lifted_with_notice(node: Node) -> None:
    world, permit = world_of(node), node.permit(ANNA)
    restrict(ANNA, STEWARD, "GDPR Art. 18(1)(a)", world=world)
    with pytest.raises(PermitError, match="has ended"), node.gate.under(permit, EntryKind.USE, {}):
        raise AssertionError
    refused = node.open(ANNA)
    assert isinstance(refused, Refusal)
    assert {reason.code for reason in refused.decision.reasons} == {ReasonCode.RESTRICTED}
    (shown,) = status(world)
    assert shown.matter.deeds == (Deed.ASKED, Deed.RESTRICTED)
    lift(ANNA, STEWARD, "letter of 2 November", world=world)
    assert isinstance(node.open(ANNA), Opened)
    assert status(world) == ()


def test_an_older_consent_does_not_lift_it_and_a_newer_one_opens_what_it_is_about(node: Node) -> None:
    restrict(ANNA, STEWARD, "disputed", world=world_of(node))
    node.withdraw(ANNA, "laboratory")
    assert book_of(node).state(ANNA) == "restricted"
    assert isinstance(node.open(ANNA), Refusal)
    node.grant(ANNA, "medications", number=2)
    assert isinstance(node.open(ANNA), Opened)
    assert isinstance(node.open(ANNA, items=("hiv",)), Refusal)
    assert book_of(node).state(ANNA) == "restricted"


def test_restricted_data_are_collected_no_more_and_the_own_record_stays_open(node: Node) -> None:
    restrict(ANNA, STEWARD, "disputed", world=world_of(node))
    with pytest.raises(AssertionError):
        node.add(ANNA, METFORMIN)
    own = node.open(ANNA, actor=ActorId(ANNA), recipient="subject", purposes=("PATRQT",))
    assert isinstance(own, Opened)
    assert len(own.items) == 1


def test_restricting_twice_is_once_and_what_is_not_restricted_is_not_lifted(node: Node) -> None:
    world = world_of(node)
    with pytest.raises(RequestError, match="not restricted"):
        lift(ANNA, STEWARD, "told", world=world)
    first = restrict(ANNA, STEWARD, "disputed", world=world)
    assert restrict(ANNA, STEWARD, "again", world=world).id == first.id
    with pytest.raises(RequestError, match="nobody of that name"):
        restrict(SubjectId("nobody"), STEWARD, "why", world=world)


# --- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jurisdiction", "right", "limits", "rule"),
    [
        ("DE", Right.ERASE, ("2026-02-28T10:00:00Z", "2026-04-30T10:00:00Z"), "EU-GDPR-12(3)"),
        ("US", Right.EXPORT, ("2026-03-02T10:00:00Z", "2026-04-01T10:00:00Z"), "US-HIPAA-524/528"),
        ("CN", Right.CORRECT, ("2026-02-15T10:00:00Z", "2026-02-15T10:00:00Z"), "CN-PIPL-45/46/47/answer"),
        ("ID", Right.EXPORT, ("2026-02-28T10:00:00Z", "2026-02-28T10:00:00Z"), ""),
    ],
)
def test_limits_come_from_the_packs(
    node: Node, jurisdiction: str, right: Right, limits: tuple[str, str], rule: str
) -> None:
    at = Instant.parse("2026-01-31T10:00:00Z")
    matter = ask(right, ANNA, ActorId(ANNA), world=world_of(node, jurisdiction), at=at)
    assert (str(matter.limit.due), str(matter.limit.latest)) == limits
    assert matter.limit.rule == rule
    assert matter.limit.words


def test_status_lists_overdue_matters_first_and_an_extension_moves_the_limit(node: Node) -> None:
    world = world_of(node)
    old = ask(Right.ERASE, ANNA, ActorId(ANNA), world=world, at=Instant.parse("2026-01-31"))
    new = ask(Right.EXPORT, ANNA, ActorId(ANNA), world=world)
    assert [(each.matter.id, each.overdue) for each in status(world)] == [(old.id, True), (new.id, False)]
    with pytest.raises(RequestError, match="no further time"):
        extend(old, STEWARD, "too late", world=world)
    longer = extend(new, STEWARD, "many requests", world=world)
    assert longer.due == new.limit.latest > new.due
    (shown,) = [each.matter for each in status(world) if each.matter.id == new.id]
    assert shown.extended == "many requests"
    refuse(matter_named(old.id, world), STEWARD, "GDPR Art. 17(3)(c)", world=world)
    assert [each.matter.id for each in status(world)] == [new.id]


def test_the_same_right_is_asked_for_once_at_a_time(node: Node) -> None:
    world = world_of(node)
    assert ask(Right.ERASE, ANNA, ActorId(ANNA), world=world) == ask(Right.ERASE, ANNA, STEWARD, world=world)
    with pytest.raises(RequestError, match="later than now"):
        ask(Right.EXPORT, ANNA, STEWARD, world=world, at=Instant.parse("2099-01-01"))
