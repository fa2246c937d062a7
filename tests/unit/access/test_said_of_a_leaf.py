"""Which of several reasons, kinds of consent, papers and ends is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Allowed, Denied, Document, ReasonCode, decide
from autonome.consent import ActKind, Attestation, AttestationId, Authority, Ground, Kind, Mandate
from autonome.kernel import ActorId, Instant, Period, Sha256, SubjectId
from autonome.law import RULES, stating
from tests.fakes.consents import NOW, SUBJECT, act, atom, request
from tests.unit.access.test_decide import ADULT, PAPERS, ask, codes, everything, items


def test_the_permission_that_lacks_least_is_the_one_that_is_mended() -> None:
    near = act(ActKind.GRANT, atom(kinds=frozenset({Kind.EXPLICIT})), question="near")
    far = act(ActKind.GRANT, atom(kinds=frozenset({Kind.GENERAL})), question="far", leaf=1)
    for acts in ([near, far], [far, near]):
        decision = ask(acts, jurisdiction="CN", documents=PAPERS, circumstances=ADULT)
        assert isinstance(decision, Denied)
        assert decision.missing == ("consent:separate:sensitive",)
        assert {reason.detail for reason in decision.reasons} == {"separate:sensitive"}


def test_the_paper_that_ends_first_ends_the_permission() -> None:
    soon, late = Instant.parse("2026-04-01"), Instant.parse("2026-05-01")
    papers = (Document("impact-assessment", "1", late), Document("necessity-notice", "2", soon))
    decision = ask([everything()], jurisdiction="CN", documents=papers, circumstances=ADULT)
    assert isinstance(decision, Allowed)
    assert decision.until == soon


def test_a_refusal_for_want_of_a_paper_comes_with_its_duties() -> None:
    allowed = ask([everything()], jurisdiction="CN", documents=PAPERS, circumstances=ADULT)
    refused = ask([everything()], jurisdiction="CN", circumstances=ADULT)
    assert allowed.duties
    assert set(refused.duties) == set(allowed.duties)


MANDATE = Attestation(
    AttestationId("m"),
    SUBJECT,
    Mandate(ActorId("mother"), Authority.GUARDIAN, Ground.PARENT, Period(NOW, Instant.parse("2030-01-01"))),
    ActorId("desk"),
    Sha256("0" * 64),
    NOW,
    0,
)


def test_only_rules_that_a_paper_is_missing_for_ask_for_facts() -> None:
    papers = (*PAPERS, Document("guardian-proof", "3"))
    unstated = stating({"foreign-controlled": False})
    by_mother = replace(everything(), authority=Authority.GUARDIAN, actor=ActorId("mother"))
    asked = request(jurisdiction="CN", documents=papers[1:], circumstances=unstated)
    decision = decide([by_mother], asked, RULES, NOW, 10, attested=[MANDATE])
    assert isinstance(decision, Denied)
    assert decision.missing == ("document:impact-assessment",)


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"items": ()}, "items"),
        ({"purposes": ()}, "purposes"),
        ({"actor": ActorId("")}, "actor"),
        ({"organisation": ""}, "organisation"),
        ({"subject": SubjectId("")}, "subject"),
    ],
)
def test_what_is_empty_is_named(changes: dict[str, Any], detail: str) -> None:
    assert [reason.detail for reason in ask([everything()], **changes).reasons] == [detail]


def test_as_many_as_the_limit_can_be_asked_for() -> None:
    assert items(ask([everything()], items=("pharmacogenes",) * 64)) == ["pharmacogenes"]
    assert codes(ask([everything()], items=("pharmacogenes",) * 65)) == [ReasonCode.EMPTY_REQUEST]


def test_aliases_of_places_mean_our_own() -> None:
    small: dict[str, Any] = {"circumstances": stating({"large-scale": False})}
    assert ask([everything()], jurisdiction="EU", **small) == ask([everything()], jurisdiction="EEA", **small)
