"""Whether a statement asks for more of a medicine than usual: such advice must not run ahead of a missing test."""

from __future__ import annotations

from autonome.evidence.guidance import Action, Effect, Statement

TOO_LITTLE = frozenset({Effect.LOWER_EXPOSURE, Effect.REDUCED_RESPONSE, Effect.LESS_ACTIVATION})
"""What a higher dose makes up for."""

TOO_MUCH = frozenset({Effect.HIGHER_EXPOSURE, Effect.MORE_ACTIVATION, Effect.TOXICITY, Effect.HYPERSENSITIVITY})
"""What a lower dose, or none, answers to."""


def raises_dose(statement: Statement) -> bool:
    """Whether it asks for a higher dose.

    Told from the action and from what the results do to the medicine, not from the words of the amount.
    """
    effects = {implication.effect for implication in statement.implications.values()}
    return statement.action is Action.CHANGE_DOSE and bool(effects & TOO_LITTLE) and not effects & TOO_MUCH


def forbids_or_lowers(statement: Statement) -> bool:
    """Whether it asks for another medicine, or for less of this one."""
    return statement.action is Action.AVOID or (statement.action is Action.CHANGE_DOSE and not raises_dose(statement))
