"""Law: what no consent can open, what needs none, and what a consent must be like.

A `Case` (`cases`) is a request, or an event, as the law sees it, with the `circumstances` that were stated. A `Rule`
(`rules`) has a condition made of typed `predicates` and of those on what was `stated`, one of four effects, and, for
a duty, its limit among the `clocks`. What can be asked for on paper is one vocabulary (`documents`). Packs hold the
rules of a place (`united_states`, `european_economic_area`, `china` with its `china_statutes`, `china_information`
and `china_care_and_genes`, `indonesia`), written by `drafting`, and those that Autonome promises everywhere
(`platform`); each lists what it does not cover. `RULES` is all of them, with one digest that every decision names.
`breaches` says who is to be told of an incident, by when.

`COUNSEL` applies: this is an engineer's reading, and counsel must review it.

>>> from autonome.law import RULES
>>> sorted({str(rule.check) for rule in RULES.rules})
['commentary', 'platform', 'statute', 'unchecked']
"""

from typing import Final

from autonome.law.breaches import Incident, Notice, notices
from autonome.law.cases import Case, ConsentKind, DataClass, Deed, Event, Party, Purpose, Use
from autonome.law.china import CHINA
from autonome.law.china_information import AGE_ALONE
from autonome.law.circumstances import NOTHING_STATED, Circumstance, Circumstances, Count, stating
from autonome.law.clocks import Clock, Moment, Unit
from autonome.law.documents import DOCUMENTS, DocumentKind
from autonome.law.errors import LawError
from autonome.law.european_economic_area import AGE_ONLINE, EUROPEAN_ECONOMIC_AREA
from autonome.law.indonesia import INDONESIA
from autonome.law.platform import PLATFORM
from autonome.law.rules import COUNSEL, Addressee, Check, Pack, Rule, RuleBook, RuleEffect, RuleId, Ruling
from autonome.law.united_states import UNITED_STATES

RULES: Final = RuleBook((UNITED_STATES, EUROPEAN_ECONOMIC_AREA, CHINA, INDONESIA, PLATFORM))
"""All shipped packs."""

AGES_ASKED: Final = frozenset({AGE_ALONE, AGE_ONLINE})
"""Ages, in years, below which a rule asks for more."""

__all__ = [
    "AGES_ASKED",
    "CHINA",
    "COUNSEL",
    "DOCUMENTS",
    "EUROPEAN_ECONOMIC_AREA",
    "INDONESIA",
    "NOTHING_STATED",
    "PLATFORM",
    "RULES",
    "UNITED_STATES",
    "Addressee",
    "Case",
    "Check",
    "Circumstance",
    "Circumstances",
    "Clock",
    "ConsentKind",
    "Count",
    "DataClass",
    "Deed",
    "DocumentKind",
    "Event",
    "Incident",
    "LawError",
    "Moment",
    "Notice",
    "Pack",
    "Party",
    "Purpose",
    "Rule",
    "RuleBook",
    "RuleEffect",
    "RuleId",
    "Ruling",
    "Unit",
    "Use",
    "notices",
    "stating",
]
