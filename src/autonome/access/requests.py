"""A request: who wants which data of whom, for what, and what shall be done with them.

A request is what somebody claims. Who claims it is authenticated outside; on a laptop the user's word is taken, and
the receipt says whose word it was. Nothing here is checked against the vocabularies: that is the first step of the
decision, so that an unknown code ends in a refusal on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from autonome.access.errors import RequestError
from autonome.consent import Action, Members
from autonome.kernel import ActorId, Instant, Json, Period, SubjectId, read_json
from autonome.law import NOTHING_STATED, Circumstance, Circumstances, Count, stating

FORMAT = "autonome-request/1"
"""Names the format and its version."""

LIST_FORMAT = "autonome-requests/1"
"""Names the format of a file of several requests."""

EVERYBODY = SubjectId("*")
"""In such a file, the subject of a request that is asked about everybody."""

FOREIGN = "foreign_controlled"
"""An older spelling, as a member of its own, of a circumstance that files still state in this way."""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that is shown with a request: an approval, an agreement, a visa.

    Args:
        kind: one of `law.DocumentKind`, such as ``ethics-approval``; another is refused as unknown.
        id: under which it can be found.
        until: first instant at which it is over, or None.
    """

    kind: str
    id: str
    until: Instant | None = None

    def to_json(self) -> Mapping[str, Json]:
        """Write it."""
        return {"kind": self.kind, "id": self.id} | ({} if self.until is None else {"until": str(self.until)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request.

    Args:
        subject: whose data.
        actor: who asks.
        organisation: for which the actor asks.
        recipient: class of recipients to which they belong, such as ``care-team``.
        purposes: all of them; each needs a permission.
        items: categories of data.
        action: what shall be done.
        jurisdiction: where.
        destination: where the data go, or None where they stay.
        diseases: that research is about; empty where none is stated.
        commercial: whether the use is for profit; None where it is not stated.
        review: parts of the purpose that no rule can judge, in words; any of them refuses, until a person has judged.
        window: only data from this time, or None for all.
        documents: shown with the request.
        whole: whether a part will not do: then anything withheld refuses the request as a whole.
        circumstances: what is stated beside the codes; what is not stated never permits.
        consent_of_another: whether the consent handed in with it is another person's; that refuses it.
        subject_jurisdiction: where the person lives, or None where that is not known; its law counts as well.
    """

    subject: SubjectId
    actor: ActorId
    organisation: str
    recipient: str
    purposes: tuple[str, ...]
    items: tuple[str, ...]
    action: Action
    jurisdiction: str
    destination: str | None = None
    diseases: frozenset[str] = frozenset()
    commercial: bool | None = None
    review: tuple[str, ...] = ()
    window: Period | None = None
    documents: tuple[Document, ...] = ()
    whole: bool = False
    circumstances: Circumstances = NOTHING_STATED
    consent_of_another: bool = False
    subject_jurisdiction: str | None = None

    def handed_in_with(self, owner: SubjectId, place: str = "") -> Request:
        """Return the request as made together with somebody's consent.

        Args:
            owner: whose consent it is; another person's is noted, and refuses the request.
            place: where the person lives, by the consent file; who asks cannot choose another.
        """
        if owner != self.subject:
            return replace(self, consent_of_another=True)
        return replace(self, subject_jurisdiction=place) if place not in {"", self.jurisdiction} else self

    def to_json(self) -> Mapping[str, Json]:
        """Write it as it stands in a request file and in the decision's entry."""
        written: dict[str, Json] = {
            "subject": self.subject,
            "actor": self.actor,
            "organisation": self.organisation,
            "recipient": self.recipient,
            "purposes": list(self.purposes),
            "items": list(self.items),
            "action": str(self.action),
            "jurisdiction": self.jurisdiction,
        }
        places = {"destination": self.destination, "subject_jurisdiction": self.subject_jurisdiction}
        written |= {name: place for name, place in places.items() if place is not None}
        if self.diseases:
            written["diseases"] = sorted(self.diseases)
        if self.commercial is not None:
            written["commercial"] = self.commercial
        if self.review:
            written["review"] = list(self.review)
        if self.window is not None:
            written["window"] = period_json(self.window)
        if self.documents:
            written["documents"] = [document.to_json() for document in self.documents]
        if self.whole:
            written["whole"] = True
        if self.circumstances != NOTHING_STATED:
            written["circumstances"] = self.circumstances.to_json()
        if self.consent_of_another:
            written["consent_of_another"] = True
        return written


def period_json(period: Period) -> Mapping[str, Json]:
    """Write a period; an open end is left out."""
    return {"from": str(period.start)} | ({} if period.end is None else {"to": str(period.end)})


def read_request(data: bytes, *, where: str = "request") -> Request:
    """Read a request file: strict in form, while its codes are judged by the decision.

    Args:
        data: its bytes.
        where: its name, for messages.

    Raises:
        RequestError: with what is wrong, where, and the mend.
    """
    value = read_json(data, where=where, error=RequestError)
    if not isinstance(value, dict) or "format" not in value:
        raise RequestError(f"is no {FORMAT} file", where=where, mend="give the file that says who asks for what.")
    top = Members(value, where, RequestError)
    if (name := top.text("format")) != FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"write it as {FORMAT}.")
    return _request(top)


def read_requests(data: bytes, *, where: str = "requests") -> tuple[Request, ...]:
    """Read a file of several requests, or of one; the subject ``*`` stands for everybody.

    Args:
        data: its bytes.
        where: its name, for messages.

    Raises:
        RequestError: with what is wrong, where, and the mend.
    """
    top = Members(read_json(data, where=where, error=RequestError), where, RequestError)
    name = top.text("format")
    if name == FORMAT:
        return (_request(top),)
    if name != LIST_FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"give a file of {LIST_FORMAT} or {FORMAT}.")
    requests = tuple(_request(item) for item in top.objects("requests"))
    top.done()
    return requests


def _request(top: Members) -> Request:
    request = Request(
        subject=SubjectId(top.text("subject")),
        actor=ActorId(top.text("actor")),
        organisation=top.text("organisation"),
        recipient=top.text("recipient"),
        purposes=top.texts("purposes"),
        items=top.texts("items"),
        action=top.choice("action", Action),
        jurisdiction=top.text("jurisdiction"),
        destination=top.optional_text("destination"),
        diseases=frozenset(top.texts("diseases", required=False)),
        commercial=top.optional_flag("commercial"),
        review=top.texts("review", required=False),
        window=top.period("window"),
        documents=tuple(_document(item) for item in top.objects("documents", required=False)),
        whole=top.flag("whole", default=False),
        circumstances=circumstances_in(top),
        consent_of_another=top.flag("consent_of_another", default=False),
        subject_jurisdiction=top.optional_text("subject_jurisdiction"),
    )
    top.done()
    return request


def circumstances_in(top: Members) -> Circumstances:
    """Take what a file states beside its codes; nothing, where it has no such member.

    Raises:
        RequestError: a value of another kind, or one thing stated twice.
    """
    stated: dict[str, int] = {}
    if top.has("circumstances"):
        members = top.object("circumstances")
        stated |= {name: members.flag(name, default=False) for name in map(str, Circumstance) if members.has(name)}
        stated |= {name: members.number(name) for name in map(str, Count) if members.has(name)}
        members.done()
    if top.has(FOREIGN):
        if Circumstance.FOREIGN_CONTROLLED in stated:
            raise top.refuse("states twice whether the asker is foreign-controlled", "state it among circumstances.")
        stated[Circumstance.FOREIGN_CONTROLLED] = top.flag(FOREIGN, default=False)
    return stating(stated)


def _document(members: Members) -> Document:
    until = members.instant("until") if members.has("until") else None
    document = Document(members.text("kind"), members.text("id"), until)
    members.done()
    return document
