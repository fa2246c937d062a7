"""Terms that a request breaks by what it asks for: the permission that they belong to does not cover it."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.access import Allowed, Denied, ReasonCode, decide
from autonome.access.terms import OPENLY_BROKEN, breaks
from autonome.consent import CATEGORIES, OBLIGATIONS, PURPOSES, RECIPIENTS, RIGHTS, Action, ActKind, ObligationCode
from autonome.law import RuleBook, stating
from tests.fakes.consents import NOW, act, atom, request

NO_LAW = RuleBook(())
UNI: dict[str, Any] = {"recipient": "academic-researcher", "purposes": ("HRESCH",)}
FIRM: dict[str, Any] = UNI | {"recipient": "commercial-researcher"}
GENES: dict[str, Any] = {"items": ("pharmacogenes",)}
OWN = {"circumstances": stating({"from-another-handler": False})}
THEIRS = {"circumstances": stating({"from-another-handler": True})}

KEPT: dict[str, list[dict[str, Any]]] = {
    "DUO:0000016": [UNI | GENES, UNI | {"items": ("medications", "pharmacogenes")}, UNI | {"items": ("record",)}],
    "DUO:0000018": [UNI | {"commercial": False}, UNI | {"commercial": False, "recipient": "public-health-authority"}],
    "DUO:0000024": [UNI, UNI | {"action": Action.DISCLOSE}],
    "DUO:0000045": [
        UNI, UNI | {"commercial": True}, *(UNI | {"recipient": one} for one in ("subject", "representative", "child")),
        UNI | {"recipient": "non-profit-researcher"}, UNI | {"recipient": "regulator"},
    ],
    "DUO:0000046": [UNI | {"commercial": False}, FIRM | {"commercial": False}],
    "AUTONOME:no-onward-transfer": [
        UNI, UNI | THEIRS, UNI | OWN | {"action": Action.DISCLOSE}, UNI | OWN | {"action": Action.EXPORT},
    ],
}  # fmt: skip
BROKEN: dict[str, list[dict[str, Any]]] = {
    "DUO:0000016": [UNI | {"items": ("medications",)}, UNI | {"items": ("medications", "lifestyle")}],
    "DUO:0000018": [
        UNI, UNI | {"commercial": True}, FIRM | {"commercial": False}, UNI | {"recipient": "researcher"},
        UNI | {"commercial": False, "recipient": "care-team"},
    ],
    "DUO:0000024": [UNI | {"action": Action.PUBLISH}],
    "DUO:0000045": [FIRM, UNI | {"recipient": "researcher"}, UNI | {"recipient": "clinic"}],
    "DUO:0000046": [UNI, UNI | {"commercial": True}],
    "AUTONOME:no-onward-transfer": [
        UNI | OWN | {"action": Action.PUBLISH}, UNI | {"action": Action.DISCLOSE}, UNI | {"action": Action.EXPORT},
        UNI | THEIRS | {"action": Action.DISCLOSE},
    ],
}  # fmt: skip


def answered(code: str, parts: dict[str, Any]) -> Allowed | Denied:
    wide = atom(
        category=CATEGORIES.code("record"),
        recipient=RECIPIENTS.code("anyone"),
        purpose=PURPOSES.code("PurposeOfUse"),
        actions=frozenset(Action) - RIGHTS,
        obligations=(ObligationCode(code),),
    )
    return decide([act(ActKind.GRANT, wide)], request(**parts), NO_LAW, NOW, 1)


def test_each_of_them_is_an_obligation_that_has_its_cases() -> None:
    assert OPENLY_BROKEN.keys() == KEPT.keys() == BROKEN.keys()
    assert OPENLY_BROKEN.keys() <= set(map(str, OBLIGATIONS))


@pytest.mark.parametrize(("code", "parts"), [(code, each) for code, every in KEPT.items() for each in every])
def test_what_keeps_the_terms_is_given_upon_them(code: str, parts: dict[str, Any]) -> None:
    decision = answered(code, parts)
    assert isinstance(decision, Allowed)
    assert decision.obligations == (code,)
    asked = {leaf for item in request(**parts).items for leaf in CATEGORIES.leaves(item)}
    assert {grant.item for grant in decision.grants} == asked, "what goes with genes is given too"


@pytest.mark.parametrize(("code", "parts"), [(code, each) for code, every in BROKEN.items() for each in every])
def test_what_breaks_the_terms_is_refused_and_the_record_says_why(code: str, parts: dict[str, Any]) -> None:
    decision = answered(code, parts)
    assert isinstance(decision, Denied)
    assert {reason.code for reason in decision.reasons} == {ReasonCode.AGAINST_TERMS}
    assert {reason.sentence for reason in decision.reasons} == {
        "The person's consent in force does not cover this request."
    }, "whoever asks learns of no consent"


def test_another_permission_without_the_terms_opens_it_all_the_same() -> None:
    bound = atom(obligations=(ObligationCode("DUO:0000046"),))
    acts = [act(ActKind.GRANT, bound, question="a"), act(ActKind.GRANT, atom(), question="b", leaf=1)]
    decision = decide(acts, request(commercial=True), NO_LAW, NOW, 2)
    assert isinstance(decision, Allowed)
    assert decision.obligations == ()


def test_a_permission_without_obligations_has_no_terms_to_break() -> None:
    assert not breaks(atom(), request(commercial=True, action=Action.PUBLISH), "medications")


BOTH: dict[str, Any] = UNI | {"items": ("pharmacogenes", "medications")}


def of(category: str, *obligations: str) -> Any:  # noqa: ANN401 - an atom
    return atom(
        category=CATEGORIES.code(category),
        recipient=RECIPIENTS.code("anyone"),
        purpose=PURPOSES.code("HRESCH"),
        obligations=tuple(map(ObligationCode, obligations)),
    )


IN_A_STUDY = act(ActKind.GRANT, of("medications", "DUO:0000016"), question="traits", leaf=0)
GENES_TOO = act(ActKind.GRANT, of("genome"), question="genes", leaf=1)
NO_GENES = act(ActKind.DENY, of("genome"), question="no-genes", leaf=2)
FREE = act(ActKind.GRANT, of("medications"), question="free", leaf=3)


def given(*acts: Any, **changes: Any) -> tuple[set[str], Allowed | Denied]:  # noqa: ANN401 - acts, parts of a request
    decision = decide(acts, request(**(BOTH | changes)), NO_LAW, NOW, 9)
    return ({grant.item for grant in decision.grants} if isinstance(decision, Allowed) else set()), decision


def test_what_was_agreed_to_for_genetic_studies_is_not_given_where_no_genes_are() -> None:
    items, decision = given(IN_A_STUDY)
    assert items == set()
    assert {(reason.code, reason.item) for reason in decision.reasons} == {
        (ReasonCode.NEVER_CONSENTED, "pharmacogenes"),
        (ReasonCode.AGAINST_TERMS, "medications"),
    }
    assert given(IN_A_STUDY, GENES_TOO, NO_GENES)[0] == set()
    assert given(IN_A_STUDY, GENES_TOO)[0] == {"pharmacogenes", "medications"}
    assert given(IN_A_STUDY, GENES_TOO, items=("medications",))[0] == set()
    assert given(IN_A_STUDY, whole=True)[0] == set()


def test_another_yes_gives_it_without_that_promise_and_alone_is_the_ground() -> None:
    items, decision = given(IN_A_STUDY, FREE)
    assert isinstance(decision, Allowed)
    assert (items, decision.obligations, len(decision.basis)) == ({"medications"}, (), 1)
    items, decision = given(IN_A_STUDY, FREE, GENES_TOO)
    assert isinstance(decision, Allowed)
    assert (items, decision.obligations) == ({"pharmacogenes", "medications"}, ("DUO:0000016",))
    assert len(decision.basis) == 3
