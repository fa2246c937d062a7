"""What the vocabularies call the patient is said to the patient, in whatever sentence it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome import bootstrap
from autonome.access.explanation import Audience, Explanation, Section
from autonome.consent import CATEGORIES, FORMS, JURISDICTIONS, PURPOSES, RECIPIENTS
from autonome.kernel import Text, term
from autonome.report.language import ENGLISH
from autonome.web.portal.yours import YOURS, explained, yours

TREES = (CATEGORIES.terms, JURISDICTIONS.terms, PURPOSES.terms, RECIPIENTS.terms)
LABELS = {each.label for terms in TREES for each in terms}
OTHERS = frozenset(
    {"deciding whether a person is eligible for insurance", "administration of patients", "patient safety"}
)
"""Of whoever it may be."""


def test_every_label_that_speaks_of_the_patient_is_said_to_the_patient() -> None:
    assert set(YOURS) <= LABELS, "said of nothing any more"
    of_the_patient = {each for each in LABELS if {"patient", "patient's", "person", "person's"} & set(each.split())}
    assert of_the_patient - OTHERS <= set(YOURS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (term("treatment of this patient"), "your treatment"),
        (
            Text("{who} asks", who=term("the team that treats this patient")).with_capital(),
            "The team that treats you asks",
        ),
        (
            Text("{one}; {other}", one="a", other=Text("{x}!", x=term("treatment of this patient"))),
            "a; your treatment!",
        ),
        (Text("Nothing."), "Nothing."),
        ("as it stands", "as it stands"),
    ],
)
def test_it_is_found_within_any_sentence(text: str, said: str) -> None:
    assert yours(text) == said
    chinese = bootstrap.language("zh-hans")
    assert "该患者" not in chinese.say(yours(text))


def test_a_question_that_is_quoted_is_in_the_readers_language_whichever_was_signed() -> None:
    english, chinese = (FORMS[f"treatment/3/{tag}"].question("hiv").text for tag in ("en", "zh-hans"))
    line = Text("You said yes to this question: {question}", question=english)
    told = Explanation(Audience.PATIENT, Text("Allowed."), (Section("Why", (line, "more")),))
    found = explained(told, bootstrap.language("zh-hans"))
    assert found is not None
    assert chinese in found.sections[0].lines[0]
    assert found.sections[0].lines[1] == "more"
    assert explained(told, ENGLISH) == told
    back = explained(replace(told, headline=chinese), ENGLISH)
    assert back is not None
    assert back.headline == english
    assert explained(None, ENGLISH) is None
