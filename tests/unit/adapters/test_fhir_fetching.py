"""The FHIR packages: looked for by their bytes; npm's answer is believed only where these are the pinned ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from autonome.adapters import fhir_fetching
from autonome.adapters.fhir_fetching import NAMED_BY, Package, fetch, find, places
from autonome.fhir.validate import DefinitionError

BYTES = b"the publisher's own tarball\n"
PINNED = Package("example.package", "1.0.0", hashlib.sha256(BYTES).hexdigest())
OTHER = Package("other.package", "1.0.0", hashlib.sha256(b"other").hexdigest())


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fhir_fetching, "PACKAGES", (PINNED,))


def npm(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called npm, and nothing else, on the path."""
    program = folder / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))


def kept(folder: Path, package: Package = PINNED, data: bytes = BYTES) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / package.file_name
    path.write_bytes(data)
    return path


# ---- fetching ----


def test_a_package_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm(tmp_path, monkeypatch, f"printf '%s\\n' \"the publisher's own tarball\" > {PINNED.file_name}")
    (path,) = fetch(tmp_path / "above" / "kept")
    assert path.read_bytes() == BYTES
    monkeypatch.setenv("PATH", "")
    assert list(fetch(tmp_path / "above" / "kept")) == [path]


def test_other_bytes_are_refused_and_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm(tmp_path, monkeypatch, f"echo forged > {PINNED.file_name}")
    with pytest.raises(DefinitionError, match=r"example\.package-1\.0\.0\.tgz: is not the file that is pinned\. Mend"):
        list(fetch(tmp_path / "kept"))
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_kept_file_that_was_changed_is_fetched_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path / "kept", data=b"changed")
    npm(tmp_path, monkeypatch, "exit 1")
    with pytest.raises(DefinitionError, match=r"^npm cannot give example\.package@1\.0\.0\. Mend: check the network"):
        list(fetch(tmp_path / "kept"))


def test_without_npm_the_mend_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        DefinitionError, match=r"^npm is not installed, .*\. Mend: install Node\.js, which brings it, or"
    ):
        list(fetch(tmp_path))


def test_an_npm_that_does_not_answer_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm(tmp_path, monkeypatch, "exec /bin/sleep 60")
    monkeypatch.setattr(fhir_fetching, "PATIENCE", 0.1)
    with pytest.raises(DefinitionError, match=r"^npm gave no example\.package within 0\.1 s\. Mend"):
        list(fetch(tmp_path))


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    kept(tmp_path)
    with pytest.raises(DefinitionError, match=rf"{PINNED.file_name}: cannot hold packages .* with {NAMED_BY}\.$"):
        list(fetch(tmp_path / PINNED.file_name))


# ---- finding ----


def test_the_folder_that_is_named_is_the_only_one() -> None:
    assert places({NAMED_BY: "mine", "XDG_CACHE_HOME": "x"}, Path("h")) == (Path("mine"),)


def test_else_the_project_s_folder_comes_before_the_user_s_cache() -> None:
    project = Path(".cache/fhir")
    assert places({"XDG_CACHE_HOME": "x"}, Path("h")) == (project, Path("x/autonome/fhir"))
    assert places({"XDG_CACHE_HOME": ""}, Path("h")) == (project, Path("h/.cache/autonome/fhir"))


def test_a_package_is_found_in_the_first_folder_that_has_its_bytes(tmp_path: Path) -> None:
    kept(tmp_path / "a", data=b"changed")
    second, third = kept(tmp_path / "b"), kept(tmp_path / "c")
    folders = [tmp_path / name for name in ("absent", "a", "b", "c")]
    assert find(folders) == (second,)
    assert find(folders[::-1]) == (third,)


def test_what_is_not_there_is_named_with_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend = r"or not as they are pinned\. Mend: run `autonome fhir fetch`, or name packages with --package\.$"
    with pytest.raises(DefinitionError, match=rf"^the FHIR packages are not in a or b, {mend}"):
        find([Path("a"), Path("b")])
    monkeypatch.setattr(fhir_fetching, "PACKAGES", (PINNED, OTHER))
    kept(tmp_path)
    with pytest.raises(DefinitionError, match=rf"^the FHIR packages other\.package-1\.0\.0\.tgz are not in .*, {mend}"):
        find([tmp_path])
