"""What a process holds of people's consents: another process's withdrawal counts at once, and nothing is held twice.

Two gates on one log stand for two processes of a node: neither tells the other anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.access import PermitError, ReasonCode
from autonome.access.ports import Stands
from autonome.adapters.postgres import Database
from autonome.adapters.postgres_gate import PostgresGate
from autonome.adapters.postgres_log.records import Submitted
from autonome.adapters.system import SystemEntropy
from autonome.consent import ActKind, ConsentAct
from autonome.kernel import SubjectId
from autonome.ledger import EntryKind, Recorded
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.open_record import Opened
from tests.integration.node.nodes import ANNA, METFORMIN, Node, consent, opened_node


@pytest.fixture
def node(database: Database, tmp_path: Path) -> Iterator[Node]:
    with opened_node(database, tmp_path / "private") as found:
        found.grant()
        found.add(ANNA, METFORMIN)
        yield found


@pytest.fixture
def elsewhere(node: Node) -> PostgresGate:
    """Another process of the same node, which has its own memory."""
    return PostgresGate(node.log, node.names, entropy=SystemEntropy())


def answers(gate: PostgresGate, kind: ActKind, number: int, category: str = "medications") -> int:
    (recorded,) = gate.record_acts(ANNA, [consent(ANNA, category, kind, f"{kind}-{category}-{number}")])
    return recorded.index


def test_what_another_process_was_told_counts_at_once(node: Node, elsewhere: PostgresGate) -> None:
    assert isinstance(node.open(), Opened)
    permit, held = node.permit(), node.gate.stands(ANNA)
    withdrawn = answers(elsewhere, ActKind.WITHDRAW, 1)
    with pytest.raises(PermitError, match="has ended"), node.gate.under(permit, EntryKind.USE, {}):
        raise AssertionError
    refused = node.open()
    assert isinstance(refused, Refusal)
    assert {each.code for each in refused.decision.reasons} == {ReasonCode.WITHDRAWN}
    assert refused.recorded.index > withdrawn
    assert node.gate.stands(ANNA).epoch == held.epoch + 1
    answers(elsewhere, ActKind.GRANT, 2)
    assert isinstance(node.open(), Opened)


def test_what_is_shown_is_what_is_judged_on_whoever_recorded_it(node: Node, elsewhere: PostgresGate) -> None:
    for turn, gate in enumerate([node.gate, elsewhere, node.gate, node.gate, elsewhere, elsewhere]):
        for kind in (ActKind.WITHDRAW, ActKind.GRANT):
            answers(gate, kind, turn + 10)
            read = PostgresGate(node.log, node.names, entropy=SystemEntropy()).stands(ANNA)
            for held in (node.gate.stands(ANNA), elsewhere.stands(ANNA)):
                assert (held.acts, held.epoch, held.state) == (read.acts, read.epoch, read.state)


def test_an_act_is_held_once_whoever_reads_while_it_is_recorded(
    node: Node, elsewhere: PostgresGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(elsewhere, ActKind.WITHDRAW, 1)
    consents, settled = node.gate._consents, node.log.settled

    def read_meanwhile(submitted: Submitted) -> tuple[Recorded, ...]:
        """Another thread, that asked for the epoch before the act was committed, and for the acts after."""
        recorded = settled(submitted)
        consents._held[ANNA] = consents._read(ANNA, before.epoch, before.state)
        return recorded

    before = node.gate.stands(ANNA)
    monkeypatch.setattr(node.log, "settled", read_meanwhile)
    answers(node.gate, ActKind.GRANT, 2)
    monkeypatch.undo()
    acts = node.gate.stands(ANNA).acts
    assert len({act.digest for act in acts}) == len(acts) == len(before.acts) + 1


def test_what_was_read_before_anothers_withdrawal_does_not_come_to_hold_after_it(
    node: Node, elsewhere: PostgresGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    consents, settled, older = node.gate._consents, node.log.settled, node.gate.stands(ANNA)
    answers(elsewhere, ActKind.WITHDRAW, 1)

    def put_back(submitted: Submitted) -> tuple[Recorded, ...]:
        """Another thread, that asked before the withdrawal, and is done only now."""
        recorded = settled(submitted)
        consents._held[ANNA] = older
        return recorded

    monkeypatch.setattr(node.log, "settled", put_back)
    answers(node.gate, ActKind.GRANT, 2, "hiv")
    monkeypatch.undo()
    assert isinstance(node.open(), Refusal)


def test_what_is_recorded_is_held_to_what_stands_in_that_moment(
    node: Node, elsewhere: PostgresGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A no that comes between the look at what stands and the recording is seen all the same."""
    consents = node.gate._consents
    of, told = consents.of, list[int]()

    def meanwhile(subject: SubjectId) -> Stands:
        stands = of(subject)
        if not told:
            told.append(answers(elsewhere, ActKind.DENY, 1))
        return stands

    def unless_refused(stands: Stands, act: ConsentAct) -> bool:
        return all(each.kind is not ActKind.DENY or each.key != act.key for each in stands.acts)

    monkeypatch.setattr(consents, "of", meanwhile)
    late = consent(ANNA, "medications", ActKind.GRANT, "late")
    assert node.gate.record_acts(ANNA, [late], where=unless_refused) == ()
    assert told
    assert isinstance(node.open(), Refusal)
