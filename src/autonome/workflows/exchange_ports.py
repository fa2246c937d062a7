"""What the exchange works with: the partners, the outbox, the inbox, and by which names partners know people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from autonome.access import Request
from autonome.access.institutions import Institution
from autonome.access.ports import Gate, Within
from autonome.kernel import AutonomeError, Instant, Sha256, SubjectId
from autonome.law import RuleBook
from autonome.ledger import Checkpoint, Clock, Draft, Entropy, EntryKind, Log, Policy, Receipt, Recorded
from autonome.ledger.cosigned import CosignedCheckpoint
from autonome.sharing import InstitutionId, TransferId
from autonome.sharing.messages import Place
from autonome.sharing.transfers import Transfer
from autonome.workflows.import_record import RecordsToAddTo
from autonome.workflows.keep_patients import Patient, Patients
from autonome.workflows.passed_genomes import PassedGenomes
from autonome.workflows.record_use import receipt_for

WithinT = TypeVar("WithinT", bound=Within)
WithinT_contra = TypeVar("WithinT_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Partner:
    """An institution to share with.

    Args:
        id: of it.
        recipient: class of recipients that it belongs to.
        jurisdiction: whose law it works under.
        policy: by which receipts of its log are believed.
    """

    id: InstitutionId
    recipient: str
    jurisdiction: str
    policy: Policy


class Post(Protocol):
    """The way to partners: what their cards say, and what is sealed for them and by them."""

    def partner(self, id_: InstitutionId) -> Partner | None:
        """A partner whose card is in force; None for anybody else."""

    def seal(self, to: InstitutionId, data: bytes) -> bytes:
        """Seal for a partner.

        Raises:
            AutonomeError: its card is not in force.
        """

    def unseal(self, envelope: bytes) -> tuple[InstitutionId, bytes]:
        """Open what a partner sealed for us; gives who did, and what was in it.

        Raises:
            EnvelopeError: it is damaged, for another, or from nobody who is a partner.
        """

    def deliver(self, to: InstitutionId, envelope: bytes) -> bytes:
        """Bring an envelope to a partner, and wait for the answer's.

        Raises:
            UnreachableError: nobody answered: try again.
            RefusedError: it was refused.
        """


@dataclass(frozen=True, slots=True)
class Note:
    """What is noted of something on its way, for this institution alone.

    Args:
        subject: whose data.
        transfer: what it says of itself.
        release: where this institution's entry of it stands.
        request: on which it was decided; None of a notice.
        acts: digests of the acts of consent on which it rests.
    """

    subject: SubjectId
    transfer: Transfer
    release: Place
    request: Request | None
    acts: tuple[Sha256, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """Something on its way, or arrived.

    Args:
        note: of it.
        put: when it was put on its way.
        state: ``queued``, ``tried``, ``waiting``, ``delivered``, ``refused`` or ``cancelled``.
        tries: how often it was tried.
        last: when something last became of it.
        size: of its envelope, in bytes; 0 once it has ended.
    """

    note: Note
    put: Instant
    state: str
    tries: int
    last: Instant
    size: int


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long something waits until it is tried, in seconds.

    Args:
        grace: before the first try: left to who put it on its way.
        first: after that; each further one is twice as long.
        longest: of them.
    """

    grace: int
    first: int
    longest: int


PENDING: Final = "pending"
"""State of something that came, of which the log does not say yet what became of it."""


class OvertakenError(AutonomeError):
    """Something else was recorded of a person while a transfer was looked at: it is looked at once more."""


@dataclass(frozen=True, slots=True)
class Came:
    """Something that came in.

    Args:
        number: in the order of coming.
        state: ``waiting``, ``received`` or ``refused``; ``pending`` until the log says which of these two.
        envelope: as it came, while it waits; None where it is damaged, or has ended.
        hash: of what was in it.
        sender: a pseudonym of who sent it.
        transfer: which.
        since: when it came.
    """

    number: int
    state: str
    envelope: bytes | None
    hash: bytes
    sender: bytes
    transfer: TransferId
    since: Instant


class Outbox(Protocol[WithinT_contra]):
    """What goes to partners."""

    def put(self, within: WithinT_contra, note: Note, envelope: bytes) -> None:
        """Put data on their way, in the transaction that reads and records them."""

    def tell(self, note: Note, draft: Draft, envelope: bytes) -> Recorded:
        """Put a notice on its way, with the entry that says so."""

    def leaves(self, transfer: TransferId) -> bool:
        """Whether something may leave now: consent has not moved since it was judged."""

    def again(self, sent: Sent, draft: Draft) -> bool:
        """Record that it is tried once more; False, and nothing recorded, where consent has moved."""

    def goes_on(self, within: WithinT_contra, sent: Sent) -> None:
        """Consent has moved and was judged anew, under the permit of this transaction."""

    def noted(self, sent: Sent, state: str) -> None:
        """Note what became of it, which ends nothing: ``tried`` or ``waiting``."""

    def ended(self, sent: Sent, state: str, draft: Draft) -> Recorded | None:
        """Record its end; None where it had ended already."""

    def moved(self) -> dict[TransferId, int]:
        """Data that were put on their way before their person's consent moved, with a number of where that stands."""

    def sent(self, *, under_way: bool = False, beside: Collection[TransferId] | None = None) -> tuple[Sent, ...]:
        """All that was put on its way, or what still is, or what is about the people of some of it; in order."""

    def due(self, now: Instant, pauses: Pauses, most: int) -> tuple[Sent, ...]:
        """What is to be tried now, at most so many: what is due longest first, and of that the smallest."""

    @property
    def unopened(self) -> int:
        """How much of what was due last does not open: it is passed over, and waits as if it had been tried."""

    def find(self, transfer: TransferId) -> Sent | None:
        """Something that was put on its way; None where it was not, or the person was erased."""

    def envelope(self, sent: Sent) -> bytes | None:
        """What goes to the partner; None once it has ended, or the person was erased."""


class Inbox(Protocol[WithinT_contra]):
    """What came from partners."""

    def find(self, sender: InstitutionId, transfer: TransferId, hash_: bytes) -> Came | None:
        """What became of something that came before, or of another under its id; None where there is neither."""

    def holds(self, subject: SubjectId) -> bool:
        """Whether anything that is kept of somebody came from a partner."""

    def waiting(self) -> tuple[int, ...]:
        """The numbers of what waits for somebody to say whose it is, in the order of coming."""

    def waits(self, number: int) -> Came | None:
        """What waits under a number; None where nothing does."""

    def waits_of(self, sender: InstitutionId) -> int:
        """How much of a partner's waits."""

    def keep(self, sender: InstitutionId, transfer: TransferId, hash_: bytes, envelope: bytes) -> None:
        """Let something wait."""

    def refuse(self, transfer: Transfer, hash_: bytes, subject: SubjectId | None, drafts: Sequence[Draft]) -> None:
        """Record a refusal, the last entry of which is what is answered; done before, it does nothing."""

    def let_go(self, came: Came, draft: Draft) -> None:
        """Refuse what nobody could open, with the entry that says so; done before, it does nothing."""

    def recorded_of(self, subject: SubjectId) -> int:
        """How much was ever recorded of somebody; all of that stands on the log."""

    def take(  # noqa: PLR0913 - what came, whose it is, and since when nothing else may have been recorded
        self,
        within: WithinT_contra,
        transfer: Transfer,
        hash_: bytes,
        subject: SubjectId,
        draft: Draft,
        *,
        since: int,
    ) -> None:
        """Note that something is kept, with the entry that says so, in the transaction that keeps it.

        Raises:
            OvertakenError: besides what this transaction records, something was of the person since.
        """

    def told(self, transfer: Transfer, hash_: bytes, subject: SubjectId, drafts: Sequence[Draft]) -> None:
        """Note a notice, with the entries that say so; done before, it does nothing."""

    def emptied(self) -> None:
        """Keep no envelope of what was kept or refused, once that stands on the log."""


class Links(Protocol):
    """By which names partners know people."""

    def pseudonym(self, partner: InstitutionId, subject: SubjectId) -> str:
        """The name of a person between a partner and this institution; made where there is none."""

    def subject(self, partner: InstitutionId, pseudonym: str) -> SubjectId | None:
        """Whose name it is."""

    def link(self, partner: InstitutionId, pseudonym: str, subject: SubjectId) -> None:
        """Note whose name it is; noted before, it stays."""

    def newcomer(self, partner: InstitutionId, pseudonym: str) -> SubjectId:
        """The id here of somebody whom nobody here knows: always the same for the same name."""


class ExchangeLog(Log, Protocol):
    """A log whose institution's own entries can be read."""

    def institution_entries(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """The institution's own entries about a matter."""


class DeskPatients(Patients, Protocol):
    """Where a node keeps its patients, to be read by id."""

    def of(self, subject: SubjectId) -> Patient | None:
        """Whoever is kept under an id."""


@dataclass(frozen=True, slots=True)
class ExchangeWorld(Generic[WithinT]):
    """What the exchange of one institution works with.

    Args:
        institution: whose it is.
        gate: of it.
        records: that it keeps.
        genomes: that it keeps, at known positions.
        patients: whom its desk knows.
        log: of it.
        outbox: of it.
        inbox: of it.
        links: of it.
        post: the way to partners.
        rules: packs of law.
        clock: tells now.
        entropy: draws ids.
        cosigned: gives, for the place of an own entry, a cosigned checkpoint that holds it, by which partners believe
            it; None where the log's policy asks for no witness. Raises where witnesses do not cosign now.
    """

    institution: Institution
    gate: Gate[WithinT]
    records: RecordsToAddTo[WithinT]
    genomes: PassedGenomes[WithinT]
    patients: DeskPatients
    log: ExchangeLog
    outbox: Outbox[WithinT]
    inbox: Inbox[WithinT]
    links: Links
    post: Post
    rules: RuleBook
    clock: Clock
    entropy: Entropy
    cosigned: Callable[[int], CosignedCheckpoint | None] = lambda _: None

    def released(self, draft: Draft) -> tuple[Recorded, Receipt]:
        """Record that something is to leave, and prove it as partners believe it.

        Raises:
            UnreachableError: as for `shown`; where witnesses do not answer, nothing was recorded.
        """
        self.cosigned(Checkpoint.of_note(self.log.checkpoint()).size - 1)
        (release,) = self.log.append([draft])
        return release, self.shown(release)

    def shown(self, recorded: Recorded) -> Receipt:
        """The receipt of an own entry, as partners believe it.

        Raises:
            UnreachableError: witnesses have to cosign it, and do not now.
        """
        return receipt_for((recorded,), log=self.log, cosigned=self.cosigned(recorded.index))


Told = Callable[[str], None]
"""Is given a line on what could not be done."""
