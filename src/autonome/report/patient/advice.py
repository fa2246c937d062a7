"""What to do next, for each consequence: whom to talk to and when, and what not to do alone.

No figure and no dose is here: a patient who reads "half the dose" takes half the dose. The clinician's plan has them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from autonome.plan.consequence import Consequence
from autonome.report.patient.sentences import Plain

GO_ON = Plain("Go on taking {drug} as you were told.")
DO_NOT_STOP = Plain("Do not stop {drug} on your own.")
NOT_THE_DOSE = Plain("Do not change the dose on your own.")
KEEP = Plain("Keep taking {drug} until your doctor has told you what to take instead.")
NO_MORE = Plain("Do not leave a gap, and do not take more than you were told to.")
NOBODY = Plain("If nobody answers, call another doctor or pharmacist, or the out-of-hours service.")

NEXT: Mapping[Consequence, tuple[Plain, ...]] = {
    Consequence.AVOID: (
        Plain("Call your doctor or pharmacist today or tomorrow: another medicine may suit you better."),
        NOBODY,
        KEEP,
        NO_MORE,
    ),
    Consequence.CHANGE_DOSE: (
        Plain("Ask your doctor or pharmacist soon whether your dose is right for you."),
        NOT_THE_DOSE,
    ),
    Consequence.MONITOR: (Plain("Ask your doctor or pharmacist which checks you need, and when."), GO_ON),
    Consequence.NOT_ASSESSED: (Plain("Ask your doctor whether a gene test would help you."), GO_ON),
    Consequence.NO_RECOMMENDATION: (Plain("Ask your doctor what this result means for you."), GO_ON),
    Consequence.STANDARD: (GO_ON,),
    Consequence.NO_GUIDANCE: (Plain("Ask your doctor or pharmacist if you have doubts about it."), GO_ON),
}
"""For a medicine that the record says is taken."""

NEXT_IF_IT_CAN_WAIT: Mapping[Consequence, tuple[Plain, ...]] = {
    Consequence.AVOID: (
        Plain("Call your doctor or pharmacist in the next few days: another medicine may suit you better."),
        KEEP,
        NO_MORE,
    ),
}
"""The same for kinds of medicine where a few days do no harm."""

NEXT_IF_HARMFUL: Mapping[Consequence, tuple[Plain, ...]] = {
    Consequence.AVOID: (
        Plain("Call your doctor or pharmacist today, and ask about your next dose."),
        NOBODY,
        DO_NOT_STOP,
    ),
    Consequence.CHANGE_DOSE: (
        Plain("Call your doctor or pharmacist today or tomorrow, and ask about your next dose."),
        NOBODY,
        NOT_THE_DOSE,
    ),
}
"""The same where the result can do serious harm."""

NEXT_IF_POSSIBLE: Mapping[Consequence, tuple[Plain, ...]] = {
    Consequence.AVOID: (
        Plain("Call your doctor or pharmacist in the next few days, and ask how to find out."),
        DO_NOT_STOP,
    ),
}
"""The same where the result is only a possible one."""

NEXT_IF_CONSIDERED: Mapping[Consequence, tuple[Plain, ...]] = {
    Consequence.AVOID: (
        Plain("Before you take {drug}, tell your doctor about this page: another medicine may suit you better."),
    ),
    Consequence.CHANGE_DOSE: (Plain("Before you take {drug}, ask your doctor which dose is right for you."),),
    Consequence.MONITOR: (Plain("Before you take {drug}, ask your doctor which checks you need."),),
    Consequence.NOT_ASSESSED: (Plain("Before you take {drug}, ask your doctor whether a gene test would help."),),
    Consequence.NO_RECOMMENDATION: (Plain("Before you take {drug}, ask your doctor what this result means."),),
    Consequence.STANDARD: (Plain("If you take {drug} one day, take it as your doctor tells you."),),
    Consequence.NO_GUIDANCE: (Plain("If you take {drug} one day, take it as your doctor tells you."),),
}
"""For a medicine that somebody asked about, and that the record does not say is taken."""

WITHOUT_EFFECT: Mapping[Consequence, tuple[Plain, ...]] = {
    Consequence.AVOID: (Plain("Experts advise against {drug} for people with your gene result."),),
    Consequence.CHANGE_DOSE: (Plain("Experts advise another dose of {drug} for people with your gene result."),),
    Consequence.MONITOR: (Plain("Experts advise extra checks with {drug} for people with your gene result."),),
    Consequence.NOT_ASSESSED: (
        Plain("This page cannot tell how your body handles {drug}."),
        Plain("At least one gene that matters for it has no clear result."),
    ),
    Consequence.NO_RECOMMENDATION: (Plain("Your gene result is known, but experts give no advice on {drug} for it."),),
    Consequence.STANDARD: (Plain("No gene that was looked at gave a reason to change {drug}."),),
    Consequence.NO_GUIDANCE: (
        Plain("The program knows of no expert advice on genes and {drug}."),
        Plain("So this page cannot say whether it suits you."),
    ),
}
"""What was found, where no effect of a gene says it."""

A_LITTLE_DIFFERENT = Plain(
    "Your body may handle it a little differently from most, but experts see no need to change it."
)
ONLY_GENES = Plain("Other things can still matter, such as your kidneys or your other medicines.")

ONE_POSSIBLE = Plain("This is not certain: only one possible answer of your test asks for care with {drug}.")

LIKELY: Mapping[Consequence, Plain] = {
    Consequence.AVOID: Plain("The most likely answer is a reason for care too."),
    Consequence.CHANGE_DOSE: Plain("The most likely answer asks only for a look at the dose."),
    Consequence.MONITOR: Plain("The most likely answer asks only for extra checks."),
    Consequence.NOT_ASSESSED: Plain("Beside that, nothing is known."),
    Consequence.NO_RECOMMENDATION: Plain("For the most likely answer, experts give no advice."),
    Consequence.STANDARD: Plain("The most likely answer gives no reason for a change."),
    Consequence.NO_GUIDANCE: Plain("Beside that, nothing is known."),
}
"""What the best-supported results ask for, where that is less than the sign says."""

CASES = Plain("This advice holds only in some cases, and your doctor can tell whether yours is one.")
SOME_PEOPLE = Plain("This advice is for some people only, and your doctor can tell whether you are one.")
DIFFER = Plain("Groups of experts do not fully agree on {drug}.")
STANDING = Plain("Your record is not clear on whether you take {drug} now, so tell your doctor.")

IS_IT_YOU = Plain("We do not know whether this is you.")
RECORD_NAMES_IT = Plain("Your record names this, which may be what the advice is for: {words}.")

IN_THE_RECORD: Mapping[str, re.Pattern[str]] = {
    "CVI ACS PCI": re.compile(
        r"\b(stent\w*|heart attack|myocardial infarction|coronary syndrome|angioplasty|percutaneous coronary)\b",
        re.IGNORECASE,
    ),
    "NVI": re.compile(r"\b(stroke|transient isch?a?emic attack|cerebral infarction)\b", re.IGNORECASE),
}
"""Words of a diagnosis that may be what an advice is for; a record in other words leaves it open."""

EVERY_VESSEL = Plain(
    "This advice is for people after a heart attack or a stroke, with a stent, "
    "or with other illness of the heart or blood vessels."
)
HEART_AND_STROKE = Plain(
    "This advice is for people treated for a heart attack or with a stent, and for people after a stroke."
)
SEVERAL: Mapping[frozenset[str], Plain] = {
    frozenset({"CVI ACS PCI", "CVI non-ACS non-PCI", "NVI"}): EVERY_VESSEL,
    frozenset({"CVI ACS PCI", "NVI"}): HEART_AND_STROKE,
}
"""For whom the same is advised, where a guideline has a statement for each; one alone would read as "not for you"."""

WHICH_IS_YOURS = Plain("We do not know what you take {drug} for: your doctor does.")

NOT_NAMED = re.compile(r"\b(no|not|without|denies|family|relative|risk of|suspected|heat)\b", re.IGNORECASE)
"""A diagnosis with one of these is not read as the patient's own."""

POPULATIONS: Mapping[str, Plain] = {
    "adults": Plain("This advice is for adults."),
    "pediatrics": Plain("This advice is for children."),
    "child >40kg_adult": Plain("This advice is for adults, and for children who weigh over 40 kg."),
    "CVI ACS PCI": Plain("This advice is for people treated for a heart attack, or with a stent."),
    "CVI non-ACS non-PCI": Plain("This advice is for people with a heart problem, but no heart attack and no stent."),
    "NVI": Plain("This advice is for people who had a stroke, or the warning signs of one."),
    "CBZ naive": Plain("This advice is for people who have not taken {drug} before."),
    "CBZ use >3mos": Plain("This advice is for people who have taken {drug} for over three months."),
    "CBZ-no alternatives": Plain("This advice is for people who have no other choice than {drug}."),
    "OXC naive": Plain("This advice is for people who have not taken {drug} before."),
    "OXC use >3 mos": Plain("This advice is for people who have taken {drug} for over three months."),
    "PHT naive": Plain("This advice is for people who have not taken {drug} before."),
    "PHT use >3mos": Plain("This advice is for people who have taken {drug} for over three months."),
    "African ancestry": Plain("This advice is for people with roots in Africa."),
    "non-African ancestry": Plain("This advice is for people without roots in Africa."),
}
"""For whom a statement was written; a code that is not here is `SOME_PEOPLE`."""
