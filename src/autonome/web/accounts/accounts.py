"""The accounts of an institution, as bootstrap hands them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from autonome.access.actors import Invitation, Listed, SignedIn
from autonome.access.errors import SignInError
from autonome.kernel import Instant, SubjectId
from autonome.ledger import Clock, Entropy, EntryKind
from autonome.web import schema
from autonome.web.accounts import auditing, enrolment, own, proving, second_factor, stewarding, tokens
from autonome.web.accounts.models import Person, Place
from autonome.web.accounts.recording import MATTER, ActLog, without_values
from autonome.web.project import Project, use


class Accounts:
    """People, their roles and their sessions; satisfies `access.actors.Actors`.

    Args:
        project: what the node says.
        log: of the node: stewards' acts stand on it.
        clock: of all that has a time.
        entropy: draws tokens and codes.
    """

    def __init__(self, project: Project, log: ActLog, *, clock: Clock, entropy: Entropy) -> None:
        self._project = project
        self._log = log
        self._clock = clock
        self._entropy = entropy
        with self._working():
            schema.prepare()

    def signed_in(self, token: bytes) -> SignedIn | None:
        """Who a session's token stands for; None where it is unknown or over, or its holder is locked."""
        with self._working():
            return tokens.holder(token, self._clock.now())

    def sign_in(self, claim: proving.Claim, place: Place = Place.TERMINAL) -> bytes:
        """Begin a session of who proves who they are; gives its token.

        Args:
            claim: name, password and code.
            place: where the session is used.

        Raises:
            SignInError: they do not, or there were too many failures.
        """
        with self._working():
            now = self._clock.now()
            person = proving.prove(claim, now)
            tokens.sweep(now)
            return tokens.make(person, now, self._entropy, place=place)

    def prove_by_code(self, token: bytes, code: str, source: str) -> None:
        """Have the holder of a session prove by a code of their app that they are there; it counts once.

        Raises:
            SignInError: the session is over, the code does not count, or there were too many failures.
        """
        with self._working():
            proving.prove_by_code(token, code, source, self._clock.now())

    def begin_session(self, person: Person, proven: Instant | None = None) -> bytes:
        """Begin a session in a browser, of somebody who has proven in another way who they are; gives its token.

        Args:
            person: by a passkey, or by an institution's login.
            proven: when, where that was not now.

        Raises:
            SignInError: the account is locked.
        """
        with self._working():
            if person.locked is not None:
                raise SignInError("the account is locked", mend="ask a data steward.")
            now = self._clock.now()
            tokens.sweep(now)
            return tokens.make(person, now, self._entropy, place=Place.BROWSER, proven=proven)

    def own(self, token: bytes) -> own.Own:
        """What the holder of a session may do with their own account.

        Raises:
            SignInError: the session is over.
        """
        with self._working():
            return own.Own(token, self._log, self._clock.now())

    def sign_out(self, token: bytes) -> None:
        """End a session; one that is over is no fault."""
        with self._working():
            tokens.end(token)

    def begin_enrolment(self, enrolling: enrolment.Enrolling) -> second_factor.NewFactor:
        """Check code and password of who enrols, and draw a secret for the authenticator app.

        Raises:
            SignInError: the code does not count.
            InputError: the password will not do.
        """
        with self._working():
            return enrolment.begin(enrolling, self._clock.now())

    def finish_enrolment(self, enrolling: enrolment.Enrolling, secret: str, digits: str) -> tuple[str, ...]:
        """Set password and second factor, once the app has shown that it works; gives recovery codes.

        Raises:
            SignInError: the code does not count, or the app shows another one.
        """
        with self._working():
            return enrolment.finish(enrolling, secret, digits, now=self._clock.now(), log=self._log)

    def steward(self, by: str) -> stewarding.Stewarding:
        """What a steward may do, now.

        Args:
            by: name of the steward, who has shown that they are one.
        """
        with self._working():
            return stewarding.Stewarding(by, self._log, self._clock.now(), self._entropy)

    def listed(self) -> tuple[Listed, ...]:
        """All accounts, by name."""
        with self._working():
            return stewarding.listed(self._clock.now())

    def forget_erased(self, erased: Callable[[SubjectId], bool]) -> int:
        """Forget the accounts of patients who were erased; gives how many there were.

        Args:
            erased: says of a patient whether they were.
        """
        with self._working():
            steward, found = self.steward(stewarding.NODE), auditing.patients()
            return sum(steward.forget(subject) for subject in found if erased(subject))

    def against_log(self, erased: Callable[[SubjectId], bool]) -> tuple[str, ...]:
        """Whatever the accounts say that the log does not (see `auditing`)."""
        with self._working():
            entries = self._log.institution_entries(MATTER, EntryKind.STEWARDSHIP)
            return auditing.against(auditing.told([each.payload.body for each in entries]), erased, self._clock.now())

    def first_steward(self, name: str) -> Invitation:
        """Make the first account of a new node, a steward's.

        Raises:
            InputError: there are accounts already.
        """
        with self._working():
            return stewarding.first_steward(self.steward(stewarding.NODE), name)

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Have Django work for this node; no error of the database leaves with a value in it."""
        use(self._project)
        with without_values():
            yield
