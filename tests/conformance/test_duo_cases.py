"""122 cases of a data set's restriction and a research purpose, from the tests of DUOS (BSD-3), held by the one engine.

``ABSTAIN`` of DUOS is a refusal here, with a reason of its own: a person must judge, or the case states nothing. The
cases' own fields are put into DUO's terms here, not in the product: most are terms, some are DUOS's alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autonome.access import Allowed, Decision, ReasonCode, decide
from autonome.access.research import asked_for_research
from autonome.consent import CATEGORIES, Diseases, Kind
from autonome.consent.duo import Holding, Modifier, Permission, ResearchKind, ResearchPurpose, Restriction
from autonome.consent.duo_statements import Statement, acts_of
from autonome.kernel import ActorId, Instant
from autonome.law import RuleBook
from tests.conformance.cases import folder, json_lines
from tests.fakes.consents import SUBJECT, request

CASES = json_lines(folder("consent") / "duo_cases.jsonl")
AT = Instant.parse("2026-03-01T10:00:00Z")
NO_LAW = RuleBook(())
"""The cases are about data use alone: law is decided upon elsewhere."""

WAIVED = {
    "duos-v4/testNPU_positive_case_1": "both state profit alone: no permission, and no kind of research",
    "duos-v4/testNPU_positive_case_2": "the data set states no permission, only that profit is not excluded",
    "duos-v4/testNPU_positive_case_3": "both state profit alone: no permission, and no kind of research",
}
"""DUOS V4 approves where nothing speaks against; here what is not permitted is refused."""

PERMISSIONS = {
    "generalUse": Permission.GRU,
    "hmbResearch": Permission.HMB,
    "populationOriginsAncestry": Permission.POA,
}
KINDS = {
    "generalUse": ResearchKind.GENERAL,
    "hmbResearch": ResearchKind.HEALTH,
    "populationOriginsAncestry": ResearchKind.ANCESTRY,
    "methodsResearch": ResearchKind.METHODS,
}
STATED = {*KINDS, "diseaseRestrictions", "commercialUse", "nonProfitUse"}

pytestmark = pytest.mark.conformance


def restriction_of(fields: dict[str, Any] | None) -> Restriction:
    stated = fields or {}
    permissions = {code for name, code in PERMISSIONS.items() if stated.get(name)}
    modifiers: set[Modifier] = set()
    if stated.get("nonProfitUse") or stated.get("commercialUse") is False:
        modifiers.add(Modifier.NPUNCU)
    if stated.get("commercialUse") and not permissions:
        permissions.add(Permission.GRU)  # DUOS's own field, no term: it permits commercial research of any kind
    diseases = frozenset(stated.get("diseaseRestrictions", ()))
    permissions |= {Permission.DS} if diseases else set()
    words = tuple(name for name in ("other", "secondaryOther") if stated.get(name))
    return Restriction(frozenset(permissions), frozenset(modifiers), diseases, words=words)


def purpose_of(fields: dict[str, Any]) -> ResearchPurpose:
    kinds = {kind for name, kind in KINDS.items() if fields.get(name)}
    diseases = frozenset(fields.get("diseaseRestrictions", ()))
    kinds |= {ResearchKind.DISEASES} if diseases else set()
    commercial = fields.get("commercialUse", not fields["nonProfitUse"] if "nonProfitUse" in fields else None)
    if commercial and not kinds:
        kinds = {ResearchKind.GENERAL}  # commercial research, of a kind that is not stated: it may be any
    return ResearchPurpose(frozenset(kinds), diseases, commercial, tuple(sorted(fields.keys() - STATED)))


def decided(case: dict[str, Any]) -> Decision:
    holding = Holding((CATEGORIES.code("sequence"),), kinds=frozenset(Kind))
    statement = Statement(SUBJECT, ActorId("steward"), "agreement", "1", AT)
    acts = acts_of(statement, restriction_of(case["dataset"]), holding)
    purpose = purpose_of(case["purpose"])
    recipient = {None: "researcher", True: "commercial-researcher", False: "academic-researcher"}[purpose.commercial]
    asked = asked_for_research(request(items=("sequence",), recipient=recipient), purpose)
    alone = dict.fromkeys(purpose.diseases, ())  # of which the case says nothing: no ancestors
    hierarchy = Diseases.of_ancestors("the case's own", alone | case["ancestors"])
    on_log = [act.at_leaf(leaf) for leaf, act in enumerate(acts)]
    return decide(on_log, asked, NO_LAW, AT, len(on_log), diseases=hierarchy)


def reasons(decision: Decision) -> frozenset[ReasonCode]:
    return frozenset(reason.code for reason in decision.reasons)


def agrees(case: dict[str, Any]) -> bool:
    decision, expected = decided(case), case["expected"]
    if expected == "APPROVE":
        return isinstance(decision, Allowed) and reasons(decision) == {ReasonCode.PERMITTED_BY_CONSENT}
    if isinstance(decision, Allowed):
        return False
    if expected == "ABSTAIN":
        return ReasonCode.NEEDS_REVIEW in reasons(decision)
    spoken_against = {"nonProfitUse", "commercialUse"} & case["dataset"].keys()
    return reasons(decision) == {ReasonCode.REFUSED_BY_PATIENT if spoken_against else ReasonCode.NEVER_CONSENTED}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_is_decided_as_expected_for_the_right_reason(case: dict[str, Any]) -> None:
    assert agrees(case) is (case["id"] not in WAIVED), reasons(decided(case))


def test_what_is_waived_is_refused_because_nothing_was_stated() -> None:
    waived = {case["id"]: reasons(decided(case)) for case in CASES if case["id"] in WAIVED}
    assert waived == {
        "duos-v4/testNPU_positive_case_1": {ReasonCode.EMPTY_REQUEST},
        "duos-v4/testNPU_positive_case_2": {ReasonCode.NEEDS_REVIEW},
        "duos-v4/testNPU_positive_case_3": {ReasonCode.EMPTY_REQUEST},
    }


def figures() -> Iterator[str]:
    rows = Counter((case["algorithm"], case["expected"], agrees(case)) for case in CASES)
    for algorithm, expected in sorted({(algorithm, expected) for algorithm, expected, _ in rows}):
        held, not_held = rows[algorithm, expected, True], rows[algorithm, expected, False]
        yield f"DUOS {algorithm} {expected:8} {held:3} as expected, {not_held} waived by name"


def test_figures(record_property: Callable[[str, object], None]) -> None:
    record_property("table", "\n".join(figures()))
    approved = [case for case in CASES if case["expected"] == "APPROVE" and agrees(case)]
    assert (len(CASES), len(approved), len(WAIVED)) == (122, 20, 3)
