import pytest

from autonome.evidence.guidance import Action
from autonome.plan.consequence import Consequence, consequence_of, most_cautious, most_cautious_voice


@pytest.mark.parametrize("action", [Action.STANDARD, Action.NOT_ASSESSED])
def test_an_undetermined_gene_never_gives_standard_or_a_mere_silence(action: Action) -> None:
    assert consequence_of(action, determined=False) is Consequence.NOT_ASSESSED


@pytest.mark.parametrize(
    ("action", "consequence"),
    [
        (Action.AVOID, Consequence.AVOID),
        (Action.CHANGE_DOSE, Consequence.CHANGE_DOSE),
        (Action.MONITOR, Consequence.MONITOR),
    ],
)
def test_a_warning_stands_whether_or_not_every_gene_is_determined(action: Action, consequence: Consequence) -> None:
    assert consequence_of(action, determined=False) is consequence
    assert consequence_of(action, determined=True) is consequence


def test_a_known_result_without_advice_is_not_called_not_assessed() -> None:
    assert consequence_of(Action.NOT_ASSESSED, determined=True) is Consequence.NO_RECOMMENDATION


def test_not_assessed_is_more_cautious_than_standard_and_less_than_a_warning() -> None:
    assert most_cautious([Consequence.STANDARD, Consequence.NOT_ASSESSED]) is Consequence.NOT_ASSESSED
    assert most_cautious([Consequence.NOT_ASSESSED, Consequence.MONITOR]) is Consequence.MONITOR


def test_a_voice_without_a_recommendation_does_not_drown_one_that_speaks() -> None:
    silent = Consequence.NO_RECOMMENDATION
    assert most_cautious_voice([silent, Consequence.STANDARD]) is Consequence.STANDARD
    assert most_cautious_voice([silent, silent]) is silent


def test_of_nothing_there_is_no_guidance() -> None:
    assert most_cautious_voice([]) is Consequence.NO_GUIDANCE
