"""An institution as one that asks: what every request in its name says, whoever of its people makes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autonome.access.requests import Document, Request
from autonome.consent import Action
from autonome.kernel import ActorId, SubjectId
from autonome.law import NOTHING_STATED, Circumstances


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution that keeps people's data.

    Args:
        name: a host name of its own, such as ``hospital.example``.
        recipient: class of recipients that it belongs to, such as ``care-team``.
        jurisdiction: whose law it works under.
        circumstances: what holds for all that it asks, such as that it is not foreign-controlled.
        documents: papers that it holds for all that it asks, such as its notice to the people.
    """

    name: str
    recipient: str
    jurisdiction: str
    circumstances: Circumstances = NOTHING_STATED
    documents: tuple[Document, ...] = ()

    def asks(self, subject: SubjectId, actor: ActorId, purpose: str, items: Iterable[str], action: Action) -> Request:
        """What one of its people asks in its name.

        Args:
            subject: whose data.
            actor: who asks.
            purpose: code of HL7's PurposeOfUse.
            items: categories of data.
            action: what is to be done.
        """
        return Request(
            subject=subject,
            actor=actor,
            organisation=self.name,
            recipient=self.recipient,
            purposes=(purpose,),
            items=tuple(items),
            action=action,
            jurisdiction=self.jurisdiction,
            documents=self.documents,
            circumstances=self.circumstances,
        )
