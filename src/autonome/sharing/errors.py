"""What can be wrong between two institutions."""

from __future__ import annotations

from autonome.kernel import AutonomeError, InputError


class CardError(InputError):
    """A partner's card is not as its format says, out of date, or holds a weak key."""


class EnvelopeError(InputError):
    """An envelope is damaged, for another recipient, from nobody we know, or not signed by whom it names."""


class TransferError(InputError):
    """What an envelope holds is no transfer, or says what cannot be; nothing of it was kept."""


class RefusedError(AutonomeError):
    """A partner's node refused an envelope: to send the same once more changes nothing."""
