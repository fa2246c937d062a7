"""The report in a real browser: readable by everybody, on every width and on paper, without scripts or the network.

Pictures and the printed page are kept under ``.pictures/`` for people to look at.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from autonome.report.plan_html import render_html

from .chromium import NEEDED, PICTURES, opened_browser
from .commands import EXAMPLE, autonome
from .example_plans import example_plan

WIDTHS = {"desktop": 1280, "phone": 360, "narrow": 320}
MOST_PAGES = 11
"""Of the demo's plan on paper: two of medicines and what is not assessed, then details, record, ethics, sources."""
FEWEST_LINES = 8
"""Of text on a printed page, its head and foot included: fewer is a page for nothing."""
PHONE_LENGTH = 11_500
"""Pixels at 360 wide, folded as the page opens: about fourteen screens."""

pytestmark = NEEDED


def demo_page(folder: Path) -> Path:
    """The page that ``make demo`` makes: every gene as the file has it, nothing considered."""
    done = autonome(
        "plan", EXAMPLE / "patient.vcf", "--record", EXAMPLE / "record.json", "--consent", EXAMPLE / "consent.json",
        "--outside-calls", EXAMPLE / "outside-calls.tsv", "--as-of", "2026-03-01T10:00:00Z",
        "--log", folder / "log", "--out", folder / "plan",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "plan" / "plan.html"


@dataclass(frozen=True)
class Report:
    """The page on disk, and a browser to open it in."""

    path: Path
    browser: Browser

    def open(self, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> tuple[Page, list[str]]:
        """Open the page; returns it with the list of addresses that it asks for."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(self.path.as_uri())
        return page, asked


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Report]:
    path = tmp_path_factory.mktemp("report") / "plan.html"
    path.write_text(render_html(example_plan()), encoding="utf-8")
    with opened_browser() as browser:
        yield Report(path, browser)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_axe_finds_nothing_to_mend(report: Report, width: int, dark: bool) -> None:  # noqa: FBT001 - a parameter
    page, _ = report.open(width=width, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    found = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]})
    assert found.violations_count == 0, found.generate_report()
    # What axe cannot decide is only the text on the striped badge; tests/unit/report computes that contrast.
    unsure = {rule["id"] for rule in found.response["incomplete"]}
    assert unsure <= {"color-contrast"}


@pytest.mark.parametrize(("name", "width"), WIDTHS.items(), ids=WIDTHS)
def test_nothing_scrolls_sideways(report: Report, name: str, width: int) -> None:
    page, _ = report.open(width=width)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wider = "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > innerWidth).length"
    assert page.evaluate(wider) == 0
    spilling = "[...document.querySelectorAll('.verdict')].filter(e => e.scrollWidth > e.clientWidth).length"
    assert page.evaluate(spilling) == 0
    page.screenshot(path=PICTURES / f"plan-{name}.png", full_page=True)


def test_dark_mode_is_dark(report: Report) -> None:
    page, _ = report.open(dark=True)
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert sum(int(part) for part in background.removeprefix("rgb(").removesuffix(")").split(",")) < 120
    page.screenshot(path=PICTURES / "plan-dark.png", full_page=True)


def test_the_page_asks_for_nothing_but_itself(report: Report) -> None:
    _, asked = report.open()
    assert asked == [report.path.as_uri()]


def test_the_page_is_whole_without_scripts(report: Report) -> None:
    page, _ = report.open(scripts=False)
    for text in ("Current medicines", "Clopidogrel", "What could not be assessed", "Limits, methods and sources"):
        assert page.get_by_text(text).first.is_visible()
    page.locator("details summary").first.click()
    assert page.locator("details[open]").count() == 1


def test_the_keyboard_reaches_the_plan_first_and_shows_where_it_is(report: Report) -> None:
    page, _ = report.open()
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to the plan"
    box = focused.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_each_printed_page_names_the_patient_and_its_number(report: Report, paper: str) -> None:
    page, _ = report.open()
    printed = PICTURES / f"plan-{paper}.pdf"
    page.pdf(path=printed, format=paper, prefer_css_page_size=False)
    pages = _text_of(printed)
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert "Synthetic Example Patient · born Apr 1958 · synthetic-na12878" in text
        assert f"Page {number} of {len(pages)}" in text
    assert "Clopidogrel" in pages[0]
    assert "Not considered:" in " ".join(pages[0].split())


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_no_page_of_the_demo_is_nearly_empty_and_there_are_few(report: Report, tmp_path: Path, paper: str) -> None:
    page = report.browser.new_page()
    page.goto(demo_page(tmp_path).as_uri())
    printed = PICTURES / f"demo-{paper}.pdf"
    page.pdf(path=printed, format=paper, prefer_css_page_size=False)
    pages = _text_of(printed)
    assert len(pages) <= MOST_PAGES
    lines = [sum(bool(line.strip()) for line in text.splitlines()) for text in pages]
    assert min(lines) >= FEWEST_LINES, lines
    assert "Warfarin" in "".join(pages[:2]), "all medicines of the demo stand on the first two pages"


def test_what_is_folded_on_the_screen_is_printed_or_pointed_to(report: Report) -> None:
    page, _ = report.open()
    assert page.locator("details[open]").count() == 0
    assert not page.get_by_role("region", name="CPIC on Clopidogrel").is_visible()
    printed = PICTURES / "plan-A4.pdf"
    page.pdf(path=printed, format="A4", prefer_css_page_size=False)
    text = " ".join(" ".join(_text_of(printed)).split())
    for shown in ("What the guidelines say", "Knowledge that this plan rests on", "autonome knowledge show"):
        assert shown in text
    assert "cpic:clopidogrel:" not in text, "statement ids stand in the folded provenance and in plan.json"


def test_a_link_from_page_one_opens_the_details_of_the_medicine(report: Report) -> None:
    page, _ = report.open()
    page.locator("#current").get_by_role("link", name="Clopidogrel").click()
    assert page.get_by_role("region", name="CPIC on Clopidogrel").is_visible()


def test_a_phone_is_not_scrolled_for_ever(report: Report, tmp_path: Path) -> None:
    page = report.browser.new_page(viewport={"width": WIDTHS["phone"], "height": 800})
    page.goto(demo_page(tmp_path).as_uri())
    assert page.evaluate("document.documentElement.scrollHeight") <= PHONE_LENGTH


def test_no_two_consequences_look_alike_in_grey(report: Report) -> None:
    page, _ = report.open()
    looks = page.evaluate(
        """[...document.querySelectorAll('.legend .badge')].map(badge => {
             const style = getComputedStyle(badge);
             return [badge.innerText.trim(), badge.querySelector('use').getAttribute('href'), style.borderStyle,
                     style.backgroundImage !== 'none'].join('|');
           })"""
    )
    assert len(looks) == 8
    assert len(set(looks)) == len(looks)


def _text_of(printed: Path) -> list[str]:
    """Text by page."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no pdftotext here: install poppler-utils to check the printed pages")
    done = subprocess.run([tool, "-layout", str(printed), "-"], capture_output=True, text=True, check=True, timeout=60)
    return [page for page in done.stdout.split("\f") if page.strip()]
