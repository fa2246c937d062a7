"""Which audience is told what."""

from __future__ import annotations

from autonome.access.explanation import asker, auditor, patient
from autonome.access.explanation.account import Account
from autonome.access.explanation.asker import given_by
from autonome.access.explanation.values import Audience, Explanation


def explain(account: Account, audience: Audience, present: frozenset[str] | None = None) -> Explanation:
    """Say what an audience is told of a decision.

    Args:
        account: of the decision.
        audience: who is told.
        present: leaves of which there are data, for the asker; None where nobody looked.
    """
    match audience:
        case Audience.PATIENT:
            return patient.told(account)
        case Audience.ASKER:
            return asker.told(account.asked, given_by(account.decision, present)).explanation
        case Audience.AUDITOR:
            return auditor.told(account)
