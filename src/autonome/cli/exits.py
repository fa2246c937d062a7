"""Exit codes: what a script may rely on."""

from autonome.kernel import AutonomeError

EXIT_UNUSABLE = 2
"""A file, an option or the knowledge bundle cannot be used as it is."""

EXIT_REFUSED = 3
"""Consent or law refuse; or who is signed in holds no role for what they ask; or a legal hold delays it."""

EXIT_UNTRUSTED = 4
"""Nothing says whom to trust, or it does not say this log."""

EXIT_VERIFICATION = 5
"""A proof, a signature or a digest does not hold."""

EXIT_INVALID = 6
"""A document breaks a rule of the standard or profile that it was held against (`autonome fhir validate`)."""

EXIT_PARTLY = 7
"""A batch has ended, and not every patient has a plan: refused, failed, or not begun when it was stopped."""


def exit_code(error: AutonomeError) -> int:
    """The exit code of an error: a proof that fails is not the same as a file that cannot be used."""
    from autonome.access.errors import DoorError, HeldError  # noqa: PLC0415 - only when something failed
    from autonome.ledger import UntrustedError, VerificationError  # noqa: PLC0415

    if isinstance(error, DoorError | HeldError):
        return EXIT_REFUSED
    if isinstance(error, UntrustedError):
        return EXIT_UNTRUSTED
    return EXIT_VERIFICATION if isinstance(error, VerificationError) else EXIT_UNUSABLE
