"""For each rule, part by part: the circumstance that breaks this part alone, and what makes the rule apply by itself.

Each entry starts from the case on which the rule fires (`cases.FIRES`) and changes what its words say, nothing else.
`silent`: one part of the condition fails and all others hold, so the rule must not apply. `fires`: another way to meet
it. `deeds`: of all deeds, those upon which the rule still applies. Written by hand from what a rule says and its row of
the fact table, and not worked out by its condition: `test_near_misses` then takes the conditions apart and asks whether
all was thought of.
"""

from __future__ import annotations

from collections.abc import Mapping

from autonome.law import Deed, Party, Use
from tests.unit.law.cases import MIND, NO_GENES, by, said, use
from tests.unit.law.near import (
    AGENT,
    ASKED_FOR,
    ASKS_BY_AGENT,
    BY_AGENT,
    BY_WHOM,
    CARE,
    CHANGED,
    COLLECTED_NOT_QUITE_OWN,
    EMERGENCY_BESIDE,
    EVERY,
    GENES_ALONE,
    NO_EMERGENCY,
    NOT_FOR_THE_PERSON,
    NOT_GENETIC,
    NOT_QUITE_OWN,
    NOT_SENSITIVE,
    NOT_SPARED,
    OWN_IS_FREE,
    OWN_READING,
    PROCESSED,
    READ,
    READS_OWN,
    SENSITIVE_EITHER_WAY,
    SPARED,
    STAYS,
    TREATED,
    URGENT_IS_FREE,
    Changes,
    Circumstances,
    Near,
    beside,
    broad,
    perhaps,
    tied,
    upon,
)
from tests.unit.law.near_misses_china import CARE_AND_MORE, GENES, INFORMATION

UNDERWRITES: Circumstances = {
    "for any purpose at all": broad(Use.UNDERWRITING, Use.PAYMENT),
    "for payment and underwriting": beside(Use.PAYMENT, Use.UNDERWRITING),
    "genetic data alone": GENES_ALONE,
}
HIRES: Circumstances = {
    "for any purpose at all": broad(Use.EMPLOYMENT),
    "an employer or somebody else": perhaps(Party.EMPLOYER),
    "genetic data alone": GENES_ALONE,
}
FOR_SOMETHING_ELSE: Circumstances = {**NOT_GENETIC, "for payment": {"purposes": use(Use.PAYMENT)}}
RATES: Circumstances = {
    **FOR_SOMETHING_ELSE,
    "a care provider": by(Party.CARE_PROVIDER),
}
AUTHORISED: Circumstances = {
    "for treatment": CARE,
    "for payment": {"purposes": use(Use.PAYMENT)},
    "for operations": {"purposes": use(Use.OPERATIONS)},
    "for oneself": {"purposes": use(Use.OWN_REQUEST)},
    "for treatment and payment": beside(Use.TREATMENT, Use.PAYMENT),
}
BEYOND: Circumstances = {
    "for research": {"purposes": use(Use.RESEARCH)},
    "for treatment and research": beside(Use.TREATMENT, Use.RESEARCH),
    "for a purpose that merely includes treatment": broad(Use.TREATMENT),
}

UNCONSCIOUS: Changes = said(cannot_consent=True)

US: Mapping[str, Near] = {
    "US-GINA-I": Near(EVERY, {**RATES, "a life insurer": by(Party.LIFE_INSURER)}, UNDERWRITES),
    "US-HIPAA-502(a)(5)(i)": Near(
        EVERY, {**RATES, "a long-term-care insurer": by(Party.LONG_TERM_CARE_INSURER)}, UNDERWRITES
    ),
    "US-GINA-I/request": Near(
        EVERY,
        {**NOT_GENETIC, "to pay": {"purposes": use(Use.PAYMENT)}, "a life insurer": by(Party.LIFE_INSURER)},
        {
            "genetic data alone": GENES_ALONE,
            "for research": {"purposes": use(Use.RESEARCH)},
            "to pay, and to run itself": beside(Use.PAYMENT, Use.OPERATIONS),
            "perhaps to pay": broad(Use.PAYMENT),
            "perhaps a health insurer": perhaps(Party.HEALTH_INSURER),
        },
    ),
    "US-GINA-II/request": Near(
        EVERY,
        {
            **NOT_GENETIC,
            "a care provider": by(Party.CARE_PROVIDER),
            "fewer than fifteen on the staff": said(small_employer=True),
        },
        {
            "genetic data alone": GENES_ALONE,
            "for research": {"purposes": use(Use.RESEARCH)},
            "to decide on work": {"purposes": use(Use.EMPLOYMENT)},
            "perhaps an employer": perhaps(Party.EMPLOYER),
            "a large one": said(small_employer=False),
        },
    ),
    "US-GINA-II": Near(EVERY, {**RATES, "fewer than fifteen on the staff": said(small_employer=True)}, HIRES),
    "US-GINA-gap": Near(
        EVERY,
        {
            **RATES,
            "a health insurer": by(Party.HEALTH_INSURER),
            "a large employer": {"purposes": use(Use.EMPLOYMENT)} | by(Party.EMPLOYER) | said(small_employer=False),
            "an employer of unknown size": {"purposes": use(Use.EMPLOYMENT)} | by(Party.EMPLOYER),
            "a small employer, not for work": {"purposes": use(Use.PAYMENT)}
            | by(Party.EMPLOYER)
            | said(small_employer=True),
            "for work, by no employer": {"purposes": use(Use.EMPLOYMENT)} | said(small_employer=True),
        },
        {
            **UNDERWRITES,
            "a disability insurer": by(Party.DISABILITY_INSURER),
            "a long-term-care insurer": by(Party.LONG_TERM_CARE_INSURER),
            "a small employer": {"purposes": use(Use.EMPLOYMENT)} | by(Party.EMPLOYER) | said(small_employer=True),
        },
    ),
    "US-HIPAA-508(a)(1)": Near(EVERY, AUTHORISED, BEYOND),
    "US-HIPAA-508(a)(1)/emergency": Near(
        TREATED,
        {
            **NO_EMERGENCY,
            "perhaps separate notes": MIND,
            "separate notes": MIND | said(psychotherapy_notes=True),
        },
        {"no separate notes": MIND | said(psychotherapy_notes=False)},
    ),
    "US-HIPAA-508(a)(1)/restricted": Near(TREATED, NO_EMERGENCY, {"separate notes": MIND}),
    "US-HIPAA-508(a)(2)(3)/psychotherapy": Near(
        PROCESSED,
        {"no data on the mind": NO_GENES, "no separate notes": said(psychotherapy_notes=False), **OWN_IS_FREE},
        {"separate notes": said(psychotherapy_notes=True), **NOT_QUITE_OWN},
    ),
    "US-HIPAA-508(a)(2)(3)/marketing": Near(
        EVERY, {"for treatment": CARE}, {"for treatment and marketing": beside(Use.TREATMENT, Use.MARKETING)}
    ),
    "US-HIPAA-508(c)": Near(EVERY, AUTHORISED, BEYOND),
    "US-HIPAA-514(b)(2)": Near(EVERY, {"nobody says so": said(), "not so": said(safe_harbour=False)}),
    "US-HIPAA-514(b)(1)": Near(EVERY, {"nobody says so": said(), "not so": said(expert_deidentified=False)}),
    "US-HIPAA-524/528": Near(READ, OWN_READING),
    "US-HIPAA-524/528/accounting": Near(upon(Deed.ACCOUNT), BY_WHOM, BY_AGENT),
    "US-HIPAA-404": Near(
        EVERY, {"nobody could read them": said(unreadable=True)}, {**SENSITIVE_EITHER_WAY, **NOT_SENSITIVE}
    ),
    "US-HIPAA-406/408/media": Near(
        EVERY,
        {
            "nobody could read them": said(unreadable=True, people_in_one_state=501),
            "500 in one State": said(people_in_one_state=500),
            "500 in all": said(people_affected=500),
            "500 in one State, of 501": said(people_affected=501, people_in_one_state=500),
        },
        {
            **SENSITIVE_EITHER_WAY,
            **NOT_SENSITIVE,
            "nobody knows how many": said(),
            "501 in all, the State unknown": said(people_affected=501),
            "501 in one State, of 500": said(people_affected=500, people_in_one_state=501),
        },
    ),
    "US-HIPAA-406/408/secretary": Near(
        EVERY,
        {
            "nobody could read them": said(unreadable=True, people_affected=500),
            "499 people": said(people_affected=499),
            "499 people, all in one State": said(people_affected=499, people_in_one_state=499),
        },
        {
            **SENSITIVE_EITHER_WAY,
            **NOT_SENSITIVE,
            "nobody knows how many": said(),
            "500 in one State, of 499": said(people_affected=499, people_in_one_state=500),
        },
    ),
    "US-HIPAA-406/408/yearly": Near(
        EVERY,
        {
            "nobody could read them": said(unreadable=True, people_affected=499),
            "500 people": said(people_affected=500),
            "nobody knows how many": said(),
        },
        {**SENSITIVE_EITHER_WAY, **NOT_SENSITIVE},
    ),
}

CONTRADICTED: Circumstances = {"unlikely, and high": said(risk_unlikely=True, high_risk=True)}

EEA: Mapping[str, Near] = {
    "EU-GDPR-6": Near(PROCESSED, OWN_IS_FREE, NOT_QUITE_OWN),
    "EU-GDPR-6/vital": Near(
        TREATED,
        {
            **NO_EMERGENCY,
            "whether she can consent is not stated": said(),
            "able to consent": said(cannot_consent=False),
        },
    ),
    "EU-GDPR-7(1)": Near(PROCESSED, OWN_IS_FREE, NOT_QUITE_OWN),
    "EU-GDPR-7(3)": Near(upon(Deed.WITHDRAW), BY_WHOM, BY_AGENT),
    "EU-GDPR-7(4)": tied(condition_of_service=True),
    "EU-GDPR-7(4)/asked": tied(),
    "EU-GDPR-8": Near(
        PROCESSED,
        {
            "no service over the network": said(age=15),
            "sixteen": said(online_service=True, age=16),
            **OWN_IS_FREE,
        },
        {"age unknown": said(online_service=True), **NOT_QUITE_OWN},
    ),
    "EU-GDPR-9(1)/9(2)(a,h,j)": Near(
        EVERY, {**NOT_SENSITIVE, **OWN_IS_FREE}, {**SENSITIVE_EITHER_WAY, **NOT_QUITE_OWN}
    ),
    "EU-GDPR-12(3)": Near(READ | ASKED_FOR, {**OWN_READING, **NOT_FOR_THE_PERSON}, ASKS_BY_AGENT),
    "EU-GDPR-13/14": Near(
        upon(Deed.COLLECT),
        {"not from the person": said(not_from_the_person=True), **OWN_IS_FREE, **URGENT_IS_FREE},
        {"from the person": said(not_from_the_person=False), **COLLECTED_NOT_QUITE_OWN, **EMERGENCY_BESIDE},
    ),
    "EU-GDPR-13/14/indirect": Near(
        upon(Deed.COLLECT),
        {"from the person": said(not_from_the_person=False), "nobody says from where": said(), **OWN_IS_FREE},
        {**COLLECTED_NOT_QUITE_OWN, **URGENT_IS_FREE},
    ),
    "EU-GDPR-15-22": Near(READ, OWN_READING),
    "EU-GDPR-15-22/asking": Near(ASKED_FOR, BY_WHOM, ASKS_BY_AGENT),
    "EU-GDPR-15-22/recipients": Near(CHANGED, BY_WHOM, BY_AGENT),
    "EU-GDPR-15-22/machine": Near(
        PROCESSED,
        {"not said to": said(), "a human being decides": said(automated_decision=False), **OWN_IS_FREE},
        NOT_QUITE_OWN,
    ),
    "EU-GDPR-33": Near(
        EVERY, {"a risk is unlikely": said(risk_unlikely=True)}, {"a risk": said(risk_unlikely=False), **CONTRADICTED}
    ),
    "EU-GDPR-33/register": Near(EVERY, {}, {"a risk is unlikely": said(risk_unlikely=True)}),
    "EU-GDPR-34": Near(
        EVERY,
        {
            "no high risk": said(high_risk=False),
            "a risk is unlikely": said(risk_unlikely=True),
            "nobody could read them": said(unreadable=True),
            "harm kept away": said(harm_averted=True),
        },
        {
            **CONTRADICTED,
            "all answers against": said(high_risk=True, risk_unlikely=False, unreadable=False, harm_averted=False),
        },
    ),
    "EU-GDPR-35": Near(
        PROCESSED,
        {**NOT_SENSITIVE, "not on a large scale": said(large_scale=False), **OWN_IS_FREE, **URGENT_IS_FREE},
        {**SENSITIVE_EITHER_WAY, "on a large scale": said(large_scale=True), **NOT_QUITE_OWN, **EMERGENCY_BESIDE},
    ),
    "EU-GDPR-44-49": Near(
        EVERY,
        {**STAYS, **{words: changes | UNCONSCIOUS for words, changes in SPARED.items()}},
        {
            "the person's own": READS_OWN,
            **SPARED,
            **{words: changes | UNCONSCIOUS for words, changes in NOT_SPARED.items()},
        },
    ),
}

INDONESIA: Mapping[str, Near] = {
    "ID-PDP-4(2)": Near(PROCESSED, {**NOT_SENSITIVE, **OWN_IS_FREE}, {**SENSITIVE_EITHER_WAY, **NOT_QUITE_OWN}),
    "ID-PDP-20/22/24": Near(PROCESSED, OWN_IS_FREE, NOT_QUITE_OWN),
    "ID-PDP-20/22/24/vital": Near(TREATED, NO_EMERGENCY),
    "ID-PDP-34": Near(
        PROCESSED,
        {**NOT_SENSITIVE, **OWN_IS_FREE, **SPARED},
        {**SENSITIVE_EITHER_WAY, **NOT_QUITE_OWN, **NOT_SPARED},
    ),
    "ID-PDP-56": Near(EVERY, STAYS, {"the person's own": READS_OWN}),
    "ID-PDP-9/40": Near(upon(Deed.WITHDRAW), BY_WHOM, BY_AGENT),
    "ID-PDP-9/40/stop": Near(upon(Deed.WITHDRAW), BY_WHOM, BY_AGENT),
    "ID-PDP-breach": Near(EVERY, {}, {"nobody is hit": said(public_interest_at_stake=False)}),
    "ID-PDP-breach/public": Near(EVERY, {"the public is not hit": said(public_interest_at_stake=False)}),
}

PLATFORM: Mapping[str, Near] = {
    "PLATFORM-RIGHTS": Near(
        READ | ASKED_FOR | {Deed.WITHDRAW, Deed.REFUSE},
        {**BY_WHOM, **NOT_FOR_THE_PERSON},
        {
            **ASKS_BY_AGENT,
            "who acts for the person takes back": AGENT | {"deed": Deed.WITHDRAW},
            "who acts for the person refuses": AGENT | {"deed": Deed.REFUSE},
        },
    ),
    "PLATFORM-UNDERWRITING": Near(
        EVERY,
        FOR_SOMETHING_ELSE,
        {
            **UNDERWRITES,
            "an employer": by(Party.EMPLOYER),
            "who calls itself the care team": by(Party.CARE_PROVIDER),
            "a health insurer": by(Party.HEALTH_INSURER),
            "a disability insurer": by(Party.DISABILITY_INSURER),
            "a long-term-care insurer": by(Party.LONG_TERM_CARE_INSURER),
            "perhaps an insurer": perhaps(Party.LIFE_INSURER),
        },
    ),
    **{
        f"PLATFORM-BEFORE/{place}": Near(PROCESSED, OWN_IS_FREE, {**NOT_QUITE_OWN, **URGENT_IS_FREE})
        for place in ("US", "EEA", "CN", "ID")
    },
    "PLATFORM-EMPLOYMENT": Near(
        EVERY,
        FOR_SOMETHING_ELSE,
        {
            **HIRES,
            "who calls itself the care team": by(Party.CARE_PROVIDER),
            "a large one": said(small_employer=False),
            "of unknown size": said(),
        },
    ),
}

NEAR: Mapping[str, Near] = {**US, **EEA, **GENES, **INFORMATION, **CARE_AND_MORE, **INDONESIA, **PLATFORM}
"""All of them, by the rule's id."""
