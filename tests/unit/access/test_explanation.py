"""What each audience is told of one decision: the person everything, the asker nothing of the person's answers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from tools.languages.extraction import literals

from autonome.access import Allowed, Denied, Document, ReasonCode, decide
from autonome.access.explanation import (
    Account,
    Audience,
    Explanation,
    account_of,
    explain,
    given_by,
    told_to_asker,
)
from autonome.access.explanation.patient import FOR_YOU
from autonome.access.explanation.reason_words import WORDS, words_of
from autonome.consent import ActKind, Authority, ConsentAct, Kind, ObligationCode
from autonome.kernel import ActorId, Instant, Period
from autonome.law import COUNSEL, RULES, stating
from tests.docs.pages import ROOT
from tests.fakes.consents import LONG, NOW, act, atom, request
from tests.unit.report.patient.readability import HIGHEST_GRADE, MOST_WORDS, measure, words

SIZE = 100
OVER = Period(LONG.start, Instant(NOW.seconds - 1))
LATER = Period(Instant(NOW.seconds + 1), LONG.end)

LACKING: dict[str, list[ConsentAct]] = {
    "refused-by-patient": [act(ActKind.DENY)],
    "never-consented": [],
    "withdrawn": [act(), act(ActKind.WITHDRAW, leaf=1)],
    "expired": [act(valid=OVER)],
    "not-yet-valid": [act(valid=LATER)],
    "another question": [act(ActKind.GRANT, atom(category="medications"))],
    "another kind": [act(ActKind.GRANT, atom(kinds=frozenset({Kind.GENERAL})))],
    "a paper of a condition": [act(ActKind.GRANT, atom(obligations=(ObligationCode("DUO:0000021"),)))],
    "a person must judge": [act(ActKind.GRANT, atom(obligations=(ObligationCode("AUTONOME:review"),)))],
}
"""Histories of one person, by what keeps each from covering the request."""


def told(acts: list[ConsentAct], **changes: Any) -> Account:  # noqa: ANN401 - of a request
    asked = request(**changes)
    return account_of(asked, decide(acts, asked, RULES, NOW, SIZE), acts, RULES)


def said(explanation: Explanation) -> str:
    return "\n".join(explanation.texts)


STUDY: dict[str, Any] = {
    "recipient": "academic-researcher", "purposes": ("HRESCH",), "jurisdiction": "DE",
    "documents": (Document("impact-assessment", "1"),),
}  # fmt: skip


@pytest.mark.parametrize("place", [{}, {"jurisdiction": "CN", "circumstances": stating({"age": 40})}, STUDY])
def test_an_asker_cannot_tell_a_refusal_from_an_absence_whatever_the_person_said(place: dict[str, Any]) -> None:
    accounts = {why: told(acts, **place) for why, acts in LACKING.items()}
    refused = {
        why: explain(each, Audience.ASKER) for why, each in accounts.items() if isinstance(each.decision, Denied)
    }
    assert {"refused-by-patient", "never-consented", "withdrawn", "expired", "not-yet-valid"} <= refused.keys()
    assert len({repr(each) for each in refused.values()}) == 1
    allowed = told([act(ActKind.GRANT, atom(purpose="PurposeOfUse", recipient="anyone"))], **place)
    if isinstance(allowed.decision, Allowed):
        absent = explain(allowed, Audience.ASKER, present=frozenset())
        assert absent == refused["never-consented"], "no data to give reads as a refusal"


def test_the_histories_are_refused_for_different_reasons() -> None:
    found = {why: told(acts).decision for why, acts in LACKING.items()}
    codes = {why: str(each.reasons[0].code) for why, each in found.items() if isinstance(each, Denied)}
    assert len(set(codes.values())) >= 6
    for why in ("refused-by-patient", "never-consented", "withdrawn", "expired", "not-yet-valid"):
        assert codes[why] == why


def test_what_is_missing_to_an_asker_is_what_the_law_asks_for_and_not_what_a_consent_lacks() -> None:
    german = {"jurisdiction": "DE", "circumstances": stating({})}
    for acts in LACKING.values():
        account = told(acts, **german)
        answer = told_to_asker(account.asked, given_by(account.decision))
        assert answer.missing == ("document:impact-assessment", "fact:large-scale")


def test_an_asker_is_told_what_the_law_forbids_with_its_article() -> None:
    insurer = {"recipient": "health-insurer", "purposes": ("UNDERWRITING",)}
    account = told([act()], **insurer)
    lines = said(explain(account, Audience.ASKER))
    assert "Forbidden, whatever the person agrees to: A health insurer may not use genetic information" in lines
    assert "Title I (Pub. L. 110-233)" in lines
    assert COUNSEL in lines


def test_what_is_given_in_part_names_the_rest_and_not_why() -> None:
    broad = {"items": ("pharmacogenes", "medications")}
    accounts = [
        told([act(), *more], **broad)
        for more in ([], [act(ActKind.DENY, atom(category="medications"), question="other", leaf=1)])
    ]
    first, second = (explain(each, Audience.ASKER) for each in accounts)
    assert first == second
    assert first.headline == "A part of what you asked for is given."
    assert "medicines ordered, taken and stopped." in said(first)
    assert said(explain(accounts[0], Audience.PATIENT)) != said(explain(accounts[1], Audience.PATIENT))


def test_what_an_asker_may_have_comes_with_its_window_its_end_and_what_is_owed() -> None:
    window = Period(Instant.parse("2020-01-01"), Instant.parse("2021-01-01"))
    scope = atom(window=window, obligations=(ObligationCode("AUTONOME:no-onward-transfer"),))
    lines = said(explain(told([act(ActKind.GRANT, scope)]), Audience.ASKER))
    assert "genes that change how medicines work, from 2020-01-01T00:00:00Z to 2021-01-01T00:00:00Z." in lines
    assert f"This ends at {LONG.end}." in lines
    assert "Do not pass on." in lines


@pytest.mark.parametrize("why", LACKING)
def test_the_person_is_told_every_reason_and_what_to_do(why: str) -> None:
    account = told(LACKING[why])
    lines = said(explain(account, Audience.PATIENT))
    for reason in account.decision.reasons:
        words = words_of(reason.code)
        assert str(words.sentence.of(detail=words.named(reason.detail))).split(":")[0].rstrip(".") in lines
        assert words.step in lines
    for always in ("costs you no care", "Ask the people who treat you", "You can also complain", "a receipt"):
        assert always in lines


def test_the_person_is_told_the_answers_that_count_and_who_gave_them() -> None:
    taken_back = said(explain(told(LACKING["withdrawn"]), Audience.PATIENT))
    assert "On 2026-03-01 you took back what was said to this question: ?" in taken_back
    other = said(explain(told(LACKING["another question"]), Audience.PATIENT))
    assert "What you said about it" not in other, "an answer about other data says nothing of this"


def test_a_yes_says_how_it_is_taken_back() -> None:
    lines = said(explain(told([act()]), Audience.PATIENT))
    assert "hospital.example may have the data that it asked for." in lines
    assert "You can take your yes back at any time, as easily as you gave it." in lines


def test_the_rule_behind_a_reason_stands_beside_it() -> None:
    china = {"jurisdiction": "CN", "circumstances": stating({"age": 40, "foreign-controlled": False})}
    lines = said(explain(told(LACKING["another kind"], **china), Audience.PATIENT))
    assert "a yes of its own to sensitive data. Sensitive data, genetic and health data among them" in lines
    assert "(PIPL Art. 29)" in lines


def test_a_condition_of_the_consent_is_told_to_the_person_and_kept_from_the_asker() -> None:
    account = told(LACKING["a paper of a condition"])
    assert "You set this condition: show the approval of an ethics committee." in said(
        explain(account, Audience.PATIENT)
    )
    assert "ethics" not in said(explain(account, Audience.ASKER))


def test_an_auditor_is_told_ids_places_digests_and_how_rules_were_checked() -> None:
    acts = [act(), act(ActKind.GRANT, atom(category="medications"), question="other", leaf=1)]
    account = replace(told(acts), entry=7)
    lines = said(explain(account, Audience.AUDITOR))
    for part in (
        f"as of {NOW}, log size {SIZE}", "engine autonome-access/", f"rules {RULES.digest}", "ledger entry 7",
        acts[0].digest, acts[0].template.digest, "leaf 0", "signed by passkey of key",
        "stands as granted, in-force · basis",
        "1 further acts do not touch the request", "passkey: 1", "permitted-by-consent · pharmacogenes",
        "8. ledger: entry 7",
    ):  # fmt: skip
        assert part in lines
    assert acts[1].digest not in lines
    insurer = told([act()], recipient="health-insurer", purposes=("UNDERWRITING",))
    assert "US-GINA-I · forbid · Genetic Information Nondiscrimination Act, Title I" in said(
        explain(insurer, Audience.AUDITOR)
    )
    assert " · commentary (Congressional Research Service RL34584" in said(explain(insurer, Audience.AUDITOR))


def test_an_auditor_sees_the_acts_behind_a_refusal_too() -> None:
    acts = LACKING["withdrawn"]
    lines = said(explain(told(acts), Audience.AUDITOR))
    assert acts[1].digest in lines
    assert "stands as withdrawn, in-force" in lines
    assert acts[0].digest not in lines, "what was superseded stands no more"


def test_no_paper_mends_what_is_forbidden() -> None:
    german = told([act()], recipient="life-insurer", purposes=("UNDERWRITING",), jurisdiction="DE")
    assert told_to_asker(german.asked, given_by(german.decision)).missing == ()


def test_an_act_at_or_beyond_the_size_of_the_log_is_in_nobodys_explanation() -> None:
    late = act(ActKind.WITHDRAW, leaf=SIZE)
    account = told([act(), late])
    assert isinstance(account.decision, Allowed)
    for audience in Audience:
        assert late.digest not in said(explain(account, audience))
        assert "took back" not in said(explain(account, audience))
    assert "fold: 1 acts known" in said(explain(account, Audience.AUDITOR))


@pytest.mark.parametrize(
    "changes",
    [
        {"purposes": ("GIFT",)},
        {"items": ()},
        {"consent_of_another": True},
        {"diseases": frozenset({"D:1"})},
        {"review": ("a plan to clone",)},
    ],
)
def test_what_is_wrong_with_a_request_is_told_to_all_three(changes: dict[str, Any]) -> None:
    account = told([act()], **changes)
    assert isinstance(account.decision, Denied)
    code = account.decision.reasons[0].code
    assert "What is wrong with the request" in said(explain(account, Audience.ASKER))
    assert words_of(code).step in said(explain(account, Audience.PATIENT))
    assert code in said(explain(account, Audience.AUDITOR))
    assert "1. validate: 1 problems" in said(explain(account, Audience.AUDITOR))


def test_what_the_person_is_told_in_our_words_is_easy_to_read() -> None:
    ours = [
        re.sub(r"\{\w+\}", "data", sentence)
        for name in ("patient", "reason_words")
        for sentence in literals(ROOT / f"src/autonome/access/explanation/{name}.py", f"access/explanation/{name}.py")
    ]
    found = measure(sentence for sentence in ours if len(sentence.split()) > 3)
    assert len(words(found.longest)) <= MOST_WORDS, found.longest
    assert found.grade <= HIGHEST_GRADE


def test_a_law_that_forbids_a_part_says_to_the_asker_which() -> None:
    insurer = {"recipient": "health-insurer", "purposes": ("UNDERWRITING",), "items": ("pharmacogenes", "medications")}
    lines = said(explain(told([], **insurer), Audience.ASKER))
    assert "(45 CFR 164.502(a)(5)(i)) Data: genes that change how medicines work.\n" in lines


def test_an_end_is_told_as_a_day_and_what_another_said_is_not_put_into_the_persons_mouth() -> None:
    lines = said(explain(told([act()]), Audience.PATIENT))
    assert "It ends at 2028-01-01." in lines
    assert FOR_YOU not in lines
    guardian = act(authority=Authority.GUARDIAN, actor=ActorId("mother"))
    assert FOR_YOU in said(explain(told([guardian]), Audience.PATIENT))


def test_every_code_of_a_reason_has_words_for_the_person() -> None:
    assert [code for code in ReasonCode if code not in WORDS] == []
