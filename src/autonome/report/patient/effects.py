"""What a gene's result does to a medicine, in plain words: what the body may do with it, and what that may mean.

The table is by `Effect`; a gene whose effect is of another nature has a row of its own (``G6PD`` is no matter of
clearing a medicine), and a kind of medicine has its own meaning (a blood thinner that stays longer makes bleeding more
likely). Every sentence says "may": a result is never more than a chance for one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.evidence.guidance import Effect
from autonome.report.patient.kinds import Kind
from autonome.report.patient.sentences import Plain


@dataclass(frozen=True, slots=True)
class Told:
    """One effect in plain words.

    Args:
        body: what the body may do with the medicine.
        means: what that may mean, or None where `body` says it all.
        watch: what to watch for, where the kind of medicine does not tell it.
    """

    body: Plain
    means: Plain | None = None
    watch: Plain | None = None


SLOW = Plain("Your body may clear {drug} slowly, so more of it stays in your blood.")
BLEED = Plain("You may then bleed more easily.")
REACTS = Plain("Your body may react more strongly than usual to {drug}.")
HELP_LESS = Plain("It may then help you less.")
ANAESTHETIC = Told(
    Plain("{drug} may set off a dangerous reaction during an operation."),
    Plain("Your body may then get very hot and your muscles stiff."),
    Plain("Before any operation, tell the team about this result."),
)
BLOOD_COUNTS = Told(
    Plain("Your body may break down {drug} too slowly, so too much builds up."),
    Plain("It may then harm your blood cells and make infections more likely."),
    Plain("Call your doctor at once for fever, bruises or signs of an infection."),
)

EFFECTS: Mapping[Effect, Told] = {
    Effect.HIGHER_EXPOSURE: Told(SLOW, Plain("Side effects are then more likely.")),
    Effect.LOWER_EXPOSURE: Told(
        Plain("Your body may clear {drug} fast, so less of it stays in your blood."),
        HELP_LESS,
    ),
    Effect.LESS_ACTIVATION: Told(
        Plain("Your body has to turn {drug} into its working form, and may not do this well."),
        Plain("It may then help you less, or not at all."),
    ),
    Effect.MORE_ACTIVATION: Told(
        Plain("Your body may turn {drug} into its working form too fast."),
        Plain("It may then act too strongly."),
    ),
    Effect.HYPERSENSITIVITY: Told(
        Plain("Your genes raise the chance of a severe allergic reaction to {drug}."),
        Plain("Such a reaction can harm the skin and other parts of the body."),
        Plain("Get help at once for a rash with fever, blisters, or a swollen face."),
    ),
    Effect.TOXICITY: Told(Plain("Your genes raise the chance of serious harm from {drug}.")),
    Effect.REDUCED_RESPONSE: Told(Plain("{drug} may help you less than it helps most people.")),
    Effect.NORMAL: Told(Plain("Your body is expected to handle {drug} in the usual way.")),
    Effect.UNKNOWN: Told(Plain("Nobody knows yet what your gene result means for {drug}.")),
}
"""By effect, for every gene that has no row of its own."""

EFFECTS_OF_GENE: Mapping[tuple[str, Effect], Told] = {
    ("SLCO1B1", Effect.HIGHER_EXPOSURE): Told(
        Plain("Your liver may take up {drug} slowly, so more of it stays in your blood."),
        Plain("Muscle pain is then more likely."),
    ),
    ("VKORC1", Effect.HIGHER_EXPOSURE): Told(REACTS, BLEED),
    ("VKORC1", Effect.TOXICITY): Told(REACTS, BLEED),
    ("CYP2C9", Effect.TOXICITY): Told(SLOW, Plain("Side effects are then more likely.")),
    ("CYP4F2", Effect.REDUCED_RESPONSE): Told(Plain("You may need a little more {drug} than most people.")),
    ("DPYD", Effect.TOXICITY): Told(
        Plain("Your body may break down {drug} too slowly, so too much builds up."),
        Plain("It may then do serious harm, even at a usual dose."),
        Plain("Call your cancer team at once for fever, bad diarrhea or sores in the mouth."),
    ),
    ("TPMT", Effect.TOXICITY): BLOOD_COUNTS,
    ("NUDT15", Effect.TOXICITY): BLOOD_COUNTS,
    ("UGT1A1", Effect.TOXICITY): Told(
        Plain("Your body may clear {drug} or its waste too slowly."), Plain("Side effects are then more likely.")
    ),
    ("G6PD", Effect.TOXICITY): Told(
        Plain("{drug} may break down your red blood cells."),
        Plain("You may then get weak, pale or short of breath."),
        Plain("Get help at once for dark urine, yellow skin or if you are short of breath."),
    ),
    ("MT-RNR1", Effect.TOXICITY): Told(
        Plain("{drug} may harm your hearing for good."),
        Plain("This can happen even at a usual dose."),
        Plain("Tell your doctor at once about ringing in the ears or if you hear less well."),
    ),
    ("HLA-B", Effect.TOXICITY): Told(
        Plain("Your genes raise the chance that {drug} harms your liver."),
        None,
        Plain("Tell your doctor at once about yellow skin or eyes, or dark urine."),
    ),
    ("RYR1", Effect.TOXICITY): ANAESTHETIC,
    ("CACNA1S", Effect.TOXICITY): ANAESTHETIC,
    ("CFTR", Effect.NORMAL): Told(Plain("You have a gene change that {drug} is known to work on.")),
    ("CFTR", Effect.REDUCED_RESPONSE): Told(Plain("No gene change was found that {drug} is known to work on.")),
}
"""Genes whose effect is of another nature than the row of `EFFECTS` says."""

MEANINGS: Mapping[tuple[Effect, Kind], Plain] = {
    (Effect.HIGHER_EXPOSURE, Kind.BLOOD_THINNER): BLEED,
    (Effect.TOXICITY, Kind.BLOOD_THINNER): BLEED,
    (Effect.HIGHER_EXPOSURE, Kind.CHOLESTEROL): Plain("Muscle pain is then more likely."),
    (Effect.HIGHER_EXPOSURE, Kind.HEART_RHYTHM): Plain("It may then disturb your heart beat."),
    (Effect.LESS_ACTIVATION, Kind.CLOT_PREVENTER): Plain("It may then not protect you well from blood clots."),
    (Effect.LESS_ACTIVATION, Kind.PAIN): Plain("It may then ease your pain too little."),
    (Effect.MORE_ACTIVATION, Kind.PAIN): Plain("You may then get too sleepy or breathe too slowly."),
    (Effect.MORE_ACTIVATION, Kind.CLOT_PREVENTER): BLEED,
    (Effect.LESS_ACTIVATION, Kind.HORMONE_CANCER): Plain("It may then protect you less well."),
    (Effect.LOWER_EXPOSURE, Kind.IMMUNE): Plain("It may then calm your immune system too little."),
}
"""What an effect may mean for a kind of medicine, where that is more than the row says."""

TOO_STRONG = frozenset({Effect.HIGHER_EXPOSURE, Effect.MORE_ACTIVATION, Effect.HYPERSENSITIVITY, Effect.TOXICITY})
"""Effects that can harm by too much."""

TOO_WEAK = frozenset({Effect.LOWER_EXPOSURE, Effect.LESS_ACTIVATION, Effect.REDUCED_RESPONSE})
"""Effects that can harm by too little."""

HARMFUL = frozenset({Effect.HYPERSENSITIVITY, Effect.TOXICITY, Effect.MORE_ACTIVATION})
"""Effects for which the next dose is worth a call before it is taken."""


def told(effect: Effect, gene: str, kind: Kind | None) -> Told:
    """One gene's effect on one kind of medicine, in plain words.

    Args:
        effect: as the statement has it.
        gene: whose result has the effect.
        kind: of the medicine, or None.
    """
    plain = EFFECTS_OF_GENE.get((gene, effect), EFFECTS[effect])
    means = MEANINGS.get((effect, kind)) if kind else None
    own = (gene, effect) in EFFECTS_OF_GENE and plain.means is not None and kind is not Kind.BLOOD_THINNER
    return Told(plain.body, plain.means if own or means is None else means, plain.watch)
