"""The clinic's and the stewards' pages in a real browser: three languages, two themes, two widths, without scripts."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from autonome.access.roles import Role
from tests.integration.chromium import NEEDED, PICTURES
from tests.integration.web.browsers import Visitor
from tests.integration.web.sites import ANNA, BORIS, NAMES, waiting

pytestmark = NEEDED

WIDTHS = {"desktop": 1280, "phone": 390}
P = f"patients/{ANNA.subject}"
CLINICIAN, STEWARD, LABORATORY = Role.CLINICIAN, Role.STEWARD, Role.LABORATORY

# Every pair of (page, theme), (page, width), (theme, language) and (width, language) is met (pairwise).
LOOKS = [
    (f"{P}/plan", CLINICIAN, "light", "en", "desktop"),
    (f"{P}/plan", CLINICIAN, "dark", "zh-hans", "phone"),
    (f"{P}/plan", Role.PHARMACIST, "light", "id", "phone"),
    (P, CLINICIAN, "light", "zh-hans", "phone"),
    (P, CLINICIAN, "dark", "id", "desktop"),
    (f"{P}/emergency", CLINICIAN, "light", "id", "desktop"),
    (f"{P}/emergency", CLINICIAN, "dark", "en", "phone"),
    (f"{P}/upload", CLINICIAN, "dark", "zh-hans", "desktop"),
    (f"{P}/upload", CLINICIAN, "light", "en", "phone"),
    ("orders", LABORATORY, "light", "zh-hans", "desktop"),
    ("orders", LABORATORY, "dark", "id", "phone"),
    ("", STEWARD, "light", "en", "phone"),
    ("reviews", STEWARD, "dark", "zh-hans", "phone"),
    ("reviews", Role.AUDITOR, "light", "en", "desktop"),
    (f"people/{NAMES[CLINICIAN]}", STEWARD, "light", "id", "phone"),
    ("people", STEWARD, "dark", "en", "desktop"),
    ("partners", STEWARD, "dark", "id", "phone"),
    ("node/log", STEWARD, "light", "zh-hans", "phone"),
    ("node/storage", STEWARD, "dark", "id", "desktop"),
    ("forms", STEWARD, "light", "en", "phone"),
    ("node/keys", STEWARD, "dark", "zh-hans", "phone"),
    ("forms/treatment/3/en/changes", STEWARD, "dark", "id", "desktop"),
]


def main(page: Page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("path", "role", "theme", "tag", "width"), LOOKS, ids=["-".join(map(str, each)) for each in LOOKS]
)
def test_axe_finds_nothing_to_mend_and_nothing_scrolls_sideways(  # noqa: PLR0913, PLR0917 - what a look consists of
    visitor: Visitor, path: str, role: Role, theme: str, tag: str, width: str
) -> None:
    look = {"viewport": {"width": WIDTHS[width], "height": 844}, "color_scheme": theme, "locale": tag}
    page = visitor.signed_in(NAMES[role], **look)
    page.goto(f"{visitor.url}/{path}")
    named = path.replace(ANNA.subject, "one").replace("/", "-") or "home"
    page.screenshot(path=PICTURES / f"desk-{named}-{role}-{theme}-{tag}-{width}.png", full_page=True)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]
    assert visitor.said == []
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_clinician_consults_for_clopidogrel(visitor: Visitor, scripts: bool) -> None:  # noqa: FBT001 - a parameter
    page = visitor.signed_in(NAMES[CLINICIAN], java_script_enabled=scripts)
    page.goto(visitor.url)
    page.get_by_label("Name, number or id").fill(ANNA.name)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=ANNA.name).click()
    page.get_by_role("link", name="Make the plan").click()
    first = page.locator(".first")
    assert re.match(r"Clopidogrel Avoid\s+.*Checked alternatives: .*Ticagrelor", first.inner_text(), re.DOTALL)
    assert first.bounding_box()["y"] < 500  # type: ignore[index]  # it is drawn; on the first screen
    page.get_by_label("Consider a medicine").fill("ticagrelol")
    page.get_by_role("button", name="Check").click()
    assert "ticagrelol not assessed" in page.locator(".first").first.inner_text()
    page.get_by_role("button", name="ticagrelor", exact=True).click()
    page.get_by_role("button", name="Leave out ticagrelor").click()
    assert page.locator(".first").inner_text().startswith("Clopidogrel")
    if scripts:
        page.get_by_label("Consider a medicine").press_sequentially("ticag")
        page.locator("#medicines option[value=ticagrelor]").wait_for(state="attached")
        page.get_by_label("Consider a medicine").fill("")
    page.get_by_label("Consider a medicine").fill("ticagrelor")
    page.get_by_role("button", name="Check").click()
    assert "Ticagrelor" in page.locator(".first").inner_text()
    page.get_by_text("Stands on entry").click()
    assert "treatment/pharmacogenes, entry" in main(page)
    page.get_by_text("Evidence and how sure it is").first.click()
    page.get_by_role("button", name="Sign off").click()
    assert "You signed the plan off" in main(page)
    assert visitor.said == []
    page.context.close()


def test_the_glass_is_broken_and_the_patient_is_told(visitor: Visitor) -> None:
    page = visitor.signed_in(NAMES[CLINICIAN], viewport={"width": 390, "height": 844})
    page.goto(f"{visitor.url}/{P}")
    page.get_by_role("link", name="Break the glass").click()
    assert "The patient will be told" in main(page)
    page.get_by_label("Why it cannot wait").fill("unconscious after a fall")
    page.get_by_role("button", name="Break the glass and open").click()
    assert "You broke the glass" in main(page)
    page.screenshot(path=PICTURES / "desk-broken-glass-phone.png", full_page=True)
    page.context.close()
    page = visitor.signed_in(NAMES[Role.PATIENT])
    page.goto(visitor.url)
    assert "unconscious after a fall" in main(page)
    page.context.close()
    page = visitor.signed_in(NAMES[Role.AUDITOR])
    page.goto(f"{visitor.url}/reviews")
    assert "unconscious after a fall" in main(page)
    page.context.close()


def test_nothing_scrolls_sideways_on_the_narrowest_phone_and_on_paper_there_is_no_menu(visitor: Visitor) -> None:
    page = visitor.signed_in(NAMES[CLINICIAN], viewport={"width": 320, "height": 640})
    for path in ("patients", P, f"{P}/plan", f"{P}/emergency", f"{P}/upload", "questions", "orders", "arrived"):
        page.goto(f"{visitor.url}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page.goto(f"{visitor.url}/patients/{BORIS.subject}/plan")
    page.emulate_media(media="print")
    assert not page.locator(".menu").is_visible()
    assert page.locator(".first").is_visible()
    assert re.search(r"Stands on entry \d+", main(page))
    page.context.close()


ONES = [
    ("questions", "read-question", CLINICIAN, "light", "en", "phone"),
    ("questions", "read-question", CLINICIAN, "dark", "zh-hans", "desktop"),
    ("orders", "look-at-order", LABORATORY, "light", "id", "desktop"),
    ("orders", "look-at-order", CLINICIAN, "dark", "en", "phone"),
]


def test_one_question_and_one_order_are_opened_on_record_and_axe_finds_nothing_to_mend(visitor: Visitor) -> None:
    """The lists name nobody; whose it is stands on that person's log before the page does."""
    numbers, wrong = waiting(visitor.pages), []
    for path, name, role, theme, tag, width in ONES:
        look = {"viewport": {"width": WIDTHS[width], "height": 844}, "color_scheme": theme, "locale": tag}
        page = visitor.signed_in(NAMES[role], **look)
        page.goto(f"{visitor.url}/{path}")
        assert ANNA.subject not in main(page)
        before = len(visitor.pages.entries(ANNA.subject))
        page.locator(f'form:has(input[name="number"][value="{numbers[name]}"]) button').first.click()
        page.get_by_text(ANNA.subject).first.wait_for()
        assert len(visitor.pages.entries(ANNA.subject)) == before + 1
        page.screenshot(path=PICTURES / f"desk-{name}-{role}-{theme}-{tag}-{width}.png", full_page=True)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        wrong += [(name, tag, each["id"], each["nodes"][0]["html"][:120]) for each in found]
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]
        page.context.close()
    assert wrong == []
    assert visitor.said == []


def test_a_steward_makes_an_account_by_keyboard(visitor: Visitor) -> None:
    page = visitor.signed_in(NAMES[STEWARD])
    page.goto(f"{visitor.url}/people")
    page.get_by_label("Account", exact=True).focus()
    page.keyboard.type("nina")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("pharm")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("nina enrols with it once").wait_for()
    page.goto(f"{visitor.url}/people/nina")
    assert "pharmacist" in main(page)
    page.context.close()
