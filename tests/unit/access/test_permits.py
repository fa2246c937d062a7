"""Permits: only for a decision that stands on the ledger, and only for what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import PERMIT_SECONDS, Allowed, Permit, PermitError, Request, decide, decision_body, mint
from autonome.consent import Action
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES
from autonome.ledger import Draft, EntryKind, Recorded
from tests.fakes.consents import NOW, SUBJECT, act, request
from tests.fakes.ledger import MemoryLog


def recorded(body: dict[str, Any], subject: SubjectId = SUBJECT, kind: EntryKind = EntryKind.DECISION) -> Recorded:
    return MemoryLog().append([Draft(kind, subject, body)])[0]


def allowed(**changes: Any) -> tuple[Request, Allowed]:  # noqa: ANN401 - one keyword for each part
    asked = request()
    decision = decide([act(**changes)], asked, RULES, NOW, 10)
    assert isinstance(decision, Allowed)
    return asked, decision


def permit(**changes: Any) -> Permit:  # noqa: ANN401 - one keyword for each part
    asked, decision = allowed(**changes)
    return mint(asked, decision, recorded(decision_body(asked, decision)))


GOOD: dict[str, Any] = {"subject": SUBJECT, "items": ("pharmacogenes",), "purpose": "TREAT", "at": NOW}


def test_a_permit_covers_what_was_decided() -> None:
    held = permit()
    held.check(**GOOD)
    held.check(**(GOOD | {"purpose": "CAREMGT"}))
    assert held.covers("pharmacogenes")
    assert not held.covers("germline")
    assert not held.covers("soul")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"subject": SubjectId("ben")}, "another person's data"),
        ({"items": ("pharmacogenes", "medications")}, "does not cover all of these data"),
        ({"items": ()}, "does not cover all of these data"),
        ({"purpose": "HRESCH"}, "not for the purpose 'HRESCH'"),
        ({"purpose": "PurposeOfUse"}, "not for the purpose"),
        ({"purpose": "GIFT"}, "not for the purpose"),
        ({"at": Instant(NOW.seconds + PERMIT_SECONDS)}, "the permit is over"),
    ],
)
def test_a_permit_stops_who_goes_beyond_it(change: dict[str, Any], says: str) -> None:
    with pytest.raises(PermitError, match=says):
        permit().check(**(GOOD | change))


def test_a_permit_ends_with_the_consent_if_that_is_sooner() -> None:
    soon = Instant(NOW.seconds + 60)
    assert permit(valid=Period(Instant(0), soon)).until == soon
    assert permit().until == Instant(NOW.seconds + PERMIT_SECONDS)


def test_there_is_no_permit_without_that_very_decision_on_the_ledger() -> None:
    asked, decision = allowed()
    body = decision_body(asked, decision)
    other = decision_body(replace(asked, items=("medications",)), decision)
    for entry in (
        recorded(other),
        recorded({}),
        recorded(body, SubjectId("ben")),
        recorded(body, kind=EntryKind.USE),
    ):
        with pytest.raises(PermitError, match="does not stand on the ledger"):
            mint(asked, decision, entry)


@pytest.mark.parametrize("action", [Action.WITHDRAW, Action.REFUSE, Action.ERASE, Action.CORRECT, Action.ACCOUNT])
def test_a_permit_to_use_a_right_opens_no_data(action: Action) -> None:
    asked = request(actor=ActorId(SUBJECT), recipient="subject", purposes=("PATRQT",), action=action)
    decision = decide([], asked, RULES, NOW, 10)
    assert isinstance(decision, Allowed)
    held = mint(asked, decision, recorded(decision_body(asked, decision)))
    with pytest.raises(PermitError, match=f"the permit is to {action}"):
        held.check(**(GOOD | {"purpose": "PATRQT"}))


def test_a_permit_is_for_its_own_action() -> None:
    permit().check(**GOOD, action=Action.USE)
    with pytest.raises(PermitError, match="the permit is to use"):
        permit().check(**GOOD, action=Action.EXPORT)
