"""Genes and their results in plain words: what the gene does, and what the patient's result says.

A result that the tables do not name is shown as it is written, with whom to ask; it is never read as normal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.kernel import Text
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.report.patient.sentences import Plain, once

CHANGES_MEDICINES = Plain("This gene helps your body break down many medicines, or turn them into their working form.")
CLEARS_SOME = Plain("This gene helps your body break down some medicines.")
IMMUNE = Plain("This gene helps your immune system tell what belongs to you and what does not.")
MUSCLES = Plain("This gene helps to control your muscles.")
IMMUNE_AND_CANCER = Plain("This gene helps your body break down some medicines for the immune system or for cancer.")
SOME = Plain("This gene can change how some medicines work.")

GENES: Mapping[str, Plain] = {
    "ABCG2": Plain("This gene helps your body move some medicines out of your cells."),
    "CACNA1S": MUSCLES,
    "CFTR": Plain("This gene helps to move salt and water in your body."),
    "CYP2B6": CLEARS_SOME,
    "CYP2C9": CLEARS_SOME,
    "CYP2C19": CHANGES_MEDICINES,
    "CYP2D6": CHANGES_MEDICINES,
    "CYP3A4": CHANGES_MEDICINES,
    "CYP3A5": CLEARS_SOME,
    "CYP4F2": Plain("This gene affects how your body uses vitamin K, which helps blood to clot."),
    "DPYD": Plain("This gene helps your body break down some cancer medicines."),
    "G6PD": Plain("This gene helps to protect your red blood cells."),
    "HLA-A": IMMUNE,
    "HLA-B": IMMUNE,
    "IFNL3": Plain("This gene helps your body fight viruses."),
    "MT-RNR1": Plain("This gene affects what some antibiotics do to your hearing."),
    "NAT2": CLEARS_SOME,
    "NUDT15": IMMUNE_AND_CANCER,
    "RYR1": MUSCLES,
    "SLCO1B1": Plain("This gene helps your liver take up some medicines from the blood."),
    "TPMT": IMMUNE_AND_CANCER,
    "UGT1A1": CLEARS_SOME,
    "VKORC1": Plain("This gene affects how strongly some blood thinners act."),
    "rs12777823": Plain("This is one spot in your genes that affects how strongly warfarin acts."),
}
"""What a gene does; others are `SOME`."""

RESULTS: Mapping[str, Plain] = {
    "Poor Metabolizer": Plain("In you it works very little, or not at all (poor metaboliser)."),
    "Likely Poor Metabolizer": Plain("In you it likely works very little, or not at all (likely poor metaboliser)."),
    "Intermediate Metabolizer": Plain("In you it works less than usual (intermediate metaboliser)."),
    "Likely Intermediate Metabolizer": Plain(
        "In you it likely works less than usual (likely intermediate metaboliser)."
    ),
    "Possible Intermediate Metabolizer": Plain(
        "In you it may work less than usual (possible intermediate metaboliser)."
    ),
    "Normal Metabolizer": Plain("In you it works in the usual way (normal metaboliser)."),
    "Rapid Metabolizer": Plain("In you it works faster than usual (rapid metaboliser)."),
    "Ultrarapid Metabolizer": Plain("In you it works much faster than usual (ultrarapid metaboliser)."),
    "Poor Function": Plain("In you it works very little, or not at all (poor function)."),
    "Decreased Function": Plain("In you it works less than usual (decreased function)."),
    "Possible Decreased Function": Plain("In you it may work less than usual (possible decreased function)."),
    "Normal Function": Plain("In you it works in the usual way (normal function)."),
    "Increased Function": Plain("In you it works more than usual (increased function)."),
    "-1639 AA": Plain("You may need much less of some blood thinners than other people do."),
    "-1639 AG": Plain("You may need a little less of some blood thinners than other people do."),
    "-1639 GG": Plain("This result is no reason to take less of a blood thinner."),
    "Malignant Hyperthermia Susceptibility": Plain(
        "You may react very badly to some gases and to one muscle relaxer used in operations."
    ),
    "Uncertain Susceptibility": Plain(
        "Nothing was found that is known to cause bad reactions in operations, but they are not ruled out."
    ),
    "ivacaftor responsive in CF patients": Plain("You have a change that some cystic fibrosis medicines work on."),
    "ivacaftor non-responsive in CF patients": Plain(
        "No change was found that these cystic fibrosis medicines are known to work on."
    ),
    "Normal": Plain("In you it works in the usual way."),
    "Deficient": Plain("In you it works too little, so some medicines and foods can break down red blood cells."),
    "Deficient with CNSHA": Plain("In you it works far too little, so red blood cells can break down at any time."),
    "Variable": Plain("How well it works in you is hard to tell from genes, and a blood test can show it."),
    "increased risk of aminoglycoside-induced hearing loss": Plain(
        "Some antibiotics could harm your hearing for good."
    ),
    "normal risk of aminoglycoside-induced hearing loss": Plain(
        "No change was found that makes some antibiotics more risky for your hearing."
    ),
    "uncertain risk of aminoglycoside-induced hearing loss": Plain(
        "Whether some antibiotics are more risky for your hearing is not known."
    ),
    "Favorable response genotype": Plain("Some older medicines for liver infections may work well in you."),
    "Unfavorable response genotype": Plain("Some older medicines for liver infections may work less well in you."),
    "Indeterminate": Plain("Nobody knows yet what your result does."),
}
"""By the tables' name of the result."""

USUAL = frozenset({("CYP4F2", "*1/*1")})
"""Gene and result, where the tables name no meaning and both copies are the reference form."""

NOTES: Mapping[tuple[str, str], Plain] = {
    ("CYP3A5", "Poor Metabolizer"): Plain(
        "This is the most common result in many parts of the world: it is harmless, and matters only for tacrolimus."
    ),
}
"""What is to be known of a gene's result beside what it says; by gene and the tables' name of the result."""

NOT_TAKEN = Plain("As far as your record says, you take no medicine that it matters for.")

CARRIER = Plain("You carry the form {form}, which can make some medicines dangerous for you.")
NO_CARRIER = Plain("You do not carry the form {form}.")
AS_WRITTEN = Plain("Your result is {result}: we cannot say what it means.")
AS_USUAL = Plain("Your result is {result}: in you it works in the usual way.")
NO_RESULT = Plain("Your test gave no usable result, and that is not the same as normal.")
TWO_RESULTS = Plain("Two of your results do not agree.")
SEVERAL = Plain("Your test fits more than one answer.")

POSITIVE, NEGATIVE = " positive", " negative"


def work_of(gene: str) -> Text:
    """What a gene does."""
    return GENES.get(gene, SOME).of()


def results_of(call: GeneCall) -> tuple[Text, ...]:
    """What the patient's result of one gene says; never nothing."""
    return once(_results(call)) or (NO_RESULT.of(),)


def _results(call: GeneCall) -> Iterator[Text]:
    found = call.recommendation_diplotypes or call.diplotypes
    meanings = once(_result(call.gene, each.phenotype, each.label) for each in found)
    if call.status is Status.CONFLICTING:
        yield TWO_RESULTS.of()
    elif len(meanings) > 1 and not _carried(meanings):
        yield SEVERAL.of()
    yield from meanings
    yield from (NOTES[key].of() for each in found if (key := (str(call.gene), each.phenotype)) in NOTES)


def _result(gene: str, phenotype: str, label: str) -> Text:
    """One result in plain words."""
    if phenotype in RESULTS:
        return RESULTS[phenotype].of()
    if phenotype.endswith(POSITIVE):
        return CARRIER.of(form=phenotype.removesuffix(POSITIVE))
    if phenotype.endswith(NEGATIVE):
        return NO_CARRIER.of(form=phenotype.removesuffix(NEGATIVE))
    if not phenotype and (gene, label) in USUAL:
        return AS_USUAL.of(result=label)
    return AS_WRITTEN.of(result=phenotype or label) if phenotype or label else NO_RESULT.of()


def _carried(meanings: tuple[Text, ...]) -> bool:
    """Whether several results stand side by side by nature: forms of an HLA gene that are carried or not."""
    return all(each.template in (CARRIER, NO_CARRIER) for each in meanings)
