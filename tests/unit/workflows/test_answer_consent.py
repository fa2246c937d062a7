"""Acts of consent as they are made at a node's desk."""

from __future__ import annotations

import pytest

from autonome.consent import (
    FORMS,
    ActKind,
    Comprehension,
    ConsentError,
    Effect,
    Question,
    SignatureKind,
    State,
    Template,
    fold,
)
from autonome.kernel import ActorId, InputError, Instant, SubjectId
from autonome.workflows.answer_consent import (
    DAY,
    SHOWN_DIGITS,
    YEAR_DAYS,
    Answer,
    Signing,
    answered,
    expect_shown,
    standing_yes,
    withdrawn,
)

ANNA, NOW = SubjectId("anna"), Instant.parse("2026-03-01T10:00:00Z")
TREATMENT, SHARING = FORMS["treatment/3/en"], FORMS["care-sharing/1/en"]
SIGNING = Signing(ActorId("dr-b"), "hospital.example")


class Zeroes:
    def token(self, length: int) -> bytes:
        return bytes(length)


def question(form: Template = TREATMENT, name: str = "medications") -> Question:
    return next(each for each in form.questions if each.id == name)


def test_an_act_says_who_attests_it_and_claims_no_key_of_the_persons() -> None:
    made = answered(Answer(ActKind.GRANT, TREATMENT, question()), ANNA, SIGNING, NOW, Zeroes())
    assert made.signature.kind is SignatureKind.INSTITUTION_ATTESTED
    assert (made.signature.by, made.signature.reference) == ("hospital.example", "attested by dr-b")
    assert made.comprehension is Comprehension.NOT_ASKED
    assert made.text_shown == TREATMENT.text_sha256
    paper = Signing(ActorId("dr-b"), "hospital.example", "shelf 4").signature
    assert (paper.kind, paper.by, paper.reference) == (SignatureKind.WITNESSED_PAPER, "dr-b", "shelf 4")


def test_a_no_denies_the_same_scope() -> None:
    made = answered(Answer(ActKind.DENY, TREATMENT, question()), ANNA, SIGNING, NOW, Zeroes())
    assert {atom.effect for atom in made.atoms} == {Effect.DENY}
    assert len(made.atoms) == len(question().atoms)


@pytest.mark.parametrize(
    ("form", "days", "lasts"), [(TREATMENT, None, YEAR_DAYS), (SHARING, None, YEAR_DAYS), (SHARING, 730, 730)]
)
def test_an_answer_holds_a_year_or_as_long_as_is_said(form: Template, days: int | None, lasts: int) -> None:
    period = Answer(ActKind.GRANT, form, question(form), days).period(NOW)
    assert (period.start, period.end) == (NOW, Instant(NOW.seconds + lasts * DAY))


@pytest.mark.parametrize("days", [0, -1, 731])
def test_no_answer_holds_longer_than_its_form_lets_it(days: int) -> None:
    with pytest.raises(InputError, match="is not as long as"):
        Answer(ActKind.GRANT, SHARING, question(SHARING), days).period(NOW)


def test_the_text_that_was_shown_is_the_forms() -> None:
    digest = str(TREATMENT.text_sha256)
    expect_shown(TREATMENT, digest)
    expect_shown(TREATMENT, digest[:SHOWN_DIGITS].upper())
    for wrong in ("", digest[: SHOWN_DIGITS - 1], digest[1:], str(SHARING.text_sha256)):
        with pytest.raises(InputError, match="is not the digest"):
            expect_shown(TREATMENT, wrong)


def test_nobody_consents_to_what_they_did_not_understand() -> None:
    signing = Signing(ActorId("dr-b"), "hospital.example", comprehension=Comprehension.FAILED)
    with pytest.raises(ConsentError, match="grants what was not understood"):
        answered(Answer(ActKind.GRANT, TREATMENT, question()), ANNA, signing, NOW, Zeroes())


def test_what_stands_is_found_by_question_or_form_and_taken_back_once() -> None:
    yes = answered(Answer(ActKind.GRANT, TREATMENT, question()), ANNA, SIGNING, NOW, Zeroes()).at_leaf(0)
    answers = fold([yes], ANNA, 1)
    for wanted in ("treatment/medications", "treatment"):
        (standing,) = standing_yes(answers, wanted)
        assert standing.state is State.GRANTED
    back = withdrawn(standing, ANNA, SIGNING, NOW, Zeroes()).at_leaf(1)
    answers = fold([yes, back], ANNA, 2)
    for wanted in ("treatment/medications", "treatment/hiv", "medications", ""):
        with pytest.raises(InputError, match="nothing stands"):
            standing_yes(answers, wanted)
