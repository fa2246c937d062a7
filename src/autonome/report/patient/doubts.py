"""How sure, in plain words: every doubt of the plan, what could settle it, and how firm the experts are."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.plan.consequence import Consequence
from autonome.plan.values import Cause, Doubt
from autonome.report.patient.sentences import Plain

CLEAR = Plain("Your gene test gives a clear answer for {drug}.")
NOT_CERTAIN = Plain("This is not certain.")
NOT_KNOWN = Plain("Not known does not mean normal, and it does not mean that something is wrong.")

DOUBTS: Mapping[Doubt, Plain] = {
    Doubt.CONFLICT: Plain("Two of your test results do not agree, so at least one is wrong."),
    Doubt.SEVERAL_RESULTS: Plain("Your test fits more than one answer, and they ask for different things."),
    Doubt.OPEN_ALLELES: Plain("Your test did not read every part of the gene that it should have."),
    Doubt.UNKNOWN_EFFECT: Plain("You could have a rare gene change, and nobody knows yet what it does."),
    Doubt.INCOMPLETE_GENES: Plain("Only some of the genes that matter here have a result."),
    Doubt.PARTIAL: Plain("Your test explains only a part of what was found in the gene."),
    Doubt.INDETERMINATE: Plain("Nobody knows yet what your gene result does."),
    Doubt.PHASE: Plain("Your test cannot tell how two changes in your gene lie, and that matters."),
    Doubt.ASSUMED_REFERENCE: Plain("Parts of the gene were not read, and were counted as usual all the same."),
    Doubt.UNDOCUMENTED_BASE: Plain("Your gene shows a change that is on no list, so its effect is not known."),
    Doubt.REMOTE_ALLELES: Plain("Your test looked for the common gene changes, not for every rare one."),
    Doubt.INTERACTION: Plain("Another medicine may change how your body handles {drug}."),
}
"""By doubt."""

CHANGES: Mapping[Cause, Plain] = {
    Cause.TEST: Plain("A test of the gene {genes} could change this advice."),
    Cause.CONFLICT: Plain("A new test of the gene {genes} could show which result is right."),
    Cause.OPEN_ALLELE: Plain("A fuller test of the gene {genes} could change this advice."),
    Cause.REMOTE_ALLELE: Plain("A test for rare changes in the gene {genes} could change this advice."),
    Cause.PHASE: Plain("Another kind of test of the gene {genes} could change this advice."),
    Cause.INTERACTION: Plain("If you start or stop another medicine, this advice could change."),
}
"""By what kind of news would change an advice, for one gene."""

CHANGES_OF_SEVERAL: Mapping[Cause, Plain] = {
    Cause.TEST: Plain("A test of the genes {genes} could change this advice."),
    Cause.CONFLICT: Plain("A new test of the genes {genes} could show which results are right."),
    Cause.OPEN_ALLELE: Plain("A fuller test of the genes {genes} could change this advice."),
    Cause.REMOTE_ALLELE: Plain("A test for rare changes in the genes {genes} could change this advice."),
    Cause.PHASE: Plain("Another kind of test of the genes {genes} could change this advice."),
    Cause.INTERACTION: Plain("If you start or stop another medicine, this advice could change."),
}
"""The same for several genes."""

AT_WORST: Mapping[Consequence, Plain] = {
    Consequence.AVOID: Plain("It could show that another medicine is better for you."),
    Consequence.CHANGE_DOSE: Plain("It could show that you need another dose."),
    Consequence.MONITOR: Plain("It could show that you need extra checks."),
}
"""What a test could lead to at worst; milder outcomes need no word."""

STRENGTHS: Mapping[str, Plain] = {
    "Strong": Plain("The experts who wrote this advice grade it as strong, for people with this result."),
    "Moderate": Plain("The experts who wrote this advice grade it as fairly strong, for people with this result."),
    "Optional": Plain("The experts who wrote this advice call it a choice, not a must."),
}
"""By the source's grade; other grades say nothing to a patient."""

STRENGTHS_DIFFER = Plain("How strong the experts call this advice depends on what you take {drug} for.")
DOSE_WORKED_OUT = Plain("The plan for your doctor works out a likely dose of {drug}: only your doctor can decide it.")
BECAUSE_OF = Plain("Because you take {other}, your body may handle {drug} in another way than your genes say.")
MAY_CHANGE = Plain("You also take {other}, which may change how your body handles {drug}.")
IF_STARTED = Plain("If you start {other}, it may change how your body handles {drug}.")
WEARS_OFF = Plain("You took {other} not long ago, and it may still change how your body handles {drug}.")
