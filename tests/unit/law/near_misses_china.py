"""Near misses of the rules of China, by statute; see `near_misses`."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.law import DataClass, Deed, Party, Use
from tests.unit.law.cases import ABROAD, PERSONAL, by, said, use
from tests.unit.law.near import (
    ASKED_FOR,
    ASKS_BY_AGENT,
    AT_HOME,
    BY_AGENT,
    BY_WHOM,
    CARE,
    COLLECTED_NOT_QUITE_OWN,
    COLLECTS_OWN,
    EMERGENCY_BESIDE,
    EVERY,
    GENES_ALONE,
    HEALTH_ALONE,
    NO_EMERGENCY,
    NOT_FOR_THE_PERSON,
    NOT_GENETIC,
    NOT_QUITE_OWN,
    NOT_SENSITIVE,
    NOT_SPARED,
    OWN_IS_FREE,
    OWN_READING,
    PASSED,
    PROCESSED,
    READ,
    READS_OWN,
    SENSITIVE_EITHER_WAY,
    SPARED,
    STAYS,
    TREATED,
    URGENT_IS_FREE,
    WHO_DOES_NOT_TREAT,
    Changes,
    Circumstances,
    Near,
    beside,
    broad,
    perhaps,
    tied,
    upon,
)

COOPERATES: Changes = said(international_cooperation=True)
FOREIGNER: Changes = said(foreign_controlled=True)
FOREIGNER_SPARED: Circumstances = {words: FOREIGNER | changes for words, changes in SPARED.items()}
FOREIGNER_NOT_SPARED: Circumstances = {words: FOREIGNER | changes for words, changes in NOT_SPARED.items()}
TAKEN_AWAY: Circumstances = {f"{words}, abroad": changes | ABROAD for words, changes in SPARED.items()}
FOREIGNER_TAKEN_AWAY: Circumstances = {words: FOREIGNER | changes for words, changes in TAKEN_AWAY.items()}
CARED_FOR: Circumstances = {"for treatment": CARE, "for oneself": {"purposes": use(Use.OWN_REQUEST)}}
CARE_BESIDE: Circumstances = {"for treatment and research": beside(Use.TREATMENT, Use.RESEARCH)}
TOGETHER: Circumstances = {
    "a foreign party, cooperation not ruled out": FOREIGNER,
    "abroad, cooperation not ruled out": said() | ABROAD,
}
ALONE: Circumstances = {
    "nobody foreign": said(),
    "a foreign party, and no cooperation": said(foreign_controlled=True, international_cooperation=False),
    "abroad, and no cooperation": said(international_cooperation=False) | ABROAD,
}
TAKEN: Circumstances = {
    **NOT_GENETIC,
    "not foreign": AT_HOME,
    "perhaps foreign": said(),
    **FOREIGNER_SPARED,
}
TAKEN_STILL: Circumstances = {
    "used abroad": {"deed": Deed.USE} | ABROAD,
    "genes": GENES_ALONE,
    "a foreign party exports, in an emergency": FOREIGNER | NOT_SPARED["an emergency, to export"],
    **{
        f"a foreign party collects, {words}": FOREIGNER | NOT_SPARED[words] | {"deed": Deed.COLLECT}
        for words in WHO_DOES_NOT_TREAT
    },
    **FOREIGNER_TAKEN_AWAY,
}
GIVEN: Circumstances = {
    **NOT_GENETIC,
    "neither foreign, nor abroad, nor published": said() | {"deed": Deed.USE},
    "at home": AT_HOME | {"deed": Deed.USE},
    "the person reads the own record": FOREIGNER | READS_OWN,
    "the person reads it abroad": ABROAD | READS_OWN,
    "the person collects it from abroad": ABROAD | COLLECTS_OWN,
    **FOREIGNER_SPARED,
    "a foreign party collects": FOREIGNER | {"deed": Deed.COLLECT},
}
GIVEN_STILL: Circumstances = {
    **{f"a foreign party, to {deed}": FOREIGNER | {"deed": deed} for deed in sorted(PROCESSED - {Deed.COLLECT})},
    "published at home": AT_HOME | {"deed": Deed.PUBLISH},
    "abroad": AT_HOME | ABROAD | {"deed": Deed.USE},
    **{f"{words}, a foreign party": FOREIGNER | changes for words, changes in NOT_QUITE_OWN.items()},
    **FOREIGNER_NOT_SPARED,
    **{f"used, {words}": FOREIGNER | NOT_SPARED[words] | {"deed": Deed.USE} for words in WHO_DOES_NOT_TREAT},
    **TAKEN_AWAY,
}
REGISTERED: Changes = said(international_cooperation=True, market_trial_without_export=True)
NO_TRIAL: Circumstances = {
    "for treatment": CARE,
    "for research that is no trial": {"purposes": use(Use.RESEARCH)},
    "a treatment that may be part of a trial": broad(Use.TRIAL_TREATMENT),
}
A_TRIAL: Circumstances = {
    "the treatment of a trial": {"purposes": use(Use.TREATMENT, Use.TRIAL_TREATMENT)},
    "the research of a trial": {"purposes": use(Use.RESEARCH, Use.TRIAL_RESEARCH)},
    "any research": broad(Use.RESEARCH, Use.TRIAL_RESEARCH),
    "payment beside a trial's treatment": beside(Use.PAYMENT, Use.TRIAL_TREATMENT),
}
OWN_RESEARCH: Changes = {"purposes": use(Use.OWN_REQUEST, Use.RESEARCH)}
SPARED_HEALTH: Circumstances = {words: HEALTH_ALONE | changes for words, changes in SPARED.items()}
NOT_SPARED_HEALTH: Circumstances = {words: HEALTH_ALONE | changes for words, changes in NOT_SPARED.items()}
UNASSESSED: Circumstances = {
    "nothing that calls for it": PERSONAL | {"deed": Deed.USE} | said(),
    **{words: HEALTH_ALONE | changes for words, changes in OWN_IS_FREE.items()},
}
ASSESSED: Circumstances = {
    "health data": HEALTH_ALONE | {"deed": Deed.USE} | said(),
    "genetic data": GENES_ALONE | {"deed": Deed.USE} | said(),
    **{f"to {deed}": PERSONAL | said() | {"deed": deed} for deed in sorted(PASSED)},
    "sent abroad": PERSONAL | said() | ABROAD | {"deed": Deed.USE},
    "a processor": PERSONAL | said(entrusted=True) | {"deed": Deed.USE},
    "a machine decides": PERSONAL | said(automated_decision=True) | {"deed": Deed.USE},
    **{words: HEALTH_ALONE | changes for words, changes in NOT_QUITE_OWN.items()},
}

OURS: Changes = said(from_another_handler=False)
THEIRS: Changes = said(from_another_handler=True)
DECLARED: Changes = (
    {"purposes": use(Use.PUBLIC_HEALTH)} | by(Party.PUBLIC_HEALTH_AUTHORITY) | said(public_health_emergency=True)
)
EPIDEMIC_SPARED: Circumstances = {f"an epidemic, to {deed}": DECLARED | {"deed": deed} for deed in sorted(READ)}
EPIDEMIC_NOT_SPARED: Circumstances = {
    "an epidemic, to train": DECLARED | {"deed": Deed.TRAIN},
    "an epidemic, nothing declared": DECLARED | said() | {"deed": Deed.USE},
    "an epidemic, by a hospital": DECLARED | by(Party.CARE_PROVIDER) | {"deed": Deed.USE},
    "an epidemic and research": DECLARED | beside(Use.PUBLIC_HEALTH, Use.RESEARCH) | {"deed": Deed.USE},
}

GENES: Mapping[str, Near] = {
    "CN-BSL-56": Near(
        EVERY,
        {
            **NOT_GENETIC,
            **CARED_FOR,
            **ALONE,
            "a registered trial": REGISTERED,
            "collected, and not listed": said(listed_genetic_resource=False) | {"deed": Deed.COLLECT},
        },
        {
            **CARE_BESIDE,
            **TOGETHER,
            "collected, and perhaps listed": said() | {"deed": Deed.COLLECT},
            "a trial for the market that exports": REGISTERED | ABROAD,
            "a foreign party's trial, cooperation not stated": said(
                foreign_controlled=True, market_trial_without_export=True
            ),
        },
    ),
    "CN-BSL-56/registration": Near(
        EVERY,
        {
            **NOT_GENETIC,
            "no cooperation": said(market_trial_without_export=True),
            "no trial for the market": COOPERATES,
            "sent abroad": ABROAD,
        },
    ),
    "CN-BSL-56-foreign": Near(upon(Deed.COLLECT, Deed.EXPORT), TAKEN, TAKEN_STILL),
    "CN-BSL-57/who": Near(
        PROCESSED,
        {**NOT_GENETIC, **OWN_IS_FREE, **SPARED, "foreign": FOREIGNER, "at home": AT_HOME},
        {**NOT_QUITE_OWN, **NOT_SPARED, **TAKEN_AWAY},
    ),
    "CN-BSL-57": Near(PROCESSED - {Deed.COLLECT}, GIVEN, GIVEN_STILL),
    "CN-BSL-57/until-2024": Near(PROCESSED - {Deed.COLLECT}, GIVEN, GIVEN_STILL),
    "CN-BSL-59": Near(PROCESSED, {**NOT_GENETIC, **ALONE, **CARED_FOR}, {**CARE_BESIDE, **TOGETHER}),
    "CN-HGR-Rules2023-2": Near(PROCESSED, {**NOT_GENETIC, **CARED_FOR}, CARE_BESIDE),
    "CN-HGR-Reg-7/12/28/foreign": Near(upon(Deed.COLLECT, Deed.EXPORT), TAKEN, TAKEN_STILL),
    "CN-HGR-Reg-7/12/28/collect": Near(
        upon(Deed.COLLECT), {**NOT_GENETIC, **CARED_FOR, "one's own": COLLECTS_OWN}, CARE_BESIDE
    ),
    "CN-HGR-Reg-7/12/28/review": Near(
        upon(Deed.PUBLISH),
        {**GIVEN, "the public's interest is not": said(public_interest_at_stake=False)},
        {**GIVEN_STILL, "the public's interest is": said(public_interest_at_stake=True)},
    ),
}

INFORMATION: Mapping[str, Near] = {
    "CN-PIPL-13/emergency": Near(
        TREATED,
        NO_EMERGENCY,
    ),
    "CN-PIPL-13/public-health": Near(
        READ,
        {
            "for treatment": CARE,
            "for a purpose that merely includes public health": broad(Use.PUBLIC_HEALTH),
            "perhaps another authority": perhaps(Party.PUBLIC_HEALTH_AUTHORITY),
            "a care provider": by(Party.CARE_PROVIDER),
            "nothing was declared": said(),
            "no emergency": said(public_health_emergency=False),
        },
    ),
    "CN-PIPL-49": Near(
        upon(Deed.COLLECT, Deed.USE, Deed.CORRECT, Deed.ERASE),
        {
            "not said to have died": said(near_relative=True, arranged_otherwise=False),
            "not said to be near": said(deceased=True, arranged_otherwise=False),
            "arranged otherwise": said(deceased=True, near_relative=True, arranged_otherwise=True),
            "nobody says what was arranged": said(deceased=True, near_relative=True),
            "perhaps a relative": perhaps(Party.RELATIVE),
            "a care provider": by(Party.CARE_PROVIDER),
            "to insure somebody": {"purposes": use(Use.UNDERWRITING)},
            "to see it, and to insure somebody": beside(Use.OWN_REQUEST, Use.UNDERWRITING),
        },
    ),
    "CN-PIPL-15": Near(upon(Deed.WITHDRAW), BY_WHOM, BY_AGENT),
    "CN-PIPL-16": Near(upon(Deed.REFUSE), BY_WHOM, BY_AGENT),
    "CN-PIPL-16/tied": tied(EPIDEMIC_SPARED, EPIDEMIC_NOT_SPARED, condition_of_service=True),
    "CN-PIPL-16/asked": tied(EPIDEMIC_SPARED, EPIDEMIC_NOT_SPARED),
    "CN-PIPL-45/46/47": Near(READ, OWN_READING),
    "CN-PIPL-45/46/47/asking": Near(ASKED_FOR, BY_WHOM, ASKS_BY_AGENT),
    "CN-PIPL-45/46/47/answer": Near(
        READ | ASKED_FOR, {**BY_WHOM, **NOT_FOR_THE_PERSON}, {"the person reads": READS_OWN, **ASKS_BY_AGENT}
    ),
    "CN-PIPL-45/46/47/withdrawn": Near(upon(Deed.WITHDRAW), BY_WHOM, BY_AGENT),
    "CN-PIPL-50": Near(EVERY),
    "CN-PIPL-14": Near(PROCESSED, OWN_IS_FREE, NOT_QUITE_OWN),
    "CN-PIPL-17": Near(
        upon(Deed.COLLECT), {**OWN_IS_FREE, **URGENT_IS_FREE}, {**COLLECTED_NOT_QUITE_OWN, **EMERGENCY_BESIDE}
    ),
    "CN-PIPL-23": Near(
        PROCESSED - {Deed.PUBLISH},
        {
            **SPARED,
            **OWN_IS_FREE,
            "used by who holds them": by(Party.HOLDER) | {"deed": Deed.USE},
            "used by a relative": by(Party.RELATIVE) | {"deed": Deed.USE},
            "used by who acts for the person": by(Party.REPRESENTATIVE) | {"deed": Deed.USE},
            "used by who got them from nobody": OURS | {"deed": Deed.USE},
            "handed to a relative": by(Party.RELATIVE),
            "handed to who acts for the person": by(Party.REPRESENTATIVE),
            "published": {"deed": Deed.PUBLISH},
            **EPIDEMIC_SPARED,
        },
        {
            "personal data alone": PERSONAL,
            "perhaps handed to a relative": perhaps(Party.RELATIVE),
            "sent to a relative abroad": by(Party.RELATIVE) | {"deed": Deed.EXPORT},
            "handed on by who holds them": by(Party.HOLDER) | {"deed": Deed.DISCLOSE},
            "handed on by who got them from nobody": OURS,
            **{f"to {deed}, said to come from another": THEIRS | {"deed": deed} for deed in sorted(PROCESSED - PASSED)},
            **{f"another institution, to {deed}": {"deed": deed} for deed in sorted(PROCESSED - PASSED)},
            "used by who treats, said to come from another": by(Party.HOLDER) | THEIRS | {"deed": Deed.USE},
            "perhaps by who holds them": perhaps(Party.HOLDER) | {"deed": Deed.USE},
            **{words: NOT_SPARED[words] for words in (*WHO_DOES_NOT_TREAT, "an emergency, to export")},
            **{f"{words}, and it came from another": changes | THEIRS for words, changes in NOT_QUITE_OWN.items()},
            **EPIDEMIC_NOT_SPARED,
        },
    ),
    "CN-PIPL-25": Near(upon(Deed.PUBLISH), {}, {"personal data alone": PERSONAL}),
    "CN-PIPL-29": Near(EVERY, {**NOT_SENSITIVE, **OWN_IS_FREE}, {**SENSITIVE_EITHER_WAY, **NOT_QUITE_OWN}),
    "CN-PIPL-29/necessity": Near(
        PROCESSED,
        {**NOT_SENSITIVE, **OWN_IS_FREE, **URGENT_IS_FREE},
        {**SENSITIVE_EITHER_WAY, **NOT_QUITE_OWN, **EMERGENCY_BESIDE},
    ),
    "CN-PIPL-31": Near(
        PROCESSED,
        {"fourteen": said(age=14), **OWN_IS_FREE, **URGENT_IS_FREE},
        {"age unknown": said(), **NOT_QUITE_OWN, **EMERGENCY_BESIDE},
    ),
    "CN-PIPL-21": Near(
        PROCESSED, {"not said": said(), "no processor": said(entrusted=False), **OWN_IS_FREE}, NOT_QUITE_OWN
    ),
    "CN-PIPL-21/onward": Near(
        PROCESSED, {"not said": said(), "no second one": said(sub_entrusted=False), **OWN_IS_FREE}, NOT_QUITE_OWN
    ),
    "CN-PIPL-24": Near(
        PROCESSED,
        {"not said": said(), "a human being decides": said(automated_decision=False), **OWN_IS_FREE},
        NOT_QUITE_OWN,
    ),
    "CN-PIPL-55/56": Near(PASSED, {**UNASSESSED, **SPARED_HEALTH}, {**ASSESSED, **NOT_SPARED_HEALTH}),
    "CN-PIPL-55/56/keep": Near(EVERY, UNASSESSED, ASSESSED),
    "CN-PIPL-57": Near(EVERY, {}, {"harm kept away": said(harm_averted=True)}),
    "CN-PIPL-57/people": Near(EVERY, {"harm kept away": said(harm_averted=True)}, {"not so": said(harm_averted=False)}),
    "CN-PIPL-69": Near(EVERY),
    "CN-PIPL-38": Near(EVERY, {**STAYS, **SPARED}, {"the person's own": READS_OWN, **NOT_SPARED}),
    "CN-PIPL-38/until-2024": Near(EVERY, STAYS, {"the person's own": READS_OWN, **SPARED}),
    "CN-PIPL-39": Near(EVERY, STAYS, {"the person's own": READS_OWN}),
    "CN-PIPL-40": Near(
        EVERY,
        {**STAYS, **SPARED, "no critical infrastructure": said(critical_infrastructure=False)},
        {"critical infrastructure": said(critical_infrastructure=True), **NOT_SPARED},
    ),
    "CN-PIPL-40/until-2024": Near(
        EVERY,
        {**STAYS, "no critical infrastructure": said(critical_infrastructure=False)},
        {"critical infrastructure": said(critical_infrastructure=True), **SPARED},
    ),
    "CN-CAC-2024": Near(
        EVERY,
        {
            **STAYS,
            **SPARED,
            "fewer, if sensitive": said(people_abroad=9_999),
            "ten thousand, not sensitive": PERSONAL,
            "fewer than a million, not sensitive": PERSONAL | said(people_abroad=999_999),
        },
        {
            "how many is unknown": said(),
            "a million, not sensitive": PERSONAL | said(people_abroad=1_000_000),
            **SENSITIVE_EITHER_WAY,
            **NOT_SPARED,
        },
    ),
}

CARE_AND_MORE: Mapping[str, Near] = {
    "CN-CC-1008": Near(EVERY, NO_TRIAL, A_TRIAL),
    "CN-CC-1009": Near(
        PROCESSED,
        {
            **NOT_GENETIC,
            "for treatment": CARE,
            "one's own": READS_OWN,
            **{f"{words}, as research too": changes | OWN_RESEARCH for words, changes in OWN_IS_FREE.items()},
        },
        {
            "for treatment and research": beside(Use.TREATMENT, Use.RESEARCH),
            "any purpose": broad(Use.RESEARCH),
            "somebody else's record": READS_OWN | OWN_RESEARCH | {"by_subject": False},
            "the person asks, for research": READS_OWN | {"purposes": use(Use.RESEARCH)},
            "the person has the own record handed on": READS_OWN | OWN_RESEARCH | {"deed": Deed.DISCLOSE},
        },
    ),
    "CN-CC-1033(5)": Near(EVERY, OWN_IS_FREE, NOT_QUITE_OWN),
    "CN-CC-1035": Near(PROCESSED, OWN_IS_FREE, NOT_QUITE_OWN),
    "CN-CC-1037": Near(
        READ | ASKED_FOR, {**BY_WHOM, **NOT_FOR_THE_PERSON}, {"the person reads": READS_OWN, **ASKS_BY_AGENT}
    ),
    "CN-CC-1038": Near(PASSED, {}, {"all data": {"data": frozenset(DataClass)}}),
    "CN-CC-1038/breach": Near(EVERY, {}, {"harm kept away": said(harm_averted=True)}),
    "CN-CC-1219": Near(
        PROCESSED, {"not said": said(), "no such": said(special_treatment=False), **OWN_IS_FREE}, NOT_QUITE_OWN
    ),
    "CN-CC-1222": Near(EVERY),
    "CN-CC-1225": Near(READ, {**OWN_READING, **NOT_SENSITIVE}, SENSITIVE_EITHER_WAY),
    "CN-CC-1226": Near(PASSED, NOT_SENSITIVE, SENSITIVE_EITHER_WAY),
    "CN-Phys-26": Near(EVERY, NO_TRIAL, A_TRIAL),
    "CN-DSL-36": Near(
        PROCESSED,
        {
            "a home police": AT_HOME | {"leaves_jurisdiction": False},
            "no police": by(Party.CARE_PROVIDER),
            **OWN_IS_FREE,
        },
        {
            **NOT_QUITE_OWN,
            "abroad, the asker at home": AT_HOME,
            "here, and perhaps foreign": said() | {"leaves_jurisdiction": False},
            "perhaps the police": perhaps(Party.LAW_ENFORCEMENT),
        },
    ),
    "CN-DSL-21/24/31": Near(
        PROCESSED, {"not so": said(important_data=False), **CARED_FOR}, {"so": said(important_data=True), **CARE_BESIDE}
    ),
    "CN-DSL-21/24/31/export": Near(
        EVERY, {**STAYS, "not important": said(important_data=False)}, {"important": said(important_data=True)}
    ),
}
