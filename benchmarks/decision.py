"""Decisions about many people: reasons and all, beside a policy engine that is not ours, in one run.

The peer is Cedar (cedarpy), prepared as well as it can be: one policy set for each person's answers is parsed before
the clock starts, entities too; of it a bare yes or no for one kind of data is asked. Ours gives each decision with
grants, reasons, basis, obligations and end. Both answer the same question of the same answers, and are compared.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import time
import timeit
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from autonome.access import Allowed, Decider, Grounds, Register, Request
from autonome.access.cohort import decide_cohort
from autonome.access.compiled import Compiled
from autonome.access.decide import decide_about
from autonome.consent import (
    CATEGORIES,
    TREATMENT_2,
    ActId,
    Action,
    ActKind,
    ActSignature,
    Authority,
    Comprehension,
    ConsentAct,
    Effect,
    Question,
    QuestionKey,
    SignatureKind,
    Standing,
    State,
)
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES

PEOPLE: Final = 100_000
COHORT: Final = 1_000_000
QUESTIONS: Final = TREATMENT_2.questions[:9]
ASKED: Final = 20_000
"""Decisions that are timed; people drawn at random, so that no cache of the processor helps."""

AT: Final = Instant.parse("2026-03-01")
PERSON: Final = 120
"""Bytes of a place in the table of people and its number, about, in CPython of 64 bits."""

ROUNDS: Final = 7
"""How often each decision is timed for the tail."""

GOAL_PEER, GOAL_TAIL, GOAL_COHORT = 5.0, 3.0, 50.0
YEARS_3 = 3 * 365 * 86_400


Pool = Sequence[Mapping[QuestionKey, Standing]]
"""What stands for people, to fill registers with."""


def act_of(question: Question, kind: ActKind) -> ConsentAct:
    """An act about one question of the form; who did it does not matter to the register."""
    effect = Effect.DENY if kind is ActKind.DENY else Effect.PERMIT
    return ConsentAct(
        id=ActId(f"{question.id}-{kind}"), kind=kind, subject=SubjectId("somebody"), actor=ActorId("somebody"),
        authority=Authority.SELF, template=TREATMENT_2, question=question.id, text_shown=TREATMENT_2.text_sha256,
        comprehension=Comprehension.PASSED,
        signature=ActSignature(SignatureKind.PASSKEY, "key", "value"),
        recorded_at=Instant.parse("2026-01-01"),
        atoms=tuple(atom.with_effect(effect) for atom in question.atoms) if kind is not ActKind.WITHDRAW else (),
        valid=None if kind is ActKind.WITHDRAW else Period(Instant.parse("2026-01-01")),
    )  # fmt: skip


ACTS = {(q.id, kind): act_of(q, kind) for q in QUESTIONS for kind in (ActKind.GRANT, ActKind.DENY, ActKind.WITHDRAW)}
STATES = {ActKind.GRANT: State.GRANTED, ActKind.DENY: State.DENIED, ActKind.WITHDRAW: State.WITHDRAWN}


def answers(lots: random.Random) -> Mapping[QuestionKey, Standing]:
    """What stands for one person: mostly yes, some no, some taken back or run out; each on a day of its own."""
    found = {}
    for question in QUESTIONS:
        kind = lots.choices((ActKind.GRANT, ActKind.DENY, ActKind.WITHDRAW), (80, 14, 6))[0]
        done = ACTS[question.id, kind]
        begun = AT.seconds - lots.randrange(YEARS_3)
        ends = begun + YEARS_3 - lots.randrange(YEARS_3 // 10)
        valid = None if kind is ActKind.WITHDRAW else Period(Instant(begun), Instant(ends))
        found[done.key] = Standing(STATES[kind], done, done, valid)
    return found


def filled(people: int, lots: random.Random, pool: Pool) -> Register:
    """A register of so many people; beyond the pool, answers are drawn from it."""
    register = Register()
    for number in range(people):
        register.put(SubjectId(f"p{number}"), pool[number] if number < len(pool) else lots.choice(pool))
    return register


def request() -> Request:
    """The care team asks for what a plan needs."""
    return Request(
        subject=SubjectId("p0"), actor=ActorId("dr-b"), organisation="hospital.example", recipient="care-team",
        purposes=("TREAT",), items=("pharmacogenes", "medications", "conditions", "allergies", "laboratory"),
        action=Action.USE, jurisdiction="US",
    )  # fmt: skip


class Cedar:
    """The same answers in Cedar: a policy for each question, a person's answers as attributes, all parsed before."""

    def __init__(self, people: Mapping[SubjectId, Mapping[QuestionKey, Standing]]) -> None:
        import cedarpy  # noqa: PLC0415 - a peer of the benchmark alone

        self._cedar = cedarpy
        self.policies = cedarpy.PolicySet.from_str("\n".join(map(self._policy, QUESTIONS)))
        self.entities = {who: cedarpy.Entities.from_json_str(self._entity(who, people[who])) for who in people}
        self.requests = {who: [self._request(who, question) for question in QUESTIONS] for who in people}

    @staticmethod
    def _policy(question: Question) -> str:
        held = f'resource["{question.id}"]'
        return (
            f'permit(principal in Recipient::"care-team", action == Action::"use", resource) when {{ '
            f'context.purpose == "TREAT" && context.question == "{question.id}" && resource has "{question.id}" && '
            f"{held}.yes && {held}.begun <= context.at && context.at < {held}.over }};"
        )

    @staticmethod
    def _entity(who: SubjectId, held: Mapping[QuestionKey, Standing]) -> str:
        attributes = {
            str(answer.act.question): {
                "yes": answer.state is State.GRANTED,
                "begun": answer.valid.start.seconds if answer.valid else 0,
                "over": answer.valid.end.seconds if answer.valid and answer.valid.end else 0,
            }
            for answer in held.values()
        }
        team = {"uid": {"type": "Recipient", "id": "care-team"}, "attrs": {}, "parents": []}
        asker = {"uid": {"type": "Actor", "id": "dr-b"}, "attrs": {}, "parents": [team["uid"]]}
        return json.dumps([team, asker, {"uid": {"type": "Patient", "id": who}, "attrs": attributes, "parents": []}])

    @staticmethod
    def _request(who: SubjectId, question: Question) -> dict[str, object]:
        return {
            "principal": 'Actor::"dr-b"', "action": 'Action::"use"', "resource": f'Patient::"{who}"',
            "context": {"purpose": "TREAT", "question": str(question.id), "at": AT.seconds},
        }  # fmt: skip

    def one(self, who: SubjectId, place: int) -> bool:
        """Answer one question of one person."""
        asked = self.requests[who][place]
        return bool(self._cedar.is_authorized(asked, self.policies, self.entities[who]).allowed)

    def all(self, who: SubjectId) -> list[bool]:
        """Answer all questions of one person in one call."""
        found = self._cedar.is_authorized_batch(self.requests[who], self.policies, self.entities[who])
        return [bool(each.allowed) for each in found]


def rate(times: int, act: Callable[[], object]) -> float:
    """How many of them in a second of processor time."""
    begun = time.process_time()
    act()
    return times / (time.process_time() - begun)


def bench_decision(_folder: Path) -> None:
    """Decisions a second, their tail, the cohort, and what a directive and an act cost."""
    lots = random.Random(2026)  # noqa: S311 - people of a benchmark, the same each time
    pool = [answers(lots) for _ in range(PEOPLE)]
    register = filled(PEOPLE, lots, pool)
    directives = len(register.code)
    print(f"{PEOPLE:,} people, {directives:,} directives; {bytes_of(register) / directives:.0f} bytes a directive")
    drawn = [lots.randrange(PEOPLE) for _ in range(ASKED)]
    order = [SubjectId(f"p{number}") for number in drawn]
    compiled = Decider(register, RULES).compiled(request(), AT)
    grounds = Grounds(AT, 1, RULES.digest)
    some = dict.fromkeys(order[:2_000])
    cedar = Cedar({who: pool[int(who[1:])] for who in some})
    compare(compiled, grounds, cedar)
    settle()
    ours, single, batch = [], [], []
    for _ in range(5):  # interleaved, so that a busy moment strikes all
        ours.append(rate(ASKED, lambda: [decide_about(who, compiled, grounds) for who in order]))
        single.append(rate(len(some), lambda: [cedar.one(who, 0) for who in some]))
        batch.append(rate(len(some) * len(QUESTIONS), lambda: [cedar.all(who) for who in some]))
    peer = max(statistics.median(single), statistics.median(batch))
    print(f"prepared, with all reasons: {statistics.median(ours):,.0f} decisions/s, each about all kinds of data")
    one_by_one, together = statistics.median(single), statistics.median(batch)
    print(f"  Cedar, prepared: {one_by_one:,.0f} answers/s one by one, {together:,.0f} in a batch, each about one kind")
    print(f"  ours over the better of them: {statistics.median(ours) / peer:.1f} (goal {GOAL_PEER:.0f})")
    tail(order, compiled, grounds)
    whole = Decider(register, RULES)
    asked = [replace(request(), subject=who) for who in order]
    unprepared = rate(ASKED, lambda: [whole.decide(each, AT, 1) for each in asked])
    print(f"  each as a request of its own, checked and looked up: {unprepared:,.0f}/s")
    bench_growth(lots, pool)
    bench_acts(register, lots, pool)


def compare(compiled: Compiled, grounds: Grounds, cedar: Cedar) -> None:
    """Both must answer alike before anything is timed."""
    for who in list(cedar.entities)[:500]:
        decision = decide_about(who, compiled, grounds)
        granted = {grant.item for grant in decision.grants} if isinstance(decision, Allowed) else set()
        for question, allowed in zip(QUESTIONS, cedar.all(who), strict=True):
            asked = {leaf for atom in question.atoms for leaf in CATEGORIES.leaves(atom.category)} & LEAVES
            if asked and allowed != (asked <= granted):
                raise SystemExit(f"{who}, {question.id}: Cedar says {allowed}, we grant {sorted(granted)}")


def tail(order: Sequence[SubjectId], compiled: Compiled, grounds: Grounds) -> None:
    """Median and 99th percentile of one decision, beside those of a plain loop of the same length.

    On a busy machine both are interrupted, and the clock says so of both. So each decision is timed several times with
    a turn of the loop in between: the first figure is what was seen, the second what is left when of each decision the
    shortest time counts, which is the decision's own.
    """
    turns = 1 + int(400 * shortest(lambda: decide_about(order[0], compiled, grounds)) / shortest(lambda: idle(400)))
    decisions: list[Sequence[int]] = []
    loops: list[Sequence[int]] = []
    for _ in range(ROUNDS):
        spent = [timed(who, compiled, grounds, turns) for who in order]
        decisions.append([decision for decision, _ in spent])
        loops.append([loop for _, loop in spent])
    for name, rounds in (("one decision", decisions), ("a plain loop", loops)):
        seen = tail_of([each for times in rounds for each in times])
        least = tail_of([min(each) for each in zip(*rounds, strict=True)])
        print(f"  {name}: {ratio(seen)}; shortest of {ROUNDS} times each: {ratio(least)}")
    print(f"    (goal {GOAL_TAIL:.0f} x)")


def ratio(spent: tuple[float, float]) -> str:
    """Median and 99th percentile, in words."""
    return f"median {spent[0] / 1e3:.1f} µs, 99 % within {spent[1] / 1e3:.1f}, {spent[1] / spent[0]:.1f} x"


def timed(who: SubjectId, compiled: Compiled, grounds: Grounds, turns: int) -> tuple[int, int]:
    """Nanoseconds of a decision, and of so many turns of a plain loop right after it."""
    begun = time.perf_counter_ns()
    decide_about(who, compiled, grounds)
    between = time.perf_counter_ns()
    idle(turns)
    return between - begun, time.perf_counter_ns() - between


def idle(turns: int) -> None:
    """A loop that waits for nothing and takes no memory."""
    for _ in range(turns):
        pass


def shortest(act: Callable[[], object]) -> float:
    """Shortest time of many, in seconds."""
    return min(timeit.repeat(act, number=1, repeat=2_000))


def tail_of(spent: Sequence[int]) -> tuple[float, float]:
    """Median and 99th percentile."""
    cuts = statistics.quantiles(spent, n=100)
    return cuts[49], cuts[98]


def bench_growth(lots: random.Random, pool: Pool) -> None:
    """Cost of one decision among few and among many, beside that of finding the person; the cohort."""
    for people in (1_000, PEOPLE, COHORT):
        compiled, scalar, found = among(people, lots, pool)
        print(f"  among {people:,} people {1e6 / scalar:.1f} µs each, {1e6 / found:.2f} of them to find the person")
    decide_cohort(compiled)
    cohort = statistics.median(rate(COHORT, lambda: decide_cohort(compiled)) for _ in range(5))
    print(f"cohort of {COHORT:,}: {COHORT / cohort * 1e3:.0f} ms, {cohort / scalar:.0f} x the rate of one by one "
          f"(goal {GOAL_COHORT:.0f})")  # fmt: skip


def among(people: int, lots: random.Random, pool: Pool) -> tuple[Compiled, float, float]:
    """Decisions a second about so many people, and people found a second."""
    compiled = Decider(filled(people, lots, pool), RULES).compiled(request(), AT)
    grounds = Grounds(AT, 1, RULES.digest)
    order = [SubjectId(f"p{lots.randrange(people)}") for _ in range(ASKED)]
    settle()
    rates = [rate(ASKED, lambda: [decide_about(who, compiled, grounds) for who in order]) for _ in range(6)]
    found = [rate(ASKED, lambda: [compiled.register.span(who) for who in order]) for _ in range(6)]
    return compiled, statistics.median(rates[1:]), statistics.median(found[1:])


def settle() -> None:
    """Put what was built out of the collector's sight, as a service does once it has read its register."""
    gc.collect()
    gc.freeze()


def bench_acts(register: Register, lots: random.Random, pool: Pool) -> None:
    """What it costs to take over one person's answers after an act."""
    people = [SubjectId(f"p{lots.randrange(PEOPLE)}") for _ in range(2_000)]

    def take_over() -> None:
        for who in people:
            register.put(who, lots.choice(pool))

    done = rate(len(people), take_over)
    print(f"one act taken over: {1e6 / done:.0f} µs, all {len(QUESTIONS)} answers of the person with it")


def bytes_of(register: Register) -> int:
    """Memory of the columns and of the table of people, without the names themselves."""
    columns = (register.code, register.valid, register.bounds)
    return sum(len(each) * each.itemsize for each in columns) + len(register.acts) + PERSON * len(register)


LEAVES: Final = frozenset(leaf for item in request().items for leaf in CATEGORIES.leaves(item))


if __name__ == "__main__":
    bench_decision(Path())
