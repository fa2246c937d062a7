"""What the asker is told: no more than the request, the law, and what may be had.

Nothing here sees an act, an answer or a reason of the decision: `Asked` knows the request alone, and `Given` what is
handed over. So a refusal reads the same whether the person said no, never answered, took a yes back or let it run out,
and the same as where there is nothing to hand over; in every part, in its length and in its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from autonome.access.decisions import Allowed, Decision, Denied, Grant
from autonome.access.explanation import naming
from autonome.access.explanation.account import Asked, asked_of
from autonome.access.explanation.values import Audience, Explanation, sections
from autonome.access.reasons import Reason, ReasonCode
from autonome.access.representatives import OTHERWISE_ON_RECORD
from autonome.access.requests import Request
from autonome.access.windows import ALL_TIME, periods
from autonome.kernel import Instant, Text, term
from autonome.law import COUNSEL, Rule, RuleBook

PROBLEMS = {
    ReasonCode.UNKNOWN_CODE: Text("The request names something that is not known here: {detail}.", detail=""),
    ReasonCode.UNKNOWN_DISEASE: Text("The request names a disease that is not known here: {detail}.", detail=""),
    ReasonCode.EMPTY_REQUEST: Text("A part of the request is empty or too long: {detail}.", detail=""),
    ReasonCode.CONSENT_OF_ANOTHER: Text("The consent handed in is another person's."),
    ReasonCode.NEEDS_REVIEW: Text("No rule can judge this; a person must judge it first: {detail}.", detail=""),
}
"""What is wrong with a request in itself."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is handed over.

    Args:
        grants: leaves of the data tree with their windows.
        obligations: that the asker takes on.
        until: first instant at which it is over, or None.
    """

    grants: tuple[Grant, ...] = ()
    obligations: tuple[str, ...] = ()
    until: Instant | None = None

    @property
    def items(self) -> frozenset[str]:
        """Leaves."""
        return frozenset(grant.item for grant in self.grants)


NOTHING = Given()

_FORBIDDEN = Text("Forbidden, whatever the person agrees to: {rule}", rule="")
_UNJUDGED = Text("A person must judge this first: {rule}", rule="")
BY_CONSENT = Text("The person's consent covers what is given.")
NOT_TOLD = Text(
    "Why is not told. It can be that no consent covers it, that something else is missing, or that there are "
    "no such data."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What an asker may know, for machines.

    Args:
        given: what is handed over.
        reasons: what is wrong with the request, or what the law says of it; that a consent covers what is given, and
            of the rest, that nobody says why.
        missing: papers and facts that the law asks for and that the request does not show.
        duties: rules of law that oblige whoever asks, whatever is decided.
        explanation: in words.
    """

    given: Given
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    duties: tuple[Rule, ...]
    explanation: Explanation


def given_by(decision: Decision, present: frozenset[str] | None = None) -> Given:
    """What a decision hands over.

    Args:
        decision: upon the request.
        present: leaves of which there are data; None where nobody looked.
    """
    if not isinstance(decision, Allowed):
        return NOTHING
    grants = tuple(grant for grant in decision.grants if present is None or grant.item in present)
    return Given(grants, decision.obligations, decision.until) if grants else NOTHING


def told(asked: Asked, given: Given) -> Told:
    """Say what an asker may know.

    Args:
        asked: the request and the law.
        given: what is handed over.
    """
    problems = tuple(_problem(reason) for reason in asked.problems)
    if problems:
        said = Explanation(
            Audience.ASKER, Text("Nothing is given."), sections((Text("What is wrong with the request"), problems))
        )
        return Told(NOTHING, problems, (), (), said)
    left = tuple(leaf for leaf in asked.law.leaves if leaf.item not in given.items)
    missing = tuple(sorted({each for leaf in left if not leaf.surely_forbidden for each in leaf.missing}))
    reasons = tuple(dict.fromkeys((*_law(asked, given), *_otherwise(asked, given))))
    duties = tuple(dict.fromkeys(rule for leaf in asked.law.leaves for rule in leaf.ruling.duties))
    return Told(given, reasons, missing, duties, _explained(asked, given, missing))


def told_of_refusal(request: Request, refused: Denied, rules: RuleBook) -> Told:
    """Say what an asker may know of a refusal: the same whatever anybody answered, for no answer is looked at.

    Of the record it knows what the decision found about life, death and age, and nothing else: a mandate opens rights,
    and those are not refused.

    Args:
        request: as it was made; it names no disease.
        refused: the decision; of its reasons only what the record says against the request is looked at.
        rules: packs of law.
    """
    asked = asked_of(request, rules, refused.grounds.at)
    stated = tuple(reason for reason in asked.problems if reason not in OTHERWISE_ON_RECORD)
    found = tuple(reason for reason in refused.reasons if reason in OTHERWISE_ON_RECORD)
    return told(replace(asked, problems=(*stated, *found)), NOTHING)


def _explained(asked: Asked, given: Given, missing: tuple[str, ...]) -> Explanation:
    left = tuple(item for item in asked.items if item not in given.items)
    return Explanation(
        Audience.ASKER,
        _headline(given, left),
        sections(
            (Text("What you may have"), tuple(_had(given))),
            (Text("What is not given"), tuple(_withheld(left))),
            (Text("What the law says"), tuple(_law(asked, given))),
            (Text("What has to be there"), tuple(_needed(asked, left, missing))),
            (Text("What you take on"), tuple(_owed(asked, given))),
            (Text("Note"), (term(COUNSEL),)),
        ),
    )


def _headline(given: Given, left: tuple[str, ...]) -> Text:
    if not given.grants:
        return Text("Nothing is given.")
    return Text("A part of what you asked for is given.") if left else Text("All that you asked for is given.")


def _had(given: Given) -> Iterator[Text]:
    spans = dict.fromkeys(grant.window for grant in given.grants)
    for window in spans:
        items = naming.data(grant.item for grant in given.grants if grant.window == window)
        if window == ALL_TIME:
            yield Text("{items}.", items=items)
        for start, end in () if window == ALL_TIME else periods(window):
            yield Text("{items}, from {start} to {end}.", items=items, start=_day(start), end=_day(end))
    if given.until is not None:
        yield Text("This ends at {until}. Ask again before you use the data after that.", until=str(given.until))


def _day(instant: Instant | None) -> str:
    return Text("any time") if instant is None else str(instant)


def _withheld(left: tuple[str, ...]) -> Iterator[Text]:
    if left:
        yield Text("{items}.", items=naming.data(left))
        yield NOT_TOLD


def _law(asked: Asked, given: Given) -> Iterator[Text]:
    """What forbids, whoever the person is; what permits, only where it is used; each with the data that it is about."""
    leaves = asked.law.leaves
    for rule, items in _by_rule((rule, leaf.item) for leaf in leaves for rule in leaf.surely_forbidden):
        said = _UNJUDGED if rule.needs_review else _FORBIDDEN
        yield said.of(rule=naming.rule(rule)).then(_about(items, asked))
    used = ((rule, leaf.item) for leaf in leaves if leaf.item in given.items for rule in leaf.ruling.permits)
    for rule, items in _by_rule(used):
        yield Text("Given by law, without a consent: {rule}", rule=naming.rule(rule)).then(_about(items, asked))


def _otherwise(asked: Asked, given: Given) -> Iterator[Text]:
    """What of the answer is not the law's."""
    leaves = asked.law.leaves
    if any(leaf.item in given.items and not leaf.ruling.permits for leaf in leaves):
        yield BY_CONSENT
    if any(leaf.item not in given.items and not leaf.surely_forbidden for leaf in leaves):
        yield NOT_TOLD


def _by_rule(pairs: Iterable[tuple[Rule, str]]) -> Iterable[tuple[Rule, list[str]]]:
    found: dict[Rule, list[str]] = {}
    for rule, item in pairs:
        found.setdefault(rule, []).append(item)
    return found.items()


def _about(items: list[str], asked: Asked) -> str:
    return "" if len(items) == len(asked.law.leaves) else Text("Data: {items}.", items=naming.data(items))


def _needed(asked: Asked, left: tuple[str, ...], missing: tuple[str, ...]) -> Iterator[Text]:
    """What the law asks for, shown or not: whether a consent is there is not told."""
    open_ = tuple(leaf for leaf in asked.law.leaves if leaf.item in left and not leaf.surely_forbidden)
    kinds = {str(kind) for leaf in open_ if not leaf.ruling.permits for rule in leaf.requires for kind in rule.kinds}
    if any(not leaf.ruling.permits for leaf in open_):
        yield Text("A consent in force that covers every purpose. It can set conditions and ask for papers of its own.")
    if kinds:
        yield Text(
            "A consent of this kind: {kinds}.", kinds=naming.listed(naming.KINDS[kind] for kind in sorted(kinds))
        )
    for each in missing:
        what, _, name = each.partition(":")
        if what == "document":
            yield Text("This paper, which was not shown: {paper}.", paper=naming.document(name))
        else:
            yield Text("This, which was not stated: {fact}.", fact=naming.FACTS.get(name, name))


def _owed(asked: Asked, given: Given) -> Iterator[Text]:
    for code in given.obligations:
        yield Text("{obligation}.", obligation=naming.obligation(code)).with_capital()
    for leaf in asked.law.leaves if given.grants else ():
        told_of = (rule for rule in leaf.ruling.permits if leaf.item in given.items and not rule.is_right)
        yield from (naming.owed(rule) for rule in (*leaf.ruling.duties, *told_of))


def _problem(reason: Reason) -> Text:
    review = reason.code is ReasonCode.NEEDS_REVIEW
    detail = naming.unjudged(reason.detail) if review else naming.FACTS.get(reason.detail, reason.detail)
    return PROBLEMS.get(reason.code, Text("{text}", text=reason.sentence)).of(detail=detail)
