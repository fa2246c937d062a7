"""The form for treatment in its first two versions, in English.

Each is known by its digest, which a test holds fast: a changed word is a new version. Version 3, in three languages, is
`consent.forms.treatment`.
"""

from __future__ import annotations

from typing import Final

from autonome.consent.atoms import Action, Atom, Effect, Kind
from autonome.consent.categories import CATEGORIES
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.purposes import PURPOSES
from autonome.consent.recipients import RECIPIENTS
from autonome.consent.templates import Question, QuestionId, Template

TREATMENT_TEXT: Final = """\
Using my data for my own treatment

Who: the team that treats you.
What: only the kinds of data that you say yes to below. Each has its own question and its own signature.
Why: to choose and dose medicines for you. Nothing else. Not research, not insurance, not work.
Where: in the place where you are treated. The data do not leave your care team because of this form.
How long: until the date that you sign for, or until you take it back.

You can say no to any question. You will be treated all the same, only without what those data could add.
You can take back a yes at any time, as easily as you gave it. From then on the data are not used any more.
What was done with them before stays lawful and stays on record.

Every use and every refused request is recorded. You can see all of them, and you get a receipt that you can check
without trusting us.

Genetic data can also say something about your relatives. Some of it may one day mean more than it does now.
Ask until you understand. You can take time to think before you sign.
"""
"""Exact text of the treatment form, English, version 1."""

_TREATMENT_KINDS = frozenset({Kind.EXPLICIT, Kind.WRITTEN, Kind.SEPARATE_SENSITIVE})
"""Each question is answered and signed by itself, in so many words: what the strictest of the four laws asks for."""


def _treatment(question_id: str, text: str, *categories: str) -> Question:
    atoms = tuple(
        Atom(
            effect=Effect.PERMIT,
            purpose=PURPOSES.code("TREAT"),
            category=CATEGORIES.code(category),
            recipient=RECIPIENTS.code("care-team"),
            jurisdiction=JURISDICTIONS.code("world"),
            actions=frozenset({Action.COLLECT, Action.USE}),
            kinds=_TREATMENT_KINDS,
        )
        for category in categories
    )
    return Question(QuestionId(question_id), text, atoms)


TREATMENT: Final = Template(
    id="treatment",
    version="1",
    language="en",
    jurisdiction=JURISDICTIONS.code("world"),
    text=TREATMENT_TEXT,
    questions=(
        _treatment(
            "pharmacogenes",
            "May the team that treats you use those of your genes that change how medicines work in you?",
            "pharmacogenes",
        ),
        _treatment(
            "medications",
            "May the team that treats you use the list of your medicines, present and past?",
            "medications",
        ),
        _treatment(
            "demographics",
            "May the team that treats you use your name, birth date, sex and contact details?",
            "demographics",
        ),
        _treatment(
            "health-record",
            "May the team that treats you use your diagnoses, allergies, laboratory results and procedures?",
            "conditions",
            "allergies",
            "laboratory",
            "procedures",
        ),
    ),
)
"""Use of a patient's data by the treating team, question by question."""

TREATMENT_2: Final = Template(
    id="treatment",
    version="2",
    language="en",
    jurisdiction=JURISDICTIONS.code("world"),
    text=TREATMENT_TEXT,
    questions=(
        *TREATMENT.questions,
        _treatment(
            "measurements",
            "May the team that treats you use your weight, height, heart tracing and other measurements?",
            "vital-signs",
        ),
        _treatment(
            "way-of-life",
            "May the team that treats you use what is known of your way of life: smoking, food, work, surroundings?",
            "lifestyle",
        ),
        _treatment(
            "goals",
            "May the team that treats you use your own goals and wishes, and what your medicines cost you?",
            "goals",
        ),
        _treatment(
            "family-history",
            "May the team that treats you use what is known of illnesses of your relatives?",
            "family",
        ),
        _treatment(
            "reproductive-health",
            "May the team that treats you use what is known of pregnancy, breastfeeding and sexual health?",
            "sexual-health",
        ),
        _treatment(
            "alcohol-and-drugs",
            "May the team that treats you use what is known of your use of alcohol and drugs?",
            "substance-use",
        ),
        _treatment(
            "mental-health",
            "May the team that treats you use what is known of your mental health?",
            "mental-health",
        ),
        _treatment(
            "hiv",
            "May the team that treats you use what is known of HIV?",
            "hiv",
        ),
    ),
)
"""The same form with a question for each further part of the record that changes how medicines are used."""
