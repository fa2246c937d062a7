"""The patient's pages in a real browser: granting and taking back in three languages, by keyboard, without scripts.

Pictures are kept under ``.pictures/`` for people to look at.
"""

from __future__ import annotations

import re
from itertools import cycle, product
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.consent import FORMS, ActKind, QuestionKey, State
from autonome.kernel import ActorId, SubjectId
from autonome.ledger import EntryKind
from autonome.workflows.answer_consent import EVER, Answer, Signing, answered, answers_of
from tests.integration.chromium import NEEDED, PICTURES
from tests.integration.web.browsers import Visitor, visitor
from tests.integration.web.sites import ANNA, BORIS, NAMES

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["visitor"]

pytestmark = NEEDED

PATIENT = NAMES[Role.PATIENT]
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN", "id": "id-ID"}
THEMES = ("light", "dark")
WIDTHS = (390, 1280)
NARROWEST = 320
PATIENCE = 8_000
"""Milliseconds for anything that a browser is waited for."""
QUESTION = "/my/choices/care-sharing/q/pharmacy-medications"
SAMPLES = {
    "home": "/", "choices": "/my/choices", "form": "/my/choices/treatment", "text": "/my/choices/findings/text",
    "new": "/my/choices/treatment/new", "decision": "/my/choices/research-broad/q/genes",
    "sign": "/my/choices/treatment/q/hiv/sign?answer=yes&days=365",
    "take-back": "/my/choices/treatment/q/medications/take-back",
    "several": "/my/choices/findings/several?preset=useful",
    "sign-several": "/my/choices/findings/several/sign?q-treatable-risk=yes&q-carrier-status=later&days=365",
    "check": "/my/choices/treatment/check", "questions": "/my/questions?about=treatment/hiv",
    "what-if": "/my/what-if?who=health-insurer&why=UNDERWRITING&what=pharmacogenes&done=use&papers=yes",
    "timeline": "/my/timeline", "entry": "/my/timeline/{entry}", "plan": "/my/plan", "plan-page": "/my/plan/page",
    "rights": "/my/rights", "copy": "/my/rights/copy", "correct": "/my/rights/correct", "erase": "/my/rights/erase",
    "family": "/my/family", "messages": "/my/messages",
}  # fmt: skip


def opened(visitor: Visitor, name: str, **more: Any) -> Page:  # noqa: ANN401 - Playwright's own
    """A page of somebody who has just signed in."""
    page = visitor.signed_in(name, **more)
    page.set_default_timeout(PATIENCE)
    return page


def place(visitor: Visitor, name: str) -> str:
    log = visitor.pages.desk.node.log
    entry = log.entries_of(SubjectId(ANNA.subject), EntryKind.DECISION)[0].index
    return visitor.url + SAMPLES[name].format(entry=entry)


def state(visitor: Visitor, question: str, subject: str = ANNA.subject) -> State | None:
    found = answers_of(SubjectId(subject), visitor.pages.desk.node.log, EVER).get(QuestionKey(question))
    return None if found is None else found.state


@pytest.mark.parametrize("language", LOCALES)
def test_grant_timeline_receipt_and_withdraw(visitor: Visitor, language: str) -> None:
    """In each language, on a phone; no word of a button is relied upon, but its place."""
    page = opened(visitor, PATIENT, viewport={"width": 390, "height": 844}, locale=LOCALES[language])
    page.goto(f"{visitor.url}/")
    page.locator(".menu a").nth(1).click()
    page.locator("a[href='/my/choices/care-sharing']").first.click()
    page.locator(f"a[href='{QUESTION}']").last.click()
    page.locator("input[name=answer][value=yes]").check()
    page.locator("main form[action$=sign] button").click()
    page.screenshot(path=PICTURES / f"portal-signing-{language}-390.png", full_page=True)
    page.locator("input[name=signed]").check()
    page.locator("main form[method=post] button").click()
    page.wait_for_url(f"**{QUESTION}")
    assert state(visitor, "care-sharing/pharmacy-medications") is State.GRANTED
    page.locator(".menu a").nth(2).click()
    page.locator(".timeline h2 a").first.click()
    asked = FORMS[f"care-sharing/1/{language}"].question("pharmacy-medications").text
    assert asked in page.locator("h1").inner_text()
    with page.expect_download() as awaited:
        page.locator("a[href$=receipt]").first.click()
    assert b'"consent"' in awaited.value.path().read_bytes()
    page.goto(visitor.url + QUESTION)
    page.locator("a[href$=take-back]").click()
    page.locator("main form[method=post] button").click()
    page.wait_for_url(f"**{QUESTION}")
    assert state(visitor, "care-sharing/pharmacy-medications") is State.WITHDRAWN
    assert page.locator("[role=status]").count() == 1
    assert visitor.said == []


def test_a_decision_is_made_signed_and_taken_back_by_keyboard_alone(visitor: Visitor) -> None:
    page = opened(visitor, PATIENT)
    page.goto(f"{visitor.url}/my/choices/treatment/q/mental-health")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "skip"
    _tab_to(page, "input[name=answer]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator("input[name=answer][value=no]").is_checked()
    _tab_to(page, "main form[action$=sign] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign?*")
    _tab_to(page, "input[name=signed]")
    page.keyboard.press("Space")
    _tab_to(page, "main form[method=post] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/q/mental-health")
    assert state(visitor, "treatment/mental-health") is State.DENIED
    _tab_to(page, "a[href$=take-back]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/take-back")
    _tab_to(page, "main form[method=post] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/q/mental-health")
    assert state(visitor, "treatment/mental-health") is State.WITHDRAWN


def _tab_to(page: Page, wanted: str) -> None:
    """Go on by the Tab key until what is wanted has the focus, and can be seen to have it."""
    page.wait_for_load_state()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_the_whole_of_consent_works_without_scripts(visitor: Visitor) -> None:
    page = opened(visitor, PATIENT, java_script_enabled=False)
    page.goto(f"{visitor.url}/my/choices/findings/check")
    for each in page.locator("fieldset.toggle").all():
        each.locator("input").first.check()
    page.locator("main form button").click()
    page.locator("fieldset .note").first.wait_for()
    assert page.locator("fieldset .note").count() == 3
    for each in page.locator("main input[value$=right]").all():
        each.check()
    page.locator("main form button").click()
    page.locator(".note.good[role=status]").wait_for()
    page.goto(f"{visitor.url}/my/choices/findings/several")
    page.locator("a[href='?preset=useful']").click()
    page.locator("main form[action$=sign] button").click()
    page.locator("input[name=sign-treatable-risk]").wait_for()
    assert page.locator("main input[type=checkbox]:checked").count() == 0
    page.locator("input[name=sign-treatable-risk]").check()
    page.locator("main form[method=post] button").click()
    page.wait_for_url("**/my/choices/findings")
    assert state(visitor, "findings/treatable-risk") is State.GRANTED
    assert state(visitor, "findings/carrier-status") is None
    page.goto(f"{visitor.url}/my/questions?about=findings/carrier-status")
    page.locator("textarea").fill("What does it mean for my children?")
    page.locator("main form button").click()
    page.locator(".words").wait_for()
    assert "What does it mean for my children?" in page.locator("main").inner_text()


def test_a_changed_form_is_shown_with_its_changes_and_asks_again(visitor: Visitor) -> None:
    """Boris has answered the first version; what the new one asks beyond it waits, and his answer stays meanwhile."""
    pages, subject = visitor.pages, SubjectId(BORIS.subject)
    acts = pages.site.accounts.steward(NAMES[Role.STEWARD])
    acts.add(NewPerson("boris", (Role.PATIENT,), "Boris", subject=subject))
    old, signing = FORMS["treatment/1/en"], Signing(ActorId("dr-b"), "hospital.example")
    question = old.question("medications")
    act = answered(Answer(ActKind.GRANT, old, question), subject, signing, SystemClock().now(), SystemEntropy())
    pages.desk.node.gate.record_acts(subject, [act])
    page = opened(visitor, "boris")
    page.goto(f"{visitor.url}/")
    page.locator("a[href='/my/choices/treatment/new']").first.click()
    assert page.locator("ins").count() > 0
    assert page.locator("del").count() > 0
    page.screenshot(path=PICTURES / "portal-reconsent-1280.png", full_page=True)
    page.locator("a[href='/my/choices/treatment/q/family-history']").click()
    page.locator("input[name=answer][value=yes]").check()
    page.locator("main form[action$=sign] button").click()
    page.locator("input[name=signed]").check()
    page.locator("main form[method=post] button").click()
    page.wait_for_url("**/q/family-history")
    found = answers_of(subject, pages.desk.node.log, EVER)[QuestionKey("treatment/family-history")]
    assert found.scope.template.name == "treatment/3/en"
    assert state(visitor, "treatment/medications", BORIS.subject) is State.GRANTED


def _pairs() -> list[tuple[str, str, str]]:
    """Every page with every language, and with every theme, each in some order: all pairs, in few pages."""
    themes = cycle(THEMES)
    found = [(name, language, next(themes)) for name, language in product(SAMPLES, LOCALES)]
    missing = set(product(SAMPLES, THEMES)) - {(name, theme) for name, _, theme in found}
    missing_of_languages = set(product(LOCALES, THEMES)) - {(language, theme) for _, language, theme in found}
    assert not missing_of_languages
    return [*found, *((name, "en", theme) for name, theme in sorted(missing))]


def test_axe_finds_nothing_and_no_page_is_wider_than_the_narrowest_phone(visitor: Visitor) -> None:
    client = visitor.pages.client(PATIENT)  # what waits, and what was asked for, is on the pages too
    client.post("/my/rights/correct", {"words": "I weigh 62 kg."})
    client.post("/my/questions", {"about": "treatment/hiv", "words": "Who sees it?"})
    wrong: list[Any] = []
    pages: dict[tuple[str, str], Page] = {}
    for name, language, theme in _pairs():
        if (language, theme) not in pages:
            size = {"width": NARROWEST, "height": 700}
            pages[language, theme] = opened(
                visitor, PATIENT, viewport=size, locale=LOCALES[language], color_scheme=theme
            )
        page = pages[language, theme]
        page.goto(place(visitor, name))
        if page.evaluate("document.documentElement.scrollWidth") > NARROWEST:
            wrong.append((name, language, "wide"))
        found = Axe().run(page).response["violations"]
        wrong += [(name, language, theme, each["id"], each["nodes"][0]["html"][:120]) for each in found]
    assert wrong == []
    assert visitor.said == []


def test_pages_are_pictured_for_people_to_look_at(visitor: Visitor) -> None:
    for width in WIDTHS:
        page = opened(visitor, PATIENT, viewport={"width": width, "height": 844})
        for name in ("home", "form", "decision", "several", "timeline", "plan", "rights", "take-back", "what-if"):
            page.goto(place(visitor, name))
            page.screenshot(path=PICTURES / f"portal-{name}-{width}.png", full_page=True)


def test_printed_pages_hold_what_matters_and_no_menu(visitor: Visitor) -> None:
    page = opened(visitor, PATIENT)
    page.goto(place(visitor, "text"))
    page.emulate_media(media="print")
    assert not page.locator(".menu").is_visible()
    assert not page.locator(".foot").is_visible()
    assert re.search(r"[0-9a-f]{64}", page.locator("main").inner_text())
