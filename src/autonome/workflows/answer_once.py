"""Answers bind what stood when their page was made: an old page grants nothing anew, and a double click is one act.

A page of signatures carries a digest of the acts of its question that were on record when it was made. The comparison
is made on what stands in the very transaction that records the act. It stops a yes alone: what takes something away is
never in the way of a page that is too old, and a withdrawal comes with no digest at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from autonome.access.ports import Gate, Stands, Within
from autonome.consent import ActKind, ConsentAct, Question, Template
from autonome.kernel import InputError, sha256_hex

DIGITS: Final = 32
"""Of the digest (128 bits; it keeps no secret, and tells one moment of a person's answers from another)."""


class AnsweredSinceError(InputError):
    """The question was answered, or an answer taken back, after the page was made; nothing was recorded."""


@dataclass(frozen=True, slots=True)
class Signed:
    """An act that is about to be recorded.

    Args:
        act: of somebody who answers a question.
        stood: `stood_of` its question when it was shown; None where nobody asks for that to be compared.
    """

    act: ConsentAct
    stood: str | None = None


def stood_of(form: Template, question: Question, acts: Iterable[ConsentAct]) -> str:
    """What a person had said to a question, to all and to each by name, in a word that changes with every act.

    Args:
        form: that asks it.
        question: of the form.
        acts: of the person, as the log has them.
    """
    return _digest(each for each in acts if _asked(each) == (form.id, question.id))


def record_answers(signed: Sequence[Signed], gate: Gate[Within]) -> tuple[int, ...]:
    """Record answers of one person, all in one transaction: each is on record once it ends, or none is.

    Args:
        signed: of different questions, or of one for different recipients.
        gate: of the institution.

    Returns:
        The entry of each, in order; of one that was said word for word since the page was shown, the one that is there.

    Raises:
        AnsweredSinceError: a yes is signed on a page that does not show what holds now; nothing was recorded.
    """
    shown, twice = {each.act.digest: each.stood for each in signed}, dict[str, int]()

    def holds(stands: Stands, act: ConsentAct) -> bool:
        twice.pop(act.digest, None)  # asked anew: something else may hold now
        stood = shown[act.digest]
        before = tuple(each for each in stands.acts if _asked(each) == _asked(act))
        if stood is None or stood == _digest(before):
            return True
        if before and _said(before[-1]) == _said(act):
            twice[act.digest] = _leaf(before[-1])
            return False
        if act.kind is ActKind.GRANT:
            raise AnsweredSinceError("this question was answered since it was shown", mend="see what holds now.")
        return True

    recorded = gate.record_acts(signed[0].act.subject, [each.act for each in signed], where=holds)
    new = iter(recorded)
    return tuple(twice[each.act.digest] if each.act.digest in twice else next(new).index for each in signed)


def _digest(acts: Iterable[ConsentAct]) -> str:
    return sha256_hex(" ".join(str(_leaf(each)) for each in acts).encode())[:DIGITS]


def _asked(act: ConsentAct) -> tuple[str, str]:
    return act.template.id, act.question


def _leaf(act: ConsentAct) -> int:
    """Place of an act that is on record."""
    return -1 if act.leaf is None else act.leaf


def _said(act: ConsentAct) -> tuple[object, ...]:
    """What an act says, of what, to whom, for how long and by whom: a second click says all of it again."""
    length = None if act.valid is None or act.valid.end is None else act.valid.end.seconds - act.valid.start.seconds
    return act.kind, act.actor, act.authority, act.text_shown, act.key, length
