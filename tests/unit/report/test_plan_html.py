"""``plan.html``: what a reader must find, and what must never get into the page."""

import re
from dataclasses import asdict, replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.values import PatientLabel, Plan
from autonome.report.plan_html import render_html
from tests.unit.plan.small_bundle import CYP2C19, INTERMEDIATE, NORMAL, POOR, called, diplotype
from tests.unit.plan.small_interactions import plan as interacting
from tests.unit.plan.small_interactions import taken
from tests.unit.plan.small_plan import order, plan_of

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
STYLE_BREAKER = '"; } </style><script>alert(3)</script> @import url(https://example.org/x); a { content: "\\'
PLAN = plan_of(order("clopidogrel 75 mg"), order("warfarin"), order("zinc"), considered=("codeine",))


class Elements(HTMLParser):
    """Every element with its attributes, and the text outside the style sheet."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._in_style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False if tag == "style" else self._in_style

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def elements(plan: Plan) -> Elements:
    return Elements(render_html(plan))


def test_hostile_text_of_the_record_is_shown_and_never_run() -> None:
    plan = plan_of(order(f"codeine {HOSTILE}", dosage=(HOSTILE,)), order(f"zinc {HOSTILE}"), name=HOSTILE)
    page = elements(plan)
    assert {"script", "img", "iframe", "object", "link"}.isdisjoint(tag for tag, _ in page.found)
    assert not any(name.startswith("on") for _, attributes in page.found for name in attributes)
    assert page.words.count("{{ 7*7 }}") > 3
    assert "49" not in page.words


@pytest.mark.parametrize("field", ["name", "subject", "birth_date", "sample"])
def test_hostile_text_cannot_leave_the_style_sheet(field: str) -> None:
    plain = re.findall(r"<style>(.*?)</style>", render_html(PLAN), re.DOTALL)
    label = PatientLabel(**{**asdict(PLAN.patient), field: STYLE_BREAKER})
    (sheet,) = re.findall(r"<style>(.*?)</style>", render_html(replace(PLAN, patient=label)), re.DOTALL)
    assert len(plain) == 1
    for forbidden in ("@import", "url(", "example.org", "<script"):
        assert forbidden not in sheet
    assert sheet.count("{") == plain[0].count("{")
    assert sheet.count('"') == plain[0].count('"')


def test_hostile_addresses_and_identifiers_of_a_bundle_become_no_links() -> None:
    advice = plan_of(order("clopidogrel"), calls=(POOR,)).medicines[0]
    line = advice.verdict.lines[0]
    assert line.statement is not None
    statement = replace(line.statement, url="javascript:alert(1)", pmids=("1/../../x", "30000001"))
    source = replace(advice.verdict.sources[0], lines=(replace(line, statement=statement),))
    verdict = replace(advice.verdict, sources=(source,))
    page = elements(replace(PLAN, medicines=(replace(advice, verdict=verdict),)))
    links = [attributes["href"] or "" for tag, attributes in page.found if tag == "a"]
    assert all(link.startswith(("#", "https://")) for link in links)
    assert "https://pubmed.ncbi.nlm.nih.gov/30000001/" in links
    assert not any("x/" in link for link in links)


def test_the_page_loads_nothing_and_says_so() -> None:
    page = elements(PLAN)
    assert not [tag for tag, attributes in page.found if "src" in attributes or tag in ("link", "script")]
    (policy,) = [a["content"] for tag, a in page.found if tag == "meta" and "http-equiv" in a]
    assert policy is not None
    assert "default-src 'none'" in policy


def test_the_page_has_a_language_landmarks_and_headings_without_gaps() -> None:
    page = elements(PLAN)
    assert ("html", {"lang": "en"}) in page.found
    tags = [tag for tag, _ in page.found]
    assert [tags.count(tag) for tag in ("header", "main", "nav", "footer", "h1")] == [1, 1, 1, 1, 1]
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_scoped_headings() -> None:
    page = elements(PLAN)
    tags = [tag for tag, _ in page.found]
    assert tags.count("table") == tags.count("caption") > 1
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in page.found if tag == "th")


def test_every_link_within_the_page_has_its_target() -> None:
    page = elements(PLAN)
    ids = {attributes["id"] for _, attributes in page.found if "id" in attributes}
    links = [attributes["href"] or "" for tag, attributes in page.found if tag in ("a", "use")]
    inner = {link[1:] for link in links if link.startswith("#")}
    assert inner <= ids
    assert len(ids) == len([a for _, a in page.found if "id" in a])


@pytest.mark.parametrize(
    ("calls", "word"),
    [
        ((POOR,), "Avoid"),
        ((INTERMEDIATE,), "Change dose"),
        ((NORMAL,), "Standard"),
        ((GeneCall(CYP2C19, Status.NOT_ASSESSED),), "Not assessed"),
        ((called(CYP2C19, diplotype("*1/*17", "Rapid Metabolizer")),), "No advice"),
    ],
)
def test_each_consequence_has_its_own_word_icon_and_class(calls: tuple[GeneCall, ...], word: str) -> None:
    page = render_html(plan_of(order("clopidogrel"), calls=calls))
    first = page[page.index('<ol class="rows">') : page.index("</li>", page.index('<ol class="rows">'))]
    (icon,) = re.findall(r'<span class="badge ([a-z-]+)">', first)
    assert f'href="#i-{icon}"' in first
    assert f"<span>{word}</span>" in first


def test_a_possible_consequence_is_not_shown_as_a_sure_one() -> None:
    page = elements(PLAN)
    assert "Possibly change dose" in page.words
    assert "Best-supported result: standard." in page.words


def test_page_one_names_what_could_not_be_assessed_with_the_test() -> None:
    words = elements(PLAN).words
    assert "HLA-B (for warfarin): HLA-B is not read from the file" in words
    assert "Would answer: HLA-B typing to two fields" in words
    assert "zinc (not recognised)" in words


def test_sources_that_differ_say_so() -> None:
    plan = plan_of(order("clopidogrel"), calls=(INTERMEDIATE,))
    verdict = replace(plan.medicines[0].verdict, differ=True)
    page = elements(replace(plan, medicines=(replace(plan.medicines[0], verdict=verdict),)))
    assert "CPIC and DPWG differ" in page.words


def test_licences_are_credited() -> None:
    words = elements(PLAN).words
    assert "CC0-1.0" in words
    assert "CC-BY-SA-4.0" in words


def test_a_plan_without_medicines_is_a_page_all_the_same() -> None:
    words = elements(plan_of()).words
    assert "The record holds no current medicine that this bundle knows." in words


def test_the_same_plan_gives_the_same_page() -> None:
    assert render_html(plan_of(order("warfarin"))) == render_html(plan_of(order("warfarin")))


def test_a_chain_shows_medicine_enzyme_and_both_results() -> None:
    page = render_html(interacting(taken("codeine"), taken("paroxetine", start="2026-01-05")))
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Paroxetine strong inhibitor CYP2D6 acts as Poor Metabolizer, activity score 0.0; by genotype Normal" in text
    assert "In force: it has been taken since 2026-01-05. Effect over: about 15 days after the last dose." in text
    assert "if paroxetine is stopped, from about 15 days after the last dose on" in text


def test_an_effect_that_is_not_used_says_so() -> None:
    page = render_html(interacting(taken("clopidogrel"), taken("fluvoxamine")))
    assert "CYP2C19 may act as Poor Metabolizer" in page
    assert "The advice does not go by it" in page


def test_a_plan_without_interactions_does_not_speak_of_them() -> None:
    assert "Other medicines that change an enzyme" not in render_html(plan_of(order("clopidogrel")))
