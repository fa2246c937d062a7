"""What each reason is to the person: a sentence, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from autonome.access.explanation import naming
from autonome.access.reasons import Reason, ReasonCode
from autonome.kernel import Text


class Words(NamedTuple):
    """How a reason is told to the person.

    Args:
        sentence: with ``{detail}`` where the reason has one.
        step: what the person can do.
        named: what the detail is called.
    """

    sentence: Text
    step: Text
    named: Callable[[str], str] = str


NO_NEED = Text("You need not do anything. What you said stays until you change it.")
ALLOW = Text("If you want to allow it, ask for the form, and take your time. If you do not, you need not do anything.")
THEIRS = Text("This is for them to put right, not for you. They can ask again.")
LAW_STANDS = Text("You need not do anything. If you think that the law says otherwise, ask somebody who knows it.")
TAKE_BACK = Text(
    "You can take your yes back at any time, as easily as you gave it. From then on nothing more is given."
)
ASK_WHY = Text("They must tell you about it. Ask them what they used, and why your yes was not needed.")

THEIRS_FIRST: Final = Words(
    Text(
        "Something else than your answer has to be there first. It can be a paper, a fact that they must state, or the "
        "word of somebody who has looked at it. Which of them it is cannot be said here."
    ),
    THEIRS,
)
"""What others have to do, where relatives are concerned: whether one of them has said no is not for the person."""

NOT_THE_PERSONS: Final = frozenset(
    {
        ReasonCode.CONCERNS_RELATIVES,
        ReasonCode.DOCUMENT_MISSING,
        ReasonCode.FACT_NOT_STATED,
        ReasonCode.NEEDS_REVIEW,
    }
)
"""Codes that read the same to the person where relatives are concerned."""

WORDS: Final[Mapping[str, Words]] = {
    ReasonCode.UNKNOWN_CODE: Words(
        Text("They used a word that is not known here: {detail}. What is not understood is refused.", detail=""), THEIRS
    ),
    ReasonCode.UNKNOWN_DISEASE: Words(
        Text("They named an illness that is not known here: {detail}. What is not understood is refused.", detail=""),
        THEIRS,
    ),
    ReasonCode.EMPTY_REQUEST: Words(
        Text("They left out a part of the request, or asked for too much at once: {detail}.", detail=""), THEIRS
    ),
    ReasonCode.CONSENT_OF_ANOTHER: Words(Text("They came with the consent of another person."), THEIRS),
    ReasonCode.NEEDS_REVIEW: Words(
        Text("No rule can judge this. A person must look at it first: {detail}.", detail=""), THEIRS, naming.unjudged
    ),
    ReasonCode.FORBIDDEN_BY_LAW: Words(Text("The law forbids it, even if you agree."), LAW_STANDS),
    ReasonCode.FORBIDDEN_BY_PLATFORM: Words(
        Text("This system forbids it in every country, even if you agree."),
        Text("You need not do anything. Nobody can open this, here or elsewhere."),
    ),
    ReasonCode.PERMITTED_BY_LAW: Words(Text("The law lets them do it without your yes."), ASK_WHY),
    ReasonCode.PERMITTED_BY_CONSENT: Words(Text("You said yes to it."), TAKE_BACK),
    ReasonCode.REFUSED_BY_PATIENT: Words(Text("You said no to it."), NO_NEED),
    ReasonCode.NEVER_CONSENTED: Words(Text("You were never asked for it, or you never said yes."), ALLOW),
    ReasonCode.AGAINST_TERMS: Words(
        Text("You said yes to it on terms, and what they want does not keep them."), NO_NEED
    ),
    ReasonCode.WITHDRAWN: Words(Text("You said yes to it once, and took it back."), NO_NEED),
    ReasonCode.EXPIRED: Words(
        Text("You said yes to it once, and the time for which you said it is over."),
        Text("If you still want it, say yes again. If you do not, you need not do anything."),
    ),
    ReasonCode.NOT_YET_VALID: Words(
        Text("You said yes to it, and the time for which you said it has not begun."),
        Text("You need not do anything. If you do not want it any more, take your yes back now."),
    ),
    ReasonCode.OUTSIDE_WINDOW: Words(Text("You said yes to data of another time than they asked for."), ALLOW),
    ReasonCode.PARTLY_COVERED: Words(Text("You said yes to a part of the time that they asked for."), TAKE_BACK),
    ReasonCode.CONSENT_KIND_MISSING: Words(
        Text("You said yes, but the law wants this as well: {detail}.", detail=""),
        ALLOW,
        lambda kind: naming.KINDS.get(kind, kind),
    ),
    ReasonCode.DOCUMENT_MISSING: Words(
        Text("A paper has to be there first, and they did not show it: {detail}.", detail=""), THEIRS, naming.document
    ),
    ReasonCode.FACT_NOT_STATED: Words(
        Text("They did not say what the law asks: {detail}.", detail=""),
        THEIRS,
        lambda fact: naming.FACTS.get(fact, fact),
    ),
    ReasonCode.AUTHORITY_MISSING: Words(
        Text("Somebody said yes for you. Nothing on record says that they may."),
        Text("They can show the paper that lets them answer for you. Or you can answer."),
    ),
    ReasonCode.UNDER_AGE: Words(
        Text("You said yes, and were too young then to say it alone."),
        Text("Somebody who may answer for you can say yes, or you can when you are old enough. Your no always counts."),
    ),
    ReasonCode.ENDED_BY_DEATH: Words(
        Text("The person has died. The form says that the yes ends then."), Text("You need not do anything.")
    ),
    ReasonCode.OPEN_AFTER_DEATH: Words(
        Text("The person has died. The form does not say what happens to the yes then, so somebody must look at it."),
        Text("You need not do anything."),
    ),
    ReasonCode.CONCERNS_RELATIVES: THEIRS_FIRST,
    ReasonCode.RESTRICTED: Words(
        Text("The use of your data is restricted for now. This is not one of the things that stay open."),
        Text("If you want to allow this one thing, say yes to it again. You are told before the restriction ends."),
    ),
    ReasonCode.AUTHORITY_ENDED: Words(
        Text("Somebody answered for you who may not answer for you now."),
        Text("You, or whoever may speak for you now, can answer again. Until then it stays closed."),
    ),
    ReasonCode.TOO_EARLY: Words(
        Text("The yes was given before the time to think was over. It does not count."),
        Text("If you still want it, say yes again, now that you had the time."),
    ),
}
"""By code; a test holds that none is missing."""

OWN_RIGHT: Final = Words(
    Text("It is your right."), Text("Nobody can take this right from you, and you need give no reason for it.")
)
"""In place of a law that permits: where people ask for their own."""

FOR_A_PURPOSE: Final = frozenset(
    {ReasonCode.REFUSED_BY_PATIENT, ReasonCode.NEVER_CONSENTED, ReasonCode.WITHDRAWN, ReasonCode.EXPIRED,
     ReasonCode.AGAINST_TERMS,
     ReasonCode.NOT_YET_VALID, ReasonCode.OUTSIDE_WINDOW, ReasonCode.AUTHORITY_ENDED, ReasonCode.TOO_EARLY,
     ReasonCode.AUTHORITY_MISSING, ReasonCode.UNDER_AGE, ReasonCode.ENDED_BY_DEATH, ReasonCode.OPEN_AFTER_DEATH,
     ReasonCode.CONCERNS_RELATIVES, ReasonCode.RESTRICTED}
)  # fmt: skip
"""Codes whose detail, where there is one, is the purpose that was asked for."""


def words_of(code: str) -> Words:
    """How a reason is told."""
    return WORDS[code]


def told_of(reason: Reason) -> Text:
    """A reason to the person: what it is, and for which purpose where it is about one."""
    words = words_of(reason.code)
    if reason.code in FOR_A_PURPOSE:
        aim = Text("What for: {purpose}.", purpose=naming.purpose(reason.detail)) if reason.detail else ""
        return words.sentence.then(aim)
    return words.sentence.of(detail=words.named(reason.detail))
