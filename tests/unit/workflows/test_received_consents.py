"""What came along from a partner yields to what was said here, of everybody or of one by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autonome.consent import ActKind, ActSignature, ConsentAct, SignatureKind
from autonome.kernel import Instant, Period
from autonome.sharing import InstitutionId
from autonome.workflows.received_consents import _yields
from tests.fakes.consents import NOW, act

HERE = InstitutionId("clinic.example")
SENDER = InstitutionId("hospital.example")
OTHER = ActSignature(SignatureKind.INSTITUTION_ATTESTED, "laboratory.example", "x")
THEIRS = ActSignature(SignatureKind.INSTITUTION_ATTESTED, SENDER, "x")


def said(kind: ActKind, at: int, **changes: Any) -> ConsentAct:  # noqa: ANN401 - parts of an act
    done = act(kind, leaf=at, recorded_at=Instant(NOW.seconds + at), **changes)
    return done if "recipient_id" not in changes else replace(done, recipient_id=changes["recipient_id"])


def test_a_no_to_everybody_stands_after_a_yes_to_one_by_name() -> None:
    here = [said(ActKind.DENY, 1), said(ActKind.GRANT, 2, recipient_id="pharmacy.example")]
    assert here[1].names == "pharmacy.example"
    assert _yields(said(ActKind.GRANT, 3, signature=THEIRS), here, SENDER, here=HERE)


def test_a_no_to_one_by_name_stands_after_a_yes_to_everybody() -> None:
    here = [said(ActKind.DENY, 1, recipient_id="pharmacy.example"), said(ActKind.GRANT, 2, signature=OTHER)]
    assert _yields(said(ActKind.GRANT, 3, recipient_id="pharmacy.example", signature=THEIRS), here, SENDER, here=HERE)
    assert not _yields(said(ActKind.GRANT, 3, signature=THEIRS), here, SENDER, here=HERE)


def test_who_told_the_no_may_tell_of_a_newer_yes_and_nobody_of_an_older() -> None:
    here = [said(ActKind.WITHDRAW, 2, signature=THEIRS)]
    assert not _yields(said(ActKind.GRANT, 3, signature=THEIRS), here, SENDER, here=HERE)
    assert _yields(said(ActKind.GRANT, 1, signature=THEIRS), here, SENDER, here=HERE)
    assert _yields(said(ActKind.GRANT, 3, signature=THEIRS), here, InstitutionId("laboratory.example"), here=HERE)
    assert not _yields(said(ActKind.GRANT, 3, signature=THEIRS), [], SENDER, here=HERE)


def test_a_partners_yes_widens_no_answer_that_was_given_here_until_that_has_run_out() -> None:
    later = said(ActKind.GRANT, 3, signature=THEIRS)
    own = said(ActKind.GRANT, 1, signature=ActSignature(SignatureKind.INSTITUTION_ATTESTED, HERE, "x"))
    for here in (own, said(ActKind.GRANT, 1), said(ActKind.GRANT, 1, recipient_id="pharmacy.example")):
        assert _yields(later, [here], SENDER, here=HERE)
    for here in (said(ActKind.GRANT, 1, signature=OTHER), said(ActKind.GRANT, 1, signature=THEIRS)):
        assert not _yields(later, [here], SENDER, here=HERE)
    assert own.valid is not None
    over = replace(own, valid=Period(own.valid.start, Instant(NOW.seconds + 2)))
    assert not _yields(later, [over], SENDER, here=HERE)
