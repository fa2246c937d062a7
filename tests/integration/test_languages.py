"""Every sentence that a reader can meet is one that a translator has seen, and each has a translation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tools import build_languages
from tools.languages import extraction
from tools.languages.po_files import KINDS, disagreement, translations, written
from tools.languages.vocabulary import texts_of

from autonome import bootstrap
from autonome.kernel import DrugName
from autonome.plan import Plan, make_plan
from autonome.report.language import ENGLISH, Language
from autonome.report.plan_html import render_html

from .commands import EXAMPLE, ROOT, autonome
from .example_plans import example_inputs

TAGS = tuple(build_languages.LANGUAGES)
MEND = "add it to languages/TAG/*.po: python tools/build_languages.py --update, translate, and run it again"
OPENED, CLOSED = "⟦", "⟧"


@cache
def sentences() -> Mapping[str, str]:
    return build_languages.sentences()


@cache
def wide_plan() -> Plan:
    """The example patient, with advice on every medicine of the bundle's guidance and on some that change enzymes."""
    record, calls, context = example_inputs()
    bundle = bootstrap.knowledge_bundle()
    considered = (*sorted(bundle.guidance), "fluconazole", "rifampin", "paroxetine", "unheard-of remedy")
    return make_plan(record, considered, calls, bundle, context)


class Marked(Mapping[str, str]):
    """A catalogue that translates every sentence into itself in brackets, so that what it never saw stands out."""

    def __getitem__(self, sentence: str) -> str:
        return f"{OPENED}{sentence}{CLOSED}"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Words(HTMLParser):
    """The text of a page and of what is read out of its attributes, without styles and codes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self._passed_over = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._passed_over = tag in ("style", "code")
        self.shown += [value or "" for name, value in attrs if name in ("aria-label", "data-label", "title", "alt")]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser calls it so
        self._passed_over = False

    def handle_data(self, data: str) -> None:
        if not self._passed_over:
            self.shown.append(data)


def outside_brackets(text: str) -> str:
    inner = re.compile(f"{OPENED}[^{OPENED}{CLOSED}]*{CLOSED}")
    while found := inner.search(text):
        text = f"{text[: found.start()]} {text[found.end() :]}"
    return text


@pytest.mark.parametrize("tag", TAGS)
def test_the_catalogue_is_compiled_from_the_translators_files_byte_for_byte(tag: str) -> None:
    shipped = (build_languages.CATALOGUES / f"{tag}.json").read_bytes()
    assert shipped == build_languages.compiled(tag), "stale: run make pack"


@pytest.mark.parametrize("tag", TAGS)
def test_every_sentence_has_a_translation(tag: str) -> None:
    has = build_languages.known(tag)
    missing = [f"{kind}.po: {sentence}" for sentence, kind in sentences().items() if not has.get(sentence)]
    assert missing == [], f"{len(missing)} without translation into {tag}; {MEND}:\n" + "\n".join(missing)


@pytest.mark.parametrize("tag", TAGS)
def test_no_translation_is_of_a_sentence_that_nobody_says(tag: str) -> None:
    stale = [sentence for sentence in build_languages.known(tag) if sentence not in sentences()]
    assert stale == [], "python tools/build_languages.py --update drops them"


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_translators_files_are_written_in_one_way(tag: str, kind: str) -> None:
    path = build_languages.TRANSLATIONS / tag / f"{kind}.po"
    code = build_languages.LANGUAGES[tag][0].replace("-", "_")
    assert path.read_bytes() == written(kind, code, dict(translations(path)))


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("{gene} is tested", "detes"),
        ("{gene} is tested", "{gene} {genes} detes"),
        ("%(count)s more", "lagi"),
        ("<b>None</b> here", "Tidak ada"),
        ("{gene} is tested", "{gene detes"),
    ],
)
def test_a_translation_that_loses_what_is_put_in_is_refused(english: str, said: str) -> None:
    assert disagreement(english, said)
    assert not disagreement(english, english)


def test_a_text_that_no_translator_can_see_is_refused(tmp_path: Path) -> None:
    path = ROOT / "src/autonome/plan/limits.py"
    assert list(extraction.literals(path, "plan/limits.py"))
    hidden = tmp_path / "hidden.py"
    hidden.write_text("said = Text(f'{gene} is tested')\n", encoding="utf-8")
    with pytest.raises(extraction.ExtractionError, match=r"hidden.py, line 1: .*Mend: write a literal"):
        list(extraction.literals(hidden, "hidden.py"))


@pytest.mark.parametrize("tag", TAGS)
def test_every_statement_of_the_bundle_is_said_whole(tag: str) -> None:
    language, bundle = bootstrap.language(tag), bootstrap.knowledge_bundle()
    left = {
        sentence
        for drug in bundle.guidance
        for text in texts_of(bundle.guidance[drug])
        for sentence in language.missing(text)
    }
    assert left == set()


@pytest.mark.parametrize("tag", TAGS)
def test_a_plan_over_all_medicines_is_said_whole(tag: str) -> None:
    language = bootstrap.language(tag)
    left = {sentence for text in texts_of(wide_plan()) for sentence in language.missing(text)}
    assert left == set()
    page = render_html(wide_plan(), language)
    assert f'<html lang="{language.html}">' in page
    titles = " ".join(re.findall(r'<span lang="en">(.*?)</span>', page))
    studies = {word for each in wide_plan().medicines for word in re.findall(r"[A-Za-z]+", repr(each.dose_estimate))}
    assert set(re.findall(r"[A-Za-z]+", unescape(titles))) <= plain_words_of(wide_plan()) | studies


def plain_words_of(plan: Plan) -> set[str]:
    """Words that stand in a page as they are: of the record, of sources, and codes."""
    found = [plan.patient.name, plan.patient.subject, plan.patient.sample, plan.sources.engine, str(plan.as_of)]
    found += [part for each in plan.sources.knowledge for part in (each.name, each.licence, each.credit, each.url)]
    found += [part for each in plan.conditions for part in (each.text, each.source)]
    orders = [order for each in plan.medicines for order in each.orders] + [left.order for left in plan.left_out]
    found += [part for order in orders for part in (order.text, order.source, order.dosage)]
    for advice in plan.medicines:
        found += [part for each in advice.interactions for part in (*each.sources, *each.orders)]
    rules = [line for each in plan.medicines for line in each.factors.lines]
    found += [part for line in rules for part in (line.source, line.place, line.url)]
    found += [fact.value for line in rules for fact in line.facts]
    statements = [line.statement for each in plan.medicines for line in each.verdict.lines if line.statement]
    found += [part for each in statements for part in (each.id, each.guideline, each.url)]
    found += [place for each in plan.prevention for place in (each.where, each.url)]
    return set(re.findall(r"[A-Za-z]+", " ".join(found)))


def test_no_sentence_of_the_page_escapes_the_translators() -> None:
    page = render_html(wide_plan(), Language("xx", "xx", "every sentence in brackets", Marked()))
    left = outside_brackets("\n".join(Words(page).shown))
    plain = {word.lower() for word in plain_words_of(wide_plan())}
    words = {word for word in re.findall(r"[A-Za-z]+", left) if len(word) > 2 and word[0].islower()}
    assert sorted(word for word in words if word.lower() not in plain) == []


def test_english_needs_no_catalogue_and_is_the_canonical_form() -> None:
    assert bootstrap.language("en") is ENGLISH
    plain = render_html(wide_plan())
    assert '<html lang="en">' in plain
    assert OPENED not in plain


def test_the_command_names_the_languages_that_there_are() -> None:
    done = autonome(
        "plan", EXAMPLE / "patient.vcf", "--record", EXAMPLE / "record.json", "--consent", EXAMPLE / "consent.json",
        "--out", "/nonexistent", "--language", "tlh",
    )  # fmt: skip
    assert done.returncode == 2
    assert "choose one of en, id, zh-hans" in done.stderr


def test_an_ingredient_has_a_name_in_each_language() -> None:
    for tag, name in (("zh-hans", "氯吡格雷"), ("id", "klopidogrel")):
        assert bootstrap.language(tag).catalogue[DrugName("clopidogrel")] == name
