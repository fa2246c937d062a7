"""``node.toml``: what is written is read back, and what cannot be used is told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from autonome.access import Document
from autonome.adapters.node import NodeSettings, read_settings
from autonome.adapters.node.settings import FILE, ExchangeSettings, institution_of, written
from autonome.adapters.postgres import DatabaseError
from autonome.bootstrap.database import database_settings
from autonome.bootstrap.nodes import begun_node
from autonome.kernel import InputError, Instant
from autonome.workflows.answer_times import USUAL_DAYS

GOOD = NodeSettings(
    institution_of(
        "hospital.example",
        "care-team",
        "DE",
        {"foreign-controlled": False, "people-abroad": 0},
        [Document("privacy-notice", "notice-2026-1", Instant.parse("2027-01-01T00:00:00Z"))],
    ),
    embedded=False,
    exchange=ExchangeSettings("0.0.0.0:8443", "https://exchange.hospital.example:443", "Hospital"),
)


def put(directory: Path, text: str) -> Path:
    (directory / FILE).write_text(text, encoding="utf-8")
    return directory


def test_settings_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    assert read_settings(put(tmp_path, written(GOOD))) == GOOD
    bare = NodeSettings(institution_of("lab-2.example", "clinical-laboratory", "CN", {}))
    assert read_settings(put(tmp_path, written(bare))) == bare
    assert bare.origin == "lab-2.example/autonome"


def test_an_exchange_that_says_its_address_alone_is_reached_under_the_institutions_name(tmp_path: Path) -> None:
    bare = NodeSettings(institution_of("lab-2.example", "clinical-laboratory", "CN", {}))
    put(tmp_path, written(bare) + '\n[exchange]\nlisten = "127.0.0.1:8443"\n')
    found = ExchangeSettings("127.0.0.1:8443", "https://lab-2.example:8443", "lab-2.example")
    assert read_settings(tmp_path).exchange == found


def test_an_institution_says_in_how_many_working_days_it_answers_questions(tmp_path: Path) -> None:
    assert read_settings(put(tmp_path, written(GOOD))).web.answer_days == USUAL_DAYS
    assert read_settings(put(tmp_path, written(GOOD) + "\n[web]\nanswer_days = 5\n")).web.answer_days == 5
    for wrong in ("0", "31", "true", '"soon"', "-1"):
        put(tmp_path, written(GOOD) + f"\n[web]\nanswer_days = {wrong}\n")
        with pytest.raises(InputError, match="no number of working days") as refused:
            read_settings(tmp_path)
        assert "write 1 to 30" in str(refused.value.mend)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", r"is no node\. Mend: make one"),
        ("format =", "format", "cannot be read as TOML"),
        ("node/1", "node/2", "is of format 'autonome-node/2'"),
        ('"hospital.example"', '"Hospital Example"', "is no name of an institution"),
        ('"hospital.example"', '""', "'name'"),
        ("care-team", "friends", "friends"),
        ('"DE"', '"Atlantis"', "Atlantis"),
        ('"environment"', '"sqlite"', "names the database 'sqlite'"),
        ("foreign-controlled", "rich", "'rich' is no circumstance"),
        ("false", "7", "is stated as a number"),
        ("privacy-notice", "napkin", "'napkin' is no value of 'kind'"),
        ("[circumstances]", "extra = 1\n[circumstances]", "'extra' is not known here"),
        ('url = "', 'uri = "', "'uri' is not known here"),
        ('"0.0.0.0:8443"', "8443", "'listen'"),
        ("people-abroad = 0", "people-abroad = 0.5", "holds a value of a kind"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_in_one_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    if old:
        put(tmp_path, written(GOOD).replace(old, new, 1))
    with pytest.raises(InputError, match=told) as refused:
        read_settings(tmp_path)
    assert "\n" not in str(refused.value)
    assert refused.value.mend


def test_on_a_server_that_is_not_ours_nothing_is_begun_without_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The accounts' tables are made with the node: one that was begun without them would have no first steward."""
    for name in ("URL", "MINTER_URL"):
        monkeypatch.setenv(f"AUTONOME_DATABASE_{name}", "postgresql://somebody@db.hospital.example/autonome")
    monkeypatch.delenv("AUTONOME_DATABASE_OWNER_URL", raising=False)
    database_settings.cache_clear()
    try:
        with pytest.raises(DatabaseError, match="set AUTONOME_DATABASE_OWNER_URL"):
            begun_node(
                tmp_path / "node", name="hospital.example", recipient="care-team", jurisdiction="DE", facts={},
                documents=(), external=True,
            )  # fmt: skip
    finally:
        database_settings.cache_clear()
    assert not (tmp_path / "node").exists()
