"""From a plan to ``plan.html``: one self-contained file, for screen, phone and paper.

Invariants: no script, no request to anywhere (a policy in the page forbids both), and every text of the record or the
bundle is escaped: by Jinja in the markup, by `css_string` in the one place where text enters the style sheet.
"""

from __future__ import annotations

import re
from functools import cache

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup, escape

from autonome.kernel import Text, term
from autonome.plan import phrases
from autonome.plan.consequence import Consequence, most_cautious
from autonome.plan.ethical_words import FOUND, WHO
from autonome.plan.factor_words import facts_of_line, said_by
from autonome.plan.values import Plan
from autonome.report import ethics_words, factor_signs, words
from autonome.report.language import ENGLISH, Language
from autonome.report.pages import named, pages_of

_PAGE, _PAGES = "\x01", "\x02"
"""Stand for the counters of sheets until the sentence around them is said."""

PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"


def render_html(plan: Plan, language: Language = ENGLISH) -> str:
    """The plan as one HTML document; the same plan gives the same text.

    Args:
        plan: to show.
        language: that it is read in.
    """
    template = templates().get_template("plan.html")
    return template.render(
        language=language,
        plan=plan,
        pages=pages_of(plan),
        signs=tuple(words.SIGNS.values()),
        possible=words.sign(Consequence.AVOID, sure=False),
        principles=ethics_words.principles(plan),
        ethics_pressing=ethics_words.pressing(plan),
        found_words=FOUND,
        check_words=ethics_words.CHECKS,
        who_words=WHO,
    )


@cache
def templates() -> jinja2.Environment:
    """The templates of all pages; each is rendered with a ``language``.

    Every `Text` that a template shows is said in that language, without a filter: `_shown` sees to it. Where the words
    are wanted without markup, as in an attribute, the filter ``spoken`` gives them. What a filter makes of a text is a
    plain string again: say it first.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("autonome.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # given by the extension
    environment.globals |= {"gettext": _gettext, "ngettext": _ngettext, "page_number": _page_number}
    environment.filters |= {
        "alleles": words.alleles,
        "alternative": words.alternative,
        "alternatives": phrases.alternatives,
        "changes_with": words.changes_with,
        "checked": factor_signs.CHECKED.__getitem__,
        "clauses": phrases.clauses,
        "cost": factor_signs.COSTS.__getitem__,
        "css_string": words.css_string,
        "day": words.day,
        "drugs": words.drugs,
        "effect_kind": words.effect_kind,
        "enzyme_acts": words.enzyme_acts,
        "fact_state": factor_signs.STATES.__getitem__,
        "factor": said_by,
        "factor_facts": facts_of_line,
        "for_whom": words.for_whom,
        "input_role": words.input_role,
        "left_out": words.left_out,
        "lookup_keys": words.lookup_keys,
        "meaning": words.meaning_of,
        "moment": words.moment,
        "most_cautious": most_cautious,
        "named": named,
        "named_inline": term,
        "names_of": ethics_words.names_of,
        "phenotype": words.phenotype,
        "positions": words.positions,
        "pubmed": _pubmed,
        "result": words.result,
        "running_foot": words.running_foot,
        "running_label": words.running_label,
        "running_moment": words.running_moment,
        "say": _say,
        "series": phrases.series,
        "sex": words.sex,
        "sign": words.sign,
        "spoken": _spoken,
        "state": words.STATES.__getitem__,
        "status": words.STATUSES.__getitem__,
        "unasked": ethics_words.unasked,
        "web_address": _web_address,
        "wish_words": ethics_words.wish_words,
    }
    return environment


def _language(context: Context) -> Language:
    found: Language = context["language"]
    return found


@jinja2.pass_context
def _shown(context: Context, value: object) -> object:
    """What a template shows of a value: a text in the page's language, anything else as it is."""
    return _language(context).html_of(value) if isinstance(value, Text) else value


@jinja2.pass_context
def _say(context: Context, text: str) -> Markup:
    """A text as markup, to be worked on by further filters."""
    return text if isinstance(text, Markup) else _language(context).html_of(text)


@jinja2.pass_context
def _spoken(context: Context, text: str) -> str:
    """A text without markup, for attributes and the style sheet."""
    return _language(context).say(text)


@jinja2.pass_context
def _gettext(context: Context, sentence: str, **values: object) -> Markup:
    """A fixed sentence of a page, with values put in."""
    said = Markup(_language(context).sentence(sentence))  # noqa: S704 - the project's own words
    return said % {name: escape(_shown(context, value)) for name, value in values.items()}


@jinja2.pass_context
def _ngettext(context: Context, one: str, several: str, number: int, **values: object) -> Markup:
    """The same for one or several; languages without a plural have one sentence for both."""
    return _gettext(context, one if number == 1 else several, num=number, **values)


@jinja2.pass_context
def _page_number(context: Context) -> Markup:
    """The number of a printed sheet, as the value of ``content`` in the style sheet."""
    said = _language(context).say(Text("Page {page} of {pages}", page=_PAGE, pages=_PAGES))
    parts = re.split(f"({_PAGE}|{_PAGES})", said)
    counters = {_PAGE: "counter(page)", _PAGES: "counter(pages)"}
    written = (counters.get(part) or f'"{words.css_string(part)}"' for part in parts if part)
    return Markup(" ".join(written))  # noqa: S704 - counters, and strings of letters and code points


def _pubmed(pmid: str) -> str:
    """Address of an abstract; "" for what is no PubMed id."""
    return f"{PUBMED}{pmid}/" if pmid.isascii() and pmid.isdigit() else ""


def _web_address(url: str) -> str:
    """The address if it is a plain https one, else "": nothing of the bundle becomes a script link."""
    return url if url.startswith("https://") else ""
