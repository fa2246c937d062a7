"""Respect for autonomy, first part: the consent that the plan was made by, and who decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from autonome.consent import (
    CATEGORIES,
    PURPOSES,
    RECIPIENTS,
    Authority,
    Comprehension,
    ConsentAct,
    Effect,
    SignatureKind,
    Taxonomy,
)
from autonome.kernel import Text, term
from autonome.plan.clinical_limits import category_words, on_a_form, on_no_form
from autonome.plan.ethical_values import Actor, EthicalStatement, Ground, Principle, Rest, Task
from autonome.plan.ethics.consent_basis import ConsentBasis
from autonome.plan.ethics.statements import Case, Check, clinician, grounds, institution
from autonome.plan.facts.values import ClinicalFact, FactKind
from autonome.plan.phrases import clauses, join, series
from autonome.plan.populations import ADULT_FROM

CodeT = TypeVar("CodeT", bound=str)

SCOPE = Check(Principle.RESPECT, "consent-scope")
LEFT_OUT = Check(Principle.RESPECT, "data-left-out")
SIGHT = Check(Principle.RESPECT, "who-may-see")
WITHDRAWAL = Check(Principle.RESPECT, "withdrawal")
UNDERSTANDING = Check(Principle.RESPECT, "understanding")
SIGNATURE = Check(Principle.RESPECT, "signature")
AUTHORITY = Check(Principle.RESPECT, "authority")
DECISION = Check(Principle.RESPECT, "decision")

OF_CONSENT = (SCOPE, SIGHT, WITHDRAWAL, UNDERSTANDING, SIGNATURE, AUTHORITY)
"""Checks that look at the consent itself."""

REVIEW = "clinician-review"
"""Id of the limit by which every plan says that it decides nothing."""

SIGNATURES = {
    SignatureKind.PASSKEY: Text("a passkey of the person"),
    SignatureKind.WITNESSED_PAPER: Text("paper, before a witness"),
    SignatureKind.INSTITUTION_ATTESTED: Text("the word of the institution"),
}

AUTHORITIES = {
    Authority.SELF: Text("the patient"),
    Authority.GUARDIAN: Text("a guardian"),
    Authority.PROXY: Text("a proxy"),
}


def respect(case: Case) -> Iterator[EthicalStatement]:
    """The statements on consent."""
    consent = case.consent
    if consent is None:
        yield from (_unseen(check) for check in OF_CONSENT)
    else:
        yield _scope(consent)
        yield _sight(consent)
        yield _withdrawal(consent)
        yield _understanding(consent.all_acts)
        yield _signature(consent.all_acts)
        yield _authority(consent.acts, case.plan.facts.of(FactKind.AGE))
    yield _left_out(case)
    yield _decision(case)


def _unseen(check: Check) -> EthicalStatement:
    text = Text("This plan was made without the gate that decides on consent; nothing of the consent was looked at.")
    return check.not_assessed(text, (), institution(Text("Make the plan anew with the person's consent.")))


def _scope(consent: ConsentBasis) -> EthicalStatement:
    resting = (
        Ground(Rest.REQUEST, consent.request),
        *_acts(consent.acts),
        *grounds(Rest.RULE, consent.rules),
        *grounds(Rest.CATEGORY, consent.items),
    )
    if consent.rules:
        text = Text(
            "Some of the data are used by law and not by consent, by these rules: {rules}.", rules=series(consent.rules)
        )
        return SCOPE.attention(
            text, resting, institution(Text("Tell the patient which data were used, and by which law."))
        )
    text = Text(
        "Consent covers these data: {data}. Purpose: {purpose}. Recipient: {recipient} ({organisation}).",
        data=clauses(_labels(CATEGORIES, consent.items)),
        purpose=series(_labels(PURPOSES, consent.purposes)),
        recipient=term(RECIPIENTS.label(consent.recipient)),
        organisation=consent.organisation,
    )
    return SCOPE.met(text.then(_until(consent)), resting)


def _until(consent: ConsentBasis) -> Text:
    if consent.until is None:
        return Text("It has no date of its end, and holds until it is withdrawn.")
    return Text("It ends on {day}.", day=str(consent.until)[:10])


def _left_out(case: Case) -> EthicalStatement:
    categories, never = (each(case.plan.facts.not_covered) for each in (on_a_form, on_no_form))
    if never and not categories:
        words = series(category_words(never))
        text = Text(
            "Consent covers every part of the record that a form asks about; no form asks about: {parts}.", parts=words
        )
        return LEFT_OUT.met(text)
    if not categories:
        return LEFT_OUT.met(Text("Consent covers every part of the record that a plan can use."))
    text = Text(
        "The plan was made without these parts of the record, which consent does not cover: {parts}. Whether the "
        "record has any of them was not looked at.",
        parts=series(category_words(categories)),
    )
    task = clinician(Text("Ask whether the patient wants them used; a no needs no reason, and changes nothing else."))
    return LEFT_OUT.attention(text, grounds(Rest.CATEGORY, categories), task)


def _sight(consent: ConsentBasis) -> EthicalStatement:
    classes = sorted(
        {str(atom.recipient) for act in consent.acts for atom in act.atoms if atom.effect is Effect.PERMIT}
    )
    text = Text(
        "By these acts the data are open to: {recipients}. Anybody else needs a permission of their own, and every "
        "use and refusal is on the log.",
        recipients=series(_labels(RECIPIENTS, classes or [consent.recipient])),
    )
    if any(RECIPIENTS.covers(each, "anyone") for each in classes):
        task = clinician(Text("Ask whether the patient knows that anybody may see these data, and still wants it."))
        return SIGHT.attention(text, _acts(consent.acts), task)
    return SIGHT.met(text, (Ground(Rest.REQUEST, consent.request), *_acts(consent.acts)))


def _withdrawal(consent: ConsentBasis) -> EthicalStatement:
    if consent.rules:
        text = Text("A withdrawal does not end what rests on law: {rules}.", rules=series(consent.rules))
        task = institution(Text("Tell the patient what goes on after a withdrawal, and where to object."))
        return WITHDRAWAL.attention(text, grounds(Rest.RULE, consent.rules), task)
    text = Text(
        "Every act can be taken back at any time. From then on nothing new is made of the data; what was made before "
        "stays on record."
    )
    return WITHDRAWAL.met(text, _acts(consent.acts))


def _understanding(acts: Iterable[ConsentAct]) -> EthicalStatement:
    failed = [act for act in acts if act.comprehension is Comprehension.FAILED]
    unasked = [act for act in acts if act.comprehension is Comprehension.NOT_ASKED]
    task = clinician(Text("Explain it again, and let the patient say it back in their own words."))
    if failed:
        text = Text("Some of the acts were not understood when the patient was asked: {acts}.", acts=_named(failed))
        return UNDERSTANDING.not_met(text, _acts(failed), task)
    if unasked:
        text = Text("Whether these acts were understood was not asked: {acts}.", acts=_named(unasked))
        return UNDERSTANDING.attention(text, _acts(unasked), task)
    if not list(acts):
        text = Text("No act of consent stands behind the plan, so nobody asked whether one was understood.")
        return UNDERSTANDING.not_assessed(text, (), task)
    return UNDERSTANDING.met(Text("Every act was said back and understood before it was signed."), _acts(acts))


def _signature(acts: Iterable[ConsentAct]) -> EthicalStatement:
    kinds = [kind for kind in SignatureKind if any(act.signature.kind is kind for act in acts)]
    if not kinds:
        text = Text("No act of consent stands behind the plan, so there is no signature.")
        return SIGNATURE.not_assessed(text, (), institution(Text("Say on which ground the data are used.")))
    text = Text("The acts are signed by: {kinds}.", kinds=series([SIGNATURES[kind] for kind in kinds]))
    if kinds == [SignatureKind.PASSKEY]:
        return SIGNATURE.met(text, _acts(acts))
    unproven = [act for act in acts if act.signature.kind is not SignatureKind.PASSKEY]
    text = text.then(Text("A program cannot check paper or a word; it takes the consent file as it is."))
    return SIGNATURE.attention(
        text, _acts(unproven), institution(Text("Keep the signed forms where they can be shown."))
    )


def _authority(acts: Iterable[ConsentAct], age: ClinicalFact) -> EthicalStatement:
    """Who answered, held against the age; at what age the law lets somebody answer differs from place to place."""
    acting = [each for each in Authority if any(act.authority is each for act in acts)]
    resting = (*_acts(acts), Ground(Rest.FACT, FactKind.AGE))
    if not acting:
        text = Text("No act of consent stands behind the plan, so nobody answered.")
        return AUTHORITY.not_assessed(text, resting, institution(Text("Say on which ground the data are used.")))
    who = join([AUTHORITIES[each] for each in acting])
    adult = _is_adult(age)
    if adult is None:
        text = Text("The acts are by {who}. Whether the patient is of age the record does not tell.", who=who)
        return AUTHORITY.not_assessed(text, resting, clinician(Text("Find out the age, and who may answer at it.")))
    if adult and acting == [Authority.SELF]:
        return AUTHORITY.met(Text("The acts are by the patient, who is of age."), resting)
    if adult:
        text = Text("The patient is of age, and acts are by {who}.", who=who)
        what = Text("Check that this authority still stands, and ask the patient as far as the patient can answer.")
        return AUTHORITY.attention(text, resting, clinician(what))
    text = Text("The patient is younger than {years} years, and the acts are by {who}.", years=ADULT_FROM, who=who)
    what = Text("Check who may answer at this age here, hear the child, and ask anew when the child comes of age.")
    return AUTHORITY.attention(text, resting, clinician(what))


def _is_adult(age: ClinicalFact) -> bool | None:
    span = age.span if age.known else None
    if span is None or span.low is None or span.high is None:
        return None
    if span.low >= ADULT_FROM:
        return True
    return False if span.high < ADULT_FROM else None


def _decision(case: Case) -> EthicalStatement:
    resting = (Ground(Rest.LIMIT, REVIEW),)
    if any(limit.id == REVIEW for limit in case.plan.limits):
        text = Text("The plan says that it decides nothing: the patient decides, with a clinician who has reviewed it.")
        return DECISION.met(text, resting)
    text = Text("The plan does not say that a clinician reviews it and that the patient decides.")
    what = Text("Do not use this plan; make it anew with a program that says so.")
    return DECISION.not_met(text, resting, Task(Actor.INSTITUTION, what))


def _acts(acts: Iterable[ConsentAct]) -> tuple[Ground, ...]:
    return grounds(Rest.ACT, (act.id for act in acts))


def _named(acts: Iterable[ConsentAct]) -> Text:
    return series([str(act.id) for act in acts])


def _labels(vocabulary: Taxonomy[CodeT], codes: Iterable[str]) -> list[Text]:
    return [term(vocabulary.label(code)) for code in codes]
