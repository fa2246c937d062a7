"""The keys of an institution's own exchange, on the log's private side, and the card that partners get.

::

    DIR/<number>.keys    a set of keys (`key_sets`), 0600, never changed
    DIR/<number>.card    the card that names it, as it was last given out; written after the keys

The highest number with a card holds. When keys change, both identities hold for `GRACE`; this institution speaks under
the earlier one for `SWITCH` of it, so that partners have time to take the new card, and under the new one afterwards.
What was sealed to the earlier key is opened until `GRACE` is over; then the keys are wiped.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final

from autonome.adapters.durable import (
    PRIVATE_DIRECTORY,
    PRIVATE_FILE,
    make_directories,
    remove_durably,
    write_durably,
)
from autonome.adapters.exchange.key_sets import EARLY, KeySet, signed_card
from autonome.adapters.small_files import read_small
from autonome.kernel import InputError, Instant, Period
from autonome.ledger import Clock, LogError, VerificationError
from autonome.sharing.cards import MAX_CARD_BYTES, About, Earlier, SignedCard
from autonome.sharing.errors import CardError

FOLDER, OWN = "exchange", "own"
"""Names on the private side of a node's log."""

DAY: Final = 24 * 3600

YEAR: Final = 398 * DAY
"""How long a card is in force, in seconds: what browsers grant a certificate (CA/Browser Forum, ballot SC-31, 2020)."""

GRACE: Final = 14 * DAY
"""How long both identities hold after a change of keys, in seconds (our own judgement: over a holiday)."""

SWITCH: Final = 7 * DAY
"""How long of that this institution goes on to speak under the earlier one, in seconds (our own judgement)."""

REMINDER: Final = 30 * DAY
"""How long before its end a card is said to end, in seconds (our own judgement: partners have to take the next one)."""

_MAX_KEYS: Final = 16 * 1024
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_MEND: Final = "put back a backup of the keys (docs/node.md), or make new ones: `autonome node card --new-keys`."


@dataclass(frozen=True, slots=True)
class Own:
    """One set of keys with its card.

    Args:
        number: of it.
        keys: the set.
        signed: its card.
    """

    number: int
    keys: KeySet
    signed: SignedCard


class KeyFolder:
    """An institution's own keys and cards.

    Args:
        path: of the folder.
        clock: tells which of them hold.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def newest(self) -> Own | None:
        """What holds; None where no keys were made yet."""
        numbers = self._numbers()
        return self._own(numbers[-1]) if numbers else None

    def card(self, about: About) -> SignedCard:
        """The card for partners, made or made anew where it says something else; keys are drawn where there are none.

        Args:
            about: what it is to say.
        """
        with self._alone():
            newest, now = self.newest(), self._clock.now()
            if newest is None:
                return self._drawn(1, about, None, now)
            card = newest.signed.card
            if card.about == about and card.holds(now):
                return newest.signed
            if not card.holds(now):
                raise CardError(f"the card ended at {card.valid.end}", mend="make new keys: --new-keys.")
            both = card.earlier if card.earlier is not None and now < card.earlier.until else None
            again = about.card(card.identity, card.sealing, Period(now, card.valid.end), both)
            earlier = None if both is None else self._own(newest.number - 1).keys
            return self._put(newest.number, signed_card(again, newest.keys, earlier))

    def renew(self, about: About, *, at_once: bool = False) -> SignedCard:
        """Draw new keys, and make the card that names them.

        Args:
            about: what it is to say.
            at_once: the earlier keys are no longer ours alone: nothing that they sign counts from now on, and partners
                compare the new card anew.

        Raises:
            CardError: the keys were changed already, and the earlier ones still hold.
        """
        with self._alone():
            newest, now = self.newest(), self._clock.now()
            if newest is None:
                return self._drawn(1, about, None, now)
            earlier = newest.signed.card.earlier
            if earlier is not None and now < earlier.until and not at_once:
                raise CardError(
                    f"the keys were changed already, and those before hold until {earlier.until}",
                    mend="wait until then; if a key was stolen: --new-keys --at-once.",
                )
            before = newest.keys if newest.signed.card.holds(now) and not at_once else None
            return self._drawn(newest.number + 1, about, before, now)

    def told(self) -> str:
        """How the card stands, in a line."""
        newest, now = self.newest(), self._clock.now()
        if newest is None:
            return "none yet: autonome node card"
        end = newest.signed.card.valid.end or now
        if end <= now:
            return f"ENDED {end}: autonome node card --new-keys"
        if end.seconds - now.seconds < REMINDER:
            return f"ends {end}: autonome node card --new-keys, and send it to the partners"
        return f"until {end}"

    def speaking(self) -> KeySet:
        """The keys under which this institution speaks now.

        Raises:
            LogError: there are none, or they are damaged.
        """
        newest = self._expected()
        earlier = newest.signed.card.earlier
        if earlier is not None and self._clock.now().seconds < earlier.until.seconds - (GRACE - SWITCH):
            return self._own(newest.number - 1).keys
        return newest.keys

    def opening(self) -> Sequence[KeySet]:
        """The keys that open what comes, the newest first.

        Raises:
            LogError: there are none, or they are damaged.
        """
        newest = self._expected()
        before = [number for number in self._numbers() if number < newest.number and not self._over(number)]
        return [newest.keys, *(self._own(number).keys for number in reversed(before))]

    def wipe(self) -> int:
        """Wipe the keys whose time is over; gives how many sets there were."""
        with self._alone():
            over = [number for number in self._numbers()[:-1] if self._over(number)]
            for number in over:
                remove_durably(self._path / f"{number}.card")
                remove_durably(self._path / f"{number}.keys")
        return len(over)

    def _over(self, number: int) -> bool:
        """Whether the set that followed has been there for as long as both are kept."""
        after = next(each for each in self._numbers() if each > number)
        begun = self._first_day(after)
        return begun.seconds + GRACE <= self._clock.now().seconds

    def _first_day(self, number: int) -> Instant:
        """When a set was made: its certificate says it, whatever was written on the card since."""
        return Instant(self._own(number).keys.identity.valid.start.seconds + EARLY)

    def _drawn(self, number: int, about: About, before: KeySet | None, now: Instant) -> SignedCard:
        valid = Period(now, Instant(now.seconds + YEAR))
        keys = KeySet.drawn(about.id, host_of(about.url), valid)
        earlier = None if before is None else Earlier(before.identity, Instant(now.seconds + GRACE))
        made = signed_card(about.card(keys.identity, keys.sealing, valid, earlier), keys, before)
        write_durably(self._path / f"{number}.keys", keys.secret, PRIVATE_FILE)
        return self._put(number, made)

    def _put(self, number: int, signed: SignedCard) -> SignedCard:
        write_durably(self._path / f"{number}.card", signed.write(), PRIVATE_FILE)
        return signed

    def _numbers(self) -> list[int]:
        return sorted(int(path.stem) for path in self._path.glob("*.card") if path.stem.isdecimal())

    def _expected(self) -> Own:
        newest = self.newest()
        if newest is None:
            raise LogError("there are no keys for an exchange", where=str(self._path), mend=_MEND)
        return newest

    def _own(self, number: int) -> Own:
        place = self._path / f"{number}.keys"
        try:
            wide = place.stat().st_mode & _OTHERS
            keys = KeySet.of(read_small(place, _MAX_KEYS))
            signed = SignedCard.read(read_small(self._path / f"{number}.card", MAX_CARD_BYTES), where=str(place))
            same = (signed.card.identity, signed.card.sealing) == (keys.identity, keys.sealing)
        except (ValueError, OSError, InputError, VerificationError):
            raise LogError("the keys of the exchange are damaged or missing", where=str(place), mend=_MEND) from None
        if wide:
            raise LogError("others may read the keys of the exchange", where=str(place), mend="chmod 600, and renew.")
        if not same:
            raise LogError("the card names other keys than lie beside it", where=str(place), mend=_MEND)
        return Own(number, keys, signed)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        make_directories(self._path, PRIVATE_DIRECTORY)
        with (self._path / "lock").open("w") as held:
            flock(held, LOCK_EX)
            yield


def host_of(url: str) -> str:
    """Name or address in the URL of a card."""
    return url.removeprefix("https://").rpartition(":")[0].strip("[]")
