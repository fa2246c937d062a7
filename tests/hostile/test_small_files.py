"""Each small hostile file gets its answer: the asserted line, or what must be read of it."""

from __future__ import annotations

import pytest

from tests.hostile.answering import READ, answer
from tests.hostile.cases import Cases
from tests.hostile.fhir.small_files import CASES as FHIR
from tests.hostile.hl7.small_files import CASES as HL7
from tests.hostile.json.small_files import CASES as JSON
from tests.hostile.tsv.small_files import CASES as TSV

ALL: dict[str, Cases] = {"fhir": FHIR, "hl7": HL7, "tsv": TSV, "json": JSON}
NAMES = [(form, name) for form, cases in ALL.items() for name in cases.data]
ONE_LINE = 600
"""Characters of the longest refusal: it lists the genes that are known."""


def kind_of(form: str, name: str) -> str:
    return form if form in {"fhir", "hl7"} else name.partition("-")[0]


@pytest.mark.parametrize("form", ALL)
def test_the_files_are_those_that_the_script_writes(form: str) -> None:
    files = ALL[form].folder / "files"
    assert {path.name: path.read_bytes() for path in files.iterdir()} == ALL[form].kept


@pytest.mark.parametrize("form", ALL)
def test_every_file_has_an_answer_and_every_answer_a_file(form: str) -> None:
    assert list(ALL[form].answers) == list(ALL[form].data)


@pytest.mark.parametrize(("form", "name"), NAMES)
def test_it_gets_its_answer(form: str, name: str) -> None:
    said = answer(kind_of(form, name), name, ALL[form].data[name])
    expected, growing, _ = ALL[form].answers[name].partition("…")
    assert said.startswith(expected) if growing else said == expected
    assert said.isprintable()
    if not said.startswith(READ):
        assert len(said) < ONE_LINE
        # A receipt that does not hold is nothing to mend: the command says not to rely on it.
        assert ". Mend: " in said or kind_of(form, name) == "receipt"
