"""The file that keeps a token: its owner's alone, or it counts for nothing; the token is told nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autonome.access.errors import SignInError
from autonome.bootstrap.session_files import KeptSession, forget_session, keep_session, read_session, session_file

TOKEN = bytes(range(100, 132))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUTONOME_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def kept(tmp_path: Path) -> Path:
    keep_session(KeptSession(tmp_path, TOKEN))
    return session_file()


def test_what_was_kept_is_read(tmp_path: Path) -> None:
    path = kept(tmp_path)
    assert read_session() == KeptSession(tmp_path, TOKEN)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_it_lies_in_the_users_configuration_where_nothing_else_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AUTONOME_HOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert session_file() == tmp_path / "config" / "autonome" / "session.json"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert session_file() == tmp_path / ".config" / "autonome" / "session.json"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o666])
def test_one_that_is_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    kept(tmp_path).chmod(mode)
    with pytest.raises(SignInError, match="is open to other users"):
        read_session()


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = kept(tmp_path)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SignInError, match="cannot be read"):
        read_session()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    path = kept(tmp_path)
    path.unlink()
    os.mkfifo(path, 0o600)
    with pytest.raises(SignInError, match="is no file"):
        read_session()


def test_another_users_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path)
    uid = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: uid + 1)
    with pytest.raises(SignInError, match="belongs to another user"):
        read_session()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"format":"autonome-session/2","node":"/n","token":"TOKEN"}',
        '{"format":"autonome-session/1","node":"/n","token":"TOKEN","as":"stella"}',
        '{"format":"autonome-session/1","node":"n","token":"TOKEN"}',
        '{"format":"autonome-session/1","node":"/n","token":"TOKENTOKEN"}',
        '{"format":"autonome-session/1","node":"/n","token":"xyz"}',
        '{"format":"autonome-session/1","node":"/n","token":"TOKEN","token":"TOKEN"}',
        '{"format":"autonome-session/1","node":"/n","token":"TOKEN"',
    ],
)
def test_another_file_is_refused_and_nothing_of_it_told(tmp_path: Path, text: str) -> None:
    kept(tmp_path).write_text(text.replace("TOKEN", TOKEN.hex()), encoding="utf-8")
    with pytest.raises(SignInError) as refused:
        read_session()
    assert TOKEN.hex() not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_without_one_nobody_is_signed_in() -> None:
    with pytest.raises(SignInError, match="nobody is signed in"):
        read_session()


def test_it_is_taken_away(tmp_path: Path) -> None:
    path = kept(tmp_path)
    forget_session()
    assert not path.exists()
    forget_session()


def test_the_token_is_in_no_repr(tmp_path: Path) -> None:
    assert TOKEN.hex() not in repr(KeptSession(tmp_path, TOKEN))
    assert "\\x" not in repr(KeptSession(tmp_path, TOKEN))
