"""One journey through everybody's pages, in each language: what a patient shares with a pharmacy, uses, and takes back.

Nothing here knows a word of the pages: they are found by what they are for, so that the same journey is made in every
language.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from autonome.access.roles import Role
from tests.integration.chromium import NEEDED, PICTURES
from tests.integration.web.browsers import Visitor
from tests.integration.web.sites import ANNA, NAMES

pytestmark = NEEDED

PATIENCE = 10_000
"""Milliseconds that something may take to appear."""

QUESTION = "my/choices/care-sharing/q/pharmacy-medications"


def main_form(page: Page, name: str) -> None:
    """Press the first button of the form that has an input of a name."""
    page.locator(f"main form:has([name={name}]) button").first.click()


def at_the_pharmacy(visitor: Visitor, tag: str) -> Page:
    """What the pharmacist gets who asks for the medicines and for nothing else."""
    page = visitor.signed_in(NAMES[Role.PHARMACIST], locale=tag, viewport={"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{visitor.url}/patients/{ANNA.subject}")
    for kind in ("allergies", "conditions", "laboratory"):
        page.locator(f"input[name=items][value={kind}]").uncheck()
    main_form(page, "purpose")
    return page


@pytest.mark.parametrize("tag", ["en", "zh-hans", "id"])
def test_shared_with_a_pharmacy_seen_there_taken_back_and_seen_no_more(visitor: Visitor, tag: str) -> None:
    patient = visitor.signed_in(NAMES[Role.PATIENT], locale=tag, viewport={"width": 390, "height": 844})
    patient.set_default_timeout(PATIENCE)
    patient.goto(f"{visitor.url}/{QUESTION}")
    patient.locator("input[name=answer][value=yes]").check()
    main_form(patient, "answer")
    patient.locator("#signed").check()
    main_form(patient, "signed")
    clinician = visitor.signed_in(NAMES[Role.CLINICIAN], locale=tag)
    clinician.goto(f"{visitor.url}/patients/{ANNA.subject}/plan")
    assert clinician.locator(".first h2 .badge.bad").is_visible()
    clinician.context.close()

    pharmacist = at_the_pharmacy(visitor, tag)
    assert "clopidogrel" in pharmacist.locator("main").inner_text()
    assert pharmacist.locator("html").get_attribute("lang", timeout=1000) is not None
    pharmacist.screenshot(path=PICTURES / f"journey-pharmacy-{tag}-phone.png", full_page=True)
    pharmacist.context.close()

    patient.goto(f"{visitor.url}/{QUESTION}/take-back")
    patient.locator("main form button").first.click()
    pharmacist = at_the_pharmacy(visitor, tag)
    assert pharmacist.locator(".refusal").is_visible()
    assert "clopidogrel" not in pharmacist.locator("main").inner_text()
    pharmacist.screenshot(path=PICTURES / f"journey-refused-{tag}-phone.png", full_page=True)
    pharmacist.context.close()

    patient.goto(f"{visitor.url}/my/timeline")
    assert patient.locator(".timeline > li.refused").count() > 0
    patient.locator("main .timeline a").first.click()
    with patient.expect_download() as arriving:
        patient.locator("main a[href*=receipt]").first.click()
    receipt = json.loads(Path(arriving.value.path()).read_text(encoding="utf-8"))
    assert receipt["entries"]
    assert visitor.said == []
    patient.context.close()
