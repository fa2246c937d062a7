"""European Economic Area: the GDPR, as far as it decides who may see a record."""

from typing import Final

from autonome.kernel import Instant
from autonome.law.cases import ConsentKind, DataClass
from autonome.law.predicates import OWN_RECORD, WITHDRAWING, All, LeavesJurisdiction, Not, data
from autonome.law.rules import Check, Pack, Rule, RuleEffect, RuleId

_IN_FORCE = Instant.parse("2018-05-25")
"""GDPR Art. 99(2)."""

_REGULATION = "text of Regulation (EU) 2016/679"
_UNREAD = "fact table, not yet read in the Regulation"

EUROPEAN_ECONOMIC_AREA: Final = Pack(
    "European Economic Area: GDPR",
    (
        Rule(
            id=RuleId("EU-GDPR-9(1)/9(2)(a,h,j)"),
            effect=RuleEffect.REQUIRE,
            jurisdiction="EEA",
            article="GDPR Art. 9(1) and 9(2)(a)",
            since=_IN_FORCE,
            check=Check.STATUTE,
            source=_REGULATION,
            when=All((data(DataClass.GENETIC, DataClass.HEALTH), Not(OWN_RECORD))),
            explanation=(
                "Genetic and health data need the person's explicit consent; the grounds of care and of research by "
                "law exist, and this product does not rely on them."
            ),
            kinds=frozenset({ConsentKind.EXPLICIT}),
        ),
        Rule(
            id=RuleId("EU-GDPR-7(1)"),
            effect=RuleEffect.DUTY,
            jurisdiction="EEA",
            article="GDPR Art. 7(1)",
            since=_IN_FORCE,
            check=Check.STATUTE,
            source=_REGULATION,
            when=Not(OWN_RECORD),
            explanation="Be able to show that the person consented: keep the receipt.",
        ),
        Rule(
            id=RuleId("EU-GDPR-7(3)"),
            effect=RuleEffect.PERMIT_BY_LAW,
            jurisdiction="EEA",
            article="GDPR Art. 7(3)",
            since=_IN_FORCE,
            check=Check.STATUTE,
            source=_REGULATION,
            when=WITHDRAWING,
            explanation="A consent can be taken back at any time, as easily as it was given.",
            is_right=True,
            overrides_deny=True,
        ),
        Rule(
            id=RuleId("EU-GDPR-15-22"),
            effect=RuleEffect.PERMIT_BY_LAW,
            jurisdiction="EEA",
            article="GDPR Art. 15",
            since=_IN_FORCE,
            check=Check.UNCHECKED,
            source=_UNREAD,
            when=OWN_RECORD,
            explanation="People may see the data held about them.",
            is_right=True,
            overrides_deny=True,
        ),
        Rule(
            id=RuleId("EU-GDPR-12(3)"),
            effect=RuleEffect.DUTY,
            jurisdiction="EEA",
            article="GDPR Art. 12(3)",
            since=_IN_FORCE,
            check=Check.STATUTE,
            source=_REGULATION,
            when=OWN_RECORD,
            explanation="Answer the person's request.",
            deadline="one month; two more for a complex one, said within the first",
        ),
        Rule(
            id=RuleId("EU-GDPR-44-49"),
            effect=RuleEffect.REQUIRE,
            jurisdiction="EEA",
            article="GDPR Art. 44 to 49",
            since=_IN_FORCE,
            check=Check.UNCHECKED,
            source=_UNREAD,
            when=LeavesJurisdiction(),
            explanation="Data leave the European Economic Area only under an adequacy decision or agreed safeguards.",
            documents=frozenset({"transfer-mechanism"}),
        ),
    ),
    {
        "EU-GDPR-6": "every use rests on consent here; the other grounds are not relied upon, vital interests included",
        "EU-GDPR-7(4)": "whether a service was tied to the consent is not part of a request",
        "EU-GDPR-8": "age of the person is not part of a request",
        "EU-GDPR-13/14": "notices are given when a form is signed, not at a request",
        "EU-GDPR-33": "breach notices are not decided at a request",
        "EU-GDPR-34": "breach notices are not decided at a request",
        "EU-GDPR-35": "scale of processing is not part of a request",
        "EU-GDPR-15-22, other than access": "correction, erasure, restriction and portability are no requests for data",
        "member states": "no member state's law is encoded; Art. 9(4) lets them ask for more",
    },
)
"""Rules of the European Economic Area."""
