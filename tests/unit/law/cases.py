"""For each rule, by its id: a case on which it fires, and a neighbouring one on which it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autonome.kernel import Instant
from autonome.law import Case, DataClass, Deed, Event, Party, Purpose, Use, stating

EVERYTHING = frozenset({DataClass.PERSONAL, DataClass.HEALTH, DataClass.GENETIC})
NONE: frozenset[Any] = frozenset()


def use(*uses: Use) -> tuple[Purpose, ...]:
    return (Purpose(frozenset(uses), frozenset(uses)),)


def by(party: Party) -> dict[str, Any]:
    return {"recipient_within": frozenset({party}), "recipient_touching": frozenset({party})}


def case(place: str, **changes: Any) -> Case:  # noqa: ANN401 - one keyword for each part
    """The care team uses genetic data for treatment, at home."""
    plain = Case(
        at=Instant.parse("2026-03-01"),
        jurisdictions=frozenset({place, "world"}),
        data=EVERYTHING,
        purposes=use(Use.TREATMENT),
        recipient_within=frozenset({Party.CARE_PROVIDER}),
        recipient_touching=frozenset({Party.CARE_PROVIDER}),
        deed=Deed.USE,
        leaves_jurisdiction=False,
        by_subject=False,
    )
    return replace(plain, **changes)


def said(**answers: int) -> dict[str, Any]:
    """What is stated, by name with underscores."""
    return {"circumstances": stating({name.replace("_", "-"): value for name, value in answers.items()})}


def breach(**answers: int) -> dict[str, Any]:
    return {"happened": Event.BREACH, "purposes": ()} | said(**answers)


RATED = {"purposes": use(Use.UNDERWRITING), **by(Party.HEALTH_INSURER)}
HIRED = {"purposes": use(Use.EMPLOYMENT), **by(Party.EMPLOYER)}
SMALL = HIRED | said(small_employer=True)
OWN = {"purposes": use(Use.OWN_REQUEST), "by_subject": True, "recipient_within": NONE, "recipient_touching": NONE}
TAKEN_BACK = OWN | {"deed": Deed.WITHDRAW}
ASKED = OWN | {"deed": Deed.CORRECT}
ABROAD: dict[str, Any] = {"leaves_jurisdiction": True}
FOREIGN = said(foreign_controlled=True)
HOME = said(foreign_controlled=False)
NO_GENES: dict[str, Any] = {"data": frozenset({DataClass.PERSONAL, DataClass.HEALTH})}
PERSONAL: dict[str, Any] = {"data": frozenset({DataClass.PERSONAL})}
MIND = {"data": frozenset({DataClass.PERSONAL, DataClass.HEALTH, DataClass.MENTAL_HEALTH})}
EMERGENCY = {"purposes": use(Use.EMERGENCY, Use.TREATMENT)}
RESEARCH = {"purposes": use(Use.RESEARCH), "recipient_within": NONE, "recipient_touching": NONE}
TRIAL = {"purposes": use(Use.RESEARCH, Use.TRIAL_RESEARCH)}
TRIAL_CARE = {"purposes": use(Use.TREATMENT, Use.TRIAL_TREATMENT)}
PART_IS_TRIAL = {"purposes": (Purpose(frozenset({Use.TREATMENT}), frozenset({Use.TREATMENT, Use.TRIAL_TREATMENT})),)}
COLLECT = {"deed": Deed.COLLECT}
EPIDEMIC = {"purposes": use(Use.PUBLIC_HEALTH), **by(Party.PUBLIC_HEALTH_AUTHORITY)}
BEREAVED = {"purposes": use(Use.OWN_REQUEST), **by(Party.RELATIVE)}
MOURNING = {"deceased": True, "near_relative": True, "arranged_otherwise": False}
POLICE = by(Party.LAW_ENFORCEMENT)
WITH_FOREIGNERS = RESEARCH | said(international_cooperation=True)
MARKET_TRIAL = RESEARCH | said(international_cooperation=True, market_trial_without_export=True)
BEFORE_THE_PROVISIONS = {"at": Instant.parse("2024-03-21")}
BEFORE_2024 = {"at": Instant.parse("2024-04-25")}

FIRES: dict[str, tuple[Case, Case]] = {
    "US-GINA-I": (case("US", **RATED), case("US", **(RATED | {"purposes": use(Use.PAYMENT)}))),
    "US-GINA-I/request": (
        case("US", **by(Party.HEALTH_INSURER)),
        case("US", **by(Party.HEALTH_INSURER), purposes=use(Use.PAYMENT)),
    ),
    "US-GINA-II/request": (case("US", **by(Party.EMPLOYER)), case("US", **by(Party.EMPLOYER), **NO_GENES)),
    "US-HIPAA-502(a)(5)(i)": (case("US", **RATED), case("US", **(RATED | NO_GENES))),
    "US-GINA-II": (case("US", **HIRED), case("US", **SMALL)),
    "US-GINA-gap": (case("US", **(RATED | by(Party.LIFE_INSURER))), case("US", **RATED)),
    "US-HIPAA-508(a)(1)": (case("US", purposes=use()), case("US")),
    "US-HIPAA-508(a)(1)/emergency": (case("US", **EMERGENCY), case("US")),
    "US-HIPAA-508(a)(1)/restricted": (case("US", **EMERGENCY), case("US")),
    "US-HIPAA-508(a)(2)(3)/psychotherapy": (case("US", **MIND), case("US", **MIND, **said(psychotherapy_notes=False))),
    "US-HIPAA-508(a)(2)(3)/marketing": (case("US", purposes=use(Use.MARKETING)), case("US")),
    "US-HIPAA-508(c)": (case("US", **RESEARCH), case("US", purposes=use(Use.PAYMENT))),
    "US-HIPAA-514(b)(2)": (case("US", **said(safe_harbour=True)), case("US", **said(safe_harbour=False))),
    "US-HIPAA-514(b)(1)": (case("US", **said(expert_deidentified=True)), case("US", **said(safe_harbour=True))),
    "US-HIPAA-524/528": (case("US", **OWN), case("US")),
    "US-HIPAA-524/528/accounting": (case("US", **(OWN | {"deed": Deed.ACCOUNT})), case("US", **OWN)),
    "US-HIPAA-404": (case("US", **breach()), case("US", **breach(unreadable=True))),
    "US-HIPAA-406/408/media": (
        case("US", **breach(people_in_one_state=501)),
        case("US", **breach(people_in_one_state=500)),
    ),
    "US-HIPAA-406/408/secretary": (
        case("US", **breach(people_affected=500)),
        case("US", **breach(people_affected=499)),
    ),
    "US-HIPAA-406/408/yearly": (case("US", **breach(people_affected=499)), case("US", **breach())),
    "EU-GDPR-6": (case("EEA", **PERSONAL), case("EEA", **OWN)),
    "EU-GDPR-6/vital": (case("EEA", **EMERGENCY, **said(cannot_consent=True)), case("EEA", **EMERGENCY)),
    "EU-GDPR-7(1)": (case("EEA"), case("EEA", **OWN)),
    "EU-GDPR-7(3)": (case("EEA", **TAKEN_BACK), case("EEA", deed=Deed.WITHDRAW)),
    "EU-GDPR-7(4)": (
        case("EEA", **(RESEARCH | said(condition_of_service=True))),
        case("EEA", **(RESEARCH | said(condition_of_service=True, needed_for_service=True))),
    ),
    "EU-GDPR-7(4)/asked": (case("EEA", **RESEARCH), case("EEA", **(RESEARCH | said(condition_of_service=False)))),
    "EU-GDPR-8": (
        case("EEA", **said(online_service=True, age=15)),
        case("EEA", **said(online_service=True, age=16)),
    ),
    "EU-GDPR-9(1)/9(2)(a,h,j)": (case("EEA"), case("EEA", **PERSONAL)),
    "EU-GDPR-12(3)": (case("EEA", **OWN), case("EEA")),
    "EU-GDPR-13/14": (case("EEA", **COLLECT), case("EEA", **COLLECT, **said(not_from_the_person=True))),
    "EU-GDPR-13/14/indirect": (case("EEA", **COLLECT, **said(not_from_the_person=True)), case("EEA", **COLLECT)),
    "EU-GDPR-15-22": (case("EEA", **OWN), case("EEA", **(OWN | {"deed": Deed.PUBLISH}))),
    "EU-GDPR-15-22/asking": (case("EEA", **ASKED), case("EEA", deed=Deed.CORRECT)),
    "EU-GDPR-15-22/recipients": (case("EEA", **ASKED), case("EEA", **(OWN | {"deed": Deed.PORT}))),
    "EU-GDPR-15-22/machine": (case("EEA", **said(automated_decision=True)), case("EEA")),
    "EU-GDPR-33": (case("EEA", **breach()), case("EEA", **breach(risk_unlikely=True))),
    "EU-GDPR-33/register": (case("EEA", **breach(risk_unlikely=True)), case("EEA")),
    "EU-GDPR-34": (case("EEA", **breach()), case("EEA", **breach(high_risk=False))),
    "EU-GDPR-35": (case("EEA"), case("EEA", **said(large_scale=False))),
    "EU-GDPR-44-49": (case("EEA", **ABROAD), case("EEA")),
    "CN-BSL-56": (case("CN", **WITH_FOREIGNERS), case("CN", **said(international_cooperation=True))),
    "CN-BSL-56/registration": (case("CN", **MARKET_TRIAL), case("CN", **WITH_FOREIGNERS)),
    "CN-BSL-56-foreign": (case("CN", **FOREIGN, deed=Deed.EXPORT), case("CN", **FOREIGN, **NO_GENES, deed=Deed.EXPORT)),
    "CN-BSL-57": (case("CN", **FOREIGN), case("CN")),
    "CN-BSL-57/until-2024": (case("CN", **FOREIGN, **BEFORE_2024), case("CN", **FOREIGN)),
    "CN-BSL-57/who": (case("CN"), case("CN", **HOME)),
    "CN-BSL-59": (case("CN", **WITH_FOREIGNERS), case("CN", **RESEARCH)),
    "CN-HGR-Rules2023-2": (case("CN", **RESEARCH), case("CN", **(RESEARCH | NO_GENES))),
    "CN-HGR-Reg-7/12/28/foreign": (case("CN", **FOREIGN, **COLLECT), case("CN", **FOREIGN)),
    "CN-HGR-Reg-7/12/28/collect": (case("CN", **RESEARCH, **COLLECT), case("CN", **COLLECT)),
    "CN-HGR-Reg-7/12/28/review": (
        case("CN", deed=Deed.PUBLISH),
        case("CN", deed=Deed.PUBLISH, **said(public_interest_at_stake=False)),
    ),
    "CN-PIPL-13/emergency": (case("CN", **EMERGENCY), case("CN")),
    "CN-PIPL-13/public-health": (case("CN", **EPIDEMIC, **said(public_health_emergency=True)), case("CN", **EPIDEMIC)),
    "CN-PIPL-14": (case("CN", **PERSONAL), case("CN", **OWN)),
    "CN-PIPL-15": (case("CN", **TAKEN_BACK), case("CN", **OWN)),
    "CN-PIPL-16": (case("CN", **(OWN | {"deed": Deed.REFUSE})), case("CN", deed=Deed.REFUSE)),
    "CN-PIPL-16/tied": (
        case("CN", **(RESEARCH | said(condition_of_service=True))),
        case("CN", **EMERGENCY, **said(condition_of_service=True)),
    ),
    "CN-PIPL-16/asked": (case("CN", **RESEARCH), case("CN", **(RESEARCH | said(condition_of_service=False)))),
    "CN-PIPL-17": (case("CN", **COLLECT), case("CN")),
    "CN-PIPL-21": (case("CN", **said(entrusted=True)), case("CN")),
    "CN-PIPL-21/onward": (case("CN", **said(sub_entrusted=True)), case("CN", **said(entrusted=True))),
    "CN-PIPL-23": (case("CN", deed=Deed.DISCLOSE), case("CN", **by(Party.HOLDER))),
    "CN-PIPL-24": (case("CN", **said(automated_decision=True)), case("CN", **said(automated_decision=False))),
    "CN-PIPL-25": (case("CN", deed=Deed.PUBLISH), case("CN", deed=Deed.DISCLOSE)),
    "CN-PIPL-29": (case("CN"), case("CN", **PERSONAL)),
    "CN-PIPL-29/necessity": (case("CN"), case("CN", **EMERGENCY)),
    "CN-PIPL-31": (case("CN", **said(age=13)), case("CN", **said(age=14))),
    "CN-PIPL-38": (case("CN", **ABROAD), case("CN", **ABROAD, **EMERGENCY)),
    "CN-PIPL-38/until-2024": (case("CN", **ABROAD, **BEFORE_THE_PROVISIONS), case("CN", **ABROAD)),
    "CN-PIPL-39": (case("CN", **ABROAD), case("CN")),
    "CN-PIPL-40": (case("CN", **ABROAD), case("CN", **ABROAD, **said(critical_infrastructure=False))),
    "CN-PIPL-40/until-2024": (case("CN", **ABROAD, **BEFORE_THE_PROVISIONS), case("CN", **ABROAD)),
    "CN-CAC-2024": (
        case("CN", **ABROAD, **said(people_abroad=10_000)),
        case("CN", **ABROAD, **said(people_abroad=9_999)),
    ),
    "CN-PIPL-45/46/47": (case("CN", **OWN), case("CN", **(OWN | {"by_subject": False}))),
    "CN-PIPL-45/46/47/asking": (case("CN", **ASKED), case("CN", **OWN)),
    "CN-PIPL-45/46/47/answer": (case("CN", **ASKED), case("CN", **TAKEN_BACK)),
    "CN-PIPL-45/46/47/withdrawn": (case("CN", **TAKEN_BACK), case("CN", **ASKED)),
    "CN-PIPL-49": (
        case("CN", **BEREAVED, **said(**MOURNING)),
        case("CN", **BEREAVED, **said(deceased=True, near_relative=True)),
    ),
    "CN-PIPL-50": (case("CN", happened=Event.REFUSAL), case("CN")),
    "CN-PIPL-55/56": (case("CN", **PERSONAL, deed=Deed.DISCLOSE), case("CN", **PERSONAL)),
    "CN-PIPL-55/56/keep": (case("CN", **PERSONAL, **said(entrusted=True)), case("CN", **PERSONAL)),
    "CN-PIPL-57": (case("CN", **breach(harm_averted=True)), case("CN")),
    "CN-PIPL-57/people": (case("CN", **breach()), case("CN", **breach(harm_averted=True))),
    "CN-PIPL-69": (case("CN", happened=Event.HARM), case("CN", happened=Event.DISPUTE)),
    "CN-CC-1008": (case("CN", **TRIAL_CARE), case("CN", **PART_IS_TRIAL)),
    "CN-CC-1009": (case("CN", **RESEARCH), case("CN")),
    "CN-CC-1033(5)": (case("CN"), case("CN", **OWN)),
    "CN-CC-1035": (case("CN"), case("CN", **OWN)),
    "CN-CC-1037": (case("CN", **ASKED), case("CN", **TAKEN_BACK)),
    "CN-CC-1038": (case("CN", **PERSONAL, deed=Deed.DISCLOSE), case("CN", **PERSONAL)),
    "CN-CC-1038/breach": (case("CN", **breach()), case("CN")),
    "CN-CC-1219": (case("CN", **said(special_treatment=True)), case("CN")),
    "CN-CC-1222": (case("CN", happened=Event.DISPUTE), case("CN", happened=Event.HARM)),
    "CN-CC-1225": (case("CN", **OWN), case("CN", **(OWN | PERSONAL))),
    "CN-CC-1226": (case("CN", deed=Deed.DISCLOSE), case("CN", **PERSONAL, deed=Deed.DISCLOSE)),
    "CN-Phys-26": (case("CN", **TRIAL), case("CN")),
    "CN-DSL-36": (case("CN", **ABROAD, **POLICE), case("CN", **POLICE, **HOME)),
    "CN-DSL-21/24/31": (case("CN", **RESEARCH), case("CN", **RESEARCH, **said(important_data=False))),
    "CN-DSL-21/24/31/export": (case("CN", **ABROAD), case("CN", **ABROAD, **said(important_data=False))),
    "ID-PDP-4(2)": (case("ID"), case("ID", **PERSONAL)),
    "ID-PDP-20/22/24": (case("ID", **PERSONAL), case("ID", **OWN)),
    "ID-PDP-20/22/24/vital": (case("ID", **EMERGENCY), case("ID")),
    "ID-PDP-34": (case("ID"), case("ID", **PERSONAL)),
    "ID-PDP-56": (case("ID", **ABROAD), case("ID")),
    "ID-PDP-9/40": (case("ID", **TAKEN_BACK), case("ID")),
    "ID-PDP-9/40/stop": (case("ID", **TAKEN_BACK), case("ID", **OWN)),
    "ID-PDP-breach": (case("ID", **breach()), case("ID")),
    "ID-PDP-breach/public": (case("ID", **breach()), case("ID", **breach(public_interest_at_stake=False))),
    "PLATFORM-RIGHTS": (case("ID", **ASKED), case("ID")),
    "PLATFORM-UNDERWRITING": (
        case("ID", **(RATED | by(Party.LIFE_INSURER))),
        case("ID", **(RATED | NO_GENES)),
    ),
    **{
        f"PLATFORM-BEFORE/{place}": (case(place, **PERSONAL, at=Instant.parse("2000-01-01")), case(place, **PERSONAL))
        for place in ("US", "EEA", "CN", "ID")
    },
    "PLATFORM-EMPLOYMENT": (case("ID", **SMALL), case("ID", **(HIRED | NO_GENES))),
}
