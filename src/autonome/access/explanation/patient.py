"""What the person is told: everything, in plain words, what it means, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from autonome.access.decisions import Allowed
from autonome.access.explanation import naming
from autonome.access.explanation.account import Account
from autonome.access.explanation.reason_words import NOT_THE_PERSONS, OWN_RIGHT, THEIRS_FIRST, told_of, words_of
from autonome.access.explanation.values import Audience, Explanation, sections
from autonome.access.reasons import Reason, ReasonCode
from autonome.access.requests import Request
from autonome.access.windows import ALL_TIME, Window, periods
from autonome.consent import CATEGORIES, RECIPIENTS, Authority, ConsentAct, Lapse, Standing, State, Timing
from autonome.consent.acts import PASSING_ON
from autonome.kernel import Instant, Text, term
from autonome.law import COUNSEL, Rule, RuleEffect

DAY: Final = len("2026-03-01")
"""Characters of a date."""

WHY: Final = Text("Why")
"""Title of the section that says why it was decided so."""

NO_COST: Final = Text("Saying no, or taking a yes back, costs you no care. You are treated as before.")
LASTS: Final = Text("No end is set. It lasts until you take your yes back, or until the law ends it.")
BY_LAW: Final = Text("No end is set. It lasts as long as the law lets them.")
FOR_YOU: Final = Text("Where this page says that you said something, somebody who may speak for you has said it.")
WHOM_TO_ASK: Final = Text(
    "Ask the people who treat you, or whoever looks after data protection where your record is kept. They must answer."
)
COMPLAIN: Final = Text("You can also complain to the public office that watches over data protection where you live.")
SEE_ALL: Final = Text("You can see every use of your data and every refusal, and get a receipt that you can check.")

_STATES: Final = {
    (State.GRANTED, Timing.IN_FORCE): Text(
        "On {day} {who} said yes to this question: {question}", day="", who="", question=""
    ),
    (State.GRANTED, Timing.EXPIRED): Text(
        "On {day} {who} said yes to this question, and the time is over: {question}", day="", who="", question=""
    ),
    (State.GRANTED, Timing.NOT_YET): Text(
        "On {day} {who} said yes to this question, for later: {question}", day="", who="", question=""
    ),
    (State.DENIED, Timing.IN_FORCE): Text(
        "On {day} {who} said no to this question: {question}", day="", who="", question=""
    ),
    (State.DENIED, Timing.EXPIRED): Text(
        "On {day} {who} said no to this question, and the time is over: {question}", day="", who="", question=""
    ),
    (State.DENIED, Timing.NOT_YET): Text(
        "On {day} {who} said no to this question, for later: {question}", day="", who="", question=""
    ),
}
_TAKEN_BACK: Final = Text(
    "On {day} {who} took back what was said to this question: {question}", day="", who="", question=""
)
_NOT_COUNTED: Final = Text(
    "On {day} {who} said yes to this question, and it does not count now: {question}", day="", who="", question=""
)
_WHO: Final = {
    Authority.SELF: Text("you"),
    Authority.GUARDIAN: Text("your guardian ({actor})", actor=""),
    Authority.PROXY: Text("whoever you chose to speak for you ({actor})", actor=""),
}


def told(account: Account) -> Explanation:
    """Tell the person everything.

    Args:
        account: of the decision.
    """
    return Explanation(
        Audience.PATIENT,
        _headline(account),
        sections(
            (Text("Who asked, and what for"), tuple(_asked(account))),
            (Text("What they get"), tuple(_had(account))),
            (WHY, tuple(_reasons(account))),
            (Text("What you said about it"), tuple(_answer(each, account) for each in _own_answers(account))),
            (Text("What they must do"), tuple(_owed(account))),
            (Text("What the law lets them do, and on what terms"), tuple(_allowed(account))),
            (Text("What you can do"), tuple(_steps(account))),
            (Text("Note"), (term(COUNSEL),)),
        ),
    )


def _headline(account: Account) -> Text:
    whose = account.request.organisation
    if _is_right(account):
        return Text("This is your right, and nothing stands in its way.")
    if not account.granted:
        return Text("Your data were not given to {organisation}.", organisation=whose)
    if set(account.granted) == set(account.asked.items):
        return Text("{organisation} may have the data that it asked for.", organisation=whose)
    return Text("{organisation} may have a part of the data that it asked for.", organisation=whose)


def _own_answers(account: Account) -> Iterator[Standing]:
    """Answers of the person, and of those who speak for her or him: what a relative said is the relative's own."""
    return (answer for answer in account.answers if answer.act.authority is not Authority.RELATIVE)


def _asked(account: Account) -> Iterator[Text]:
    request = account.request
    yield Text(
        "Who: {actor}, for {organisation} ({recipient}).",
        actor=request.actor,
        organisation=request.organisation,
        recipient=naming.recipient(request.recipient),
    )
    if account.asked.items:
        yield Text("Which data: {items}.", items=naming.data(account.asked.items))
    yield Text("What for: {purpose}.", purpose=naming.clauses(map(naming.purpose, request.purposes)))
    if request.diseases:
        yield Text("About: {diseases}.", diseases=naming.listed(sorted(request.diseases)))
    yield Text("They want to: {action}.", action=naming.ACTIONS[request.action])
    yield Text("Where: {place}.", place=naming.place(request.jurisdiction))
    if request.destination is not None:
        yield Text("Where the data go: {place}.", place=naming.place(request.destination))


def _had(account: Account) -> Iterator[Text]:
    decision = account.decision
    if not isinstance(decision, Allowed):
        yield Text("Nothing. None of these data leave because of this request.")
        return
    for window in dict.fromkeys(grant.window for grant in decision.grants):
        yield from _within(naming.data(grant.item for grant in decision.grants if grant.window == window), window)
    left = [item for item in account.asked.items if item not in account.granted]
    if left:
        yield Text("Not these: {items}.", items=naming.data(left))
    if decision.until is not None:
        yield Text("It ends at {until}.", until=_plain(decision.until))
    elif not _is_right(account):
        yield LASTS if any(reason.code is ReasonCode.PERMITTED_BY_CONSENT for reason in decision.reasons) else BY_LAW


def _within(items: Text, window: Window) -> Iterator[Text]:
    if window == ALL_TIME:
        yield Text("{items}.", items=items)
        return
    for start, end in periods(window):
        yield Text("{items}, from {start} to {end}.", items=items, start=_at(start), end=_at(end))


def _at(instant: Instant | None) -> str:
    return Text("any time") if instant is None else _plain(instant)


def _plain(instant: Instant) -> str:
    """A day, and the time of it unless it is midnight."""
    day, time = str(instant)[:DAY], str(instant)[DAY + 1 : DAY + 6]
    return day if time == "00:00" else f"{day} {time} UTC"


def _reasons(account: Account) -> Iterator[Text]:
    """Every reason once, with the data that it is about, and the rule behind it."""
    if any(answer.act.authority is not Authority.SELF for answer in _own_answers(account)):
        yield FOR_YOU
    items: dict[Reason, list[str]] = {}
    for reason in account.decision.reasons:
        about = Reason(reason.code, "", reason.detail, reason.rule, reason.article)
        items.setdefault(about, []).append(reason.item)
    theirs = [item for reason, named in items.items() if _is_theirs(reason, account) for item in named]
    for reason, named in items.items():
        if _is_theirs(reason, account):
            continue
        words = OWN_RIGHT.sentence if _is_right(account) else told_of(reason)
        yield words.then(_behind(account, reason), _about(named))
    if theirs:
        yield THEIRS_FIRST.sentence.then(_about(dict.fromkeys(theirs)))


def _about(items: Iterable[str]) -> str:
    data = sorted(filter(None, items))
    return Text("Data: {items}.", items=naming.data(data)) if data else ""


def _is_theirs(reason: Reason, account: Account) -> bool:
    """Whether a reason may be a relative's no, or must read like one where a relative could have said it."""
    if reason.code is ReasonCode.CONCERNS_RELATIVES:
        return True
    return reason.code in NOT_THE_PERSONS and not account.asked.problems and concerns_relatives(account.request)


def concerns_relatives(request: Request) -> bool:
    """Whether a relative could object to a valid request: data of the family are passed on, or a relative is told."""
    passed_on = request.action in PASSING_ON and any(CATEGORIES.touches("family", item) for item in request.items)
    return passed_on or RECIPIENTS.covers("relative", request.recipient)


def _is_right(account: Account) -> bool:
    """Whether somebody asks for her or his own."""
    return bool(account.asked.law.leaves) and all(leaf.is_right for leaf in account.asked.law.leaves)


def _behind(account: Account, reason: Reason) -> str:
    rule = account.rule(reason.rule)
    if rule is not None:
        return naming.rule(rule)
    asked_by = naming.obligation(reason.rule)  # a paper that a condition of the consent asks for
    return Text("You set this condition: {condition}.", condition=asked_by) if reason.rule else ""


def _answer(answer: Standing, account: Account) -> Text:
    act = answer.act
    question = act.template.question(act.question).text
    timing = answer.timing(account.decision.grounds.at)
    known = _STATES.get((answer.state, timing), _TAKEN_BACK)
    ended = answer.state is State.GRANTED and timing is Timing.EXPIRED and answer.lapse is not Lapse.EXPIRED
    if ended or answer.state is State.UNCOUNTED:
        known = _NOT_COUNTED
    return known.of(day=str(act.recorded_at)[:DAY], who=_who(act), question=question)


def _who(act: ConsentAct) -> str:
    words = _WHO.get(act.authority)
    return act.actor if words is None else words.of(actor=act.actor)


def _owed(account: Account) -> Iterator[Text]:
    decision = account.decision
    for code in decision.obligations if isinstance(decision, Allowed) else ():
        yield Text("{obligation}.", obligation=naming.obligation(code)).with_capital()
    yield from (naming.owed(rule) for rule in _ruled(account) if rule.effect is not RuleEffect.PERMIT_BY_LAW)


def _allowed(account: Account) -> Iterator[Text]:
    """What comes with the duties of a decision, and is none: the rules that permit what the person did not."""
    yield from (naming.owed(rule) for rule in _ruled(account) if rule.effect is RuleEffect.PERMIT_BY_LAW)


def _ruled(account: Account) -> Iterator[Rule]:
    """Rules of the duties of a decision."""
    found = (account.rule(duty.rule) for duty in account.decision.duties)
    return (rule for rule in found if rule is not None)


def _steps(account: Account) -> Iterator[Text]:
    own = _is_right(account)
    reasons = sorted(account.decision.reasons, key=lambda reason: _is_theirs(reason, account))
    yield from (OWN_RIGHT.step if own else words_of(reason.code).step for reason in reasons)
    yield from (NO_COST, WHOM_TO_ASK, COMPLAIN, SEE_ALL)
