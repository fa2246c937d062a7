"""What a decision says of answers that do not count: to the record, to the person, and never to the asker."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import NOT_COVERED, Allowed, Decision, Document, ReasonCode, decide, told, told_to_the_person
from autonome.access.explanation import Audience, account_of, explain
from autonome.access.support import MANNERS, Manner, manner_number
from autonome.consent import (
    ActKind,
    AfterDeath,
    Attestation,
    AttestationId,
    Authority,
    Birth,
    Comprehension,
    ConsentAct,
    Death,
    Effect,
    Ground,
    JurisdictionCode,
    Mandate,
    SignatureKind,
    Terms,
)
from autonome.kernel import ActorId, Instant, Period, Sha256
from autonome.law import RULES, Circumstances, DocumentKind, stating
from tests.fakes.consents import NOW, SUBJECT, act, atom, request, template

MOTHER: dict[str, Any] = {"actor": ActorId("mother"), "authority": Authority.GUARDIAN}
OPEN = Period(Instant.parse("2020-01-01"))
ADULT = Instant.parse("2034-01-01")
HASTY = template("q", (atom(),), terms=Terms(days_to_think=2))
ENDS = template("q", (atom(),), terms=Terms(after_death=AfterDeath.ENDS))


def attest(fact: Any, name: str) -> Attestation:  # noqa: ANN401 - any that can be attested
    return Attestation(AttestationId(name), SUBJECT, fact, ActorId("registry"), Sha256("0" * 64), NOW, 0)


CHILD = attest(Birth(Instant.parse("2015-06-01"), JurisdictionCode("US")), "b")
RIGHT = attest(Mandate(ActorId("mother"), Authority.GUARDIAN, Ground.PARENT, OPEN), "m")
PROXY = attest(Mandate(ActorId("mother"), Authority.PROXY, Ground.HEALTH_CARE_PROXY, OPEN), "p")
DEATH = attest(Death(Instant.parse("2027-01-01")), "d")


def ask(*said: ConsentAct | Attestation, at: Instant = NOW, **asked: Any) -> Decision:  # noqa: ANN401
    acts = [each for each in said if isinstance(each, ConsentAct)]
    attested = [each for each in said if isinstance(each, Attestation)]
    return decide(acts, request(**asked), RULES, at, 100, attested=attested)


WHY: list[tuple[ReasonCode, tuple[ConsentAct | Attestation, ...], Instant]] = [
    (ReasonCode.AUTHORITY_MISSING, (act(**MOTHER),), NOW),
    (ReasonCode.AUTHORITY_ENDED, (CHILD, RIGHT, act(valid=OPEN, **MOTHER)), ADULT),
    (ReasonCode.AUTHORITY_ENDED, (CHILD, RIGHT, act(valid=OPEN, recorded_at=ADULT, **MOTHER)), ADULT),
    (ReasonCode.UNDER_AGE, (CHILD, act()), NOW),
    (ReasonCode.TOO_EARLY, (act(form=HASTY, shown_at=NOW),), NOW),
    (ReasonCode.ENDED_BY_DEATH, (DEATH, act(form=ENDS, valid=OPEN)), ADULT),
    (ReasonCode.OPEN_AFTER_DEATH, (DEATH, act(valid=OPEN)), ADULT),
]


@pytest.mark.parametrize(("code", "said", "at"), WHY)
def test_each_has_a_reason_of_its_own_that_the_asker_does_not_hear(
    code: ReasonCode, said: tuple[ConsentAct | Attestation, ...], at: Instant
) -> None:
    decision = ask(*said, at=at)
    assert not isinstance(decision, Allowed)
    assert [reason.code for reason in decision.reasons] == [code]
    assert told(decision.reasons) == (NOT_COVERED,)
    assert told_to_the_person(decision.reasons) != (NOT_COVERED,)


@pytest.mark.parametrize("at", [NOW, Instant.parse("2033-05-31T23:59:59Z")])
def test_a_guardians_yes_permits_until_the_birthday_and_bounds_the_decision(at: Instant) -> None:
    decision = ask(CHILD, RIGHT, act(valid=OPEN, **MOTHER), at=at)
    assert isinstance(decision, Allowed)
    assert decision.until == Instant.parse("2033-06-01")


FAMILY = atom(category="family", actions=frozenset({"disclose"}), recipient="anyone", purpose="PurposeOfUse")
TOLD: dict[str, Any] = {"items": ("family",), "action": "disclose"}
SISTER: dict[str, Any] = {"actor": ActorId("sister"), "authority": Authority.RELATIVE}


def test_a_relatives_objection_stops_what_the_person_allowed_and_a_person_must_judge() -> None:
    yes, objects = act(ActKind.GRANT, FAMILY, leaf=0), act(ActKind.DENY, FAMILY, leaf=1, **SISTER)
    assert isinstance(ask(yes, **TOLD), Allowed)
    decision = ask(yes, objects, **TOLD)
    assert not isinstance(decision, Allowed)
    assert [reason.code for reason in decision.reasons] == [ReasonCode.CONCERNS_RELATIVES]
    said = " ".join((*told(decision.reasons), *told_to_the_person(decision.reasons), str(decision.to_json())))
    assert "sister" not in said
    assert "objec" not in said
    assert objects.digest not in said
    assert isinstance(ask(yes, objects, act(ActKind.WITHDRAW, FAMILY, leaf=2, **SISTER), **TOLD), Allowed)


def test_an_objection_withdrawn_by_another_relative_or_by_the_person_stays() -> None:
    yes, objects = act(ActKind.GRANT, FAMILY, leaf=0), act(ActKind.DENY, FAMILY, leaf=1, **SISTER)
    brother = act(ActKind.WITHDRAW, FAMILY, leaf=2, actor=ActorId("brother"), authority=Authority.RELATIVE)
    assert not isinstance(ask(yes, objects, brother, **TOLD), Allowed)
    assert not isinstance(ask(yes, objects, act(ActKind.WITHDRAW, FAMILY, leaf=2), **TOLD), Allowed)


def test_the_persons_own_care_goes_on_whatever_relatives_object_to() -> None:
    wide = atom(category="family", actions=frozenset({"use", "disclose"}))
    objects = act(ActKind.DENY, FAMILY, leaf=1, **SISTER)
    assert isinstance(ask(act(ActKind.GRANT, wide), objects, items=("family",)), Allowed)


def test_a_relative_at_risk_is_told_under_the_family_form_and_else_a_person_judges() -> None:
    asked: dict[str, Any] = {"items": ("monogenic-disease",), "recipient": "relative", "actor": ActorId("sister")}
    risk = atom(category="monogenic-disease", recipient="relative")
    assert isinstance(ask(act(ActKind.GRANT, risk), **asked), Allowed)
    silent, refused = ask(**asked), ask(act(ActKind.DENY, risk), **asked)
    assert {reason.code for reason in silent.reasons} == {ReasonCode.NEVER_CONSENTED, ReasonCode.CONCERNS_RELATIVES}
    assert {reason.code for reason in refused.reasons} == {
        ReasonCode.REFUSED_BY_PATIENT, ReasonCode.CONCERNS_RELATIVES,
    }  # fmt: skip
    assert told(silent.reasons) == told(refused.reasons) == (NOT_COVERED,)


def test_a_relative_can_refuse_to_be_told_and_nobody_else_for_her() -> None:
    risk = atom(category="monogenic-disease", recipient="relative", actions=frozenset({"disclose"}))
    form = template("q", (risk,))
    spared = act(
        ActKind.DENY, risk, leaf=1, form=form, recipient_id="sister", atoms=(risk.with_effect(Effect.DENY),), **SISTER
    )
    asked: dict[str, Any] = {
        "items": ("monogenic-disease",), "recipient": "relative", "actor": ActorId("sister"), "action": "disclose",
    }  # fmt: skip
    assert not isinstance(ask(act(ActKind.GRANT, risk, form=form), spared, **asked), Allowed)


def test_a_decision_says_of_each_act_how_it_was_done() -> None:
    granted = act(valid=OPEN, comprehension=Comprehension.NOT_ASKED, **MOTHER)
    renewed = act(ActKind.RENEW, leaf=1, valid=OPEN, recorded_at=NOW)
    decision = ask(attest(Birth(Instant.parse("1990-01-01"), JurisdictionCode("US")), "b"), act(), renewed)
    assert isinstance(decision, Allowed)
    assert {each.act for each in decision.rests_on} == set(decision.basis)
    one = ask(CHILD, RIGHT, granted)
    assert isinstance(one, Allowed)
    assert one.to_json()["rests_on"] == [
        {"act": granted.digest, "authority": "guardian", "signature": "passkey", "comprehension": "not-asked"}
    ]


def test_every_manner_fits_a_byte_and_is_told_apart() -> None:
    assert len(MANNERS) < 256
    assert MANNERS[manner_number(act())] == Manner(Authority.SELF, SignatureKind.PASSKEY, Comprehension.PASSED)
    assert len(set(MANNERS)) == len(MANNERS)


def test_the_person_is_not_told_that_a_relative_objected_and_an_auditor_is() -> None:
    yes, objects = act(ActKind.GRANT, FAMILY, leaf=0), act(ActKind.DENY, FAMILY, leaf=1, **SISTER)
    account = account_of(request(**TOLD), ask(yes, objects, **TOLD), [yes, objects], RULES)
    for audience, hears in ((Audience.PATIENT, False), (Audience.ASKER, False), (Audience.AUDITOR, True)):
        text = str(explain(account, audience))
        assert ("sister" in text or objects.digest in text) is hears


IN_CHINA: dict[str, Any] = {
    "jurisdiction": "CN",
    "documents": tuple(Document(str(kind), "1") for kind in DocumentKind),
    "circumstances": stating({"age": 10, "foreign-controlled": False, "from-another-handler": False}),
}


@pytest.mark.parametrize("circumstances", [IN_CHINA["circumstances"], stating({"foreign-controlled": False})])
def test_in_china_a_childs_yes_and_a_paper_of_any_id_open_nothing_without_a_guardians_act(
    circumstances: Circumstances,
) -> None:
    asked = IN_CHINA | {"circumstances": circumstances}
    own, hers = act(valid=OPEN), act(valid=OPEN, **MOTHER)
    decision = ask(own, **asked)
    assert [reason.code for reason in decision.reasons] == [ReasonCode.UNDER_AGE]
    decision = ask(hers, **asked)
    assert [reason.code for reason in decision.reasons] == [ReasonCode.AUTHORITY_MISSING], "no mandate on record"
    assert isinstance(ask(RIGHT, CHILD, hers, **asked), Allowed)
    assert isinstance(ask(RIGHT, replace(hers, valid=Period(NOW, Instant(NOW.seconds + 9))), CHILD, **asked), Allowed)
    assert not isinstance(ask(RIGHT, CHILD, own, **asked), Allowed)
    proxy = replace(hers, authority=Authority.PROXY)
    assert not isinstance(ask(PROXY, proxy, **asked), Allowed), "a proxy is no guardian"
    of_age = asked | {"circumstances": stating({"age": 14, "foreign-controlled": False, "from-another-handler": False})}
    assert isinstance(ask(own, **of_age), Allowed)


def test_nobody_asks_for_their_own_record_after_death() -> None:
    own: dict[str, Any] = {"recipient": "subject", "actor": SUBJECT, "purposes": ("PATRQT",)}
    assert isinstance(ask(DEATH, **own), Allowed)
    decision = ask(DEATH, at=Instant.parse("2027-01-01"), **own)
    assert [(reason.code, reason.detail) for reason in decision.reasons] == [(ReasonCode.NEEDS_REVIEW, "deceased")]
