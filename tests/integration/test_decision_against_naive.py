"""The decision against its naive twin, and the properties that it must have whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.access import Allowed, Decision, Document, Request, decide
from autonome.access.windows import Window
from autonome.consent import (
    CATEGORIES,
    JURISDICTIONS,
    PURPOSES,
    RECIPIENTS,
    Action,
    ActKind,
    Atom,
    ConsentAct,
    Diseases,
    Effect,
    Kind,
    Taxonomy,
)
from autonome.kernel import Instant, Period
from autonome.law import NOTHING_STATED, RULES, Circumstance, Circumstances, Count, DocumentKind
from tests.fakes.consents import SUBJECT, act, request, template
from tests.fakes.naive_decision import DAY, DAYS, FIRST, PARENTS, decide_naively

SIZE = 50
DISEASES = Diseases.of_parents("five", PARENTS)


def on_day(day: int) -> Instant:
    return Instant(FIRST + day * DAY)


def between(start: int, end: int | None) -> Period:
    return Period(on_day(start), None if end is None else on_day(max(start, end)))


ALWAYS: dict[str, Any] = {"valid": Period(on_day(-100)), "recorded_at": on_day(-200)}
periods = st.builds(between, st.integers(0, 7), st.none() | st.integers(0, 7))
NO_YES, YES_NO = (False, True), (True, False)
DEEDS = [Action.COLLECT, Action.USE, Action.DISCLOSE, Action.EXPORT, Action.PUBLISH]
PAPERS = [str(kind) for kind in DocumentKind]
KINDS = [frozenset(Kind), frozenset({Kind.EXPLICIT, Kind.WRITTEN, Kind.SEPARATE_SENSITIVE}), frozenset({Kind.GENERAL})]
PURPOSE_CODES = ["PurposeOfUse", "TREAT", "ETREAT", "BTG", "HPAYMT", "UNDERWRITING", "GRU", "HRESCH", "DSRCH", "PATRQT"]
PURPOSE_CODES += ["CLINTRL", "CLINTRCH", "PUBHLTH", "HMARKT"]
RECIPIENT_CODES = ["anyone", "care", "care-team", "subject", "insurer", "health-insurer", "employer", "researcher"]
RECIPIENT_CODES += ["relative", "representative", "public-health-authority", "law-enforcement"]


def mostly(usual: object, *others: object) -> st.SearchStrategy[Any]:
    """The usual value three times in four."""
    return st.sampled_from([usual] * 3 * len(others) + list(others))


def near(tree: Taxonomy[Any], code: str) -> st.SearchStrategy[Any]:
    """Mostly the code or something broader; now and then something narrower, or of another branch."""
    broader = sorted(tree.ancestors(code))
    narrower = [term.code for term in tree.terms if tree.covers(code, term.code)]
    other = [term.code for term in tree.terms[:3]]
    return st.sampled_from([code] * 4 + broader * 2 + narrower[:6] * 2 + other).map(tree.code)


@st.composite
def circumstances(draw: st.DrawFn) -> Circumstances:
    """Nothing, the answers that spare most, or any."""
    spared = dict.fromkeys(Circumstance, False)
    some = st.dictionaries(st.sampled_from(list(Circumstance)), st.booleans(), max_size=8)
    answers = draw(st.sampled_from([{}, spared]) | some | some.map(lambda few: spared | few))
    numbers = st.sampled_from([0, 13, 14, 15, 16, 40, 9_999, 10_000, 999_999, 1_000_000])
    counts = draw(st.dictionaries(st.sampled_from([Count.AGE, Count.PEOPLE_ABROAD]), numbers))
    return Circumstances(frozenset(answers.items()), frozenset(counts.items())) if answers or counts else NOTHING_STATED


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Requests with ordinary ones in the majority."""
    shown = tuple(Document(kind, "1", draw(st.none() | st.integers(0, 7).map(on_day))) for kind in PAPERS)
    return request(
        actor=draw(mostly("dr-b", SUBJECT)),
        recipient=draw(st.sampled_from(RECIPIENT_CODES)),
        purposes=tuple(draw(st.lists(st.sampled_from(PURPOSE_CODES), min_size=1, max_size=2))),
        items=(draw(st.sampled_from(["germline", "pharmacogenes", "medications", "clinical", "record"])),),
        action=draw(mostly(Action.USE, *DEEDS)),
        jurisdiction=draw(st.sampled_from(["US", "DE", "CN", "ID"])),
        destination=draw(mostly(None, "US", "CN", "DE", "ID")),
        subject_jurisdiction=draw(mostly(None, "US", "CN", "DE", "ID")),
        diseases=frozenset(draw(st.lists(mostly("D:11", "D:112", "D:1", "D:12", "D:2", "D:9"), max_size=2))),
        commercial=draw(st.sampled_from([None, False, True])),
        review=draw(mostly((), (), ("children",))),
        window=draw(st.none() | periods),
        whole=draw(mostly(*NO_YES)),
        documents=shown if draw(mostly(*YES_NO)) else tuple(draw(st.lists(st.sampled_from(shown), max_size=20))),
        circumstances=draw(circumstances()),
    )


OBLIGED = (
    "DUO:0000016", "DUO:0000018", "DUO:0000019", "DUO:0000021", "DUO:0000024", "DUO:0000045", "DUO:0000046",
    "AUTONOME:no-onward-transfer", "AUTONOME:review",
)  # fmt: skip


@st.composite
def scopes(draw: st.DrawFn, asked: Request) -> tuple[Atom, ...]:
    """One or two atoms that have to do with a request."""

    def one() -> Atom:
        return Atom(
            effect=Effect.PERMIT,
            purpose=draw(near(PURPOSES, draw(st.sampled_from(asked.purposes)))),
            category=draw(near(CATEGORIES, asked.items[0])),
            recipient=draw(near(RECIPIENTS, asked.recipient)),
            jurisdiction=draw(mostly("world", "EEA", asked.jurisdiction, asked.destination or "CN")),
            actions=draw(mostly(frozenset(DEEDS), frozenset({asked.action}), frozenset({Action.TRAIN}))),
            recipient_id=draw(mostly(None, "hospital.example", "dr-b", "other.example")),
            diseases=frozenset(draw(st.lists(st.sampled_from(["D:1", "D:11", "D:112", "D:9"]), max_size=2))),
            commercial=draw(mostly(None, *NO_YES)),
            window=draw(st.none() | periods),
            obligations=draw(mostly((), *((code,) for code in OBLIGED))),
            kinds=draw(st.sampled_from(KINDS)),
        )

    return tuple(one() for _ in range(draw(st.integers(1, 2))))


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[ConsentAct], Request]:
    """A request, and acts about three questions that have to do with it, in log order."""
    asked = draw(requests())
    forms = {question: draw(scopes(asked)) for question in "pqr"}
    usual = ["p-grant", "q-deny", "r-grant"]
    moves = draw(st.lists(st.sampled_from([*usual * 3, "p-deny", "p-withdraw", "p-renew", "q-grant"]), max_size=5))
    acts = []
    for leaf, (question, kind) in enumerate(move.split("-") for move in moves):
        parts: dict[str, Any] = {"recorded_at": on_day(draw(mostly(-200, 2)))}
        if kind != "withdraw":
            parts["valid"] = draw(st.just(Period(on_day(-100))) | periods)
        form = template(question, forms[question])
        done = act(ActKind(kind), *forms[question], question=question, form=form, leaf=leaf, **parts)
        acts.append(named(done, draw(mostly(None, "hospital.example", "dr-b", "other.example"))))
    return acts, asked


def named(done: ConsentAct, recipient: str | None) -> ConsentAct:
    """The same act for one recipient, unless its form names one."""
    if recipient is None or any(each.recipient_id for each in done.template.question(done.question).atoms):
        return done
    return replace(done, recipient_id=recipient, atoms=tuple(each.for_recipient(recipient) for each in done.atoms))


def likely() -> st.SearchStrategy[tuple[list[ConsentAct], Request]]:
    """Cases with, last, a broad grant: so that refusals come from the parts that refuse, not from want of consent."""

    def granted_broadly(case: tuple[list[ConsentAct], Request]) -> tuple[list[ConsentAct], Request]:
        acts, asked = case
        broad = Atom(
            effect=Effect.PERMIT,
            purpose=PURPOSES.code("PurposeOfUse"),
            category=CATEGORIES.code("record"),
            recipient=RECIPIENTS.code("anyone"),
            jurisdiction=JURISDICTIONS.code("world"),
            actions=frozenset(DEEDS),
            kinds=frozenset(Kind),
        )
        return [*acts, act(ActKind.GRANT, broad, question="broad", leaf=len(acts), **ALWAYS)], asked

    return cases().map(granted_broadly)


def any_of(tree: Taxonomy[Any], *usual: str) -> st.SearchStrategy[str]:
    """One of these, or any code of the tree."""
    return st.sampled_from(usual) | st.sampled_from([term.code for term in tree.terms])


@st.composite
def but_for_one_part(draw: st.DrawFn) -> tuple[list[ConsentAct], Request]:
    """A request that the law lets pass, and a grant or, beside a broad grant, a refusal of just that; but for one part.

    Whether a permission or a refusal meets a request is decided here by that part alone.
    """
    shown = tuple(Document(kind, "1") for kind in PAPERS)
    spared = dict.fromkeys(Circumstance, False)
    asked = request(
        purposes=(draw(any_of(PURPOSES, "TREAT", "HRESCH", "GRU")),),
        recipient=draw(any_of(RECIPIENTS, "care", "insurer", "researcher")),
        items=(draw(st.sampled_from(["pharmacogenes", "medications"])),),
        jurisdiction=draw(st.sampled_from(["US", "EEA", "DE", "ID"])),
        documents=shown,
        circumstances=Circumstances(frozenset(spared.items()), frozenset({(Count.AGE, 40)})),
    )
    fitting = Atom(
        effect=Effect.PERMIT,
        purpose=PURPOSES.code(asked.purposes[0]),
        category=CATEGORIES.code(asked.items[0]),
        recipient=RECIPIENTS.code(asked.recipient),
        jurisdiction=JURISDICTIONS.code(asked.jurisdiction),
        actions=frozenset({asked.action}),
        kinds=frozenset(Kind),
    )
    trees: dict[str, Taxonomy[Any]] = {"purpose": PURPOSES, "recipient": RECIPIENTS, "jurisdiction": JURISDICTIONS}
    part = draw(st.sampled_from(sorted(trees)))
    other = replace(fitting, **{part: draw(near(trees[part], getattr(fitting, part)))})
    if draw(st.booleans()):
        return [act(ActKind.GRANT, other, question="p", leaf=0, **ALWAYS)], asked
    return [
        act(ActKind.GRANT, fitting, question="p", leaf=0, **ALWAYS),
        act(ActKind.DENY, other, question="q", leaf=1, **ALWAYS),
    ], asked


def decided(acts: list[ConsentAct], asked: Request, at: Instant, log_size: int) -> Decision:
    return decide(acts, asked, RULES, at, log_size, diseases=DISEASES)


def days(window: Window) -> frozenset[int]:
    return frozenset(day for day in DAYS for start, end in window if start <= FIRST + day * DAY < end)


def granted(decision: Decision) -> dict[str, frozenset[int]]:
    return {grant.item: days(grant.window) for grant in decision.grants} if isinstance(decision, Allowed) else {}


@settings(max_examples=250, deadline=None)
@given(cases() | likely() | but_for_one_part(), st.integers(-1, 8))
def test_engine_and_naive_twin_agree(case: tuple[list[ConsentAct], Request], day: int) -> None:
    acts, asked = case
    decision = decided(acts, asked, on_day(day), SIZE)
    assert granted(decision) == decide_naively(acts, asked, on_day(day), SIZE)
    assert decision.reasons, "each decision has its reasons"


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(0, 7), st.integers(0, 5))
def test_they_agree_on_what_a_shorter_log_knew(case: tuple[list[ConsentAct], Request], day: int, size: int) -> None:
    acts, asked = case
    assert granted(decided(acts, asked, on_day(day), size)) == decide_naively(acts, asked, on_day(day), size)


@settings(max_examples=250, deadline=None)
@given(cases() | likely() | but_for_one_part(), st.integers(0, 7), st.integers(0, 6), st.sampled_from(["", "HLEGAL"]))
def test_they_agree_on_what_a_restriction_leaves_open(
    case: tuple[list[ConsentAct], Request], day: int, since: int, instead: str
) -> None:
    acts, asked = case
    asked = replace(asked, purposes=(instead,)) if instead else asked
    decision = decide(acts, asked, RULES, on_day(day), SIZE, diseases=DISEASES, restricted=since)
    assert granted(decision) == decide_naively(acts, asked, on_day(day), SIZE, since)
    open_to_all = granted(decided(acts, asked, on_day(day), SIZE))
    assert granted(decision).items() <= open_to_all.items() or any((each.leaf or 0) < since for each in acts)


@settings(max_examples=60, deadline=None)
@given(st.data(), likely(), st.integers(0, 7))
def test_an_added_denial_that_supersedes_nothing_never_permits(
    data: st.DataObject, case: tuple[list[ConsentAct], Request], day: int
) -> None:
    acts, asked = case
    scope = data.draw(scopes(asked))
    denial = act(ActKind.DENY, *scope, question="added", leaf=len(acts), valid=Period(on_day(-100)))
    before = granted(decided(acts, asked, on_day(day), SIZE))
    after = granted(decided([*acts, denial], asked, on_day(day), SIZE))
    assert after.keys() <= before.keys()
    assert all(after[leaf] <= before[leaf] for leaf in after)


@settings(max_examples=60, deadline=None)
@given(likely(), st.integers(0, 7))
def test_a_withdrawal_holds_from_its_log_size_on(case: tuple[list[ConsentAct], Request], day: int) -> None:
    acts, asked = case
    grant = acts[-1]
    leaf = len(acts)
    withdrawal = act(ActKind.WITHDRAW, *grant.atoms, question="broad", form=grant.template, leaf=leaf)
    before = granted(decided(acts, asked, on_day(day), SIZE))
    assert granted(decided([*acts, withdrawal], asked, on_day(day), leaf)) == before
    without = granted(decided(acts[:-1], asked, on_day(day), SIZE))
    assert granted(decided([*acts, withdrawal], asked, on_day(day), leaf + 1)) == without


@settings(max_examples=60, deadline=None)
@given(likely(), st.integers(0, 7), st.randoms())
def test_replay_gives_the_same_to_the_byte_in_whatever_order_acts_are_listed(
    case: tuple[list[ConsentAct], Request],
    day: int,
    random: st.random.Random,  # type: ignore[name-defined]
) -> None:
    acts, asked = case
    first = decided(acts, asked, on_day(day), SIZE)
    shuffled = list(acts)
    random.shuffle(shuffled)
    again = decided(shuffled, asked, on_day(day), SIZE)
    assert again.to_json() == first.to_json()


MOVES = list(product(("grant", "deny", "withdraw", "renew"), (None, "hospital.example")))


def test_they_agree_on_every_three_answers_of_everybody_and_of_one_by_name() -> None:
    asked = request(whole=True)
    scope = (Atom(
        effect=Effect.PERMIT,
        purpose=PURPOSES.code("TREAT"),
        category=CATEGORIES.code("pharmacogenes"),
        recipient=RECIPIENTS.code("care-team"),
        jurisdiction=JURISDICTIONS.code("world"),
        actions=frozenset({Action.USE}),
        kinds=frozenset(Kind),
    ),)  # fmt: skip
    form = template("p", scope)
    opened = 0
    for history in product(MOVES, repeat=3):
        acts = []
        for leaf, (kind, recipient) in enumerate(history):
            valid: dict[str, Any] = {} if kind == "withdraw" else {"valid": Period(on_day(-100))}
            done = act(ActKind(kind), *scope, question="p", form=form, leaf=leaf, recorded_at=on_day(-9), **valid)
            acts.append(named(done, recipient))
        decision = decided(acts, asked, on_day(1), SIZE)
        assert granted(decision) == decide_naively(acts, asked, on_day(1), SIZE), history
        opened += isinstance(decision, Allowed)
    assert 0 < opened < len(MOVES) ** 3
