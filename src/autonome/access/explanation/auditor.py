"""What the auditor is told: everything, with the ids, places and digests under which it can be found. In English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from autonome.access.decisions import ENGINE, Allowed
from autonome.access.explanation.account import Account
from autonome.access.explanation.values import Audience, Explanation, sections
from autonome.access.reasons import Reason, ReasonCode
from autonome.access.windows import ALL_TIME, Window, periods
from autonome.consent import Attestation, ConsentAct, Standing, Timing
from autonome.kernel import digest
from autonome.law import COUNSEL, Rule


def told(account: Account) -> Explanation:
    """Tell an auditor everything.

    Args:
        account: of the decision.
    """
    granted = isinstance(account.decision, Allowed)
    return Explanation(
        Audience.AUDITOR,
        f"{'allowed' if granted else 'denied'}: {len(account.granted)} of {len(account.asked.items)} items",
        sections(
            ("Made under", tuple(_grounds(account))),
            ("Request", tuple(_lines(account.request.to_json()))),
            ("Steps", tuple(f"{number}. {line}" for number, line in enumerate(_steps(account), start=1))),
            ("Granted", tuple(_granted(account))),
            ("Reasons", tuple(map(_reason, account.decision.reasons))),
            ("Rules that apply", tuple(map(_rule, _rules(account)))),
            ("Acts", tuple(_acts(account))),
            ("Attested", tuple(map(_attested, account.attested))),
            ("Signatures", tuple(_signatures(account))),
            ("Obligations", account.decision.obligations if isinstance(account.decision, Allowed) else ()),
            ("Duties", tuple(_duties(account))),
            ("Missing", _missing(account)),
            ("Note", (COUNSEL,)),
        ),
    )


def _grounds(account: Account) -> Iterator[str]:
    grounds = account.decision.grounds
    yield f"as of {grounds.at}, log size {grounds.log_size}"
    yield f"engine {ENGINE}"
    yield f"rules {grounds.rules}"
    if grounds.diseases is not None:
        yield f"diseases {grounds.diseases}"
    yield f"request {digest(account.request.to_json())}"
    yield "recorded nowhere" if account.entry is None else f"ledger entry {account.entry}"


def _lines(written: Mapping[str, object]) -> Iterator[str]:
    for name, value in written.items():
        yield f"{name} {', '.join(map(str, value)) if isinstance(value, list) else value}"


def _steps(account: Account) -> Iterator[str]:
    """One line for each step of the decision, by its number."""
    decision, asked, at = account.decision, account.asked, account.decision.grounds.at
    in_force = sum(answer.timing(at) is Timing.IN_FORCE for answer in account.answers)
    codes = [reason.code for reason in decision.reasons]
    yield f"validate: {len(asked.problems)} problems"
    if asked.problems:
        return
    yield f"law: {len(_rules(account))} of {len(account.rules.rules)} rules apply"
    yield f"fold: {len(account.acts)} acts known, {len(account.answers)} answers touch the request, {in_force} in force"
    yield f"leaf by leaf: {len(account.granted)} of {len(asked.items)} items granted"
    yield f"windows: {codes.count(ReasonCode.PARTLY_COVERED)} granted for a part of the time"
    yield f"obligations: {len(decision.obligations) if isinstance(decision, Allowed) else 0}; ends {_end(account)}"
    yield f"kinds and papers: {len(_missing(account))} missing"
    yield f"ledger: {'not recorded' if account.entry is None else f'entry {account.entry}'}"


def _end(account: Account) -> str:
    decision = account.decision
    return str(decision.until) if isinstance(decision, Allowed) and decision.until else "not stated"


def _granted(account: Account) -> Iterator[str]:
    for grant in account.decision.grants if isinstance(account.decision, Allowed) else ():
        yield f"{grant.item}{_window(grant.window)}"


def _window(window: Window) -> str:
    spans = (f" from {start or 'any time'} to {end or 'any time'}" for start, end in periods(window))
    return "" if window == ALL_TIME else ",".join(spans)


def _reason(reason: Reason) -> str:
    return _joined((reason.code, reason.item, reason.detail, reason.rule, reason.article))


def _rules(account: Account) -> tuple[Rule, ...]:
    named = (account.rule(reason.rule) for reason in account.decision.reasons)
    owed = (account.rule(duty.rule) for duty in account.decision.duties)
    found = (*account.asked.law.rules, *(rule for rule in (*named, *owed) if rule is not None))
    return tuple({rule.id: rule for rule in found}.values())


def _rule(rule: Rule) -> str:
    until = "" if rule.until is None else f" until {rule.until}"
    effect = rule.effect.replace("_", " ")
    return f"{rule.id} · {effect} · {rule.article} · {rule.check} ({rule.source}) · since {rule.since}{until}"


def _acts(account: Account) -> Iterator[str]:
    """Acts that touch the request or carry the decision; of the rest, how many there are."""
    basis = frozenset(account.decision.basis) if isinstance(account.decision, Allowed) else frozenset()
    standing = {act.digest: answer for answer in account.answers for act in (answer.act, answer.scope)}
    told_of = [act for act in account.acts if act.digest in standing or act.digest in basis]
    for act in told_of:
        answer = standing.get(act.digest)
        yield f"{_act(act)}{_stands(answer, account)}{' · basis' if act.digest in basis else ''}"
    if len(told_of) < len(account.acts):
        yield f"{len(account.acts) - len(told_of)} further acts do not touch the request"


def _stands(answer: Standing | None, account: Account) -> str:
    if answer is None:
        return ""
    timing = answer.timing(account.decision.grounds.at)
    lapse = f" ({answer.lapse})" if timing is Timing.EXPIRED else ""
    return f" · stands as {answer.state}, {timing}{lapse}"


def _attested(each: Attestation) -> str:
    return f"leaf {each.leaf} · {each.id} by {each.by} · {each.digest} · document {each.document}"


def _act(act: ConsentAct) -> str:
    valid = "" if act.valid is None else f" · valid {act.valid.start} to {act.valid.end or 'no end'}"
    return (
        f"leaf {act.leaf} · {act.id} · {act.kind} {act.key} by {act.actor} as {act.authority} · act {act.digest} · "
        f"form {act.template.name} {act.template.digest} · comprehension {act.comprehension} · "
        f"signed by {act.signature.kind} of {act.signature.by} · recorded {act.recorded_at}{valid}"
    )


def _signatures(account: Account) -> Iterator[str]:
    """How many of the standing answers rest on which kind of signature."""
    kinds = [str(act.signature.kind) for act in dict.fromkeys(answer.act for answer in account.answers)]
    yield from (f"{kind}: {kinds.count(kind)}" for kind in sorted(set(kinds)))


def _duties(account: Account) -> Iterator[str]:
    for duty in account.decision.duties:
        yield _joined((duty.rule, duty.article, duty.sentence, duty.deadline))


def _missing(account: Account) -> tuple[str, ...]:
    return () if isinstance(account.decision, Allowed) else account.decision.missing


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
