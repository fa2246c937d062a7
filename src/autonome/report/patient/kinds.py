"""What kind of medicine it is: what it is often used for, and what to watch for if it acts too strongly or too weakly.

The kind is read from the ATC code (WHO), and said only where all codes of the ingredient lead to one kind: "often used
to" is then true of it, and nobody's own reason for taking it is guessed at. Some groups are left out on purpose:
methotrexate or mercaptopurine (``L01``) is not called a cancer medicine to somebody with a bowel disease, and
sildenafil has no purpose on a page that may lie on a table. What to watch for is common knowledge of product labels,
kept general; it never replaces the emergency advice at the top of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from autonome.report.patient.sentences import Plain


class Kind(StrEnum):
    """Kinds of medicine that are told apart in plain words."""

    STOMACH_ACID = "stomach-acid"
    SICKNESS = "sickness"
    DIABETES = "diabetes"
    BLOOD_THINNER = "blood-thinner"
    CLOT_PREVENTER = "clot-preventer"
    HEART_RHYTHM = "heart-rhythm"
    HEART = "heart"
    CHOLESTEROL = "cholesterol"
    THYROID = "thyroid"
    ANTIBIOTIC = "antibiotic"
    ANTIFUNGAL = "antifungal"
    TUBERCULOSIS = "tuberculosis"
    ANTIVIRAL = "antiviral"
    CANCER = "cancer"
    HORMONE_CANCER = "hormone-cancer"
    IMMUNE = "immune"
    SWELLING = "swelling"
    GOUT = "gout"
    BONE = "bone"
    OPERATION = "operation"
    PAIN = "pain"
    SEIZURES = "seizures"
    MOOD = "mood"
    MIND = "mind"
    CALM = "calm"
    ATTENTION = "attention"
    MEMORY = "memory"
    MALARIA = "malaria"
    BREATHING = "breathing"
    BLADDER = "bladder"
    CYSTIC_FIBROSIS = "cystic-fibrosis"


PURPOSES: Mapping[Kind, Plain] = {
    Kind.STOMACH_ACID: Plain("{drug} is often used to lower stomach acid."),
    Kind.SICKNESS: Plain("{drug} is often used to stop you feeling sick."),
    Kind.DIABETES: Plain("{drug} is often used to lower blood sugar."),
    Kind.BLOOD_THINNER: Plain("{drug} is often used to thin the blood and prevent blood clots."),
    Kind.CLOT_PREVENTER: Plain("{drug} is a kind of blood thinner: it is often used to prevent blood clots."),
    Kind.HEART_RHYTHM: Plain("{drug} is often used to keep the heart beat steady."),
    Kind.HEART: Plain("{drug} is often used to help the heart or lower blood pressure."),
    Kind.CHOLESTEROL: Plain("{drug} is often used to lower cholesterol, a fat in the blood."),
    Kind.THYROID: Plain("{drug} is often used to calm an overactive thyroid."),
    Kind.ANTIBIOTIC: Plain("{drug} is often used to treat infections with bacteria."),
    Kind.ANTIFUNGAL: Plain("{drug} is often used to treat infections with a fungus."),
    Kind.TUBERCULOSIS: Plain("{drug} is often used to treat tuberculosis."),
    Kind.ANTIVIRAL: Plain("{drug} is often used to treat infections with a virus."),
    Kind.CANCER: Plain("{drug} is often used to treat cancer."),
    Kind.HORMONE_CANCER: Plain("{drug} is often used to treat cancer or keep it from coming back."),
    Kind.IMMUNE: Plain("{drug} is often used to calm the immune system."),
    Kind.SWELLING: Plain("{drug} is often used to ease pain and swelling."),
    Kind.GOUT: Plain("{drug} is often used to prevent gout."),
    Kind.BONE: Plain("{drug} is often used to make bones stronger."),
    Kind.OPERATION: Plain("{drug} is used when you are put to sleep for an operation."),
    Kind.PAIN: Plain("{drug} is often used to treat pain."),
    Kind.SEIZURES: Plain("{drug} is often used to prevent seizures."),
    Kind.MOOD: Plain("{drug} is often used to treat low mood or anxiety."),
    Kind.MIND: Plain("{drug} is often used to help with some mental health problems."),
    Kind.CALM: Plain("{drug} is often used to ease anxiety or help with sleep."),
    Kind.ATTENTION: Plain("{drug} is often used to help with attention."),
    Kind.MEMORY: Plain("{drug} is often used to help with memory problems."),
    Kind.MALARIA: Plain("{drug} is often used to prevent or treat malaria."),
    Kind.BREATHING: Plain("{drug} is often used to help you breathe."),
    Kind.BLADDER: Plain("{drug} is often used to calm the bladder."),
    Kind.CYSTIC_FIBROSIS: Plain("{drug} is often used to treat cystic fibrosis."),
}

KIND_OF_CODE: Mapping[str, Kind] = {
    "A02BC": Kind.STOMACH_ACID,
    "A04AA": Kind.SICKNESS,
    "A10B": Kind.DIABETES,
    "B01AA": Kind.BLOOD_THINNER,
    "B01AB": Kind.BLOOD_THINNER,
    "B01AC": Kind.CLOT_PREVENTER,
    "B01AE": Kind.BLOOD_THINNER,
    "B01AF": Kind.BLOOD_THINNER,
    "C01B": Kind.HEART_RHYTHM,
    "C07": Kind.HEART,
    "C08": Kind.HEART,
    "C09": Kind.HEART,
    "C10A": Kind.CHOLESTEROL,
    "C10B": Kind.CHOLESTEROL,
    "H03B": Kind.THYROID,
    "J01": Kind.ANTIBIOTIC,
    "J02A": Kind.ANTIFUNGAL,
    "J04A": Kind.TUBERCULOSIS,
    "J05A": Kind.ANTIVIRAL,
    "L01BC": Kind.CANCER,
    "L01XX19": Kind.CANCER,
    "L02B": Kind.HORMONE_CANCER,
    "L04A": Kind.IMMUNE,
    "M01A": Kind.SWELLING,
    "M03AB": Kind.OPERATION,
    "M04AA": Kind.GOUT,
    "M05B": Kind.BONE,
    "N01AB": Kind.OPERATION,
    "N02A": Kind.PAIN,
    "N03A": Kind.SEIZURES,
    "N05A": Kind.MIND,
    "N05B": Kind.CALM,
    "N05C": Kind.CALM,
    "N06A": Kind.MOOD,
    "N06BA01": Kind.ATTENTION,
    "N06BA04": Kind.ATTENTION,
    "N06BA09": Kind.ATTENTION,
    "N06D": Kind.MEMORY,
    "P01BA03": Kind.MALARIA,
    "P01BC": Kind.MALARIA,
    "R03": Kind.BREATHING,
    "R07AX": Kind.CYSTIC_FIBROSIS,
    "G04BD": Kind.BLADDER,
}
"""ATC code, or the beginning of one → kind. The longest beginning counts."""

KIND_OF_DRUG: Mapping[str, Kind] = {
    "brexpiprazole": Kind.MIND,
    "celecoxib": Kind.SWELLING,
    "codeine": Kind.PAIN,
    "dexlansoprazole": Kind.STOMACH_ACID,
    "hydrocodone": Kind.PAIN,
    "ibuprofen": Kind.SWELLING,
    "plazomicin": Kind.ANTIBIOTIC,
    "simvastatin": Kind.CHOLESTEROL,
    "siponimod": Kind.IMMUNE,
    "tafenoquine": Kind.MALARIA,
    "vortioxetine": Kind.MOOD,
}
"""Ingredients whose codes lead to several kinds, or that the bundle has no code of."""

CAN_WAIT = frozenset(
    {
        Kind.ATTENTION,
        Kind.BLADDER,
        Kind.BONE,
        Kind.CHOLESTEROL,
        Kind.GOUT,
        Kind.MEMORY,
        Kind.MOOD,
        Kind.PAIN,
        Kind.SICKNESS,
        Kind.STOMACH_ACID,
        Kind.SWELLING,
    }
)
"""Kinds for which a few days do no harm where the result is no danger: nobody is to be sent to the telephone in alarm
because a statin may cause muscle pain. A kind that is not here, or not known, is worth a call today or tomorrow."""

LOCAL_FORMS = ("A01A", "A07A", "D", "G01", "M02", "R01", "R02", "S")
"""ATC groups of creams, drops, sprays and what stays in mouth or gut: they say nothing of a medicine that is swallowed
for the whole body, and are passed over where there is another code."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What to watch for.

    Args:
        too_strong: where the medicine may act too strongly.
        too_weak: where it may act too weakly.
    """

    too_strong: Plain
    too_weak: Plain


STRONG = Plain("Tell your doctor or pharmacist about any new side effect.")
WEAK = Plain("Tell your doctor or pharmacist if it does not seem to help.")
BLEEDING = Plain("Get help at once for bleeding that does not stop, black stools or a sudden very bad headache.")
CLOT_SIGNS = Plain(
    "Get help at once for chest pain, trouble breathing, sudden weakness on one side or trouble speaking. "
    "Do so for bleeding that does not stop, too."
)

WATCH: Mapping[Kind, Watch] = {
    Kind.BLOOD_THINNER: Watch(BLEEDING, CLOT_SIGNS),
    Kind.CLOT_PREVENTER: Watch(BLEEDING, CLOT_SIGNS),
    Kind.CHOLESTEROL: Watch(
        Plain("Tell your doctor about muscle pain, weak muscles or dark urine."),
        Plain("You cannot feel whether it works: a blood test shows it."),
    ),
    Kind.HEART_RHYTHM: Watch(
        Plain("Get help at once if you faint or your heart beats in an odd way."),
        Plain("Get help at once if you faint or your heart beats in an odd way."),
    ),
    Kind.HEART: Watch(
        Plain("Tell your doctor if you feel dizzy, faint or very tired."),
        Plain("Have your pulse and blood pressure checked."),
    ),
    Kind.PAIN: Watch(
        Plain("Get help at once if you are very sleepy, confused or breathe slowly."),
        Plain("Tell your doctor if your pain stays, and do not take more than you were told to."),
    ),
    Kind.MOOD: Watch(
        Plain("Tell your doctor if you feel sick, restless, very tired or have other side effects."),
        Plain(
            "Tell your doctor if your mood does not get better, and get help at once if you think of harming yourself."
        ),
    ),
    Kind.MIND: Watch(
        Plain("Tell your doctor if you feel stiff, shaky or very sleepy."),
        Plain("Tell your doctor if your old problems come back."),
    ),
    Kind.SEIZURES: Watch(
        Plain("Tell your doctor if you are dizzy, unsteady or see double."),
        Plain("Get help at once if seizures come back."),
    ),
    Kind.SWELLING: Watch(
        Plain("Get help at once for black stools or if you vomit blood."),
        WEAK,
    ),
    Kind.CANCER: Watch(
        Plain("Call your cancer team at once for fever, bad diarrhea or sores in the mouth."),
        WEAK,
    ),
    Kind.IMMUNE: Watch(
        Plain("Call your doctor at once for fever or signs of an infection."),
        Plain("Go to all your blood tests: they show whether it works."),
    ),
    Kind.ANTIFUNGAL: Watch(
        Plain("Tell your doctor about changes in sight, yellow skin or a rash."),
        Plain("Tell your doctor if the infection does not get better."),
    ),
    Kind.ANTIVIRAL: Watch(STRONG, Plain("Go to all your blood tests: they show whether it works.")),
    Kind.STOMACH_ACID: Watch(STRONG, Plain("Tell your doctor if your heartburn comes back.")),
}
"""By kind; other kinds have `STRONG` and `WEAK`."""

USUAL = Watch(STRONG, WEAK)


def kind_of(drug: str, codes: Iterable[str]) -> Kind | None:
    """The kind of a medicine, or None where its codes do not agree on one.

    Args:
        drug: the ingredient.
        codes: its ATC codes.
    """
    if drug in KIND_OF_DRUG:
        return KIND_OF_DRUG[drug]
    every = tuple(codes)
    whole_body = [code for code in every if not code.startswith(LOCAL_FORMS)] or every
    kinds = {_kind_of_code(code) for code in whole_body}
    return kinds.pop() if len(kinds) == 1 else None


def watch_for(kind: Kind | None) -> Watch:
    """What to watch for with a kind of medicine."""
    return WATCH.get(kind, USUAL) if kind else USUAL


def _kind_of_code(code: str) -> Kind | None:
    lengths = range(len(code), 0, -1)
    return next((KIND_OF_CODE[code[:length]] for length in lengths if code[:length] in KIND_OF_CODE), None)
