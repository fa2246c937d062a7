"""Small faults that would let something through, or say the wrong ground, each met by one case.

Found by putting faults into the code (`docs/mutants.md`); kept together, for each is about one part of one condition.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Allowed, Decider, Denied, Document, ReasonCode, Register, decide
from autonome.access.outcomes import Leaf
from autonome.access.representatives import is_mandated
from autonome.access.translation import case_of
from autonome.access.validation import canonical, problems_of
from autonome.consent import (
    CATEGORIES,
    JURISDICTIONS,
    NO_DISEASES,
    PURPOSES,
    RECIPIENTS,
    Action,
    ActKind,
    Authority,
    Birth,
    Ground,
    Mandate,
    Person,
    fold,
)
from autonome.consent.ages import ages_in, birthday
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES, Case, stating
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, request

MOTHER = ActorId("mother")
TREES = {"purposes": PURPOSES, "items": CATEGORIES, "recipient": RECIPIENTS, "jurisdiction": JURISDICTIONS}


# --- what a restriction leaves open ----------------------------------------------------------------------------------


def test_one_purpose_that_stays_open_does_not_open_another_beside_it() -> None:
    both = (atom(purpose="HLEGAL"), atom())
    asked = request(purposes=("HLEGAL", "TREAT"))
    assert isinstance(decide([act(ActKind.GRANT, *both)], asked, RULES, NOW, 9), Allowed)
    assert isinstance(decide([act(ActKind.GRANT, *both)], asked, RULES, NOW, 9, restricted=5), Denied)


def test_a_restriction_that_was_lifted_is_over_for_the_register_too() -> None:
    register, yes = Register(), [act()]
    standing = fold(yes, SUBJECT, 9)
    register.put(SUBJECT, standing, 5)
    assert isinstance(Decider(register, RULES).decide(request(), NOW, 9), Denied)
    register.put(SUBJECT, standing)
    decision = Decider(register, RULES).decide(request(), NOW, 9)
    assert isinstance(decision, Allowed)
    assert decision.grounds.restricted is None


# --- who may ask for whom --------------------------------------------------------------------------------------------


def test_a_mandate_for_one_person_opens_nothing_of_another_to_the_same_asker() -> None:
    mandate = Mandate(MOTHER, Authority.PROXY, Ground.HEALTH_CARE_PROXY, LONG)
    other = SubjectId("bert")
    register = Register()
    register.put(SUBJECT, {})
    register.put(other, {})
    decider = Decider(register, RULES)
    asked = request(actor=MOTHER, recipient="representative", purposes=("PATRQT",))
    assert isinstance(decider.decide(asked, NOW, 9, Person(mandates=(mandate,))), Allowed)
    assert isinstance(decider.decide(replace(asked, subject=other), NOW, 9, Person()), Denied)


BORN = Birth(Instant.parse("2010-05-01"), JURISDICTIONS.code("US"))
_AGES = ages_in(BORN.jurisdiction)
assert _AGES is not None
OF_AGE = birthday(BORN.on, _AGES.data)
BEFORE, AFTER = Instant(OF_AGE.seconds - 1), Instant(OF_AGE.seconds + 1)


@pytest.mark.parametrize(
    ("ground", "given", "at", "counts"),
    [
        (Ground.PARENT, BORN.on, BEFORE, True),
        (Ground.PARENT, BORN.on, OF_AGE, False),
        (Ground.COURT, BORN.on, BEFORE, True),
        (Ground.COURT, BORN.on, AFTER, False),
        (Ground.COURT, BEFORE, AFTER, False),
        (Ground.COURT, OF_AGE, AFTER, True),
        (Ground.PARENT, OF_AGE, AFTER, False),
    ],
)
def test_a_guardian_of_a_child_is_none_of_the_adult_unless_a_court_says_so_then(
    ground: Ground,
    given: Instant,
    at: Instant,
    counts: bool,  # noqa: FBT001 - a table's column
) -> None:
    mandate = Mandate(MOTHER, Authority.GUARDIAN, ground, Period(given))
    asked = request(actor=MOTHER, recipient="representative", purposes=("PATRQT",))
    assert is_mandated(asked, Person(born=BORN, mandates=(mandate,)), at) is counts


def test_where_no_birth_is_on_record_a_guardians_mandate_needs_an_end() -> None:
    asked = request(actor=MOTHER, recipient="representative", purposes=("PATRQT",))
    for period, counts in ((LONG, True), (Period(LONG.start), False)):
        mandate = Mandate(MOTHER, Authority.GUARDIAN, Ground.PARENT, period)
        assert is_mandated(asked, Person(mandates=(mandate,)), NOW) is counts


def test_a_mandate_ends_at_the_instant_of_the_death() -> None:
    mandate = Mandate(MOTHER, Authority.PROXY, Ground.HEALTH_CARE_PROXY, LONG)
    asked = request(actor=MOTHER, recipient="representative", purposes=("PATRQT",))
    for died, counts in (
        (None, True),
        (Instant(NOW.seconds + 1), True),
        (NOW, False),
        (Instant(NOW.seconds - 1), False),
    ):
        assert is_mandated(asked, Person(died=died, mandates=(mandate,)), NOW) is counts


# --- where, and of what kind -----------------------------------------------------------------------------------------


def test_a_yes_to_one_of_two_places_is_none_to_both() -> None:
    both = frozenset({Action.USE, Action.EXPORT})
    asked = request(jurisdiction="US", destination="ID")
    for place, effect in (("US", Denied), ("ID", Denied), ("world", Allowed)):
        yes = act(ActKind.GRANT, atom(jurisdiction=JURISDICTIONS.code(place), actions=both))
        assert isinstance(decide([yes], asked, RULES, NOW, 9), effect)


def test_a_child_is_one_where_the_guardians_paper_alone_is_shown() -> None:
    found = RULES.consult(_of_a_child())
    leaf = Leaf.of("contact", found)
    paper = Document("guardian-proof", "1")
    assert leaf.is_childs({"guardian-proof": paper})
    assert leaf.is_childs({"guardian-proof": paper, "privacy-notice": Document("privacy-notice", "1")})
    assert not leaf.is_childs({})


def _of_a_child() -> Case:
    return case_of(request(jurisdiction="CN", circumstances=stating({"age": 12})), "pharmacogenes", NOW)


# --- the ground that is named ----------------------------------------------------------------------------------------


def test_what_the_law_gives_rests_on_the_law_and_not_on_a_consent_beside_it() -> None:
    yes = act(ActKind.GRANT, atom(purpose="ETREAT"), leaf=0)
    decision = decide([yes], request(purposes=("ETREAT",)), RULES, NOW, 9)
    assert isinstance(decision, Allowed)
    assert decision.basis == ("US-HIPAA-508(a)(1)/emergency",)
    assert decision.until is None
    assert len(decision.rests_on) == 0


def test_a_consent_and_a_law_for_different_data_are_both_named() -> None:
    yes = act(ActKind.GRANT, atom(purpose="ETREAT", category="mental-health"), leaf=0)
    decision = decide([yes], request(purposes=("ETREAT",), items=("mental-health", "medications")), RULES, NOW, 9)
    assert isinstance(decision, Allowed)
    assert {grant.item for grant in decision.grants} == {"medications", "mental-health"}
    assert decision.basis == tuple(sorted(("US-HIPAA-508(a)(1)/emergency", yes.digest)))


SISTER: dict[str, Any] = {"actor": ActorId("sister"), "authority": Authority.RELATIVE}


def test_an_objection_is_the_reason_only_where_nothing_else_is() -> None:
    told: dict[str, Any] = {"items": ("family", "medications"), "action": Action.DISCLOSE, "whole": True}
    parts: dict[str, Any] = {"recipient": "anyone", "purpose": "PurposeOfUse", "actions": frozenset({Action.DISCLOSE})}
    family, medicines = atom(category="family", **parts), atom(category="medications", **parts)
    yes, objects = act(ActKind.GRANT, family, leaf=0), act(ActKind.DENY, family, leaf=1, **SISTER)
    also = act(ActKind.GRANT, medicines, question="medicines", leaf=2)
    alone = decide([yes, objects, also], request(**told), RULES, NOW, 9)
    assert {reason.code for reason in alone.reasons} == {ReasonCode.CONCERNS_RELATIVES}
    for beside in ([yes, objects], [yes]):
        decision = decide(beside, request(**told), RULES, NOW, 9)
        assert {(reason.code, reason.item) for reason in decision.reasons} == {
            (ReasonCode.NEVER_CONSENTED, "medications")
        }


# --- requests as they are written ------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", TREES)
def test_another_systems_code_is_read_as_ours(part: str) -> None:
    tree: Any = TREES[part]
    for each in tree.terms:
        for alias in each.aliases:
            written: Any = (alias,) if part in {"purposes", "items"} else alias
            meant: Any = (each.code,) if part in {"purposes", "items"} else each.code
            assert getattr(canonical(request(**{part: written})), part) == meant
    twice: Any = ("TREAT", "TREAT") if part == "purposes" else ("medications", "medications")
    if part in {"purposes", "items"}:
        assert getattr(canonical(request(**{part: twice})), part) == twice[:1]


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"organisation": "person:dr-b"}, "organisation 'person:dr-b'"),
        ({"actor": "organisation:hospital.example"}, "actor 'organisation:hospital.example'"),
        ({"organisation": "a\nb"}, "organisation 'a\\nb'"),
        ({"jurisdiction": "Atlantis"}, "Atlantis"),
        ({"destination": "Atlantis"}, "Atlantis"),
        ({"subject_jurisdiction": "Atlantis"}, "Atlantis"),
        ({"jurisdiction": "world"}, "jurisdiction 'world' is not one place"),
        ({"destination": "world"}, "destination 'world' is not one place"),
        ({"subject_jurisdiction": "world"}, "subject_jurisdiction 'world' is not one place"),
    ],
)
def test_a_name_that_names_nobody_and_a_place_that_is_none_are_refused_by_name(
    changes: dict[str, Any], detail: str
) -> None:
    found = problems_of(request(**changes), NO_DISEASES)
    assert found
    assert {reason.code for reason in found} == {ReasonCode.UNKNOWN_CODE}
    assert any(detail in reason.detail for reason in found)


def test_a_name_of_the_right_kind_is_one() -> None:
    assert problems_of(request(organisation="organisation:hospital.example", actor="person:dr-b"), NO_DISEASES) == ()
    empty = problems_of(request(organisation=""), NO_DISEASES)
    assert {(reason.code, reason.detail) for reason in empty} == {(ReasonCode.EMPTY_REQUEST, "organisation")}


def test_what_is_permitted_to_the_person_is_not_to_whoever_says_so() -> None:
    own = atom(recipient=RECIPIENTS.code("subject"), purpose=PURPOSES.code("TREAT"))
    asked = request(recipient="subject")
    assert not isinstance(decide([act(ActKind.GRANT, own)], asked, RULES, NOW, 9), Allowed)
    by_herself = replace(asked, actor=ActorId(SUBJECT))
    assert isinstance(decide([act(ActKind.GRANT, own)], by_herself, RULES, NOW, 9), Allowed)


@pytest.mark.parametrize("name", ["jose\u0301", "\uff501", " p1", "person:jo"])
def test_ones_own_record_is_open_however_ones_id_is_written(name: str) -> None:
    own = request(subject=SubjectId(name), actor=ActorId(name), recipient="subject", purposes=("PATRQT",))
    assert isinstance(decide([], own, RULES, NOW, 9), Allowed)
    assert not isinstance(decide([], replace(own, actor=ActorId(f"{name} ")), RULES, NOW, 9), Allowed)


@pytest.mark.parametrize("number", [" ", "\u200b", "\u3164 "])
def test_a_paper_that_nobody_could_find_is_none(number: str) -> None:
    (reason,) = problems_of(request(documents=(Document("ethics-approval", number),)), NO_DISEASES)
    assert reason.detail.startswith("document id")
    assert problems_of(request(documents=(Document("ethics-approval", f" 7 {number}"),)), NO_DISEASES) == ()


@pytest.mark.parametrize("many", [64, 65])
def test_more_than_a_vocabulary_is_wide_is_not_looked_at(many: int) -> None:
    papers = tuple(Document("privacy-notice", str(number)) for number in range(many))
    found = problems_of(request(documents=papers), NO_DISEASES)
    assert [reason.detail for reason in found] == (["more than 64 of one kind"] if many > 64 else [])
