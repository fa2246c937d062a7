"""What can be wrong with a request or a permit."""

from autonome.kernel import AutonomeError, InputError


class RequestError(InputError):
    """A request file cannot be read; nothing was decided."""


class PermitError(AutonomeError):
    """A permit does not cover what is done under it, or is over."""


class BeyondError(PermitError):
    """What would be replaced lies on shelves that the permit does not open; no later try mends that."""


class VisaError(InputError):
    """A passport, a visa or the file of trusted issuers cannot be read or trusted."""


class SignInError(InputError):
    """Nobody is signed in, or not any more, or not lately enough."""


class TooManyError(SignInError):
    """Too many attempts to sign in failed: who comes under that name, or from there, waits."""


class DoorError(AutonomeError):
    """Who is signed in holds no role for this: turned away before consent and law are asked."""


class HeldError(RequestError):
    """A legal hold delays an erasure; the matter stays open."""
