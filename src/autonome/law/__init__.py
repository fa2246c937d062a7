"""Law: what no consent can open, what needs none, and what a consent must be like.

A `Case` (`cases`) is a request as the law sees it. A `Rule` (`rules`) has a condition made of typed `predicates` and
one of four effects. Packs hold the rules of a place (`united_states`, `european_economic_area`, `china`, `indonesia`)
and those that Autonome promises everywhere (`platform`); each pack lists what it does not cover. `RULES` is all of
them, with one digest that every decision names.

`COUNSEL` applies: this is an engineer's reading, and counsel must review it.

>>> from autonome.law import RULES
>>> sorted({str(rule.check) for rule in RULES.rules})
['commentary', 'platform', 'statute', 'unchecked']
"""

from typing import Final

from autonome.law.cases import Case, ConsentKind, DataClass, Deed, Party, Purpose, Use
from autonome.law.china import CHINA
from autonome.law.errors import LawError
from autonome.law.european_economic_area import EUROPEAN_ECONOMIC_AREA
from autonome.law.indonesia import INDONESIA
from autonome.law.platform import PLATFORM
from autonome.law.rules import COUNSEL, Check, Pack, Rule, RuleBook, RuleEffect, RuleId, Ruling
from autonome.law.united_states import UNITED_STATES

RULES: Final = RuleBook((UNITED_STATES, EUROPEAN_ECONOMIC_AREA, CHINA, INDONESIA, PLATFORM))
"""All shipped packs."""

__all__ = [
    "CHINA",
    "COUNSEL",
    "EUROPEAN_ECONOMIC_AREA",
    "INDONESIA",
    "PLATFORM",
    "RULES",
    "UNITED_STATES",
    "Case",
    "Check",
    "ConsentKind",
    "DataClass",
    "Deed",
    "LawError",
    "Pack",
    "Party",
    "Purpose",
    "Rule",
    "RuleBook",
    "RuleEffect",
    "RuleId",
    "Ruling",
    "Use",
]
