"""A sound receipt and the policy that believes it, the same in each run."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from autonome.access import Permit, read_request
from autonome.consent import read_consent
from autonome.kernel import Instant, Sha256, canonical_bytes
from autonome.law import RULES
from autonome.ledger import write_policy
from autonome.workflows.decide_and_record import decide_and_record
from autonome.workflows.record_use import Made, record_use
from tests.fakes.ledger import MemoryLog

SOUND = Path(__file__).with_name("sound")
"""Sound files of our own formats, kept apart from the example: that one may change."""


@cache
def sound_receipt() -> tuple[bytes, bytes]:
    """Bytes of a receipt over a decision and a use, and of its policy."""
    log = MemoryLog()
    consent = read_consent((SOUND / "consent.json").read_bytes())
    request = read_request((SOUND / "request.json").read_bytes())
    permit = decide_and_record(request, consent, log=log, rules=RULES, at=Instant.parse("2026-03-01T10:00:00Z"))
    assert isinstance(permit, Permit)
    zeros = Sha256("0" * 64)
    made = Made(inputs={"record": zeros}, outputs={"plan.json": zeros}, knowledge=zeros, engine="autonome 0")
    receipt = record_use(permit, made, log=log)
    return canonical_bytes(receipt.to_json()), write_policy(log.verifier).encode()
