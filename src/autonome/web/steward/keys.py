"""The node's keys: what each is for, since when, until when, and what is to be done next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse

from autonome.kernel import Instant, Text
from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.desk.steward import KeptKey, KeyUse, StewardDesk
from autonome.web.site import site

YEAR_SECONDS: Final = 365 * 24 * 3600
"""After which the log's own key is to be changed (docs/operating-the-log.md, Changing the key)."""

SOON_SECONDS: Final = 30 * 24 * 3600
"""How long before its end a key is said to end (our own judgement: partners have to take the next card)."""

LABELS: Final = {
    KeyUse.LOG: Text("Signs the log"),
    KeyUse.RECOVERY: Text("Names the log's next key after a loss or a theft"),
    KeyUse.WITNESS: Text("A witness that cosigns the log"),
    KeyUse.EVIDENCE: Text("Signs dossiers of evidence"),
    KeyUse.MINTER: Text("Signs permits"),
    KeyUse.EXCHANGE: Text("Speaks and opens in the exchange with partners"),
    KeyUse.EXCHANGE_BEFORE: Text("The exchange's key before"),
    KeyUse.INSTITUTION: Text("Wraps people's keys"),
}

NEXT: Final = {
    KeyUse.LOG: Text(
        "Change it once a year, and when somebody leaves who could have read it. Nobody has to be told: the log leads "
        "from the old key to the new one."
    ),
    KeyUse.RECOVERY: Text("Keep it away from this machine. Bring it only when the log's key is lost or stolen."),
    KeyUse.WITNESS: Text("Nothing, as long as it cosigns: see the log."),
    KeyUse.EVIDENCE: Text("Nothing, as long as nobody else holds it."),
    KeyUse.MINTER: Text("Nothing, as long as nobody else holds it."),
    KeyUse.EXCHANGE: Text(
        "Change it before it ends, and when somebody leaves who could have read it; send the new card to the partners."
    ),
    KeyUse.EXCHANGE_BEFORE: Text("Nothing: it opens what was sealed to it before, and is wiped when it has ended."),
    KeyUse.INSTITUTION: Text(
        "Change it when somebody leaves who could have read it, while the node stands still. Then back the keys up."
    ),
}
"""What is to be done with a key, and when."""

COMMANDS: Final = {
    KeyUse.LOG: ("autonome ledger rotate-key NODE/log --database",),
    KeyUse.RECOVERY: ("autonome ledger recover-key NODE/log --recovery-key FILE --database",),
    KeyUse.EXCHANGE: ("autonome node card --new-keys --out FILE",),
    KeyUse.INSTITUTION: ("autonome node rotate-keys", "autonome node backup-keys FILE"),
}


PAST: Final = "open"
"""Class of the badge of what is over."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A key, as the page has it.

    Args:
        key: itself.
        label: what it is for.
        sign: how it stands, in a word.
        badge: class of that.
        next: what is to be done with it.
        commands: by which.
    """

    key: KeptKey
    label: Text
    sign: Text
    badge: str
    next: Text
    commands: tuple[str, ...]

    @property
    def is_urgent(self) -> bool:
        """Whether something is to be done now."""
        return self.badge in {"bad", "warn"}

    @property
    def is_past(self) -> bool:
        """Whether it has ended, and nothing is to be done about that."""
        return self.badge == PAST


def show(request: HttpRequest) -> HttpResponse:
    """All keys: those that something is to be done with first, those that have ended last."""
    keys = shown_keys(site().desk.steward(asker(request)), site().clock.now())
    return page(
        request,
        "steward/keys.html",
        keys=sorted((each for each in keys if not each.is_past), key=lambda each: not each.is_urgent),
        ended=[each for each in keys if each.is_past],
        uses={each.key.use.value for each in keys},
    )


def shown_keys(desk: StewardDesk, now: Instant) -> tuple[Shown, ...]:
    """Every key, with how it stands."""
    return tuple(_shown(each, now) for each in desk.kept_keys())


def _shown(key: KeptKey, now: Instant) -> Shown:
    sign, badge = standing(key, now)
    return Shown(key, LABELS[key.use], sign, badge, NEXT[key.use], COMMANDS.get(key.use, ()))


def standing(key: KeptKey, now: Instant) -> tuple[Text, str]:
    """How a key stands, in a word, and the class of its badge."""
    if key.changing:
        return Text("a change was begun and not ended"), "bad"
    if key.here and not _over(key, now):
        return Text("still on this machine: take it away"), "warn"
    if _over(key, now):  # without the exchange's own nothing arrives any more
        return Text("ended"), "bad" if key.use is KeyUse.EXCHANGE else PAST
    if key.until is not None and key.use is KeyUse.EXCHANGE and key.until.seconds - now.seconds < SOON_SECONDS:
        return Text("ends soon"), "warn"
    if key.use is KeyUse.LOG and key.since is not None and now.seconds - key.since.seconds > YEAR_SECONDS:
        return Text("older than a year"), "warn"
    return Text("in use"), "good"


def _over(key: KeptKey, now: Instant) -> bool:
    """Whether it has ended."""
    return key.until is not None and key.until <= now
