"""The decision: consent and law, applied to a request. Pure; eight steps, numbered as in ``docs/formats/request.md``.

Closed is the default: an unknown code, an error and an absence end as a refusal, each with a reason of its own. The
same arguments give the same decision, for ever: that is how it is replayed as of (time, log size).

Not here: step 8. That a decision stands on the ledger before any data leave is the business of
`workflows.decide_and_record`, the only place that mints a `Permit`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autonome.access.decisions import Allowed, Decision, Denied, Duty, Grant, Grounds
from autonome.access.matching import denies, permits
from autonome.access.reasons import Reason, ReasonCode
from autonome.access.requests import Document, Request
from autonome.access.translation import case_of
from autonome.access.validation import canonical, problems_of
from autonome.access.windows import NOTHING, Window, difference, intersection, union, window_of
from autonome.consent import (
    CATEGORIES,
    OBLIGATIONS,
    Atom,
    ConsentAct,
    Kind,
    ObligationCode,
    QuestionKey,
    Standing,
    State,
    Timing,
    fold,
)
from autonome.kernel import Instant
from autonome.law import Check, Rule, RuleBook, Ruling


@dataclass(frozen=True, slots=True)
class _Finding:
    """What was found about one leaf: a window that is not empty, or reasons against it."""

    leaf: str
    reasons: tuple[Reason, ...]
    window: Window = NOTHING
    basis: tuple[str, ...] = ()
    obligations: tuple[ObligationCode, ...] = ()
    missing: tuple[str, ...] = ()
    ends: tuple[Instant, ...] = ()
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class _Permission:
    """An atom in force that covers the request, and the answer that it belongs to."""

    atom: Atom
    answer: Standing


@dataclass(frozen=True, slots=True)
class _Asked:
    """The request with all that a leaf is judged by."""

    request: Request
    answers: Mapping[QuestionKey, Standing]
    at: Instant

    def in_force(self) -> Iterable[Standing]:
        return (answer for answer in self.answers.values() if answer.timing(self.at) is Timing.IN_FORCE)

    def documents(self) -> Mapping[str, Document]:
        """Valid ones, by kind; of several, the one that lasts longest."""
        valid = [shown for shown in self.request.documents if shown.until is None or self.at < shown.until]
        endless = max((shown.until.seconds for shown in valid if shown.until), default=0) + 1
        return {shown.kind: shown for shown in sorted(valid, key=lambda d: d.until.seconds if d.until else endless)}


def decide(acts: Iterable[ConsentAct], request: Request, rules: RuleBook, at: Instant, log_size: int) -> Decision:
    """Decide on a request.

    Args:
        acts: consent acts with their places in log order; those of others than the subject count for nothing.
        request: as it was made.
        rules: packs of law.
        at: the time asked about.
        log_size: acts at this leaf and beyond are not known.

    Returns:
        `Allowed` for the leaves that are covered, or `Denied`; each with its reasons.
    """
    grounds = Grounds(at, log_size, rules.digest)
    # 1. Validate: what no vocabulary knows is refused.
    problems = problems_of(request)
    if problems:
        return Denied(problems, (), (), grounds)
    asked = canonical(request)
    # 3. Fold the acts as the log of this size holds them; only then keep those valid at the asked time.
    case = _Asked(asked, fold(acts, asked.subject, log_size), at)
    # 4. Expand the items to leaves, and decide leaf by leaf.
    leaves = dict.fromkeys(leaf for item in asked.items for leaf in CATEGORIES.leaves(item))
    findings = [_find(case, leaf, rules.consult(case_of(asked, leaf, at))) for leaf in leaves]
    return _conclude(asked, findings, grounds)


def _find(case: _Asked, leaf: str, ruling: Ruling) -> _Finding:
    """Judge one leaf: steps 2 and 4 to 7."""
    duties = tuple(_duty(rule) for rule in ruling.duties)
    # 2. Law. What it forbids, no consent opens.
    if ruling.forbids:
        return _Finding(leaf, tuple(_forbidden(rule, leaf) for rule in ruling.forbids), duties=duties)
    # 4. Any deny wins, and takes away the time that it speaks of.
    refused = union(window_of(atom.window) for atom in _denying(case, leaf))
    found = _by_law(case, leaf, ruling, refused) if ruling.permits else _by_consent(case, leaf, ruling, refused)
    return replace(_with_documents(case, ruling, found), duties=(*duties, *found.duties))


def _by_law(case: _Asked, leaf: str, ruling: Ruling, refused: Window) -> _Finding:
    """2. A ground other than consent: it yields to a refusal unless the statute says otherwise, and is told."""
    asked = window_of(case.request.window)
    overriding = any(rule.overrides_deny for rule in ruling.permits)
    window = asked if overriding else difference(asked, refused)
    if not window:
        return _Finding(leaf, (Reason(ReasonCode.REFUSED_BY_PATIENT, leaf),))
    return _Finding(
        leaf,
        tuple(_lawful(rule, leaf) for rule in ruling.permits),
        window,
        basis=tuple(rule.id for rule in ruling.permits),
        duties=tuple(_duty(rule) for rule in ruling.permits if not rule.is_right),
    )


def _by_consent(case: _Asked, leaf: str, ruling: Ruling, refused: Window) -> _Finding:
    """4 to 7. Each purpose needs a permission of the kinds that the law asks for."""
    needed = frozenset(Kind(str(kind)) for rule in ruling.requires for kind in rule.kinds)
    asked = window_of(case.request.window)
    window, used = asked, []
    for purpose in case.request.purposes:
        covering = _covering(case, leaf, purpose)
        if not covering:
            return _Finding(leaf, (_lacking(case, leaf, purpose, bool(refused)),))
        # 7. Kinds of consent that the law requires: a consent of another kind is none.
        suitable = [permission for permission in covering if needed <= permission.atom.kinds]
        if not suitable:
            return _wrong_kind(leaf, ruling, covering)
        # 5. Intersect data windows, over all purposes.
        window = intersection(window, union(window_of(permission.atom.window) for permission in suitable))
        used += suitable
    return _covered(leaf, used, window, refused, asked)


def _covered(leaf: str, used: Sequence[_Permission], window: Window, refused: Window, asked: Window) -> _Finding:
    """5 and 6. The time that is left, the union of obligations, the earliest end."""
    left = difference(window, refused)
    if not left:
        return _Finding(leaf, (Reason(_REFUSED if window else ReasonCode.OUTSIDE_WINDOW, leaf),))
    partly = () if left == asked else (Reason(ReasonCode.PARTLY_COVERED, leaf),)
    return _Finding(
        leaf,
        (Reason(ReasonCode.PERMITTED_BY_CONSENT, leaf), *partly),
        left,
        basis=tuple(act.digest for permission in used for act in {permission.answer.act, permission.answer.scope}),
        obligations=tuple(code for permission in used for code in permission.atom.obligations),
        ends=tuple(
            valid.end for permission in used if (valid := permission.answer.valid) is not None and valid.end is not None
        ),
    )


def _with_documents(case: _Asked, ruling: Ruling, found: _Finding) -> _Finding:
    """7. Documents that the law or an obligation requires: missing ones refuse; those shown bound the life (6)."""
    if not found.window or any(rule.is_right for rule in ruling.permits):
        return found
    needed: dict[str, tuple[str, str]] = {}
    for rule in ruling.requires:
        needed |= dict.fromkeys(sorted(rule.documents), (rule.id, rule.article))
    for code in found.obligations:
        if kind := OBLIGATIONS[code].document:
            needed.setdefault(kind, (code, ""))
    shown = case.documents()
    lacking = tuple(
        Reason(ReasonCode.DOCUMENT_MISSING, found.leaf, kind, asks, article)
        for kind, (asks, article) in needed.items()
        if kind not in shown
    )
    if lacking:
        return _Finding(found.leaf, lacking, missing=tuple(f"document:{reason.detail}" for reason in lacking))
    ends = tuple(end for kind in needed if (end := shown[kind].until))
    return replace(found, ends=(*found.ends, *ends))


def _conclude(request: Request, findings: Sequence[_Finding], grounds: Grounds) -> Decision:
    """Put the leaves together: what is covered in part is granted in part, unless only the whole will do."""
    granted = [finding for finding in findings if finding.window]
    if request.whole and any(finding.window != window_of(request.window) for finding in findings):
        # Only what stands in the way is a reason against it.
        findings = [finding for finding in findings if finding.window != window_of(request.window)]
        granted = []
    reasons = tuple(dict.fromkeys(reason for finding in findings for reason in finding.reasons))
    duties = tuple(dict.fromkeys(duty for finding in findings for duty in finding.duties))
    if not granted:
        missing = tuple(sorted({item for finding in findings for item in finding.missing}))
        return Denied(reasons, missing, duties, grounds)
    return Allowed(
        grants=tuple(Grant(finding.leaf, finding.window) for finding in granted),
        reasons=reasons,
        basis=tuple(sorted({item for finding in granted for item in finding.basis})),
        obligations=tuple(sorted({item for finding in granted for item in finding.obligations})),
        duties=duties,
        until=min((end for finding in granted for end in finding.ends), default=None),
        grounds=grounds,
    )


_REFUSED = ReasonCode.REFUSED_BY_PATIENT


def _covering(case: _Asked, leaf: str, purpose: str) -> list[_Permission]:
    return [
        _Permission(atom, answer)
        for answer in case.in_force()
        if answer.state is State.GRANTED
        for atom in answer.atoms
        if permits(atom, case.request, leaf, purpose)
    ]


def _denying(case: _Asked, leaf: str) -> Iterable[Atom]:
    return (
        atom
        for answer in case.in_force()
        if answer.state is State.DENIED
        for atom in answer.atoms
        if denies(atom, case.request, leaf)
    )


def _lacking(case: _Asked, leaf: str, purpose: str, refused: bool) -> Reason:  # noqa: FBT001 - private, one caller
    """Say, for the record, why no permission is in force. The asker is told the same sentence for each."""
    if refused:
        return Reason(_REFUSED, leaf, purpose)
    codes = {_why_not(answer, case.at) for answer in case.answers.values() if _spoke_of(answer, case, leaf, purpose)}
    ranked = (ReasonCode.WITHDRAWN, ReasonCode.EXPIRED, ReasonCode.NOT_YET_VALID)
    return Reason(next((code for code in ranked if code in codes), ReasonCode.NEVER_CONSENTED), leaf, purpose)


def _spoke_of(answer: Standing, case: _Asked, leaf: str, purpose: str) -> bool:
    """Whether the question, in the form last answered, was about this."""
    atoms = answer.scope.atoms or answer.act.template.question(answer.act.question).atoms
    return answer.state is not State.DENIED and any(permits(atom, case.request, leaf, purpose) for atom in atoms)


def _why_not(answer: Standing, at: Instant) -> ReasonCode:
    if answer.state is State.WITHDRAWN:
        return ReasonCode.WITHDRAWN
    return ReasonCode.NOT_YET_VALID if answer.timing(at) is Timing.NOT_YET else ReasonCode.EXPIRED


def _wrong_kind(leaf: str, ruling: Ruling, covering: Sequence[_Permission]) -> _Finding:
    """List the kinds that the best of the covering permissions lacks, each with the rule that asks for it."""
    asked = [(str(kind), rule) for rule in ruling.requires for kind in sorted(rule.kinds)]
    lacks = [[(kind, rule) for kind, rule in asked if kind not in permission.atom.kinds] for permission in covering]
    best = min(lacks, key=len)
    reasons = (Reason(ReasonCode.CONSENT_KIND_MISSING, leaf, kind, rule.id, rule.article) for kind, rule in best)
    return _Finding(leaf, tuple(reasons), missing=tuple(f"consent:{kind}" for kind, _ in best))


def _forbidden(rule: Rule, leaf: str) -> Reason:
    platform = rule.check is Check.PLATFORM
    code = ReasonCode.FORBIDDEN_BY_PLATFORM if platform else ReasonCode.FORBIDDEN_BY_LAW
    return Reason(code, leaf, rule.explanation, rule.id, rule.article)


def _lawful(rule: Rule, leaf: str) -> Reason:
    return Reason(ReasonCode.PERMITTED_BY_LAW, leaf, rule.explanation, rule.id, rule.article)


def _duty(rule: Rule) -> Duty:
    return Duty(rule.id, rule.article, rule.explanation, rule.deadline)
