"""The plan page: what to do first, what is not known, any medicine considered, signed, fetched, a test ordered."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.kernel import SubjectId, sha256_hex
from autonome.ledger import EntryKind
from tests.integration.web.sites import ANNA, BORIS, NAMES, Pages
from tests.integration.web.test_clinic_opening import clinician, is_refused, opened, text

PLAN = f"/patients/{ANNA.subject}/plan"


def seen(answer: Any) -> dict[str, str]:  # noqa: ANN401 - Django's answer
    """What the page's forms name of the plan that it shows."""
    page = answer.content.decode()
    return {name: re.findall(f'name="{name}" value="([^"]*)"', page)[0] for name in ("as_of", "digest")}


def test_the_page_says_first_what_to_do_and_on_what_it_stands(pages: Pages) -> None:
    before = len(pages.entries(ANNA.subject))
    answer = clinician(pages).get(PLAN)
    said, entries = text(answer), pages.entries(ANNA.subject)[before:]
    assert answer.status_code == 200
    assert entries[0] is EntryKind.DECISION
    assert set(entries[1:]) == {EntryKind.USE}
    assert said.index("Clopidogrel") < said.index("Also: Simvastatin Avoid") < said.index("Consider a medicine")
    for part in ("Stands on entry", "Current medicines", "Not assessed", "CYP2C19", ANNA.name):
        assert part in said, part


def test_the_first_panel_names_and_counts_every_medicine_without_a_plain_answer(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence is no answer: beside what must change, the panel names what nobody assessed, with a sign of its own."""
    sent = {"medicine": "warfarin", "considered": ["codeine", "tramadol", "ibuprofen"]}
    answer = clinician(pages).post(PLAN, sent)
    first = text(answer).partition("Consider a medicine")[0]
    told = re.search(r"No plain answer for (\d+) more, which does not mean safe: (.*?) What was not assessed", first)
    assert told is not None
    listed = [each.strip() for each in told[2].split(", ")]
    assert int(told[1]) == len(listed)
    assert {"Codeine Not assessed", "Tramadol Not assessed"} <= set(listed)
    silent = {each.split()[0] for each in listed if "Standard" in each and "not certain" not in each}
    assert not silent, "what is plainly standard is not called unclear"
    monkeypatch.setattr("autonome.web.clinic.advice.UNCLEAR_SHOWN", 1)
    folded = clinician(pages).post(PLAN, sent)
    assert f"and {len(listed) - 1} more without a plain answer" in text(folded)
    for name in listed:
        assert name.split()[0] in text(folded).partition("Consider a medicine")[0]
    assert '<details class="printed">' in folded.content.decode(), "paper shows what is folded"


def test_figures_are_drawn_without_style_or_script_and_have_a_table_beside_them(pages: Pages) -> None:
    page = clinician(pages).post(PLAN, {"medicine": "fluorouracil"}).content.decode()
    figures = re.findall(r"<svg class=\"figure\".*?</svg>", page, re.DOTALL)
    assert len(figures) == 2
    for figure in figures:
        assert "style" not in figure
        assert "<script" not in figure
        assert 'role="img"' in figure
        for label in re.findall(r'class="label"[^>]*>([^<]*)<', figure):
            assert f'<th scope="row">{label}</th>' in page


def test_any_medicine_can_be_considered_without_a_script_and_one_that_is_none_is_told(pages: Pages) -> None:
    client = clinician(pages)
    said = text(client.post(PLAN, {"medicine": "warfarin"}))
    assert said.index("Warfarin") < said.index("Consider a medicine")
    assert "Considered, not prescribed" in said
    unknown = text(client.post(PLAN, {"medicine": "<b>elixir</b>"}))
    assert "<b>elixir</b>" in unknown  # as words: the markup was taken away before, and this was none
    assert client.post(PLAN, {"considered": [f"m{each}" for each in range(6)]}).status_code == 400


def test_a_name_that_nobody_knows_comes_first_with_the_likest_that_is_known(pages: Pages) -> None:
    client = clinician(pages)
    answer = client.post(PLAN, {"medicine": "clopidogril", "considered": ["warfarin"]})
    said, page = text(answer), answer.content.decode()
    assert said.index("clopidogril not assessed") < said.index("Nothing was checked.") < said.index("Warfarin")
    assert re.findall(r'name="medicine" value="([^"]+)"', page) == ["clopidogrel"]
    meant = text(
        client.post(
            PLAN, {"medicine": "clopidogrel", "without": "clopidogril", "considered": ["warfarin", "clopidogril"]}
        )
    )
    assert "clopidogril" not in meant
    assert "Considered now: warfarin \u00d7 clopidogrel \u00d7" in meant
    assert "Did you mean" not in text(client.post(PLAN, {"medicine": "<b>elixir</b>"}))


def test_what_is_asked_about_last_comes_first_also_by_the_brand_of_what_is_taken_already(pages: Pages) -> None:
    client = clinician(pages)
    said = text(client.post(PLAN, {"medicine": "Plavix", "considered": ["warfarin"]}))
    assert said.index("Clopidogrel Avoid It is on the list of current medicines already.") < said.index("Warfarin")
    said = text(client.post(PLAN, {"medicine": "warfarin", "considered": ["azathioprine"]}))
    assert said.index("Warfarin") < said.index("Azathioprine")
    assert "already" not in said.partition("Considered, not prescribed")[0]


def test_a_medicine_is_left_out_again(pages: Pages) -> None:
    client = clinician(pages)
    said = text(client.post(PLAN, {"considered": ["warfarin", "azathioprine"], "medicine": "", "without": "warfarin"}))
    assert "Considered now: azathioprine \u00d7" in said
    assert "Warfarin" not in said


def test_names_are_offered_while_somebody_types(pages: Pages) -> None:
    page = clinician(pages).post("/medicines", {"medicine": "clopid"}).content.decode()
    assert '<option value="clopidogrel">' in page
    assert '<option value="plavix">' in clinician(pages).post("/medicines", {"medicine": "PLAV"}).content.decode()
    assert "<html" not in page
    assert "<option" not in clinician(pages).post("/medicines", {"medicine": " "}).content.decode()


def outputs(pages: Pages) -> object:
    """What the log has as made, by the newest entry."""
    made = pages.desk.node.log.entries_of(SubjectId(ANNA.subject))[-1].payload.body["made"]
    assert isinstance(made, dict)
    return made["outputs"]


def test_what_is_fetched_is_the_plan_that_was_seen_and_stands_on_the_log_again(pages: Pages) -> None:
    client = clinician(pages)
    told = seen(client.get(PLAN))
    before = len(pages.entries(ANNA.subject))
    assert outputs(pages) == {"plan.json": told["digest"]}, "nothing was made that nobody asked for"
    fhir = client.post(f"{PLAN}/fhir", told)
    assert json.loads(fhir.content)["resourceType"] == "Bundle"
    assert fhir.headers["Content-Disposition"] == 'attachment; filename="plan.fhir.json"'
    assert outputs(pages) == {"plan.json": told["digest"], "plan.fhir.json": str(sha256_hex(fhir.content))}
    assert len(pages.entries(ANNA.subject)) > before
    whole = client.post(f"{PLAN}/whole", told)
    assert outputs(pages) == {"plan.json": told["digest"], "plan.html": str(sha256_hex(whole.content))}
    assert "style-src 'sha256-" in whole.headers["Content-Security-Policy"]
    assert client.post(f"{PLAN}/fhir", {"as_of": "2999-01-01T00:00:00Z"}).status_code == 400
    assert client.post(f"{PLAN}/fhir", {"as_of": "soon"}).status_code == 400


def test_sheets_can_be_had(pages: Pages) -> None:
    pytest.importorskip("typst", reason="sheets are set by an extra")
    client = clinician(pages)
    assert client.post(f"{PLAN}/pdf", seen(client.get(PLAN))).content.startswith(b"%PDF")


def test_only_who_had_the_plan_made_signs_it_and_once(pages: Pages) -> None:
    client, log = clinician(pages), pages.desk.node.log
    told = seen(client.get(PLAN))
    assert client.post(f"/patients/{BORIS.subject}/plan/sign", told).status_code == 400
    assert client.post(f"{PLAN}/sign", {"digest": sha256_hex(b"another")}).status_code == 400
    done = client.post(f"{PLAN}/sign", told)
    assert "You signed the plan off" in text(done)
    body = log.entries_of(SubjectId(ANNA.subject))[-1].payload.body
    assert body["signed"] == {"plan.json": told["digest"], "by": NAMES[Role.CLINICIAN]}
    assert client.post(f"{PLAN}/sign", told).status_code == 400
    assert clinician(pages, Role.PHARMACIST).post(f"{PLAN}/sign", told).status_code == 403


def test_a_colleague_does_not_sign_what_was_made_for_another(pages: Pages) -> None:
    told = seen(clinician(pages).post(PLAN, {"medicine": "warfarin"}))  # no other test signs a plan that weighs it
    pages.site.accounts.steward(NAMES[Role.STEWARD]).add(NewPerson("clinician-two", (Role.CLINICIAN,)))
    assert pages.client("clinician-two").post(f"{PLAN}/sign", told).status_code == 400
    assert clinician(pages).post(f"{PLAN}/sign", told).status_code == 200


def test_a_test_is_ordered_under_a_decision_and_the_laboratory_deals_with_it(pages: Pages) -> None:
    client = clinician(pages)
    wanting = client.post(PLAN, {"medicine": "codeine"})
    assert "CYP2D6 is not read from the file, and no outside result was given. Would answer: CYP2D6" in text(wanting)
    gene = re.findall(r'name="gene" value="([^"]*)"', wanting.content.decode())[0]
    before = len(pages.entries(ANNA.subject))
    assert f"A test of {gene} is ordered" in text(client.post(f"/patients/{ANNA.subject}/order", {"gene": gene}))
    assert pages.entries(ANNA.subject)[before:] == (EntryKind.DECISION, EntryKind.USE)
    again = client.post(PLAN, {"medicine": "codeine"})
    assert "ordered The laboratory has it on its list." in text(again)
    assert 'name="gene"' not in again.content.decode()
    assert "The laboratory has it" not in text(client.post(f"/patients/{BORIS.subject}/plan", {"medicine": "codeine"}))
    assert client.post(f"/patients/{ANNA.subject}/order", {"gene": "<i>X</i>"}).status_code == 400
    assert f"Genotyping of {gene}" in text(opened(client, ANNA.subject, "laboratory"))


def test_a_patient_who_is_not_kept_has_no_plan_and_is_told_of_as_one_who_said_no(pages: Pages) -> None:
    answer = clinician(pages).get("/patients/p-nobody-here/plan")
    assert is_refused(answer)
    assert "Why is not told" in text(answer)


def test_a_pharmacist_sees_no_plan_that_consent_does_not_open_to_a_pharmacy(pages: Pages) -> None:
    assert is_refused(clinician(pages, Role.PHARMACIST).get(PLAN))
