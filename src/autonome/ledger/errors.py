"""What can be wrong with a receipt, a policy, a key, a checkpoint or a log.

Three answers are kept apart, because they ask for three different things: a file that is not what its name says
(`FormatError`: get the right file), a log that nothing vouches for (`UntrustedError`: get a policy from somebody you
trust), and evidence that is false (`VerificationError`: do not rely on it; somebody may have tampered).
"""

from autonome.kernel import AutonomeError, InputError


class FormatError(InputError):
    """A receipt, policy, checkpoint, tile or key is not written as its format says."""


class UntrustedError(AutonomeError):
    """The evidence may be sound, but no trusted key or quorum stands behind it."""


class VerificationError(AutonomeError):
    """A proof, signature, commitment or digest does not hold."""


class LogError(VerificationError):
    """The files, the key and the checkpoint of a log directory disagree; the log refuses to sign."""


class HaltedError(LogError):
    """Witnesses remember what the log's storage does not hold: nothing is signed until they cosign again."""


class ErasedError(AutonomeError):
    """What the log held of a person was erased on purpose: the entries stand, and nothing opens them any more."""


class LogMovedError(AutonomeError):
    """The log has grown since it was read: what was decided upon the older state is to be decided again."""


class AbsentError(AutonomeError):
    """What was asked for is not there, or not for who asks: the two look the same."""


class UnreachableError(AutonomeError):
    """A log, witness or authority elsewhere does not answer, or not in its protocol: nothing is known of it now."""


class EndlessError(AutonomeError):
    """A log elsewhere answers on and on: what it states has no end that could be waited for."""
