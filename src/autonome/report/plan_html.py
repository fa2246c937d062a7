"""From a plan to ``plan.html``: one self-contained file, for screen, phone and paper.

Invariants: no script, no request to anywhere (a policy in the page forbids both), and every text of the record or the
bundle is escaped: by Jinja in the markup, by `css_string` in the one place where text enters the style sheet.
"""

from __future__ import annotations

from functools import cache

import jinja2

from autonome.plan.consequence import Consequence
from autonome.plan.values import Plan
from autonome.report import words
from autonome.report.pages import named, pages_of

PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"


def render_html(plan: Plan) -> str:
    """The plan as one HTML document; the same plan gives the same text."""
    template = _templates().get_template("plan.html")
    return template.render(
        plan=plan,
        pages=pages_of(plan),
        signs=tuple(words.SIGNS.values()),
        possible=words.sign(Consequence.AVOID, sure=False),
    )


@cache
def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("autonome.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # given by the extension
    templates.filters |= {
        "alleles": words.alleles,
        "alternative": words.alternative,
        "css_string": words.css_string,
        "day": words.day,
        "for_whom": words.for_whom,
        "left_out": words.left_out,
        "meaning": words.meaning_of,
        "moment": words.moment,
        "named": named,
        "positions": words.positions,
        "pubmed": _pubmed,
        "result": words.result,
        "running_label": words.running_label,
        "sign": words.sign,
        "state": words.STATES.__getitem__,
        "status": words.STATUSES.__getitem__,
        "web_address": _web_address,
    }
    return templates


def _pubmed(pmid: str) -> str:
    """Address of an abstract; "" for what is no PubMed id."""
    return f"{PUBMED}{pmid}/" if pmid.isascii() and pmid.isdigit() else ""


def _web_address(url: str) -> str:
    """The address if it is a plain https one, else "": nothing of the bundle becomes a script link."""
    return url if url.startswith("https://") else ""
