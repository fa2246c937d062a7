"""China: PIPL, Civil Code and Biosecurity Law, as far as they decide who may see a record."""

from typing import Final

from autonome.kernel import Instant
from autonome.law.cases import ConsentKind, DataClass, Deed, Party, Use
from autonome.law.predicates import (
    OWN_RECORD,
    REFUSING,
    WITHDRAWING,
    All,
    AnyOf,
    ForeignControlled,
    LeavesJurisdiction,
    Not,
    Predicate,
    RecipientWithin,
    UseWithin,
    data,
    deed,
)
from autonome.law.rules import Check, Pack, Rule, RuleEffect, RuleId

_PIPL = Instant.parse("2021-11-01")
"""PIPL Art. 74."""

_CIVIL_CODE = Instant.parse("2021-01-01")
"""Civil Code Art. 1260."""

_BIOSECURITY = Instant.parse("2021-04-15")
"""Biosecurity Law Art. 88."""

_STATUTE = "statute text (LawRefBook/Laws, commit 2f4c5c2)"
_SENSITIVE = data(DataClass.GENETIC, DataClass.HEALTH)
_PASSED_ON = deed(Deed.DISCLOSE, Deed.PUBLISH, Deed.EXPORT)


def _requires(name: str, article: str, when: Predicate, explanation: str, *asked: ConsentKind | str) -> Rule:
    """One requirement of the PIPL: kinds of consent, or documents."""
    return Rule(
        id=RuleId(name),
        effect=RuleEffect.REQUIRE,
        jurisdiction="CN",
        article=article,
        since=_PIPL,
        check=Check.STATUTE,
        source=_STATUTE,
        when=All((when, Not(OWN_RECORD))),
        explanation=explanation,
        kinds=frozenset(item for item in asked if isinstance(item, ConsentKind)),
        documents=frozenset(item for item in asked if not isinstance(item, ConsentKind)),
    )


def _right(name: str, article: str, when: Predicate, explanation: str) -> Rule:
    """One right of the person under the PIPL."""
    return Rule(
        id=RuleId(name),
        effect=RuleEffect.PERMIT_BY_LAW,
        jurisdiction="CN",
        article=article,
        since=_PIPL,
        check=Check.STATUTE,
        source=_STATUTE,
        when=when,
        explanation=explanation,
        is_right=True,
        overrides_deny=True,
    )


CHINA: Final = Pack(
    "China: PIPL, Civil Code, Biosecurity Law",
    (
        Rule(
            id=RuleId("CN-BSL-56-foreign"),
            effect=RuleEffect.FORBID,
            jurisdiction="CN",
            article="Biosecurity Law Art. 56",
            since=_BIOSECURITY,
            check=Check.STATUTE,
            source=_STATUTE,
            when=All((data(DataClass.GENETIC), ForeignControlled(), deed(Deed.COLLECT, Deed.EXPORT))),
            explanation=(
                "Foreign parties, and those under foreign control, may not collect Chinese human genetic resources "
                "or take them abroad."
            ),
        ),
        Rule(
            id=RuleId("CN-BSL-57"),
            effect=RuleEffect.REQUIRE,
            jurisdiction="CN",
            article="Biosecurity Law Art. 57",
            since=_BIOSECURITY,
            check=Check.STATUTE,
            source=_STATUTE,
            when=All((data(DataClass.GENETIC), ForeignControlled(), deed(Deed.USE, Deed.TRAIN, *_PASSED_ON.deeds))),
            explanation="Before a foreign party gets genetic information, report it and hand in a copy.",
            documents=frozenset({"hgr-report", "hgr-backup-receipt"}),
        ),
        Rule(
            id=RuleId("CN-PIPL-13/emergency"),
            effect=RuleEffect.PERMIT_BY_LAW,
            jurisdiction="CN",
            article="PIPL Art. 13(4)",
            since=_PIPL,
            check=Check.STATUTE,
            source=_STATUTE,
            when=All(
                (
                    UseWithin(frozenset({Use.EMERGENCY})),
                    RecipientWithin(frozenset({Party.CARE_PROVIDER})),
                    deed(Deed.USE),
                )
            ),
            explanation="In an emergency data may be used without consent to protect life and health; tell the person.",
        ),
        _right("CN-PIPL-15", "PIPL Art. 15", WITHDRAWING, "A consent can be taken back, by an easy way."),
        _right("CN-PIPL-16", "PIPL Art. 16", REFUSING, "Nobody is refused a service for refusing a consent."),
        _right("CN-PIPL-45/46/47", "PIPL Art. 45", OWN_RECORD, "People may see and copy the data held about them."),
        _requires(
            "CN-PIPL-23",
            "PIPL Art. 23",
            deed(Deed.DISCLOSE, Deed.EXPORT),
            "Giving data to another handler needs a separate consent that names it.",
            ConsentKind.SEPARATE_RECIPIENT,
        ),
        _requires(
            "CN-PIPL-25",
            "PIPL Art. 25",
            deed(Deed.PUBLISH),
            "Making data public needs a separate consent.",
            ConsentKind.SEPARATE_PUBLISH,
        ),
        _requires(
            "CN-PIPL-29",
            "PIPL Art. 29",
            _SENSITIVE,
            "Sensitive data, genetic and health data among them, need a separate consent.",
            ConsentKind.SEPARATE_SENSITIVE,
        ),
        _requires(
            "CN-PIPL-38",
            "PIPL Art. 38",
            LeavesJurisdiction(),
            "Data leave China only upon a security assessment, a certification or the standard contract.",
            "transfer-mechanism",
        ),
        _requires(
            "CN-PIPL-39",
            "PIPL Art. 39",
            LeavesJurisdiction(),
            "Taking data abroad needs a separate consent that names the recipient there.",
            ConsentKind.SEPARATE_EXPORT,
        ),
        _requires(
            "CN-PIPL-55/56",
            "PIPL Art. 55 and 56",
            AnyOf((_SENSITIVE, _PASSED_ON)),
            "Sensitive data, and data that are passed on, need an impact assessment beforehand.",
            "impact-assessment",
        ),
        Rule(
            id=RuleId("CN-CC-1033(5)"),
            effect=RuleEffect.REQUIRE,
            jurisdiction="CN",
            article="Civil Code Art. 1033(5)",
            since=_CIVIL_CODE,
            check=Check.STATUTE,
            source=_STATUTE,
            when=Not(OWN_RECORD),
            explanation="Private information is used only with the person's explicit consent.",
            kinds=frozenset({ConsentKind.EXPLICIT}),
        ),
    ),
    {
        "CN-PIPL-13": "of the grounds other than consent only the emergency is relied upon",
        "CN-PIPL-14": "a changed purpose is a new template here, and asks again",
        "CN-PIPL-17": "notices are given when a form is signed, not at a request",
        "CN-PIPL-21": "entrusting a processor is no action yet",
        "CN-PIPL-24": "decisions by machine alone are not requested yet",
        "CN-PIPL-31": "age of the person is not part of a request",
        "CN-PIPL-40": "volume and critical infrastructure are not part of a request",
        "CN-CAC-2024": "volume is not part of a request",
        "CN-PIPL-49": "death of the person is not part of a request",
        "CN-PIPL-50": "every refusal gives its reasons; the right to sue is said in the patient's view",
        "CN-PIPL-57": "breach notices are not decided at a request",
        "CN-PIPL-69": "evidence is what the ledger keeps; nothing is decided at a request",
        "CN-BSL-56": "approval depends on quantity, pedigree and region, which are not part of a request",
        "CN-BSL-59": "the parts of partners in a cooperation are not part of a request",
        "CN-HGR-Rules2023-2": "a definition: of all data only the genomic branch is a genetic resource here",
        "CN-HGR-Reg-7/12/28": "unchecked; its duties are met at Biosecurity Law Art. 56 and 57",
        "CN-CC-1008": "trials are not requested yet",
        "CN-CC-1009": "a standard for review by people",
        "CN-CC-1035": "consent, purpose and scope are asked for by every decision",
        "CN-CC-1037": "correction and deletion are no requests for data",
        "CN-CC-1038": "consent is asked for by every decision; breach notices are not decided at a request",
        "CN-CC-1219": "consent to a treatment, not to a use of data",
        "CN-CC-1222": "evidence is what the ledger keeps",
        "CN-CC-1225": "met by the right to one's own record",
        "CN-CC-1226": "consent is asked for by every decision",
        "CN-DSL-36": "foreign courts are no class of recipients yet; law enforcement needs a consent here",
        "CN-DSL-21/24/31": "the catalogue of important data is not part of a request",
        "CN-Phys-26": "clinical research is not requested yet",
    },
)
"""Rules of China."""
