"""Evidence of two histories: what proves it to anybody, and what proves nothing."""

from __future__ import annotations

import pytest

from autonome.kernel import SubjectId, canonical_bytes
from autonome.ledger import (
    Draft,
    EntryKind,
    FormatError,
    UntrustedError,
    VerificationError,
    root_from_leaves,
    write_policy,
)
from autonome.ledger.gossip import SplitView, evidence
from autonome.workflows.verify_receipt import Evidence
from autonome.workflows.verify_split_view import is_split_view, verify_split_view
from tests.fakes.ledger import MemoryLog, SeededSigner


def log_of(*told: str) -> MemoryLog:
    log = MemoryLog()
    log.append([Draft(EntryKind.USE, SubjectId("anna"), {"told": each}) for each in told])
    return log


def written(split: SplitView) -> Evidence:
    return Evidence(canonical_bytes(split.to_json()), "evidence.json")


def policy(signer: SeededSigner | None = None) -> Evidence:
    return Evidence(write_policy((signer or SeededSigner()).verifier).encode(), "policy.txt")


def test_two_histories_of_one_size_and_of_two_are_proven() -> None:
    one, other, larger = log_of("a", "b"), log_of("a", "x"), log_of("a", "x", "c")
    shown = verify_split_view(written(SplitView(one.checkpoint(), other.checkpoint())), policy=policy())
    assert (shown.one.size, shown.other.size) == (2, 2)
    assert shown.to_json()["proven"] == "split-view"
    leaves = [entry.leaf for entry in larger.entries]
    split = evidence(
        one.checkpoint(),
        larger.checkpoint(),
        lambda level, at: root_from_leaves(leaves[at << level : (at + 1) << level]),
    )
    assert verify_split_view(written(split), policy=policy()).other.size == 3


def test_what_proves_nothing_is_refused() -> None:
    one, other = log_of("a", "b"), log_of("a", "x")
    split = SplitView(one.checkpoint(), other.checkpoint())
    with pytest.raises(UntrustedError, match=r"^evidence\.json: evidence cannot vouch for itself"):
        verify_split_view(written(split), policy=None)
    with pytest.raises(UntrustedError, match="no key of the policy signed"):
        verify_split_view(written(split), policy=policy(SeededSigner(seed=5)))
    with pytest.raises(VerificationError, match="do not contradict each other"):
        verify_split_view(written(SplitView(one.checkpoint(), one.checkpoint())), policy=policy())
    forged = SplitView(one.checkpoint(), one.checkpoint().replace("\n2\n", "\n3\n"))
    with pytest.raises(VerificationError, match="does not hold"):
        verify_split_view(written(forged), policy=policy())
    with pytest.raises(FormatError, match="members format"):
        verify_split_view(Evidence(b'{"format":"autonome-split-view/1"}', "evidence.json"), policy=policy())


def test_evidence_is_told_from_a_receipt() -> None:
    split = SplitView(log_of("a").checkpoint(), log_of("x").checkpoint())
    assert is_split_view(written(split).data)
    for other in (b"", b"[]", b"null", b'{"format":"autonome-receipt/2"}', b"\xff", b"{" * 5000):
        assert not is_split_view(other)
