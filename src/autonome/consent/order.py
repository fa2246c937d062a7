"""Order on record: an older act is not put behind a newer one about the same question.

What counts is the order of the log. An act that was signed before the newest one that the log holds would undo it:
so an older file could take back a withdrawal. A refusal, and a taking back of a yes, may come late: they close.
"""

from __future__ import annotations

from collections.abc import Iterable

from autonome.consent.acts import ActKind, ConsentAct, QuestionKey
from autonome.consent.errors import ConsentError
from autonome.kernel import Instant

_CLOSES = frozenset({ActKind.DENY, ActKind.WITHDRAW})


def hold_to_order(history: Iterable[ConsentAct], new: Iterable[ConsentAct]) -> None:
    """Refuse what was signed before the newest act on the same question, whoever is the recipient.

    Args:
        history: that is on the log, of one person.
        new: to be put behind it, in order.

    Raises:
        ConsentError: names the first act that comes too late.
    """
    newest: dict[QuestionKey, Instant] = {}
    refused: set[QuestionKey] = set()
    for act in history:
        _take(act, newest, refused)
    for act in new:
        late = act.recorded_at < newest.get(act.broad_key, act.recorded_at)
        if late and (act.kind not in _CLOSES or act.broad_key in refused):
            raise ConsentError(
                f"the act {act.id[:60]!r} is older than what the log holds about {act.broad_key[:60]!r}",
                mend="hand in only newer acts: sign anew, with a later recorded_at.",
            )
        _take(act, newest, refused)


def _take(act: ConsentAct, newest: dict[QuestionKey, Instant], refused: set[QuestionKey]) -> None:
    newest[act.broad_key] = max(act.recorded_at, newest.get(act.broad_key, act.recorded_at))
    if act.kind is ActKind.DENY:
        refused.add(act.broad_key)
