"""Somebody signs a plan off: they have read it, and answer for it. What they sign is a digest that the log knows.

Only who had the plan made signs it, and only what stands on the log as made for them. So a signature names exactly one
`plan.json`, and the decision under which it was made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from autonome.kernel import ActorId, InputError, Json, Sha256, SubjectId
from autonome.ledger import Draft, EntryKind, Log, Recorded
from autonome.workflows.entry_bodies import members

SIGNED: Final = "signed"
"""Member of the entry."""

DOCUMENT: Final = "plan.json"


def sign_plan(subject: SubjectId, digest: Sha256, by: ActorId, *, log: Log) -> Recorded:
    """Put a signature on the log.

    Args:
        subject: whose plan.
        digest: SHA-256 of ``plan.json``.
        by: who signs.
        log: of the institution.

    Raises:
        InputError: no such plan was made for who signs, or they have signed it already.
    """
    entries = log.entries_of(subject)
    leaf = _made_under(entries, digest, by)
    if leaf is None:
        raise InputError("no plan of this digest was made for who signs", mend="open the plan, and sign that.")
    if any(_is_signed(each, digest, by) for each in entries):
        raise InputError("this plan is signed already", mend="there is nothing left to do.")
    body: dict[str, Json] = {"decision": leaf, SIGNED: {DOCUMENT: digest, "by": str(by)}}
    (recorded,) = log.append([Draft(EntryKind.USE, subject, body)])
    return recorded


def _made_under(entries: Iterable[Recorded], digest: Sha256, by: ActorId) -> str | None:
    """The leaf of the decision under which a plan was made for somebody."""
    asked: dict[str, str] = {}
    for each in entries:
        body = each.payload.body
        if each.payload.kind is EntryKind.DECISION:
            asked[each.leaf.hex()] = str(members(body.get("request")).get("actor", ""))
        made = members(members(body.get("made")).get("outputs"))
        leaf = str(body.get("decision", ""))
        if each.payload.kind is EntryKind.USE and made.get(DOCUMENT) == digest and asked.get(leaf) == by:
            return leaf
    return None


def _is_signed(entry: Recorded, digest: Sha256, by: ActorId) -> bool:
    told = members(entry.payload.body.get(SIGNED))
    return entry.payload.kind is EntryKind.USE and told.get(DOCUMENT) == digest and told.get("by") == by
