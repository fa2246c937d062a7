"""Whose yes counts, written a second time, as plainly as can be: one question, one instant, a row of ifs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeVar

from autonome.consent import (
    ActKind,
    Attestation,
    Authority,
    Birth,
    ConsentAct,
    Death,
    Ground,
    Mandate,
    MandateEnd,
)
from autonome.kernel import Instant

DAY = 86_400
T = TypeVar("T", ConsentAct, Attestation)


@dataclass
class Known:
    """What is attested, as of one size of the log."""

    birth: Birth | None = None
    death: int | None = None
    mandates: dict[str, Mandate] | None = None
    ends: dict[str, list[int]] | None = None


def known_of(attested: Iterable[Attestation], size: int) -> Known:
    known = Known(mandates={}, ends={})
    for each in in_log_order(attested, size):
        if isinstance(each.fact, Birth):
            known.birth = each.fact
        elif isinstance(each.fact, Death):
            known.death = each.fact.at.seconds
        elif isinstance(each.fact, Mandate):
            assert known.mandates is not None
            known.mandates[each.id] = each.fact
        elif isinstance(each.fact, MandateEnd):
            assert known.ends is not None
            known.ends.setdefault(each.fact.mandate, []).append(each.fact.at.seconds)
    return known


def of_age_at(known: Known, instant: int, research: bool) -> bool | None:  # noqa: FBT001
    """Whether the person may answer alone then; None where nobody knows."""
    if known.birth is None:
        return None
    years = 18 if research or known.birth.jurisdiction != "CN" else 14
    born = datetime.fromtimestamp(known.birth.on.seconds, tz=UTC).date()
    today = datetime.fromtimestamp(instant, tz=UTC).date()
    completed = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return completed >= years


def holds(known: Known, name: str, mandate: Mandate, instant: int, research: bool) -> bool:  # noqa: FBT001
    """Whether a mandate gives a right at an instant."""
    start, end = mandate.valid.start.seconds, mandate.valid.end
    if instant < start or (end is not None and instant >= end.seconds):
        return False
    assert known.ends is not None
    if any(instant >= ended for ended in known.ends.get(name, [])):
        return False
    if known.death is not None and instant >= known.death:
        return False
    if mandate.authority is Authority.PROXY:
        return True
    grown = of_age_at(known, instant, research)
    if grown is None:
        return end is not None or name in known.ends
    appointed_for_an_adult = mandate.ground is Ground.COURT and of_age_at(known, start, research)
    return not grown or bool(appointed_for_an_adult)


def mandates_for(known: Known, act: ConsentAct) -> dict[str, Mandate]:
    assert known.mandates is not None
    return {
        name: each
        for name, each in known.mandates.items()
        if each.holder == act.actor and each.authority is act.authority
        if not each.questions or act.key in each.questions
    }


def had_a_right_once(known: Known, act: ConsentAct, research: bool) -> bool:  # noqa: FBT001
    """Whether some mandate began and is over by the time of the act, however short it was."""
    now = act.recorded_at.seconds
    for name, each in mandates_for(known, act).items():
        if each.valid.start.seconds <= now and not holds(known, name, each, now, research):
            unbounded = each.authority is Authority.GUARDIAN and known.birth is None
            assert known.ends is not None
            if unbounded and each.valid.end is None and name not in known.ends:
                continue
            return True
    return False


def in_log_order(said: Iterable[T], size: int) -> list[T]:
    return sorted((each for each in said if _leaf(each) < size), key=_leaf)


def _leaf(each: ConsentAct | Attestation) -> int:
    return 10**9 if each.leaf is None else each.leaf


def says_yes(  # noqa: C901, PLR0912, PLR0915 - plain on purpose: a row of ifs
    acts: Iterable[ConsentAct], attested: Iterable[Attestation], at: Instant, size: int, *, research: bool
) -> str:
    """``yes``, ``no`` or ``nothing``: what stands at an instant of the one question that these acts are about."""
    known = known_of(attested, size)
    now: tuple[str, ConsentAct, ConsentAct] | None = None
    own_no: ConsentAct | None = None
    for act in in_log_order(acts, size):
        signed = act.recorded_at.seconds
        renews_no = act.kind is ActKind.RENEW and now is not None and now[0] == "no"
        no = act.kind in (ActKind.DENY, ActKind.WITHDRAW) or renews_no
        other = act.authority is not Authority.SELF
        stood = now is not None and now[0] == "no"
        if signed > at.seconds and (stood or not no):
            continue
        if other and own_no is not None:
            over = own_no.valid is not None and own_no.valid.end is not None and own_no.valid.end.seconds <= signed
            if act.kind is not ActKind.DENY and not over:
                continue
            if act.kind is ActKind.DENY and not over and own_no.valid is not None:
                assert act.valid is not None
                theirs, mine = act.valid.end, own_no.valid.end
                if theirs is not None and (mine is None or theirs < mine):
                    continue
                if act.valid.start.seconds > max(own_no.valid.start.seconds, signed):
                    continue
        if other:
            right = any(holds(known, n, m, signed, research) for n, m in mandates_for(known, act).items())
            if no and not right and had_a_right_once(known, act, research):
                continue
            if no and not right and stood and weakens(now[1] if now else act, act):
                continue
            if not no and not right:
                continue
        elif not no and (of_age_at(known, signed, research) is False or (known.death or signed + 1) <= signed):
            continue
        wait = act.template.terms.days_to_think * DAY
        if act.kind is ActKind.GRANT and wait and (act.shown_at is None or signed - act.shown_at.seconds < wait):
            continue
        if act.kind is ActKind.RENEW:
            if now is None or now[0] == "taken back" or now[2].template.digest != act.template.digest:
                continue
            stands = act.authority is now[2].authority and still_yes(known, *now[1:], signed, research)
            if now[0] == "yes" and not stands:
                continue
            now = (now[0], act, now[2])
        else:
            now = ({ActKind.GRANT: "yes", ActKind.DENY: "no"}.get(act.kind, "taken back"), act, act)
        if not other:
            own_no = act if now[0] != "yes" else None
    if now is None or now[0] == "taken back":
        return "nothing"
    state, act, scope = now
    assert act.valid is not None
    if state == "no":
        over = at < act.valid.start or (act.valid.end is not None and at >= act.valid.end)
        return "nothing" if over else "no"
    if at < act.valid.start:
        return "nothing"
    return "yes" if still_yes(known, act, scope, at.seconds, research) else "nothing"


def weakens(refusal: ConsentAct, act: ConsentAct) -> bool:
    """Whether a refusal that runs would be ended, or made shorter, or begin later."""
    assert refusal.valid is not None
    signed, end = act.recorded_at.seconds, refusal.valid.end
    if end is not None and end.seconds <= signed:
        return False
    if act.kind not in (ActKind.DENY, ActKind.RENEW) or act.valid is None:
        return True
    shorter = act.valid.end is not None and (end is None or act.valid.end < end)
    return shorter or act.valid.start.seconds > max(refusal.valid.start.seconds, signed)


def still_yes(known: Known, act: ConsentAct, scope: ConsentAct, at: int, research: bool) -> bool:  # noqa: FBT001
    """Whether a yes is not over."""
    assert act.valid is not None
    if act.valid.end is not None and at >= act.valid.end.seconds:
        return False
    longest = scope.template.terms.longest_days
    if longest is not None and at >= act.recorded_at.seconds + longest * DAY:
        return False
    if act.authority is not Authority.SELF:
        signed = act.recorded_at.seconds
        then = {n: m for n, m in mandates_for(known, act).items() if holds(known, n, m, signed, research)}
        # An act can be about a time before it was signed: then what counts is that the right is not over.
        return any(holds(known, n, m, max(at, signed), research) for n, m in then.items())
    after = scope.template.terms.after_death
    return known.death is None or at < known.death or (after is not None and after.value == "stands")


def born_so_as_to_be(years: int, on: date) -> Instant:
    """The birth of somebody who completes so many years on a day."""
    return Instant(int(datetime(on.year - years, on.month, on.day, tzinfo=UTC).timestamp()))
