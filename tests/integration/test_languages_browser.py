"""The pages in Chinese and Indonesian in a real browser: readable by everybody, and no wider than a phone.

Pictures are kept under ``.pictures/`` for people to look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from autonome import bootstrap
from autonome.report.plan_html import render_html

from .chromium import NEEDED, PICTURES, opened_browser
from .example_plans import example_plan

WIDTHS = {"desktop": 1280, "phone": 360}

pytestmark = NEEDED


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as opened:
        yield opened


@pytest.fixture(scope="module", params=["zh-hans", "id"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / f"plan-{request.param}.html"
    path.write_text(render_html(example_plan(), bootstrap.language(request.param)), encoding="utf-8")
    return path


def opened(browser: Browser, path: Path, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize(("name", "width"), WIDTHS.items(), ids=WIDTHS)
def test_axe_finds_nothing_to_mend_and_nothing_scrolls_sideways(
    browser: Browser, written: Path, name: str, width: int
) -> None:
    page = opened(browser, written, width)
    page.screenshot(path=PICTURES / f"{written.stem}-{name}.png", full_page=True)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    found = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]})
    assert found.violations_count == 0, found.generate_report()
    assert {rule["id"] for rule in found.response["incomplete"]} <= {"color-contrast"}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    spilling = "[...document.querySelectorAll('.verdict')].filter(e => e.scrollWidth > e.clientWidth).length"
    assert page.evaluate(spilling) == 0


def test_the_page_says_its_language_and_that_no_clinician_has_reviewed_the_translation(
    browser: Browser, written: Path
) -> None:
    page = opened(browser, written, 1280)
    tag = written.stem.removeprefix("plan-")
    assert page.evaluate("document.documentElement.lang") == bootstrap.language(tag).html
    limits = page.locator("#limits").inner_text()
    assert {"zh-hans": "尚未经临床医师审核", "id": "belum ditelaah oleh klinisi"}[tag] in limits
