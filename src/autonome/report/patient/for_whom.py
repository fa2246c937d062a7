"""For whom an advice is, in plain words, and whether the record names one of it.

Where a guideline advises the same for several illnesses, all of them are named: one alone would tell the others that
they are not meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autonome.kernel import Text
from autonome.plan.phrases import join
from autonome.plan.populations import INDICATIONS
from autonome.plan.reasons import GuidanceLine
from autonome.plan.values import MedicationAdvice
from autonome.report.patient import advice as steps


def for_whom(advice: MedicationAdvice, line: GuidanceLine, illnesses: Sequence[str]) -> Iterator[Text]:
    """For whom the advice is, all who are advised the same, and whether the record names one of it.

    Where the record does not name it, that is no answer.
    """
    drug, codes = advice.verdict.drug, frozenset(each.population.code for each in alike_for(advice, line))
    several = None if advice.verdict.indication else steps.SEVERAL.get(codes)
    sought = [steps.IN_THE_RECORD[each] for each in (codes if several else {line.population.code}) & _SOUGHT]
    named = [e for e in illnesses if any(each.search(e) for each in sought) and not steps.NOT_NAMED.search(e)]
    yield (several or steps.POPULATIONS.get(line.population.code, steps.SOME_PEOPLE)).of(drug=drug)
    if named:
        yield steps.RECORD_NAMES_IT.of(words=join(named))
    else:
        yield steps.WHICH_IS_YOURS.of(drug=drug) if several else steps.IS_IT_YOU.of()


_SOUGHT = frozenset(steps.IN_THE_RECORD)


def alike_for(advice: MedicationAdvice, line: GuidanceLine) -> tuple[GuidanceLine, ...]:
    """What the same source says to the same results for whatever the medicine is given for, where it asks the same."""
    if line.population.code not in INDICATIONS:
        return (line,)
    said = (line.source, line.readings, line.consequence)
    lines = [each for each in advice.verdict.lines if each.population.code in INDICATIONS]
    return tuple(each for each in lines if (each.source, each.readings, each.consequence) == said)
