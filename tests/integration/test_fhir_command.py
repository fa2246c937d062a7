"""``autonome fhir`` from an empty environment: says how to get the packages, gets them, and finds them again."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from tests.integration import fhir_packages
from tests.integration.commands import AUTONOME

PATIENT = '{"resourceType": "Patient", "gender": "%s"}'


def autonome_fhir(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command in an environment that holds nothing but a home, and in the folder that is called so."""
    environment = {"HOME": str(home), "PATH": str(home / "bin"), "PYTHONWARNINGS": "error", **more}
    command = [str(AUTONOME), "fhir", *arguments]
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two documents, and an npm whose registry is the packages that the tests have."""
    for gender in ("female", "none"):
        (tmp_path / f"{gender}.json").write_text(PATIENT % gender, encoding="utf-8")
    served = shlex.quote(str(fhir_packages.tarballs()[0].parent))
    program = tmp_path / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nname=$(printf %s "$2" | /usr/bin/tr @ -)\n/bin/cp {served}/"$name".tgz .\n')
    program.chmod(0o755)
    return tmp_path


def test_without_packages_one_line_says_how_to_get_them(home: Path) -> None:
    done = autonome_fhir(home, "validate", "female.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"autonome: the FHIR packages are not in .cache/fhir or {home}/.cache/autonome/fhir, "
        "or not as they are pinned. Mend: run `autonome fhir fetch`, or name packages with --package.\n"
    )


def test_what_was_fetched_is_found_again(home: Path) -> None:
    fetched = autonome_fhir(home, "fetch")
    assert (fetched.returncode, fetched.stderr) == (0, "")
    assert [Path(line).parent for line in fetched.stdout.splitlines()] == [home / ".cache/autonome/fhir"] * 4
    done = autonome_fhir(home, "validate", "female.json", "none.json")
    assert (done.returncode, done.stderr) == (6, "")
    assert done.stdout.startswith("female.json: valid\n")
    assert "\nnone.json: not valid, 1 error\n" in done.stdout
    assert "\n  error · Patient.gender · binding · 'none' is not in" in done.stdout


def test_a_folder_that_is_named_serves_alone(home: Path) -> None:
    there = str(fhir_packages.tarballs()[0].parent)
    assert autonome_fhir(home, "validate", "female.json", AUTONOME_FHIR_PACKAGES=there).returncode == 0
    done = autonome_fhir(home, "validate", "female.json", AUTONOME_FHIR_PACKAGES="elsewhere")
    assert done.returncode == 2
    assert "the FHIR packages are not in elsewhere, or" in done.stderr


def test_a_project_s_own_folder_is_found(home: Path) -> None:
    (home / ".cache").mkdir()
    (home / ".cache" / "fhir").symlink_to(fhir_packages.tarballs()[0].parent)
    assert autonome_fhir(home, "validate", "female.json").returncode == 0
