"""What near misses are made of: single circumstances in words, and who does what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autonome.law import DataClass, Deed, Party, Purpose, Use, stating
from tests.unit.law.cases import NO_GENES, NONE, PERSONAL, by, said, use

Changes = dict[str, Any]
Circumstances = dict[str, Changes]
"""Changes by the words for what they bring about."""

PROCESSED = frozenset({Deed.COLLECT, Deed.USE, Deed.DISCLOSE, Deed.PUBLISH, Deed.EXPORT, Deed.TRAIN})
"""Something is done with data."""

PASSED = frozenset({Deed.DISCLOSE, Deed.PUBLISH, Deed.EXPORT})
"""They are handed to somebody else."""

TREATED = frozenset({Deed.COLLECT, Deed.USE, Deed.DISCLOSE})
"""What whoever treats an emergency does with them."""

READ = frozenset({Deed.COLLECT, Deed.USE})
CHANGED = frozenset({Deed.CORRECT, Deed.ERASE, Deed.RESTRICT})
ASKED_FOR = CHANGED | {Deed.PORT, Deed.OBJECT, Deed.ACCOUNT}
"""What people may ask for."""

EVERY = frozenset(Deed)


@dataclass(frozen=True, slots=True)
class Near:
    """What lies near the case of one rule.

    Args:
        deeds: upon which the rule applies, all else as in its case.
        silent: changes upon which it does not, by the circumstance that they bring about.
        fires: changes upon which it still does.
    """

    deeds: frozenset[Deed]
    silent: Circumstances = field(default_factory=dict)
    fires: Circumstances = field(default_factory=dict)


def upon(*deeds: Deed) -> frozenset[Deed]:
    return frozenset(deeds)


def broad(*uses: Use) -> Changes:
    """One purpose so broad that it includes these."""
    return {"purposes": (Purpose(NONE, frozenset(uses)),)}


def beside(*uses: Use) -> Changes:
    """Each of these uses as a purpose of its own."""
    return {"purposes": tuple(purpose for each in uses for purpose in use(each))}


def perhaps(party: Party) -> Changes:
    """A class of recipients so broad that it includes this one."""
    return {"recipient_within": NONE, "recipient_touching": frozenset({party})}


HEALTH_ALONE: Changes = {"data": frozenset({DataClass.HEALTH})}
GENES_ALONE: Changes = {"data": frozenset({DataClass.GENETIC})}
NOBODY: Changes = {"recipient_within": NONE, "recipient_touching": NONE}
CARE: Changes = {"purposes": use(Use.TREATMENT)}
URGENT: Changes = {"purposes": use(Use.EMERGENCY, Use.TREATMENT)}
READS_OWN: Changes = {"purposes": use(Use.OWN_REQUEST), "by_subject": True, "deed": Deed.USE}
COLLECTS_OWN: Changes = READS_OWN | {"deed": Deed.COLLECT}
AT_HOME: Changes = said(foreign_controlled=False)
AGENT: Changes = NOBODY | {"by_subject": False, "by_representative": True}
STRANGER: Changes = by(Party.CARE_PROVIDER) | {"by_subject": False}

OWN_IS_FREE: Circumstances = {"the person reads the own record": READS_OWN, "the person collects it": COLLECTS_OWN}
NOT_QUITE_OWN: Circumstances = {
    "the person's data, read by somebody else": READS_OWN | {"by_subject": False},
    "the person asks, for treatment": READS_OWN | CARE,
    "the person asks, for treatment beside": READS_OWN | beside(Use.OWN_REQUEST, Use.TREATMENT),
    "the person has the own record handed on": READS_OWN | {"deed": Deed.DISCLOSE},
}
COLLECTED_NOT_QUITE_OWN: Circumstances = {
    words: changes | {"deed": Deed.COLLECT} for words, changes in NOT_QUITE_OWN.items() if changes["deed"] is Deed.USE
}
NOT_GENETIC: Circumstances = {"health data alone": NO_GENES}
SENSITIVE_EITHER_WAY: Circumstances = {"health data alone": HEALTH_ALONE, "genetic data alone": GENES_ALONE}
NOT_SENSITIVE: Circumstances = {"neither genetic nor health data": PERSONAL}
URGENT_IS_FREE: Circumstances = {"an emergency": URGENT}
EMERGENCY_BESIDE: Circumstances = {"an emergency, and research beside": beside(Use.EMERGENCY, Use.RESEARCH)}
SPARED: Circumstances = {
    f"an emergency, to {deed}": URGENT | by(Party.CARE_PROVIDER) | {"deed": deed} for deed in sorted(TREATED)
}
"""What saves a life, which no paper holds up."""

NOT_SPARED: Circumstances = {
    "an emergency, perhaps by who does not treat": URGENT | perhaps(Party.CARE_PROVIDER),
    "an emergency, by an employer": URGENT | by(Party.EMPLOYER),
    **{f"an emergency, to {deed}": URGENT | {"deed": deed} for deed in sorted(PROCESSED - TREATED)},
    **EMERGENCY_BESIDE,
}

WHO_DOES_NOT_TREAT = ("an emergency, perhaps by who does not treat", "an emergency, by an employer")
"""Of those, the ones by somebody else than who treats."""

NO_EMERGENCY: Circumstances = {
    "no emergency": CARE,
    "an emergency, and treatment beside": beside(Use.EMERGENCY, Use.TREATMENT),
    "not a care provider for certain": perhaps(Party.CARE_PROVIDER),
    "an employer": by(Party.EMPLOYER),
}

BY_WHOM: Circumstances = {
    "asked by somebody else": STRANGER,
    "perhaps by who acts for the person": perhaps(Party.REPRESENTATIVE) | {"by_subject": False},
}
BY_AGENT: Circumstances = {"asked by who acts for the person": AGENT}
OWN_READING: Circumstances = {
    "somebody else reads": {"by_subject": False},
    "read for treatment": CARE,
    "read for treatment beside": beside(Use.OWN_REQUEST, Use.TREATMENT),
    "for a purpose that merely includes one's own": broad(Use.OWN_REQUEST),
}
ASKS_BY_AGENT: Circumstances = {
    f"who acts for the person asks to {deed}": AGENT | {"deed": deed} for deed in sorted(ASKED_FOR)
}
NOT_FOR_THE_PERSON: Circumstances = {
    "who merely says to act for the person reads": AGENT
    | {"deed": Deed.USE, "by_representative": False, "recipient_within": frozenset({Party.REPRESENTATIVE})},
    "the person reads for treatment": READS_OWN | CARE,
    **{f"somebody else asks to {deed}": STRANGER | {"deed": deed} for deed in sorted(ASKED_FOR)},
    "somebody else takes back": STRANGER | {"deed": Deed.WITHDRAW},
    "somebody else refuses": STRANGER | {"deed": Deed.REFUSE},
}


def tied(spared: Circumstances | None = None, not_spared: Circumstances | None = None, **answers: int) -> Near:
    """What lies near a service that depends on a consent to research, or may depend on it.

    Args:
        spared: what the place's law spares beside.
        not_spared: what is near to that.
        answers: of the rule's case.
    """
    denied = said(**answers, needed_for_service=False)

    def dependent(changes: Changes) -> Changes:
        """The same, with the rule's own answers beside what is stated."""
        stated = changes.get("circumstances", said()["circumstances"]).to_json()
        return changes | {"circumstances": stating({**stated, **said(**answers)["circumstances"].to_json()})}

    beside_spared = {words: dependent(changes) for words, changes in (spared or {}).items()}
    return Near(
        PROCESSED,
        {
            "not a condition of the service": said(condition_of_service=False),
            "the other rule's case": said(**({} if answers else {"condition_of_service": True})),
            "needed for the service": said(**answers, needed_for_service=True),
            "for care": CARE,
            "for one's own request": {"purposes": use(Use.OWN_REQUEST)},
            **{f"{words}, without need": changes | denied for words, changes in (OWN_IS_FREE | URGENT_IS_FREE).items()},
            **beside_spared,
        },
        {
            "said not to be needed": denied,
            "for care, said not to be needed": CARE | denied,
            "for care and research": beside(Use.TREATMENT, Use.RESEARCH),
            **{f"{words}, without need": changes | denied for words, changes in NOT_QUITE_OWN.items()},
            **EMERGENCY_BESIDE,
            **{words: dependent(changes) for words, changes in (not_spared or {}).items()},
        },
    )


STAYS: Circumstances = {"they stay": {"leaves_jurisdiction": False}}
