"""Conditions, procedures, allergies, family history and goals: whole, doubtful, left out."""

from decimal import Decimal

import pytest

from autonome.clinical import (
    Allergy,
    Assertion,
    ClinicalStatus,
    Concept,
    Condition,
    Criticality,
    DateRange,
    Death,
    FamilyHistory,
    Goal,
    GoalStatus,
    HistoryStatus,
    PartialDate,
    Procedure,
    ProcedureStatus,
    Quantity,
    Reaction,
    RecordItem,
    RelativeCondition,
    Source,
    Span,
    Target,
    Verification,
    Voice,
)
from autonome.clinical.concepts import IPS_ABSENT
from tests.unit.fhir.documents import Resource, notes, read

AT = "Bundle.entry[1].resource"
ABOUT = {"reference": "Patient/p1"}


def entry(kind: str, **members: object) -> Resource:
    who = "patient" if kind in {"AllergyIntolerance", "FamilyMemberHistory"} else "subject"
    return {"resourceType": kind, "id": "x", who: ABOUT, **members}


def only(resource: Resource) -> RecordItem:
    record = read(resource)
    assert (record.left_out, record.notes, record.not_read) == ((), (), ())
    (found,) = record.items
    return found


def coded(code: str) -> Resource:
    return {"coding": [{"code": code}]}


def day(*parts: int) -> Span:
    moment = PartialDate.of(*parts)
    return Span(DateRange(moment, moment))


def test_a_condition_is_translated_whole() -> None:
    found = only(
        entry(
            "Condition",
            code={"text": "Atrial fibrillation"},
            clinicalStatus=coded("active"),
            verificationStatus=coded("confirmed"),
            category=[{"text": "problem list"}],
            severity={"text": "mild"},
            onsetDateTime="2019-05",
            abatementString="after ablation",
            recordedDate="2020",
        )
    )
    assert found == Condition(
        source=Source("Bundle.entry[1]", "Condition/x"),
        code=Concept("Atrial fibrillation"),
        clinical=ClinicalStatus.ACTIVE,
        verification=Verification.CONFIRMED,
        categories=(Concept("problem list"),),
        severity=Concept("mild"),
        onset=day(2019, 5),
        abatement=Span(text="after ablation"),
        recorded=PartialDate.of(2020),
    )
    assert (str(found.onset), str(found.abatement)) == ("2019-05", "after ablation")


@pytest.mark.parametrize(
    ("members", "span", "words"),
    [
        ({"onsetAge": {"value": 45, "unit": "a"}}, Span(age=Quantity(Decimal(45), unit="a")), "at 45 a"),
        ({"onsetPeriod": {"start": "2019"}}, Span(DateRange(PartialDate.of(2019))), "from 2019"),
        ({"onsetString": "in childhood"}, Span(text="in childhood"), "in childhood"),
        ({}, Span(), ""),
    ],
)
def test_every_form_of_an_onset_is_kept(members: Resource, span: Span, words: str) -> None:
    found = only(entry("Condition", code={"text": "asthma"}, **members))
    assert isinstance(found, Condition)
    assert (found.onset, str(found.onset), found.onset.is_stated) == (span, words, bool(words))
    assert (found.clinical, found.verification) == (ClinicalStatus.NOT_STATED, Verification.NOT_STATED)


def test_a_procedure_is_translated_whole() -> None:
    found = only(
        entry(
            "Procedure",
            status="not-done",
            statusReason={"text": "refused"},
            code={"text": "PCI"},
            performedDateTime="2026-01-12",
        )
    )
    assert found == Procedure(
        source=Source("Bundle.entry[1]", "Procedure/x"),
        code=Concept("PCI"),
        status=ProcedureStatus.NOT_DONE,
        status_reason=Concept("refused"),
        performed=day(2026, 1, 12),
    )


def test_an_allergy_is_translated_whole() -> None:
    found = only(
        entry(
            "AllergyIntolerance",
            type="allergy",
            category=["medication"],
            code={"text": "penicillin"},
            clinicalStatus=coded("active"),
            verificationStatus=coded("unconfirmed"),
            criticality="high",
            onsetAge={"value": 6, "unit": "a"},
            reaction=[
                {"manifestation": [{"text": "hives"}], "severity": "moderate", "substance": {"text": "amoxicillin"}}
            ],
        )
    )
    assert found == Allergy(
        source=Source("Bundle.entry[1]", "AllergyIntolerance/x"),
        code=Concept("penicillin"),
        kind="allergy",
        categories=("medication",),
        clinical=ClinicalStatus.ACTIVE,
        verification=Verification.UNCONFIRMED,
        criticality=Criticality.HIGH,
        onset=Span(age=Quantity(Decimal(6), unit="a")),
        reactions=(Reaction((Concept("hives"),), "moderate", Concept("amoxicillin")),),
    )
    assert found.assertion is Assertion.PRESENT


@pytest.mark.parametrize(
    ("code", "assertion"),
    [("no-known-allergies", Assertion.NONE_KNOWN), ("no-allergy-info", Assertion.NO_INFORMATION)],
)
def test_none_known_is_not_none_said_and_neither_is_an_allergy(code: str, assertion: Assertion) -> None:
    found = only(entry("AllergyIntolerance", code={"coding": [{"system": IPS_ABSENT, "code": code}]}))
    assert isinstance(found, Allergy)
    assert found.assertion is assertion


def test_the_code_of_another_system_denies_nothing() -> None:
    found = only(entry("AllergyIntolerance", code={"coding": [{"system": "urn:own", "code": "no-known-allergies"}]}))
    assert isinstance(found, Allergy)
    assert found.assertion is Assertion.PRESENT


def test_a_substance_may_stand_in_the_reaction() -> None:
    record = read(entry("AllergyIntolerance", reaction=[{"substance": {"text": "latex"}}]))
    assert [each.code.text for each in record.of(Allergy)] == ["latex"]
    assert notes(record) == ["it names no substance; taken from its reaction"]


def test_a_relative_is_translated_without_a_name() -> None:
    found = only(
        entry(
            "FamilyMemberHistory",
            status="partial",
            name="Somebody Else",
            relationship={"text": "father"},
            sex=coded("male"),
            deceasedAge={"value": 61, "unit": "a"},
            date="2024",
            condition=[
                {
                    "code": {"text": "myocardial infarction"},
                    "onsetAge": {"value": 48, "unit": "a"},
                    "contributedToDeath": True,
                    "outcome": {"text": "death"},
                }
            ],
        )
    )
    assert isinstance(found, FamilyHistory)
    assert (found.relationship, found.sex, found.status) == (Concept("father"), "male", HistoryStatus.PARTIAL)
    assert (found.death, str(found.died), str(found.recorded)) == (Death.DEAD, "at 61 a", "2024")
    onset = Span(age=Quantity(Decimal(48), unit="a"))
    assert found.conditions == (
        RelativeCondition(Concept("myocardial infarction"), onset, Concept("death"), caused_death=True),
    )
    assert "Somebody" not in repr(found)


@pytest.mark.parametrize(
    ("members", "death"),
    [({"deceasedBoolean": False}, Death.LIVING), ({"deceasedBoolean": True}, Death.DEAD), ({}, Death.NOT_STATED)],
)
def test_living_is_not_the_same_as_unsaid(members: Resource, death: Death) -> None:
    found = only(entry("FamilyMemberHistory", status="completed", relationship={"text": "aunt"}, **members))
    assert isinstance(found, FamilyHistory)
    assert found.death is death


def test_a_goal_is_translated_with_the_voice_of_the_patient() -> None:
    found = only(
        entry(
            "Goal",
            lifecycleStatus="active",
            description={"text": "walk without pain"},
            achievementStatus={"text": "in progress"},
            priority={"text": "high"},
            expressedBy=ABOUT,
            startDate="2026-01-12",
            target=[{"measure": {"text": "pain"}, "detailQuantity": {"value": 2}, "dueDate": "2026-06"}],
        )
    )
    assert found == Goal(
        source=Source("Bundle.entry[1]", "Goal/x"),
        description=Concept("walk without pain"),
        status=GoalStatus.ACTIVE,
        achievement=Concept("in progress"),
        priority=Concept("high"),
        voice=Voice.PATIENT,
        start=PartialDate.of(2026, 1, 12),
        targets=(Target(Concept("pain"), Quantity(Decimal(2)), PartialDate.of(2026, 6)),),
    )


@pytest.mark.parametrize(
    ("said", "voice"),
    [
        (None, Voice.NOT_STATED),
        ({"display": "me"}, Voice.NOT_STATED),
        ({"reference": "Practitioner/7"}, Voice.OTHER),
        ({"reference": "urn:uuid:7"}, Voice.NOT_STATED),
    ],
)
def test_whose_goal_it_is_is_not_guessed(said: object, voice: Voice) -> None:
    found = only(entry("Goal", lifecycleStatus="active", description={"text": "rest"}, expressedBy=said))
    assert isinstance(found, Goal)
    assert found.voice is voice


@pytest.mark.parametrize(
    ("resource", "doubt"),
    [
        (
            entry("Condition", code={"text": "a"}, clinicalStatus=coded("gone")),
            "its clinical status, gone, is none that FHIR R4 allows there",
        ),
        (
            entry("Condition", code={"text": "a"}, onsetDateTime="long ago"),
            f"{AT}.onsetDateTime is no date that FHIR R4 allows; passed over",
        ),
        (
            entry("Condition", code={"text": "a"}, onsetPeriod={"start": "2020", "end": "2019"}),
            "its onset period ends before it starts (2020 to 2019)",
        ),
        (
            entry("Procedure", code={"text": "a"}, status="ready"),
            "its status, ready, is none that FHIR R4 allows there",
        ),
        (
            entry("AllergyIntolerance", code={"text": "a"}, reaction=[{"modifierExtension": [{}]}]),
            f"{AT}.reaction[0] carries a modifier extension that this reader does not know; passed over",
        ),
        (
            entry("AllergyIntolerance", code={"text": "a"}, type=7),
            f"{AT}.type is a number, not text; passed over",
        ),
        (
            entry("FamilyMemberHistory", relationship={"text": "aunt"}, condition=[{}]),
            f"{AT}.condition[0] names no condition; passed over",
        ),
        (
            entry("FamilyMemberHistory", relationship={"text": "aunt"}, sex={"text": "w"}),
            "the relative's sex is recorded in words that are not read, and taken as not stated",
        ),
        (
            entry("Goal", description={"text": "a"}, target=[{"detailInteger": "x"}]),
            f"{AT}.target[0].detailInteger is not a number; passed over",
        ),
    ],
)
def test_what_is_doubtful_is_noted_and_the_entry_kept(resource: Resource, doubt: str) -> None:
    record = read(resource)
    assert (len(record.items), notes(record)) == (1, [doubt])


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (entry("Condition"), "it names no condition"),
        (entry("Procedure", code={}), "it names no procedure"),
        (entry("AllergyIntolerance", reaction=[{}, {}]), "it names no substance"),
        (
            entry("AllergyIntolerance", reaction=[{"substance": {"text": "a"}}, {"substance": {"text": "b"}}]),
            "it names no substance",
        ),
        (entry("FamilyMemberHistory", status="completed"), "it does not say how the relative is related"),
        (entry("Goal", lifecycleStatus="active"), "it does not say what is to be reached"),
        (
            {"resourceType": "AllergyIntolerance", "subject": ABOUT, "code": {"text": "a"}},
            "it does not say whom it is about",
        ),
    ],
)
def test_what_cannot_be_used_is_left_out_with_its_reason(resource: Resource, reason: str) -> None:
    record = read(resource)
    assert (record.items, [left.reason for left in record.left_out]) == ((), [reason])
