"""What somebody does with their own account: sessions, password, passkeys, language.

What changes how they sign in is on the log, as enrolling is, and asks that they have just proven who they are: the
pages that lead here see to that (`pages.Page.fresh`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError

from autonome.access.errors import SignInError
from autonome.kernel import InputError, Instant, Text
from autonome.web.accounts import linking, tokens
from autonome.web.accounts.binding import bind_factors, keep_password
from autonome.web.accounts.clocks import instant
from autonome.web.accounts.enrolment import expect_password
from autonome.web.accounts.models import Person, Place, Token
from autonome.web.accounts.recording import ActLog, named, recorded

MOST_PASSKEYS: Final = 10
LONGEST_LABEL: Final = 60


@dataclass(frozen=True, slots=True)
class Session:
    """A session of somebody's, for them to see.

    Args:
        number: by which it can be ended.
        begun: when.
        used: when last, to the minute.
        browser: whether in a browser; else at a terminal.
        this: whether it is the one that asks.
    """

    number: int
    begun: Instant
    used: Instant
    browser: bool
    this: bool


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of somebody's, for them to see.

    Args:
        number: by which it can be removed.
        label: that they gave it.
        made: when.
    """

    number: int
    label: str
    made: Instant


class Own:
    """Acts of somebody on their own account.

    Args:
        token: of their session.
        log: of the node.
        now: the time.

    Raises:
        SignInError: the session is over.
    """

    def __init__(self, token: bytes, log: ActLog, now: Instant) -> None:
        found = tokens.person_of(token, now)
        if found is None:
            raise SignInError("the session is over", mend="sign in again.")
        self.person: Person = found
        self._token, self._log, self._now = token, log, now

    def sessions(self) -> tuple[Session, ...]:
        """All that are not over, the newest first."""
        return tuple(self._session(each) for each in tokens.sessions_of(self.person, self._now))

    def end_session(self, number: int) -> None:
        """End one; one that is over is no fault."""
        Token.objects.filter(person=self.person, pk=number).delete()

    def end_other_sessions(self) -> None:
        """End all but the one that asks."""
        tokens.end_all(self.person, but=self._token)

    def change_password(self, password: str) -> None:
        """Choose another password; all other sessions end.

        Raises:
            InputError: it will not do; says why.
        """
        expect_password(password, self.person)
        with recorded(self._log, {"act": "password changed", **named(self.person)}):
            keep_password(self.person, password)
            self.person.save(update_fields=["password"])
            tokens.end_all(self.person, but=self._token)

    def passkeys(self) -> tuple[Passkey, ...]:
        """All that sign them in."""
        found = Authenticator.objects.filter(user=self.person, type=Authenticator.Type.WEBAUTHN).order_by("created_at")
        return tuple(Passkey(each.pk, each.wrap().name, instant(each.created_at)) for each in found)

    def begin_passkey(self) -> dict[str, Any]:
        """What a browser must be told to make a passkey; asks the device to verify its user."""
        options: dict[str, Any] = webauthn.begin_registration(self.person, passwordless=True)
        return options

    def add_passkey(self, label: str, credential: dict[str, Any]) -> None:
        """Take a passkey that a browser has made.

        Raises:
            InputError: it is not the one that was asked for, or there are too many.
        """
        if len(self.passkeys()) >= MOST_PASSKEYS:
            raise InputError(Text("There are ten passkeys already."), mend="remove one first.")
        try:
            webauthn.complete_registration(credential)
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
            raise InputError(Text("The device did not make a passkey that can be used."), mend="try again.") from None
        with recorded(self._log, {"act": "passkey added", **named(self.person)}):
            webauthn.WebAuthn.add(self.person, label.strip()[:LONGEST_LABEL] or "passkey", credential)
            bind_factors(self.person)

    def remove_passkey(self, number: int) -> None:
        """Remove one; one that is not there is no fault."""
        found = Authenticator.objects.filter(user=self.person, type=Authenticator.Type.WEBAUTHN, pk=number)
        if found.exists():
            with recorded(self._log, {"act": "passkey removed", **named(self.person)}):
                found.delete()

    def link(self, provider: str, subject: str) -> None:
        """Link the account with a login elsewhere (`linking`)."""
        linking.link(self.person, provider, subject, self._log)

    def unlink(self, provider: str) -> None:
        """End such a link."""
        linking.unlink(self.person, provider, self._log)

    def read_in(self, language: str) -> None:
        """Choose a language for good."""
        Person.objects.filter(pk=self.person.pk).update(language=language)

    def _session(self, token: Token) -> Session:
        this = tokens.is_of(token, self._token)
        return Session(token.pk, instant(token.made), instant(token.used), token.place == Place.BROWSER, this)
