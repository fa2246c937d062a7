"""``patient.html`` in a real browser: on a phone, on a screen, on paper, in the dark, by keyboard, without scripts.

Pictures and printed pages are kept under ``.pictures/`` for people to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from autonome import bootstrap
from autonome.plan import Plan
from autonome.report.patient.html import render_patient
from tests.unit.plan.small_bundle import POOR
from tests.unit.plan.small_interactions import plan as real_plan
from tests.unit.plan.small_interactions import taken

from .chromium import NEEDED, PICTURES, opened_browser
from .example_plans import example_plan
from .test_report_browser import Report, _text_of

WIDTHS = {"desktop": 1280, "phone": 360, "narrow": 320}
FIRST_SCREENS = 2
"""Of a phone of 360 by 740 pixels: within them stand the one thing to remember and what was found."""
MOST_SHEETS = 14
"""Of the example patient's page on paper, with ten medicines."""
SMALLEST_LETTER = 14
"""Pixels of any text on the screen; the body is larger."""
SMALLEST_TARGET = 24
"""Pixels: the smallest side of a link that stands alone (WCAG 2.2, 2.5.8)."""

pytestmark = NEEDED


def poor_plan() -> Plan:
    """A CYP2C19 poor metaboliser on clopidogrel."""
    return real_plan(taken("clopidogrel"), calls=[POOR])


@dataclass(frozen=True)
class Reports:
    """The pages on disk, and a browser to open them in."""

    example: Report
    poor: Report


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reports]:
    folder = tmp_path_factory.mktemp("patient")
    drugs = bootstrap.knowledge_bundle().drugs.drugs
    with opened_browser() as browser:
        made: dict[str, Report] = {}
        for name, plan in (("example", example_plan()), ("poor", poor_plan())):
            path = folder / f"{name}.html"
            path.write_text(render_patient(plan, drugs), encoding="utf-8")
            made[name] = Report(path, browser)
        yield Reports(made["example"], made["poor"])


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_axe_finds_nothing_to_mend(reports: Reports, width: int, dark: bool) -> None:  # noqa: FBT001 - a parameter
    page, _ = reports.example.open(width=width, dark=dark)
    unfold(page)
    found = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]})
    assert found.violations_count == 0, found.generate_report()
    assert found.response["incomplete"] == [], "nothing that axe could not decide"


@pytest.mark.parametrize(("name", "width"), WIDTHS.items(), ids=WIDTHS)
def test_nothing_scrolls_sideways(reports: Reports, name: str, width: int) -> None:
    page, _ = reports.example.open(width=width)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > innerWidth).length") == 0
    page, _ = reports.example.open(width=width)
    page.screenshot(path=PICTURES / f"patient-{name}.png", full_page=True)
    page, _ = reports.poor.open(width=width)
    page.screenshot(path=PICTURES / f"patient-poor-{name}.png", full_page=True)


def test_a_phone_shows_what_matters_first(reports: Reports) -> None:
    page, _ = reports.poor.open(width=WIDTHS["phone"])
    bottom = "e => e.getBoundingClientRect().bottom"
    remember = page.locator(".remember").evaluate(bottom)
    found = page.locator(".groups").evaluate(bottom)
    assert remember < 740
    assert found < FIRST_SCREENS * 740


def test_letters_are_large_and_links_that_stand_alone_can_be_hit(reports: Reports) -> None:
    page, _ = reports.example.open(width=WIDTHS["phone"])
    unfold(page)
    sizes = page.evaluate(
        """[...document.querySelectorAll('body *')].filter(each => each.innerText)
             .map(each => parseFloat(getComputedStyle(each).fontSize))"""
    )
    assert min(sizes) >= SMALLEST_LETTER
    heights = page.evaluate(
        "[...document.querySelectorAll('nav a, .names a, summary')].map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= SMALLEST_TARGET


def test_dark_mode_is_dark(reports: Reports) -> None:
    page, _ = reports.example.open(dark=True, width=WIDTHS["phone"])
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", background))) < 120
    page.screenshot(path=PICTURES / "patient-dark.png", full_page=True)


def test_the_page_asks_for_nothing_but_itself_and_is_whole_without_scripts(reports: Reports) -> None:
    page, asked = reports.example.open(scripts=False)
    assert asked == [reports.example.path.as_uri()]
    page.locator("summary").first.click()
    assert page.locator("details[open]").count() == 1
    assert page.get_by_text("This gene helps").first.is_visible()


def test_gene_results_are_not_seen_until_they_are_opened(reports: Reports) -> None:
    page, _ = reports.example.open()
    shown = page.locator("#genes").inner_text()
    assert "In you it works" not in shown
    assert "Show my gene results" in shown


def test_the_keyboard_reaches_the_page_first_and_shows_where_it_is(reports: Reports) -> None:
    page, _ = reports.example.open()
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to the page"
    box = focused.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_no_two_signs_look_alike_in_grey(reports: Reports) -> None:
    page, _ = reports.example.open()
    looks = page.evaluate(
        """[...document.querySelectorAll('.sign .badge')].map(badge => {
             const icon = badge.querySelector('use').getAttribute('href');
             return [badge.innerText.trim(), icon, getComputedStyle(badge).borderStyle].join('|');
           })"""
    )
    by_word = {look.split("|")[0]: look.split("|")[1:] for look in looks}
    assert len(by_word) >= 4
    assert len({tuple(each) for each in by_word.values()}) == len(by_word)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_each_sheet_bears_the_name_and_the_one_thing_to_remember(reports: Reports, paper: str) -> None:
    page, _ = reports.example.open()
    sheets = _printed(page, PICTURES / f"patient-{paper}.pdf", paper)
    assert 1 < len(sheets) <= MOST_SHEETS
    for number, text in enumerate(sheets, start=1):
        assert "Synthetic Example Patient" in text
        assert re.search(rf"\b{number} ?/ ?{len(sheets)}\b", text)
        assert "Do not stop or change a medicine because of this page." in text


def test_what_is_folded_is_not_printed_and_what_was_opened_is(reports: Reports) -> None:
    page, _ = reports.poor.open()
    folded = " ".join(_printed(page, PICTURES / "patient-poor-A4.pdf", "A4"))
    assert "In you it works" not in folded
    assert "CYP2C19 poor metaboliser (this gene hardly works): clopidogrel may not work." in " ".join(folded.split())
    unfold(page)
    assert "In you it works" in " ".join(_printed(page, PICTURES / "patient-poor-unfolded-A4.pdf", "A4"))


def _printed(page: Page, path: Path, paper: str) -> list[str]:
    page.pdf(path=path, format=paper, prefer_css_page_size=False)
    return _text_of(path)
