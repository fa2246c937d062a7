"""Small faults that show in a reason, in a default or in what is not reached by a decision, each met by one case.

Found by putting faults into the code (`docs/mutants.md`), like those of `test_near_permits`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Decider, Document, ReasonCode, decide
from autonome.access.compiled import Compiled
from autonome.access.decide import SOMEBODY
from autonome.access.lawfulness import lawfulness
from autonome.access.matching import Aim, denies, is_of
from autonome.access.reasons import Reason
from autonome.access.register import register_of
from autonome.access.representatives import is_mandated
from autonome.access.translation import case_of
from autonome.access.validation import canonical, problems_of
from autonome.consent import (
    CATEGORIES,
    JURISDICTIONS,
    NO_DISEASES,
    PURPOSES,
    RECIPIENTS,
    ActKind,
    Authority,
    Birth,
    Diseases,
    Ground,
    Kind,
    Mandate,
    ObligationCode,
    Person,
    is_name,
)
from autonome.kernel import ActorId, Instant, Period
from autonome.law import RULES
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, request

MOTHER = ActorId("mother")
HERS = request(actor=MOTHER, recipient="representative", purposes=("PATRQT",))
PROXY = Mandate(MOTHER, Authority.PROXY, Ground.HEALTH_CARE_PROXY, LONG)


def test_nobody_is_taken_to_hold_a_mandate_where_nobody_says_so() -> None:
    register = register_of(SUBJECT, {})
    assert not Decider(register, RULES).compiled(HERS, NOW).outcome(0).grants
    assert not Compiled(register, HERS, RULES, NOW).outcome(0).grants
    assert Compiled(register, HERS, RULES, NOW, mandated=True).outcome(0).grants
    assert not any(leaf.is_right for leaf in lawfulness(HERS, RULES, NOW).leaves)
    assert not case_of(HERS, "medications", NOW).by_representative


def test_nobody_can_be_called_what_stands_for_somebody() -> None:
    assert not is_name(SOMEBODY)


def test_a_consent_that_names_nobody_is_none_of_those_that_name_who_gets_the_data() -> None:
    naming = {Kind.SEPARATE_RECIPIENT, Kind.SEPARATE_EXPORT}
    every = atom(kinds=frozenset(Kind))
    assert {kind for kind in Kind if not is_of(every, kind)} == naming
    assert all(is_of(every.for_recipient("uni.example"), kind) for kind in Kind)


def test_a_mandate_is_used_by_who_comes_as_a_representative_for_another() -> None:
    person = Person(mandates=(PROXY, replace(PROXY, holder=ActorId(SUBJECT))))
    assert is_mandated(HERS, person, NOW)
    assert not is_mandated(replace(HERS, recipient="care-team"), person, NOW)
    assert not is_mandated(replace(HERS, actor=ActorId(SUBJECT)), person, NOW)


def test_a_mandate_for_own_requests_and_more_is_one_for_own_requests() -> None:
    for codes, counts in ((("TREAT", "PATRQT"), True), (("TREAT", "GRU"), False), (("PurposeOfUse",), True)):
        mandate = replace(PROXY, purposes=frozenset(map(PURPOSES.code, codes)))
        assert is_mandated(HERS, Person(mandates=(mandate,)), NOW) is counts


def test_where_a_place_has_no_age_a_guardians_mandate_needs_an_end() -> None:
    nowhere = Birth(Instant.parse("2020-05-01"), JURISDICTIONS.code("world"))
    for period, counts in ((LONG, True), (Period(LONG.start), False)):
        mandate = Mandate(MOTHER, Authority.GUARDIAN, Ground.PARENT, period)
        assert is_mandated(HERS, Person(born=nowhere, mandates=(mandate,)), NOW) is counts


def test_a_refusal_of_care_for_a_disease_is_none_of_research_on_it() -> None:
    tree = Diseases.of_parents("one", {"D:1": []})
    refused = atom(purpose=PURPOSES.code("TREAT"), diseases=frozenset({"D:1"}))
    for purpose, met in (("TREAT", True), ("GRU", False), ("DSRCH", False)):
        asked = request(purposes=(purpose,), diseases=frozenset({"D:1"}))
        assert denies(refused, asked, "pharmacogenes", tree) is met


def test_an_aim_without_a_disease_names_none() -> None:
    assert Aim("TREAT") == ("TREAT", "")
    assert [str(Aim("TREAT")), str(Aim("DSRCH", "D:1"))] == ["TREAT", "DSRCH on D:1"]


def of(category: str, kinds: frozenset[Kind], *obligations: str) -> Any:  # noqa: ANN401 - an atom
    return atom(
        category=CATEGORIES.code(category), recipient=RECIPIENTS.code("researcher"), purpose=PURPOSES.code("HRESCH"),
        obligations=tuple(map(ObligationCode, obligations)), kinds=kinds,
    )  # fmt: skip


def test_genes_that_were_agreed_to_for_a_genetic_study_keep_the_reason_for_which_they_are_not_given() -> None:
    genes = act(ActKind.GRANT, of("genome", frozenset({Kind.GENERAL}), "DUO:0000016"), question="genes")
    traits = act(ActKind.GRANT, of("medications", frozenset({Kind.WRITTEN})), question="traits", leaf=1)
    asked = request(recipient="researcher", purposes=("HRESCH",), items=("pharmacogenes", "medications"))
    found = decide([genes, traits], asked, RULES, NOW, 9)
    assert {(reason.code, reason.item) for reason in found.reasons} == {
        (ReasonCode.CONSENT_KIND_MISSING, "pharmacogenes"),
        (ReasonCode.PERMITTED_BY_CONSENT, "medications"),
    }


def test_traits_alone_are_against_the_terms_of_a_genetic_study_whatever_else_is_missing() -> None:
    traits = act(ActKind.GRANT, of("medications", frozenset({Kind.GENERAL}), "DUO:0000016"))
    asked = request(recipient="researcher", purposes=("HRESCH",), items=("medications",))
    assert [reason.code for reason in decide([traits], asked, RULES, NOW, 9).reasons] == [ReasonCode.AGAINST_TERMS]


@pytest.mark.parametrize("part", ["jurisdiction", "destination", "subject_jurisdiction"])
def test_each_place_has_one_form(part: str) -> None:
    assert getattr(canonical(request(**{part: "EU"})), part) == "EEA"


def test_a_request_may_be_as_wide_as_its_bounds_in_each_part() -> None:
    tree = Diseases.of_parents("many", {f"D:{number}": [] for number in range(65)})
    for purposes, diseases, fits in (
        (64, 0, True),
        (65, 0, False),
        (1, 64, True),
        (1, 65, False),
        (32, 2, True),
        (33, 2, False),
    ):
        asked = request(purposes=("GRU",) * purposes, diseases=frozenset(f"D:{number}" for number in range(diseases)))
        assert (problems_of(asked, tree) == ()) is fits


def test_unknown_codes_are_told_in_order_and_cut_short() -> None:
    codes = {f"D:{number}" for number in range(9)}
    found = problems_of(request(diseases=frozenset(codes)), NO_DISEASES)
    assert found == tuple(Reason(ReasonCode.UNKNOWN_DISEASE, detail=repr(code)) for code in sorted(codes))
    long = "x" * 61
    for changes, detail in (
        ({"diseases": frozenset({long})}, repr(long[:60])),
        ({"purposes": (long,)}, f"purpose {long[:60]!r}"),
        ({"organisation": f"person:{long}"}, f"organisation {f'person:{long}'[:60]!r}"),
        ({"actor": f"organisation:{long}"}, f"actor {f'organisation:{long}'[:60]!r}"),
        ({"documents": (Document(long, "1"),)}, f"document kind {long[:60]!r}"),
        ({"documents": (Document("privacy-notice", " " * 61),)}, f"document id {' ' * 60!r}"),
        ({"review": (long,)}, long[:60]),
    ):
        assert [reason.detail for reason in problems_of(request(**changes), NO_DISEASES)] == [detail]
