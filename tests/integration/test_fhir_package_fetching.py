"""Fetching the FHIR packages: npm's answer is believed only where its bytes are the pinned ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tools import fetch_fhir_packages
from tools.fetch_fhir_packages import FetchError, Package, fetch

BYTES = b"the publisher's own tarball\n"
PINNED = Package("example.package", "1.0.0", hashlib.sha256(BYTES).hexdigest())


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_fhir_packages, "PACKAGES", (PINNED,))


def npm(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called npm, and nothing else, on the path."""
    program = folder / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))


def test_a_package_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm(tmp_path, monkeypatch, f"printf '%s\\n' \"the publisher's own tarball\" > {PINNED.file_name}")
    (path,) = fetch(tmp_path / "kept")
    assert path.read_bytes() == BYTES
    monkeypatch.setenv("PATH", "")
    assert fetch(tmp_path / "kept") == (path,)


def test_other_bytes_are_refused_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm(tmp_path, monkeypatch, f"echo forged > {PINNED.file_name}")
    with pytest.raises(FetchError, match=r"example\.package-1\.0\.0\.tgz is not the file that is pinned"):
        fetch(tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_kept_file_that_was_changed_is_fetched_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / PINNED.file_name).write_bytes(b"changed")
    npm(tmp_path, monkeypatch, "exit 1")
    with pytest.raises(FetchError, match=r"npm cannot give example\.package@1\.0\.0"):
        fetch(tmp_path / "kept")


def test_without_npm_the_mend_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FetchError, match=r"npm is not installed\. Mend: install Node\.js, which brings it\."):
        fetch(tmp_path)
