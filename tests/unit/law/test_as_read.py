"""What each rule says of itself, held against a second writing of it: `as_read.tsv`, one line for each rule.

Whoever changes an article, a date, a limit, a document or how a rule was read changes it there too, having looked it
up. The fact table itself, where it lies beside the repository, is held against both in `tests/conformance`.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from autonome.law import (
    RULES,
    Addressee,
    Check,
    Circumstance,
    ConsentKind,
    Count,
    DataClass,
    Deed,
    DocumentKind,
    Event,
    Moment,
    Party,
    RuleEffect,
    RuleId,
    Unit,
    Use,
)

with (Path(__file__).parent / "as_read.tsv").open(encoding="utf-8") as _file:
    AS_READ = {line["rule"]: line for line in csv.DictReader(_file, delimiter="\t", quoting=csv.QUOTE_NONE)}

RULE = {rule.id: rule for rule in RULES.rules}


def test_every_rule_was_written_twice() -> None:
    assert AS_READ.keys() == {str(rule) for rule in RULE}


@pytest.mark.parametrize("name", AS_READ)
def test_a_rule_says_what_was_read(name: str) -> None:
    rule, line = RULE[RuleId(name)], AS_READ[name]
    assert {
        "rule": rule.id,
        "effect": rule.effect,
        "article": rule.article,
        "since": str(rule.since).removesuffix("T00:00:00Z"),
        "until": "" if rule.until is None else str(rule.until).removesuffix("T00:00:00Z"),
        "check": rule.check,
        "deadline": rule.deadline,
        "asks": " ".join(sorted([*rule.kinds, *rule.documents])),
        "upon": rule.upon or "",
        "tell": " ".join(sorted(rule.tell)),
        "source": rule.source,
    } == line


@pytest.mark.parametrize("name", AS_READ)
def test_a_rule_is_written_for_others_as_it_was_read(name: str) -> None:
    rule, line = RULE[RuleId(name)], AS_READ[name]
    written = dict(rule.to_json())
    assert (written.pop("explanation"), written.pop("when")) == (rule.explanation, rule.when.describe())
    clock, asks = written.pop("clock"), sorted([*written["kinds"], *written["documents"]])  # type: ignore[misc]
    assert (clock is None) is (line["deadline"] == "")
    assert " ".join(asks) == line["asks"]
    assert written == {
        "id": name,
        "effect": line["effect"],
        "jurisdiction": place_of(name),
        "article": line["article"],
        "since": f"{line['since']}T00:00:00Z",
        "until": f"{line['until']}T00:00:00Z" if line["until"] else None,
        "check": line["check"],
        "source": line["source"],
        "kinds": sorted(rule.kinds),
        "documents": sorted(rule.documents),
        "upon": line["upon"] or None,
        "tell": line["tell"].split(),
        "is_right": rule.is_right,
        "overrides_deny": rule.is_right,
        "despite_restriction": name == "US-HIPAA-508(a)(1)/emergency",
        "needs_review": name.startswith("PLATFORM-BEFORE/"),
    }


def place_of(name: str) -> str:
    if "/" in name and name.startswith("PLATFORM"):
        return name.partition("/")[2]
    return {"US": "US", "EU": "EEA", "CN": "CN", "ID": "ID"}.get(name.partition("-")[0], "world")


def test_what_a_rule_asks_and_whom_it_tells_is_written_in_order() -> None:
    asking = replace(RULE[RuleId("CN-CC-1008")], kinds=frozenset(ConsentKind), documents=frozenset(DocumentKind))
    assert asking.to_json()["kinds"] == sorted(ConsentKind)
    assert asking.to_json()["documents"] == sorted(DocumentKind)
    telling = replace(RULE[RuleId("CN-PIPL-57")], tell=frozenset(Addressee))
    assert telling.to_json()["tell"] == ["authority", "media", "people", "public", "register"]


def test_a_clock_is_written_with_all_its_parts() -> None:
    keep, answer = RULE[RuleId("CN-PIPL-55/56/keep")].clock, RULE[RuleId("EU-GDPR-12(3)")].clock
    assert keep is not None
    assert answer is not None
    assert keep.to_json() == {"from": "the assessment", "unit": "years", "amount": 3, "extension": 0, "keeps": True}
    assert answer.to_json() == {"from": "the request", "unit": "months", "amount": 1, "extension": 2, "keeps": False}


SAYS = {
    "CN-CAC-2024": ("ten thousand people with sensitive data", "a million", "emergency"),
    "CN-PIPL-38": ("security assessment, a certification or the standard contract", "to treat an emergency"),
    "CN-PIPL-40": ("critical infrastructure", "to treat an emergency"),
    "US-HIPAA-508(a)(1)/emergency": ("restricted at the person's request", "separate notes"),
    "US-HIPAA-508(a)(1)/restricted": ("for nothing else", "to nobody"),
    "CN-PIPL-31": ("below fourteen", "guardian"),
    "EU-GDPR-8": ("below sixteen", "parent"),
    "US-GINA-II": ("fifteen or more",),
    "US-GINA-II/request": ("fifteen or more", "request, require or buy"),
    "US-GINA-I/request": ("paying for care",),
    "US-GINA-gap": ("life, disability and long-term-care insurers", "small employers"),
    "US-HIPAA-406/408/media": ("more than 500 residents",),
    "US-HIPAA-406/408/secretary": ("500 or more",),
    "US-HIPAA-406/408/yearly": ("fewer than 500", "after the year"),
    "US-HIPAA-514(b)(2)": ("eighteen identifiers",),
    "US-HIPAA-524/528/accounting": ("last six years",),
    "CN-BSL-57": ("health authority", "copy"),
    "CN-BSL-57/until-2024": ("authority for science", "copy"),
    "CN-CC-1008": ("authority", "ethics committee", "written consent"),
    "CN-PIPL-50": ("reasons", "court"),
    "ID-PDP-20/22/24": ("explicit", "in writing or recorded"),
    "EU-GDPR-33": ("supervisory authority", "unlikely"),
    "EU-GDPR-34": ("high risk", "without undue delay"),
}
"""Figures and addressees that the sentence for the reader must name."""


@pytest.mark.parametrize("name", SAYS)
def test_the_sentence_names_the_figures_of_the_condition(name: str) -> None:
    assert [words for words in SAYS[name] if words not in RULE[RuleId(name)].explanation] == []


WORDS = {
    DataClass: "personal health genetic mental-health",
    Use: "treatment emergency payment operations underwriting employment own-request research trial-research "
    "trial-treatment marketing public-health",
    Party: "representative holder care-provider health-insurer life-insurer disability-insurer long-term-care-insurer "
    "employer relative public-health-authority law-enforcement",
    Deed: "collect use disclose publish export train withdraw refuse correct erase restrict port object account",
    Event: "breach harm dispute refusal",
    ConsentKind: "explicit written separate:sensitive separate:recipient separate:export separate:publish",
    RuleEffect: "forbid permit_by_law require duty",
    Check: "statute commentary unchecked platform",
    Count: "age people-abroad people-affected people-in-one-state",
    Circumstance: "foreign-controlled entrusted sub-entrusted automated-decision online-service not-from-the-person "
    "from-another-handler condition-of-service needed-for-service large-scale critical-infrastructure important-data "
    "public-interest-at-stake public-health-emergency cannot-consent deceased near-relative arranged-otherwise "
    "small-employer psychotherapy-notes safe-harbour expert-deidentified special-treatment listed-genetic-resource "
    "international-cooperation market-trial-without-export risk-unlikely high-risk unreadable harm-averted",
    DocumentKind: "privacy-notice necessity-notice recipient-notice impact-assessment processing-agreement "
    "handler-approval human-review guardian-proof transfer-mechanism security-assessment security-review "
    "important-data-class foreign-court-approval hgr-approval hgr-registration hgr-report hgr-backup-receipt "
    "cooperation-terms ethics-approval trial-approval treatment-consent safe-harbour-report expert-determination "
    "collaboration-agreement project-approval",
}
"""Words that stand in files and on logs: whoever changes one makes what was written unreadable."""


@pytest.mark.parametrize("vocabulary", WORDS)
def test_the_words_on_the_wire_are_these(vocabulary: type[Use]) -> None:
    assert [str(word) for word in vocabulary] == WORDS[vocabulary].split()


def test_limits_in_time_are_told_in_these_words() -> None:
    assert [str(unit) for unit in Unit] == ["at once", "hours", "days", "months", "years"]
    assert [str(moment) for moment in Moment] == [
        "becoming aware", "the request", "the withdrawal", "the collection", "the assessment",
        "the end of that calendar year",
    ]  # fmt: skip


LEFT_OUT = {
    "US": {
        "whether the asker is a covered entity", "GINA: research, wellness programmes, inadvertent knowledge",
        "GINA: military, manifested disease", "law-enforcement delay of notices", "state laws", "42 CFR Part 2",
        "treatment that is no emergency", "164.510(b)(3) and 164.512(j)", "164.522(a)(1)(v)",
    },
    "EEA": {
        "EU-GDPR-6, other grounds", "EU-GDPR-9(2)(h) and (j)", "EU-GDPR-49", "EU-GDPR-18(2)",
        "EU-GDPR-17(3)", "member states",
    },
    "CN": {
        "CN-PIPL-13, other grounds", "CN-PIPL-14, change of purpose", "CN-CAC-2024, exemptions",
        "CN-PIPL-44",
        "CN-CC-1038, anonymised data", "CN-CC-1219, relatives in place of a patient", "material, as apart from data",
        "state secrets, provincial and industry rules",
    },
    "ID": {
        "other grounds of Art. 20(2)", "ID-PDP-56, consent as the last way",
        "children and disability (Art. 25 and 26)", "health regulations",
    },
    "world": set(),
}  # fmt: skip


def test_packs_leave_out_what_they_say_they_do_and_forget_none_of_it() -> None:
    assert {pack.rules[0].jurisdiction: set(pack.not_covered) for pack in RULES.packs} == LEFT_OUT


def test_the_platform_promises_from_the_beginning_of_time() -> None:
    own = [rule for rule in RULES.rules if rule.id.startswith("PLATFORM-")]
    assert {str(rule.since) for rule in own} == {"0001-01-01T00:00:00Z"}
