"""A pharmacist gets advice on the part that is shared, and no more; what was not seen is told, never guessed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from autonome.access.roles import Role
from autonome.adapters.synthetic import people, record_of
from autonome.consent import FORMS, Action, ActKind
from autonome.fhir import parse_json
from autonome.fhir.shelving import items_of
from autonome.kernel import ActorId, SubjectId
from autonome.law import RULES
from autonome.ledger import EntryKind
from autonome.workflows.answer_consent import Answer, Signing, answered
from autonome.workflows.import_record import Imported, categories_of_items, import_record
from tests.integration.web.sites import ANNA, Pages
from tests.integration.web.test_clinic_opening import clinician, is_refused, text
from tests.integration.web.test_clinic_plan import seen

MEDICINES, ALLERGIES, GENES = "pharmacy-medications", "pharmacy-allergies", "pharmacy-pharmacogenes"
CLINICS = "medications"
"""To other clinics and hospitals."""

FORM = FORMS["care-sharing/1/en"]


def share(pages: Pages, *questions: str, subject: str = ANNA.subject) -> None:
    """Somebody shares this with pharmacies, and nothing else."""
    node, site, own = pages.desk.node, pages.site, SubjectId(subject)
    signing = Signing(ActorId("dr-b"), node.settings.institution.name)
    answers = [
        Answer(ActKind.GRANT if each in questions else ActKind.DENY, FORM, FORM.question(each))
        for each in (MEDICINES, ALLERGIES, GENES, CLINICS)
    ]
    acts = [answered(each, own, signing, site.clock.now(), site.entropy) for each in answers]
    node.gate.record_acts(own, acts)


def plan(pages: Pages, *medicines: str, subject: str = ANNA.subject) -> Any:  # noqa: ANN401 - Django's answer
    return clinician(pages, Role.PHARMACIST).post(f"/patients/{subject}/plan", {"considered": medicines})


def fetched(pages: Pages, page: Any, kind: str) -> str:  # noqa: ANN401 - Django's answer
    client = clinician(pages, Role.PHARMACIST)
    return str(client.post(f"/patients/{ANNA.subject}/plan/{kind}", seen_of(page)).content.decode())


def seen_of(page: Any) -> dict[str, str]:  # noqa: ANN401 - Django's answer
    return {name: value for name, value in seen(page).items() if name == "as_of"}


def test_medicines_and_genes_that_are_shared_are_advised_on_without_who_it_is(pages: Pages) -> None:
    share(pages, MEDICINES, GENES)
    before = len(pages.entries(ANNA.subject))
    page = plan(pages)
    said = text(page)
    assert said.index("Clopidogrel Avoid") < said.index("Not shared with you: name, age and sex")
    assert "CYP2C19 *2/*2 Poor Metabolizer" in said
    assert "Sign off" not in said
    assert "Order a test" not in said
    assert "Ticagrelor: no reason against it found (not looked at:" in said
    assert "not recorded" not in said
    assert pages.entries(ANNA.subject)[before:] == (EntryKind.DECISION, EntryKind.USE, EntryKind.USE)
    decision = pages.desk.node.log.entries_of(SubjectId(ANNA.subject))[before].payload.body
    asked = decision["request"]
    assert isinstance(asked, dict)
    assert asked["items"] == ["medications", "pharmacogenes"]
    for kind in ("whole", "fhir"):
        document = fetched(pages, page, kind)
        assert ANNA.name not in document
        assert "clopidogrel" in document.casefold()
        assert not re.search(rf"\b{ANNA.birth_year}\b", document), kind  # digits of a digest are no year


def test_of_medicines_alone_no_gene_is_told_and_none_is_called_untested(pages: Pages) -> None:
    share(pages, MEDICINES)
    page = plan(pages)
    said = text(page)
    assert "clopidogrel, 75 mg once a day" in said
    assert "Genes that matter here and were not seen: CYP2C19" in said
    assert "CYP2C19 was not to be seen: whether there is a result is not known here." in said
    assert "The file holds no usable data" not in said
    for each in (said, fetched(pages, page, "whole"), fetched(pages, page, "fhir")):
        assert "*2/*2" not in each
        assert "Poor Metabolizer" not in each


def test_another_clinic_is_advised_on_what_is_shared_with_clinics_and_a_pharmacist_on_none_of_it(pages: Pages) -> None:
    share(pages, CLINICS)
    place = f"/patients/{ANNA.subject}/plan"
    said = text(clinician(pages, Role.CLINIC).post(place, {"considered": ()}))
    assert "clopidogrel, 75 mg once a day" in said
    assert "Genes that matter here and were not seen: CYP2C19" in said
    assert "Not shared with you: name, age and sex" in said
    assert is_refused(plan(pages))
    share(pages, MEDICINES, GENES)
    assert is_refused(clinician(pages, Role.CLINIC).post(place, {"considered": ()}))


def test_of_genes_alone_no_medicine_is_told_and_nothing_is_a_plain_yes(pages: Pages) -> None:
    share(pages, GENES)
    page = plan(pages)
    said = text(page)
    assert "The list of medicines is not shared with you. What the patient takes is not known here." in said
    assert "The record names no current medicine" not in said
    for each in (said, fetched(pages, page, "whole"), fetched(pages, page, "fhir")):
        assert "simvastatin" not in each.casefold()
    page = plan(pages, "clopidogrel", "azathioprine")
    assert text(page).index("Clopidogrel Avoid") < text(page).index("Considered, not prescribed")
    assert "What other medicines do to these was not looked at." in text(page)
    assert "badge good" not in page.content.decode()
    share(pages, GENES, MEDICINES)
    assert "badge good" in plan(pages, "azathioprine").content.decode(), "else that was no test"


def test_allergies_are_weighed_where_they_are_shared(pages: Pages) -> None:
    share(pages, MEDICINES, GENES, ALLERGIES)
    said = text(plan(pages))
    assert "allergies" in said.partition("Which data")[2].partition("On what basis")[0]
    assert "allergies" not in said.partition("All that was not looked at")[2].partition("Print")[0]


@pytest.mark.parametrize("shared", [(), (ALLERGIES,)])
def test_without_medicines_and_genes_there_is_a_refusal_on_the_log(pages: Pages, shared: tuple[str, ...]) -> None:
    share(pages, *shared)
    before = len(pages.entries(ANNA.subject))
    answer = plan(pages, "clopidogrel")
    assert is_refused(answer)
    assert "Avoid" not in text(answer)
    assert pages.entries(ANNA.subject)[before:] == (EntryKind.DECISION,)
    assert clinician(pages, Role.CLINICIAN).get(f"/patients/{ANNA.subject}/plan").status_code == 200


def test_genes_that_are_shared_and_not_kept_are_told_of_as_not_kept(pages: Pages) -> None:
    citra, node = people(3)[2], pages.desk.node
    subject = SubjectId(citra.subject)
    pages.desk.patient("--id", citra.subject, "--name", citra.name)
    form, signing = FORMS["treatment/3/en"], Signing(ActorId("dr-b"), node.settings.institution.name)
    now, entropy = pages.site.clock.now(), pages.site.entropy
    wanted = ("medications", "demographics", "health-record", "measurements", "way-of-life", "goals")
    answers = [Answer(ActKind.GRANT, form, form.question(each)) for each in wanted]
    node.gate.record_acts(subject, [answered(each, subject, signing, now, entropy) for each in answers])
    _, items = items_of(parse_json(record_of(citra).encode(), "record"), "record")
    asked = node.settings.institution.asks(
        subject, ActorId("dr-b"), "TREAT", categories_of_items(items), Action.COLLECT
    )
    done = import_record(asked, items, gate=node.gate, records=node.records, rules=RULES, clock=pages.site.clock)
    assert isinstance(done, Imported)
    share(pages, MEDICINES, GENES, subject=citra.subject)
    said = text(plan(pages, "clopidogrel", subject=citra.subject))
    assert "No genome of this patient is kept here: no gene was looked at." in said
    assert "CYP2C19" in said.partition("Genes without a result:")[2].partition("why")[0]
    made = node.log.entries_of(subject)[-1].payload.body["made"]
    assert isinstance(made, dict)
    assert "genome" not in json.dumps(made["inputs"])
