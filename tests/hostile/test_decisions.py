"""What can be read and means no good: each ends in a refusal with a reason, in bounded time, and leaves no trace."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autonome.access import Allowed, Decision, Denied, ReasonCode, decide
from autonome.access.requests import Document, read_request
from autonome.consent import (
    ActId,
    ActKind,
    ConsentAct,
    ConsentError,
    Diseases,
    Taxonomy,
    Term,
    fold,
    read_consent,
)
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, request
from tests.hostile.json.small_files import DATA
from tests.hostile.json.small_files import request as written
from tests.hostile.running import autonome
from tests.integration.commands import EXAMPLE

SIZE = 10**6
FEW, MANY = 2_000, 100_000
SLACK = 4
"""How much longer than its share the larger case may take: caches, a busy machine, sorting."""

LIMITS = [
    ({"items": ["pharmacogenes"] * 10_000}, "more than 64 of one kind"),
    ({"items": [f"no-{number}" for number in range(10_000)]}, "more than 64 of one kind"),
    ({"purposes": [f"no-{number}" for number in range(10_000)]}, "more than 64 of one kind"),
    ({"diseases": [f"no:{number}" for number in range(10_000)]}, "more than 64 of one kind"),
    ({"purposes": ["TREAT"] * 9, "diseases": [f"no:{number}" for number in range(9)]}, "more than 64 of one kind"),
    ({"review": ["children"] * 10_000}, "more than 64 of one kind"),
    ({"documents": [{"kind": "letter", "id": "1"}] * 10_000}, "more than 64 of one kind"),
]


@pytest.mark.parametrize(("members", "detail"), LIMITS)
def test_a_request_without_bounds_is_refused_with_one_reason(members: dict[str, Any], detail: str) -> None:
    decision = decide([act()], replace(read_request(written(**members)), subject=SUBJECT), RULES, NOW, SIZE)
    assert isinstance(decision, Denied)
    assert [(reason.code, reason.detail) for reason in decision.reasons] == [(ReasonCode.EMPTY_REQUEST, detail)]


@pytest.mark.parametrize(
    ("members", "details"),
    [
        ({"purposes": ["x" * 90_000]}, [f"purpose '{'x' * 60}'"]),
        ({"items": ["soul", "pharmacogenes"]}, ["data category 'soul'"]),
        ({"recipient": "care-team\x00"}, [r"recipient class 'care-team\x00'"]),
        ({"jurisdiction": "us"}, ["jurisdiction 'us'"]),
        ({"destination": "\u202eSU"}, [r"jurisdiction '\u202eSU'"]),
        ({"purposes": ["treat", "TREAT "]}, ["purpose 'treat'", "purpose 'TREAT '"]),
        ({"documents": [{"kind": "Ethics-Approval", "id": "1"}]}, ["document kind 'Ethics-Approval'"]),
    ],
)
def test_a_code_that_is_nearly_one_is_none(members: dict[str, Any], details: list[str]) -> None:
    decision = decide([act()], replace(read_request(written(**members)), subject=SUBJECT), RULES, NOW, SIZE)
    assert isinstance(decision, Denied)
    assert [(reason.code, reason.detail) for reason in decision.reasons] == [
        (ReasonCode.UNKNOWN_CODE, detail) for detail in details
    ]


def effect(acts: Sequence[ConsentAct], at: Instant = NOW, size: int = SIZE) -> str:
    decision = decide(acts, request(), RULES, at, size)
    return decision.reasons[0].code if isinstance(decision, Denied) else "allowed"


def test_a_consent_of_another_person_counts_for_nothing() -> None:
    theirs = act(subject=SubjectId("ben"), actor=ActorId("ben"))
    assert effect([theirs]) == ReasonCode.NEVER_CONSENTED
    assert effect([theirs, act(ActKind.DENY, leaf=1)]) == ReasonCode.REFUSED_BY_PATIENT
    with pytest.raises(ConsentError, match="is the consent of another person"):
        read_consent((EXAMPLE / "consent.json").read_bytes(), subject=SUBJECT)


def test_a_clock_set_back_opens_nothing_that_was_not_open_then() -> None:
    """Before a yes was recorded nobody knew of it; what else is known is said by the size of the log."""
    assert LONG.end is not None
    assert effect([act()], at=Instant(LONG.start.seconds - 1)) == ReasonCode.NEVER_CONSENTED
    for day in ("0001-01-01", "1969-12-31", "2002-01-01"):
        assert effect([act()], at=Instant.parse(day)) == ReasonCode.NEEDS_REVIEW, "of that time no law is encoded"
    assert effect([act()], at=LONG.start) == ReasonCode.NEVER_CONSENTED, "valid by its word, and not yet recorded"
    early = act(recorded_at=Instant.parse("0001-01-01"))
    assert effect([early], at=Instant(LONG.start.seconds - 1)) == ReasonCode.NOT_YET_VALID
    assert effect([early], at=LONG.start) == "allowed"
    assert effect([act()], at=Instant(LONG.end.seconds - 1)) == "allowed"
    assert effect([act()], at=LONG.end) == ReasonCode.EXPIRED
    assert effect([act()], at=Instant.parse("9999-12-31")) == ReasonCode.EXPIRED
    taken_back = [act(), act(ActKind.WITHDRAW, leaf=1)]
    assert effect(taken_back, at=LONG.start) == ReasonCode.WITHDRAWN, "who sets a clock back wins nothing"
    assert effect(taken_back, size=1) == "allowed"


@pytest.mark.parametrize("stamped", ["0001-01-01", "2026-01-01", "2026-03-01T10:00:01Z", "9999-12-31"])
def test_the_time_that_an_act_claims_moves_nothing_in_log_order(stamped: str) -> None:
    claimed = Instant.parse(stamped)
    assert effect([act(), act(ActKind.DENY, leaf=1, recorded_at=claimed)]) == ReasonCode.REFUSED_BY_PATIENT
    assert effect([act(ActKind.DENY, recorded_at=claimed), act(leaf=1)]) == "allowed"
    assert effect([act(leaf=None, recorded_at=claimed)]) == ReasonCode.NEVER_CONSENTED, "what is on no log is no act"


def test_acts_that_contradict_each_other_are_settled_by_the_log_or_refused() -> None:
    yes, no = act(), act(ActKind.DENY, leaf=1)
    assert effect([yes, no]) == effect([no, yes]) == ReasonCode.REFUSED_BY_PATIENT
    elsewhere = act(ActKind.DENY, question="other", leaf=0)
    assert effect([act(leaf=1), elsewhere]) == ReasonCode.REFUSED_BY_PATIENT, "across questions nothing is superseded"


def test_one_id_for_two_acts_gives_neither_more_than_its_own_question() -> None:
    one, other = act(id=ActId("same")), act(ActKind.DENY, question="other", leaf=1, id=ActId("same"))
    assert effect([one, other]) == ReasonCode.REFUSED_BY_PATIENT
    both = act(ActKind.SUPERSEDE, question="third", leaf=2, replaces=ActId("same"), id=ActId("same"))
    assert len(fold([one, other, both], SUBJECT, SIZE)) == 3
    itself = act(ActKind.SUPERSEDE, leaf=0, id=ActId("a"), replaces=ActId("a"))
    assert effect([itself]) == "allowed"


@pytest.mark.parametrize(
    "rows",
    [
        [("a", "a")],
        [("a", ""), ("b", "c"), ("c", "b")],
        [("a", ""), ("b", "b")],
        [("a", ""), ("b", "")],
        [("a", ""), ("a", "a")],
        [("b", "a"), ("a", "")],
    ],
)
def test_a_tree_that_is_none_is_refused(rows: list[tuple[str, str]]) -> None:
    with pytest.raises(ConsentError, match=r"does not stand above it|is defined twice") as refused:
        Taxonomy.build("thing", [Term(code, parent, code) for code, parent in rows])
    assert "\n" not in str(refused.value)


def test_a_hierarchy_in_a_circle_is_refused_and_a_broad_one_is_not() -> None:
    ring = {str(number): [str((number + 1) % MANY)] for number in range(MANY)}
    with pytest.raises(ConsentError, match=r"^the hierarchy 'x' puts '\d+' below itself"):
        Diseases.of_parents("x", ring)
    assert "1" in Diseases.of_parents("x", {"0": []} | {str(number): ["0"] for number in range(1, MANY)})


def minutes(number: int) -> Period:
    start = Instant.parse("1900-01-01").seconds + number * 120
    return Period(Instant(start), Instant(start + 60))


def granted_in_pieces(count: int) -> Decision:
    grant = act(ActKind.GRANT, *(atom(window=minutes(number)) for number in range(count)))
    return decide([grant], request(), RULES, NOW, SIZE)


def refused_in_pieces(count: int) -> Decision:
    refusal = act(ActKind.DENY, *(atom(window=minutes(number)) for number in range(count)), question="no", leaf=1)
    return decide([act(), refusal], request(), RULES, NOW, SIZE)


def named_one_by_one(count: int) -> Decision:
    grant = act(ActKind.GRANT, atom(), *(atom(recipient_id=f"r-{number}") for number in range(count)))
    return decide([grant], request(), RULES, NOW, SIZE)


FORMS = {name: act(question=name).template for name in (f"q-{number}" for number in range(FEW))}


def acts_of_one_question(count: int) -> Decision:
    done = [act(leaf=number, form=FORMS["q-0"], question="q-0") for number in range(count)]
    return decide(done, request(), RULES, NOW, SIZE)


def a_chain_of_supersessions(count: int) -> Decision:
    names = list(FORMS)
    done = [
        act(
            ActKind.SUPERSEDE,
            question=names[number % FEW],
            form=FORMS[names[number % FEW]],
            leaf=number,
            replaces=ActId(f"act-{number - 1}"),
        )
        for number in range(count)
    ]
    return decide(done, request(), RULES, NOW, SIZE)


LARGE = [granted_in_pieces, refused_in_pieces, named_one_by_one, acts_of_one_question, a_chain_of_supersessions]


def seconds(case: Callable[[int], Decision], count: int) -> float:
    begun = time.process_time()
    assert isinstance(case(count), Allowed)
    return time.process_time() - begun


@pytest.mark.parametrize("case", LARGE)
def test_a_hundred_thousand_take_their_share_of_time_and_no_more(case: Callable[[int], Decision]) -> None:
    share = min(seconds(case, FEW) for _ in range(3)) * MANY / FEW
    assert seconds(case, MANY) < SLACK * share


HALF_READ = [
    "consent-one-act-twice.json",
    "consent-act-that-replaces-a-later-one.json",
    "consent-act-by-a-stranger.json",
]


@pytest.mark.parametrize("name", [*HALF_READ, "request-fact-that-is-none.json", "request-key-twice.json"])
def test_what_is_refused_leaves_nothing_on_the_log(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(DATA[name])
    given = {"--consent": EXAMPLE / "consent.json", "--request": EXAMPLE / "treatment-request.json"}
    given[f"--{name.partition('-')[0]}"] = tmp_path / name
    log = tmp_path / "log"
    ran = autonome("decide", *(part for pair in given.items() for part in pair), "--log", log)
    assert (ran.code, ran.stdout, ran.stderr.count("\n")) == (2, "", 1), ran.stderr
    assert not (log / "checkpoint").exists() or (log / "checkpoint").read_text().splitlines()[1] == "0"


def test_the_record_of_a_request_without_bounds_stays_small() -> None:
    papers = Document("ethics-approval", "1")
    decision = decide([act()], request(documents=(papers,) * MANY), RULES, NOW, SIZE)
    assert len(str(decision.to_json())) < 1_000
