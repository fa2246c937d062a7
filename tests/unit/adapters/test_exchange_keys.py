"""Keys of an exchange: drawn once, changed with both in force for a while, wiped when that is over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from autonome.adapters.exchange.card_folder import CardFolder
from autonome.adapters.exchange.key_folder import DAY, GRACE, REMINDER, SWITCH, YEAR, KeyFolder, host_of
from autonome.adapters.exchange.key_sets import KeySet
from autonome.kernel import Instant, Sha256
from autonome.ledger import LogError
from autonome.sharing.errors import CardError
from tests.fakes.cards import NOW, about, institution
from tests.fakes.cards import YEAR as PERIOD

ABOUT = about("clinic.example")


@dataclass
class Moving:
    at: Instant = NOW

    def now(self) -> Instant:
        return self.at

    def pass_(self, seconds: int) -> None:
        self.at = Instant(self.at.seconds + seconds)


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def folder(tmp_path: Path, clock: Moving) -> KeyFolder:
    return KeyFolder(tmp_path / "exchange", clock)


def test_keys_are_drawn_once_and_the_card_stays_the_same(folder: KeyFolder, clock: Moving) -> None:
    card = folder.card(ABOUT)
    clock.pass_(DAY)
    assert folder.card(ABOUT) == card
    assert folder.speaking().identity == card.card.identity


def test_keys_and_card_are_the_owners_alone(folder: KeyFolder, tmp_path: Path) -> None:
    folder.card(ABOUT)
    assert (tmp_path / "exchange").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "exchange/1.keys").stat().st_mode & 0o777 == 0o600
    (tmp_path / "exchange/1.keys").chmod(0o640)
    with pytest.raises(LogError, match="others may read"):
        folder.speaking()


def test_a_card_that_says_something_new_keeps_its_keys(folder: KeyFolder, clock: Moving) -> None:
    before = folder.card(ABOUT)
    clock.pass_(DAY)
    after = folder.card(replace(ABOUT, url="https://127.0.0.1:9000"))
    assert (after.card.identity, after.card.url) == (before.card.identity, "https://127.0.0.1:9000")
    assert after.continues(before.card)
    assert not before.continues(after.card)


def test_new_keys_follow_the_old_ones_and_take_over_half_way(folder: KeyFolder, clock: Moving) -> None:
    before = folder.card(ABOUT)
    after = folder.renew(ABOUT)
    assert after.continues(before.card)
    assert folder.speaking().identity == before.card.identity
    assert [keys.identity for keys in folder.opening()] == [after.card.identity, before.card.identity]
    clock.pass_(SWITCH)
    assert folder.speaking().identity == after.card.identity
    assert after.card.identities(clock.now()) == (after.card.identity, before.card.identity)
    clock.pass_(GRACE - SWITCH)
    assert after.card.identities(clock.now()) == (after.card.identity,)
    assert len(folder.opening()) == 1


def test_a_card_that_changes_while_keys_do_still_follows(folder: KeyFolder, clock: Moving) -> None:
    before = folder.card(ABOUT)
    folder.renew(ABOUT)
    clock.pass_(DAY)
    again = folder.card(replace(ABOUT, name="Clinic at the Lake"))
    assert again.continues(before.card)
    clock.pass_(GRACE)
    folder.wipe()
    assert folder.card(replace(ABOUT, name="Clinic")).card.earlier is None


def test_old_keys_are_wiped_when_their_time_is_over_and_not_before(
    folder: KeyFolder, clock: Moving, tmp_path: Path
) -> None:
    folder.card(ABOUT)
    folder.renew(ABOUT)
    clock.pass_(GRACE - 1)
    assert folder.wipe() == 0
    clock.pass_(1)
    assert folder.wipe() == 1
    assert sorted(path.name for path in (tmp_path / "exchange").iterdir()) == ["2.card", "2.keys", "lock"]


def test_keys_are_not_changed_twice_at_a_time_unless_one_was_stolen(folder: KeyFolder) -> None:
    folder.card(ABOUT)
    folder.renew(ABOUT)
    with pytest.raises(CardError, match="changed already"):
        folder.renew(ABOUT)
    stolen = folder.renew(ABOUT, at_once=True)
    assert stolen.card.earlier is None
    assert folder.speaking().identity == stolen.card.identity
    assert len(folder.opening()) == 3, "what is under way is still opened"


def test_a_card_that_has_ended_asks_for_new_keys(folder: KeyFolder, clock: Moving) -> None:
    folder.card(ABOUT)
    clock.pass_(YEAR)
    with pytest.raises(CardError, match="new keys"):
        folder.card(ABOUT)
    assert folder.renew(ABOUT).card.earlier is None


def test_the_end_of_a_card_is_told_a_month_before(folder: KeyFolder, clock: Moving) -> None:
    assert folder.told().startswith("none yet")
    folder.card(ABOUT)
    assert folder.told() == "until 2027-04-03T10:00:00Z"
    clock.pass_(YEAR - REMINDER + 1)
    assert folder.told().startswith("ends 2027-04-03T10:00:00Z: autonome node card --new-keys")
    clock.pass_(REMINDER)
    assert folder.told().startswith("ENDED 2027-04-03")


def test_keys_without_a_card_were_never_given_out(folder: KeyFolder, tmp_path: Path) -> None:
    folder.card(ABOUT)
    (tmp_path / "exchange/2.keys").write_bytes(b"cut o")
    assert len(folder.opening()) == 1


@pytest.mark.parametrize("damage", [b"", b"0" * 40, b"0" * 4000])
def test_damaged_keys_are_told_in_one_line(folder: KeyFolder, tmp_path: Path, damage: bytes) -> None:
    folder.card(ABOUT)
    (tmp_path / "exchange/1.keys").write_bytes(damage)
    with pytest.raises(LogError, match=r"damaged or missing|other keys"):
        folder.opening()


def test_another_institutions_keys_do_not_go_with_the_card(folder: KeyFolder, tmp_path: Path) -> None:
    folder.card(ABOUT)
    (tmp_path / "exchange/1.keys").write_bytes(institution("hospital.example").keys.secret)
    with pytest.raises(LogError, match="other keys"):
        folder.speaking()


def test_no_keys_are_told(folder: KeyFolder) -> None:
    with pytest.raises(LogError, match="no keys"):
        folder.speaking()


def test_a_set_reads_back_and_says_nothing_of_itself() -> None:
    keys = KeySet.drawn("clinic.example", "clinic.example", PERIOD)
    again = KeySet.of(keys.secret)
    assert (again.secret, again.identity, again.sealing) == (keys.secret, keys.identity, keys.sealing)
    assert keys.signing.private_bytes_raw().hex() not in repr(keys)


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://a.example:1", "a.example"), ("https://[::1]:443", "::1"), ("https://10.0.0.1:9", "10.0.0.1")],
)
def test_the_host_of_a_url(url: str, host: str) -> None:
    assert host_of(url) == host


def test_a_partners_card_that_was_changed_where_it_lies_is_none(tmp_path: Path) -> None:
    cards = CardFolder(tmp_path / "partners")
    digest = cards.keep(institution().signed)
    assert cards.card(digest) == institution().signed
    (tmp_path / "partners" / digest).write_bytes(institution("hospital.example").signed.write())
    with pytest.raises(LogError, match="missing or was changed"):
        cards.card(digest)
    cards.drop(digest)
    with pytest.raises(LogError, match="missing or was changed"):
        cards.card(Sha256("0" * 64))
