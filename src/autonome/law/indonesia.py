"""Indonesia: Law 27 of 2022 on personal data protection, as far as it decides who may see a record."""

from typing import Final

from autonome.kernel import Instant
from autonome.law.cases import ConsentKind, DataClass
from autonome.law.predicates import OWN_RECORD, WITHDRAWING, All, LeavesJurisdiction, Not, data
from autonome.law.rules import Check, Pack, Rule, RuleEffect, RuleId

_IN_FORCE = Instant.parse("2022-10-17")
"""Law 27/2022 Art. 76; its two years of transition ended 2024-10-17 and are not made use of here."""

_UNREAD = "fact table, not yet read in the statute"

INDONESIA: Final = Pack(
    "Indonesia: personal data protection law",
    (
        Rule(
            id=RuleId("ID-PDP-20/22/24"),
            effect=RuleEffect.REQUIRE,
            jurisdiction="ID",
            article="Law 27/2022 Art. 20, 22 and 24",
            since=_IN_FORCE,
            check=Check.UNCHECKED,
            source=_UNREAD,
            when=Not(OWN_RECORD),
            explanation="Consent must be explicit, in writing or recorded, and the controller must be able to show it.",
            kinds=frozenset({ConsentKind.EXPLICIT, ConsentKind.WRITTEN}),
        ),
        Rule(
            id=RuleId("ID-PDP-34"),
            effect=RuleEffect.REQUIRE,
            jurisdiction="ID",
            article="Law 27/2022 Art. 34, with Art. 4(2)",
            since=_IN_FORCE,
            check=Check.UNCHECKED,
            source=_UNREAD,
            when=All((data(DataClass.GENETIC, DataClass.HEALTH), Not(OWN_RECORD))),
            explanation="Specific data, genetic and health data among them, need an impact assessment beforehand.",
            documents=frozenset({"impact-assessment"}),
        ),
        Rule(
            id=RuleId("ID-PDP-56"),
            effect=RuleEffect.REQUIRE,
            jurisdiction="ID",
            article="Law 27/2022 Art. 56",
            since=_IN_FORCE,
            check=Check.UNCHECKED,
            source=_UNREAD,
            when=LeavesJurisdiction(),
            explanation="Data leave Indonesia only to equal protection, under binding safeguards, or else by consent.",
            documents=frozenset({"transfer-mechanism"}),
        ),
        Rule(
            id=RuleId("ID-PDP-9/40"),
            effect=RuleEffect.PERMIT_BY_LAW,
            jurisdiction="ID",
            article="Law 27/2022 Art. 9",
            since=_IN_FORCE,
            check=Check.UNCHECKED,
            source=_UNREAD,
            when=WITHDRAWING,
            explanation="A consent can be taken back.",
            is_right=True,
            overrides_deny=True,
        ),
        Rule(
            id=RuleId("ID-PDP-9/40/stop"),
            effect=RuleEffect.DUTY,
            jurisdiction="ID",
            article="Law 27/2022 Art. 40",
            since=_IN_FORCE,
            check=Check.UNCHECKED,
            source=_UNREAD,
            when=WITHDRAWING,
            explanation="Stop using the data after a withdrawal.",
            deadline="three times 24 hours",
        ),
    ),
    {
        "ID-PDP-4(2)": "a definition: health and genetic data are specific; used by ID-PDP-34",
        "ID-PDP-breach": "breach notices are not decided at a request",
        "health regulations": "sector rules on medical records are not encoded",
    },
)
"""Rules of Indonesia."""
