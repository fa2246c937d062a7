"""One journey through everybody's pages, in each language: what a patient shares with a pharmacy, uses, and takes back.

Nothing here knows a word of the pages: they are found by what they are for, so that the same journey is made in every
language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from autonome.access.roles import Role
from autonome.ledger import read_receipt, verify_entries, write_policy
from autonome.ledger.policies import parse_policy
from tests.integration.chromium import NEEDED, PICTURES
from tests.integration.web.browsers import Visitor
from tests.integration.web.sites import ANNA, NAMES

pytestmark = NEEDED

PATIENCE = 10_000
"""Milliseconds that something may take to appear."""

CHOICES = "my/choices/care-sharing/q"
MEDICINES, GENES = "pharmacy-medications", "pharmacy-pharmacogenes"


def main_form(page: Page, name: str) -> None:
    """Press the first button of the form that has an input of a name."""
    page.locator(f"main form:has([name={name}]) button").first.click()


def says_yes(patient: Page, url: str, question: str) -> None:
    patient.goto(f"{url}/{CHOICES}/{question}")
    patient.locator("input[name=answer][value=yes]").check()
    main_form(patient, "answer")
    patient.locator("#signed").check()
    main_form(patient, "signed")


def takes_back(patient: Page, url: str, question: str) -> None:
    patient.goto(f"{url}/{CHOICES}/{question}/take-back")
    patient.locator("main form button").first.click()


def at_the_pharmacy(visitor: Visitor, tag: str, picture: str) -> tuple[str, bool, bool]:
    """What the pharmacist gets who checks the medicines: words, whether one is ruled out, whether it is refused."""
    page = visitor.signed_in(NAMES[Role.PHARMACIST], locale=tag, viewport={"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{visitor.url}/patients/{ANNA.subject}")
    page.locator("main a[href$='/plan']").click()
    page.wait_for_url("**/plan")
    assert page.locator("html").get_attribute("lang", timeout=1000) is not None
    page.screenshot(path=PICTURES / f"journey-{picture}-{tag}-phone.png", full_page=True)
    ruled_out, refused = page.locator(".first h2 .badge.bad"), page.locator(".refusal")
    told = page.locator("main").inner_text().casefold(), ruled_out.count() > 0, refused.count() > 0
    page.context.close()
    return told


def verified(visitor: Visitor, receipt: bytes) -> Any:  # noqa: ANN401 - JSON
    """What stands in a receipt's one entry, verified with nothing but the log's key."""
    policy = parse_policy(write_policy(visitor.pages.desk.node.log.verifier).encode())
    (entry,) = verify_entries(read_receipt(receipt), policy).entries
    return entry.payload.body


@pytest.mark.parametrize("tag", ["en", "zh-hans", "id"])
def test_shared_with_a_pharmacy_seen_there_taken_back_and_seen_no_more(visitor: Visitor, tag: str) -> None:
    patient = visitor.signed_in(NAMES[Role.PATIENT], locale=tag, viewport={"width": 390, "height": 844})
    patient.set_default_timeout(PATIENCE)
    says_yes(patient, visitor.url, MEDICINES)
    says_yes(patient, visitor.url, GENES)
    clinician = visitor.signed_in(NAMES[Role.CLINICIAN], locale=tag)
    clinician.goto(f"{visitor.url}/patients/{ANNA.subject}/plan")
    assert clinician.locator(".first h2 .badge.bad").is_visible()
    clinician.context.close()

    words, ruled_out, refused = at_the_pharmacy(visitor, tag, "pharmacy")
    assert ("clopidogrel" in words, "*2/*2" in words, ruled_out, refused) == (True, True, True, False)
    assert f"{ANNA.birth_year}-" not in words
    takes_back(patient, visitor.url, GENES)
    words, ruled_out, refused = at_the_pharmacy(visitor, tag, "pharmacy-without-genes")
    assert ("clopidogrel" in words, "*2/*2" in words, ruled_out, refused) == (True, False, False, False)
    takes_back(patient, visitor.url, MEDICINES)
    words, ruled_out, refused = at_the_pharmacy(visitor, tag, "refused")
    assert ("clopidogrel" in words, "*2/*2" in words, ruled_out, refused) == (False, False, False, True)

    patient.goto(f"{visitor.url}/my/timeline")
    refused_now = patient.locator(".timeline > li.refused")
    assert refused_now.count() > 0
    refused_now.first.evaluate("each => each.querySelectorAll('details').forEach(told => { told.open = true; })")
    refused_now.first.locator("a:visible").first.click()
    with patient.expect_download() as arriving:
        patient.locator("main a[href*=receipt]").first.click()
    decision = verified(visitor, Path(arriving.value.path()).read_bytes())
    assert decision["decision"]["effect"] == "denied"
    assert decision["request"]["actor"] == NAMES[Role.PHARMACIST]
    assert visitor.said == []
    patient.context.close()
