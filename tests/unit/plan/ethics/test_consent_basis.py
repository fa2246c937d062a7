"""What a plan may say of its consent is what the decision knew: acts, rules and wishes, and nothing later."""

from __future__ import annotations

from autonome.access import Document, Permit
from autonome.consent import FINDINGS_FORM, Action, ActKind, ConsentAct, FindingCode, Wish
from autonome.kernel import digest
from autonome.law import RULES
from autonome.plan.ethics import consent_basis
from autonome.workflows.decide_and_record import decide_and_record
from autonome.workflows.record_consent import consent_history, record_consent
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, consents, request, template
from tests.fakes.ledger import MemoryLog

USE = atom(actions=frozenset({Action.USE}))
GRANT = act(ActKind.GRANT, USE, form=template("q", (USE,)), leaf=None, id="grant")
CARRIER = FindingCode("carrier-status")
DEFER = act(ActKind.DEFER, form=FINDINGS_FORM, question=CARRIER, atoms=(), leaf=None, id="not-now")


def permit(log: MemoryLog, *acts: ConsentAct, **changes: object) -> Permit:
    answer = decide_and_record(request(**changes), consents(*acts), log=log, rules=RULES, at=NOW)
    assert isinstance(answer, Permit)
    return answer


def test_acts_of_the_permission_and_wishes_are_told_apart() -> None:
    log = MemoryLog()
    given = permit(log, GRANT, DEFER)
    basis = consent_basis(given, consent_history(SUBJECT, log=log))
    assert [each.id for each in basis.acts] == ["grant"]
    assert [each.id for each in basis.all_acts] == ["grant", "not-now"]
    assert {each.finding: each.wish for each in basis.preferences}[CARRIER] is Wish.NOT_NOW
    assert (basis.rules, basis.family) == ((), ())
    assert basis.until == LONG.end
    assert basis.request == digest(request().to_json()), "the receipt's entry holds this request"


def test_what_is_recorded_after_the_decision_is_not_yet_known_to_it() -> None:
    log = MemoryLog()
    given = permit(log, GRANT)
    record_consent([DEFER], subject=SUBJECT, log=log)
    basis = consent_basis(given, consent_history(SUBJECT, log=log))
    assert {each.wish for each in basis.preferences} == {Wish.NOT_RECORDED}


def test_the_same_consent_on_another_log_gives_the_same_basis_but_for_the_place() -> None:
    one, other = MemoryLog(), MemoryLog()
    record_consent([DEFER], subject=SUBJECT, log=other)
    first = consent_basis(permit(one, GRANT, DEFER), consent_history(SUBJECT, log=one))
    second = consent_basis(permit(other, DEFER, GRANT), consent_history(SUBJECT, log=other))
    assert first.request == second.request
    assert [each.digest for each in first.acts] == [each.digest for each in second.acts]


def test_an_emergency_rests_on_a_rule_of_law() -> None:
    log = MemoryLog()
    papers = (Document("impact-assessment", "P-1"),)
    given = permit(log, purposes=("ETREAT",), jurisdiction="CN", documents=papers)
    basis = consent_basis(given, ())
    assert basis.acts == ()
    assert "CN-PIPL-13/emergency" in basis.rules


def test_a_consent_that_lets_relatives_be_told_is_found_and_one_about_other_data_is_not() -> None:
    def family(category: str) -> ConsentAct:
        scope = atom(actions=frozenset({Action.DISCLOSE}), recipient="relative", category=category)
        return act(ActKind.GRANT, scope, form=template("f", (scope,)), question="f", leaf=None, id="family")

    for category, found in (("pharmacogenes", ["family"]), ("imaging", [])):
        log = MemoryLog()
        given = permit(log, GRANT, family(category))
        assert [each.id for each in consent_basis(given, consent_history(SUBJECT, log=log)).family] == found
