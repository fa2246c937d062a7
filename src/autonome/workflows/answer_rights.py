"""Answer what people ask by right: open a matter, hold, extend or refuse it; restrict and lift; erase.

Each act stands on the person's thread of the log, with who did it and why. Nobody is erased under a legal hold: the
matter stays open, and visible. An erasure that was decided is carried out to its end, now or at the next start, and is
decided once: who asks again is shown the tombstone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from autonome.access.errors import HeldError, RequestError
from autonome.access.rights import Deed, Matter, Right, deed, limit_of, said
from autonome.kernel import ActorId, Instant, Json, SubjectId
from autonome.law import RuleBook
from autonome.ledger import Clock, Entropy, ErasedError, Recorded
from autonome.ledger.tombstones import MAX_GROUND

ID_BYTES: Final = 16
"""Length of a matter's number: drawn at random, so that two never meet."""


class RightsBook(Protocol):
    """Where matters stand, and where people are erased from."""

    def state(self, subject: SubjectId) -> str | None:
        """Of a person's data: ``open``, ``restricted`` or ``erased``; None where nobody of that name is kept."""

    def matters(self, subject: SubjectId) -> tuple[Matter, ...]:
        """A person's matters, closed ones too, as the log has them."""

    def open_matters(self) -> tuple[Matter, ...]:
        """Everybody's matters that are not closed, by the time when they are due."""

    def record(self, matter: Matter, body: dict[str, Json], becomes: str | None = None) -> Recorded:
        """Put an entry of a matter on the log, and note where the matter stands, and the person's data."""

    def erase(self, matter: Matter, body: dict[str, Json], evidence: dict[str, Json]) -> Recorded:
        """Erase a person; gives the tombstone."""

    def settle(self) -> int:
        """Carry out what is left to do of erasures that were decided."""

    def tombstone(self, subject: SubjectId) -> Recorded:
        """The tombstone of a person who was erased."""


@dataclass(frozen=True, slots=True)
class RightsWorld:
    """What these acts work with.

    Args:
        book: of the institution.
        rules: packs of law.
        jurisdiction: of the institution.
        clock: tells now.
        entropy: draws numbers.
    """

    book: RightsBook
    rules: RuleBook
    jurisdiction: str
    clock: Clock
    entropy: Entropy


@dataclass(frozen=True, slots=True)
class Status:
    """An open matter, as a list of them shows it.

    Args:
        matter: itself.
        overdue: whether its limit has passed without an answer.
        held: whether a legal hold delays it.
    """

    matter: Matter
    overdue: bool
    held: bool


def ask(  # noqa: PLR0913 - who asks for what, and what the act works with
    right: Right, subject: SubjectId, by: ActorId, *, world: RightsWorld, words: str = "", at: Instant | None = None
) -> Matter:
    """Open a matter; of the same right there is one at a time, but for corrections.

    Args:
        right: that is asked for.
        subject: whose data.
        by: who asks, or wrote down what was asked.
        world: what this works with.
        words: what was said.
        at: when it reached the institution; now without it.

    Raises:
        RequestError: nobody of that name is kept here, or it was said to be later than now.
        ErasedError: the person was erased.
    """
    _expect_kept(subject, world)
    now = world.clock.now()
    if at is not None and at > now:
        raise RequestError("a request is said to have come later than now", mend="say when it came.")
    if right is not Right.CORRECT and (standing := _open_of(right, subject, world)) is not None:
        return standing
    asked = at or now
    matter = Matter(
        id=world.entropy.token(ID_BYTES).hex(),
        subject=subject,
        right=right,
        asked_at=asked,
        asked_by=by,
        limit=limit_of(right, subject, world.jurisdiction, world.rules, asked),
        words=said(words, "what was asked") if words else "",
    )
    world.book.record(matter, matter.asked())
    return matter


def status(world: RightsWorld) -> tuple[Status, ...]:
    """Everybody's open matters: overdue ones first, then by the time when they are due; answered ones last."""
    now = world.clock.now()
    found = [Status(each, each.is_overdue(now), each.is_held(now)) for each in world.book.open_matters()]
    return tuple(sorted(found, key=lambda each: (each.matter.is_answered, each.matter.due, each.matter.id)))


def matter_named(name: str, world: RightsWorld) -> Matter:
    """The open matter of a number, or of its beginning.

    Raises:
        RequestError: there is none, or there are several.
    """
    found = [each for each in world.book.open_matters() if name and each.id.startswith(name)]
    if len(found) != 1:
        raise RequestError(f"{len(found)} open matters are called so", mend="see `autonome rights status`.")
    return found[0]


def hold(matter: Matter, by: ActorId, ground: str, until: Instant, *, world: RightsWorld) -> Matter:
    """Delay an erasure by a legal hold.

    Args:
        matter: of an erasure.
        by: who decides so.
        ground: the provision or the file number.
        until: first instant at which it is over.
        world: what this works with.

    Raises:
        RequestError: it is not of an erasure, or the hold is over already.
    """
    if matter.right is not Right.ERASE or until <= world.clock.now():
        raise RequestError("a hold delays an erasure, until some later time", mend="name an open erasure and a time.")
    return _record(matter, deed(matter, Deed.HELD, by, ground, until=str(until)), world)


def release(matter: Matter, by: ActorId, ground: str, *, world: RightsWorld) -> Matter:
    """End a legal hold before its time.

    Raises:
        RequestError: there is none.
    """
    if matter.held_until is None:
        raise RequestError("no hold delays this", mend="see `autonome rights status`.")
    return _record(matter, deed(matter, Deed.RELEASED, by, ground), world)


def extend(matter: Matter, by: ActorId, ground: str, *, world: RightsWorld) -> Matter:
    """Take the further time that the law grants, for a reason that the person is told.

    Raises:
        RequestError: the law grants none, it was taken already, or the limit has passed.
    """
    late = matter.is_overdue(world.clock.now())
    if matter.extended or late or matter.limit.latest == matter.limit.due:
        raise RequestError("no further time can be taken for this", mend="answer it.")
    return _record(matter, deed(matter, Deed.EXTENDED, by, ground), world)


def refuse(matter: Matter, by: ActorId, ground: str, *, world: RightsWorld) -> Matter:
    """Refuse what was asked, with the reasons that the person is told. A standing restriction is lifted instead.

    Raises:
        RequestError: it was answered already.
    """
    if matter.is_answered:
        raise RequestError("this was answered already", mend="a restriction ends with `autonome rights lift`.")
    return _record(matter, deed(matter, Deed.REFUSED, by, ground), world)


def close_export(matter: Matter, by: ActorId, manifest: str, *, world: RightsWorld) -> Recorded:
    """Record that a person's data were handed over; gives the entry, which vouches for what was.

    Args:
        matter: of an export.
        by: who did it.
        manifest: SHA-256 of the manifest.
        world: what this works with.
    """
    body = deed(matter, Deed.EXPORTED, by, "handed over", manifest=manifest)
    return world.book.record(matter.after(body), body)


def restrict(subject: SubjectId, by: ActorId, ground: str, *, world: RightsWorld) -> Matter:
    """Restrict the use of a person's data; permits that are out end. Restricted before, it stays as it is.

    Args:
        subject: whose.
        by: who does it.
        ground: the provision or the reason.
        world: what this works with.

    Raises:
        RequestError: nobody of that name is kept here.
        ErasedError: the person was erased.
    """
    matter = ask(Right.RESTRICT, subject, by, world=world)
    if Deed.RESTRICTED in matter.deeds:
        return matter
    return _record(matter, deed(matter, Deed.RESTRICTED, by, ground), world, becomes="restricted")


def lift(subject: SubjectId, by: ActorId, told: str, *, world: RightsWorld) -> Matter:
    """Lift a restriction, once the person was told.

    Args:
        subject: whose.
        by: who does it.
        told: how and when the person was told that it ends.
        world: what this works with.

    Raises:
        RequestError: nothing is restricted.
    """
    _expect_kept(subject, world)
    matter = _open_of(Right.RESTRICT, subject, world)
    if matter is None or Deed.RESTRICTED not in matter.deeds:
        raise RequestError("the person's data are not restricted", mend="see `autonome rights status`.")
    return _record(matter, deed(matter, Deed.LIFTED, by, told), world, becomes="open")


def erase(subject: SubjectId, by: ActorId, ground: str, *, world: RightsWorld) -> Recorded:
    """Erase a person, for ever; gives the tombstone, also of who was erased before.

    Args:
        subject: whom.
        by: who does it.
        ground: the provision or the reason, one line, nothing personal: it outlasts the erasure.
        world: what this works with.

    Raises:
        RequestError: nobody of that name is kept here, or the ground will not do.
        HeldError: a legal hold delays it; the matter is open and visible.
    """
    if world.book.state(subject) == "erased":
        world.book.settle()
        return world.book.tombstone(subject)
    if not 0 < len(ground) <= MAX_GROUND or not ground.isprintable():
        raise RequestError(f"the ground is not one line of 1 to {MAX_GROUND} characters", mend="name the provision.")
    matter, now = ask(Right.ERASE, subject, by, world=world), world.clock.now()
    if matter.is_held(now):
        raise HeldError(
            f"a legal hold delays the erasure until {matter.held_until}: {matter.held_for}",
            mend="wait, or release it with `autonome rights release`.",
        )
    body = deed(matter, Deed.ERASING, by, ground)
    evidence: dict[str, Json] = {
        "matter": matter.id, "right": str(matter.right), "asked_at": str(matter.asked_at), "due": str(matter.due),
        "ground": ground, "decided_at": str(now),
    }  # fmt: skip
    return world.book.erase(matter.after(body), body, evidence)


def _record(matter: Matter, body: dict[str, Json], world: RightsWorld, becomes: str | None = None) -> Matter:
    after = matter.after(body)
    world.book.record(after, body, becomes)
    return after


def _open_of(right: Right, subject: SubjectId, world: RightsWorld) -> Matter | None:
    return next((each for each in world.book.matters(subject) if each.right is right and each.is_open), None)


def _expect_kept(subject: SubjectId, world: RightsWorld) -> None:
    state = world.book.state(subject)
    if state is None:
        raise RequestError("nobody of that name is kept here", where=subject[:60], mend="see `autonome patient list`.")
    if state == "erased":
        raise ErasedError("the person was erased", where=subject[:60])
