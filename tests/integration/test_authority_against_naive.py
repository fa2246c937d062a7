"""Authority, coming of age, death and time to think against their naive twin, and the properties that they have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.access import Allowed, Decider, Decision, ReasonCode, Register, decide
from autonome.access.cohort import decide_cohort
from autonome.consent import (
    PURPOSES,
    ActKind,
    AfterDeath,
    Attestation,
    AttestationId,
    Authority,
    Birth,
    ConsentAct,
    Death,
    Ground,
    JurisdictionCode,
    Mandate,
    MandateEnd,
    QuestionKey,
    Template,
    Terms,
    fold,
    person_of,
)
from autonome.kernel import ActorId, Instant, Period, Sha256, SubjectId
from autonome.law import RULES
from tests.fakes.consents import SUBJECT, act, atom, request, template
from tests.fakes.naive_authority import born_so_as_to_be, says_yes
from tests.fakes.naive_decision import DAY, FIRST

SIZE = 100
YES_AND_NO = [ActKind.GRANT, ActKind.GRANT, ActKind.DENY, ActKind.WITHDRAW, ActKind.RENEW]
WHO = [
    (Authority.SELF, "anna"),
    (Authority.GUARDIAN, "mother"),
    (Authority.GUARDIAN, "mother"),
    (Authority.PROXY, "friend"),
]
days = st.integers(0, 8)


def on_day(day: int) -> Instant:
    return Instant(FIRST + day * DAY)


@dataclass(frozen=True)
class Story:
    """What was done and attested about one question of one person."""

    acts: tuple[ConsentAct, ...]
    attested: tuple[Attestation, ...]
    research: bool


@st.composite
def mandates(draw: st.DrawFn) -> Mandate:
    authority, holder = draw(st.sampled_from(WHO[1:]))
    grounds = [Ground.HEALTH_CARE_PROXY] if authority is Authority.PROXY else [Ground.PARENT, Ground.COURT]
    start = draw(st.sampled_from([-100, -100, 0, 3]))
    end = draw(st.none() | st.integers(max(start, 0), 8))
    elsewhere: frozenset[QuestionKey] = frozenset({QuestionKey("form/other")})
    asked: frozenset[QuestionKey] = draw(st.sampled_from([frozenset()] * 3 + [elsewhere]))
    period = Period(on_day(start), None if end is None else on_day(end))
    return Mandate(ActorId(holder), authority, draw(st.sampled_from(grounds)), period, asked)


@st.composite
def facts(draw: st.DrawFn) -> list[Any]:
    """Mostly a birth, one or two mandates, now and then their end, and a death."""
    found: list[Any] = []
    if draw(st.integers(0, 3)):
        years, place = draw(st.sampled_from([(14, "CN"), (18, "CN"), (18, "US"), (40, "US"), (9, "DE")]))
        found.append(Birth(born_so_as_to_be(years, date(2026, 1, 1 + draw(days))), JurisdictionCode(place)))
    held: list[Mandate] = draw(st.lists(mandates(), max_size=2))
    found += held
    if draw(st.booleans()) and held:
        found.append(MandateEnd(AttestationId(f"fact-{len(found) - 1}"), on_day(draw(days))))
    if draw(st.integers(0, 4)) == 0:
        found.append(Death(on_day(draw(days))))
    return found


def attested(stated: list[Any], draw: st.DrawFn, who: SubjectId) -> tuple[Attestation, ...]:
    parts: dict[str, Any] = {"by": ActorId("registry"), "document": Sha256("0" * 64), "recorded_at": on_day(0)}
    leaves = [draw(st.sampled_from([0, 0, 0, 3, 6])) for _ in stated]
    return tuple(
        Attestation(AttestationId(f"fact-{n}"), who, fact, leaf=10 * leaf, **parts)
        for n, (fact, leaf) in enumerate(zip(stated, leaves, strict=True))
    )


@st.composite
def forms(draw: st.DrawFn, *, research: bool) -> Template:
    terms = Terms(
        days_to_think=draw(st.sampled_from([0, 0, 2])),
        longest_days=draw(st.sampled_from([None, None, 3])),
        after_death=draw(st.sampled_from([None, *AfterDeath])),
    )
    return template("q", (scope(research=research),), terms=terms)


def scope(*, research: bool) -> Any:  # noqa: ANN401 - an atom
    return atom(purpose=PURPOSES.code("HRESCH" if research else "TREAT"))


@st.composite
def one_act(draw: st.DrawFn, form: Template, leaf: int, who: SubjectId = SUBJECT) -> ConsentAct:
    kind, (authority, actor) = draw(st.sampled_from(YES_AND_NO)), draw(st.sampled_from(WHO))
    signed, start = draw(days), draw(st.sampled_from([-100, -100, 0, 4]))
    end = draw(st.none() | st.integers(max(start, 0), 9))
    shown = draw(st.sampled_from([None, 0, 1, 2, 5]))
    parts: dict[str, Any] = (
        {} if kind is ActKind.WITHDRAW else {"valid": Period(on_day(start), None if end is None else on_day(end))}
    )
    return act(
        kind, *form.questions[0].atoms, form=form, leaf=10 * leaf + 5, subject=who,
        actor=ActorId(who if authority is Authority.SELF else actor), authority=authority, recorded_at=on_day(signed),
        shown_at=None if shown is None else on_day(signed - shown), **parts,
    )  # fmt: skip


@st.composite
def stories(draw: st.DrawFn, who: SubjectId = SUBJECT, *, research: bool | None = None) -> Story:
    about = draw(st.booleans()) if research is None else research
    two = [draw(forms(research=about)) for _ in range(2)]
    acts = tuple(draw(one_act(draw(st.sampled_from(two)), leaf, who)) for leaf in range(draw(st.integers(1, 5))))
    return Story(acts, attested(draw(facts()), draw, who), about)


def asked(*, research: bool) -> Any:  # noqa: ANN401 - a request
    return request(purposes=("HRESCH" if research else "TREAT",))


def decided(story: Story, at: Instant, size: int = SIZE) -> Decision:
    return decide(story.acts, asked(research=story.research), RULES, at, size, attested=story.attested)


@settings(max_examples=300, deadline=None)
@given(stories(), days, st.sampled_from([SIZE, SIZE, 31, 16]))
def test_engine_and_naive_twin_agree_on_whose_yes_counts(story: Story, day: int, size: int) -> None:
    decision = decided(story, on_day(day), size)
    said = says_yes(story.acts, story.attested, on_day(day), size, research=story.research)
    assert isinstance(decision, Allowed) is (said == "yes")
    refused = ReasonCode.REFUSED_BY_PATIENT in {reason.code for reason in decision.reasons}
    assert refused is (said == "no")


@settings(max_examples=60, deadline=None)
@given(st.data(), days)
def test_a_cohort_says_the_same_as_a_decision_for_each(data: st.DataObject, day: int) -> None:
    register, acts_of = Register(), {}
    for n in range(data.draw(st.integers(1, 5))):
        who = SubjectId(f"person-{n}")
        story = acts_of[who] = data.draw(stories(who, research=False))
        register.put(who, fold(story.acts, who, SIZE, person_of(story.attested, who, SIZE), at=on_day(day)))
    decider = Decider(register, RULES)
    plain = asked(research=False)
    for who, outcome in decide_cohort(decider.compiled(plain, on_day(day))):
        story = acts_of[who]
        alone = decide(story.acts, replace(plain, subject=who), RULES, on_day(day), SIZE, attested=story.attested)
        assert bool(outcome.grants) is isinstance(alone, Allowed)
        assert outcome.reasons == alone.reasons
        assert decider.decide(replace(plain, subject=who), on_day(day), SIZE) == alone


@settings(max_examples=80, deadline=None)
@given(stories(), st.data(), days)
def test_an_added_no_of_whomever_never_permits(story: Story, data: st.DataObject, day: int) -> None:
    form = story.acts[0].template
    no = data.draw(one_act(form, 9).filter(lambda each: each.kind is ActKind.DENY))
    endless = replace(no, valid=Period(on_day(-100)))
    if not isinstance(decided(story, on_day(day)), Allowed):
        more = replace(story, acts=(*story.acts, endless))
        assert not isinstance(decided(more, on_day(day)), Allowed)


@settings(max_examples=80, deadline=None)
@given(stories(), days)
def test_the_persons_own_withdrawal_holds_from_its_log_size_on(story: Story, day: int) -> None:
    form = story.acts[0].template
    taken_back = act(ActKind.WITHDRAW, *form.questions[0].atoms, form=form, leaf=90)
    more = replace(story, acts=(*story.acts, taken_back))
    assert decided(more, on_day(day), 90) == decided(story, on_day(day), 90)
    assert not isinstance(decided(more, on_day(day), 91), Allowed)


@settings(max_examples=80, deadline=None)
@given(stories(), days, st.integers(0, 60), st.randoms())
def test_replay_gives_the_same_whatever_came_later_and_in_whatever_order_it_is_listed(
    story: Story,
    day: int,
    size: int,
    random: st.random.Random,  # type: ignore[name-defined]
) -> None:
    known = replace(
        story,
        acts=tuple(each for each in story.acts if each.leaf is not None and each.leaf < size),
        attested=tuple(each for each in story.attested if each.leaf is not None and each.leaf < size),
    )
    acts, facts_of = list(story.acts), list(story.attested)
    random.shuffle(acts)
    random.shuffle(facts_of)
    again = decided(replace(story, acts=tuple(acts), attested=tuple(facts_of)), on_day(day), size)
    assert again.to_json() == decided(known, on_day(day), size).to_json()


@settings(max_examples=80, deadline=None)
@given(stories())
def test_what_another_said_yes_to_never_comes_back(story: Story) -> None:
    """Coming of age, the end of a mandate and death are monotone."""
    endless = tuple(
        replace(each, valid=None if each.kind is ActKind.WITHDRAW else Period(on_day(-100))) for each in story.acts
    )
    rests = [
        isinstance(made, Allowed) and all(each.manner.authority is not Authority.SELF for each in made.rests_on)
        for made in (decided(replace(story, acts=endless), on_day(day)) for day in range(9, 4000, 90))
    ]
    assert rests == sorted(rests, reverse=True)
