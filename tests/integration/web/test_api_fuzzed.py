"""schemathesis asks a real server everything that the OpenAPI document allows, and more: no fault, and what it says.

In the suite for some seconds a role; ``AUTONOME_FUZZ_SECONDS`` says for how many else.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.access.roles import Role
from tests.integration.web.browsers import listening
from tests.integration.web.programs import program, token_of
from tests.integration.web.sites import ANNA, NAMES, Pages

PATIENCE = 120
SECONDS = int(os.environ.get("AUTONOME_FUZZ_SECONDS", "0"))
SHARES = {None: 8, Role.CLINICIAN: 13, Role.PATIENT: 13, Role.STEWARD: 7}
"""Role → seconds in the suite, by how much there is to ask; of those on the ward the clinician has all operations."""

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)

ENDS_THE_SESSION = "sign-out"


SETTINGS = """[parameters]
"path.patient" = "{patient}"
"path.entry" = {entry}
"path.form" = "treatment"
"path.question" = "goals"
"""
"""Whom and what is asked about: somebody who is kept, so that data are told, and not refusals alone."""


def decision(pages: Pages) -> int:
    """An entry of a decision that a clinician asked for."""
    who = program(pages, Role.CLINICIAN)
    asked = {"purpose": "TREAT", "items": ["medications"]}
    entry: int = who.post(f"patients/{ANNA.subject}/decisions", asked).json()["entry"]
    return entry


@pytest.fixture(scope="module")
def url(pages: Pages) -> Iterator[str]:
    """Where the API is; a code is taken for right, so that what lies behind it is asked too."""
    from autonome.web.accounts.accounts import Accounts  # noqa: PLC0415 - Django is set up by now

    with pytest.MonkeyPatch.context() as patch, listening(pages) as served:
        patch.setattr(Accounts, "prove_by_code", lambda *_: None)
        yield served


@pytest.mark.parametrize("role", SHARES)
def test_whatever_is_asked_there_is_no_fault_and_each_answer_is_as_described(
    pages: Pages, url: str, role: Role | None, tmp_path: Path
) -> None:
    from autonome.web.api.serving import SERVED  # noqa: PLC0415 - Django is set up by now

    theirs = [each.name for each in SERVED if (each.roles is None if role is None else role in (each.roles or ()))]
    named = [part for each in theirs if each != ENDS_THE_SESSION for part in ("--include-operation-id", each)]
    token = [] if role is None else ["-H", f"Authorization: Bearer {token_of(pages, NAMES[role])}"]
    (tmp_path / "schemathesis.toml").write_text(
        SETTINGS.format(patient=ANNA.subject, entry=decision(pages)), encoding="utf-8"
    )
    seconds = SECONDS or SHARES[role]
    done = asked(f"{url}/api/v1/openapi.json", tmp_path, seconds, *named, *token)
    if "Empty test suite" in done.stdout:  # a busy machine needed the time for its start
        done = asked(f"{url}/api/v1/openapi.json", tmp_path, 4 * seconds, *named, *token)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout, done.stdout


def asked(document: str, folder: Path, seconds: int, *more: str) -> subprocess.CompletedProcess[str]:
    """Have schemathesis ask, for so long at the most."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "--config-file",
        "schemathesis.toml",
        "run",
        document,
    ]
    command += ["--phases", "examples,coverage,fuzzing", "--checks", ",".join(CHECKS), "--max-time", str(seconds)]
    command += ["--seed", "7", "--continue-on-failure", "--no-color", "--warnings", "off", "--no-shrink"]
    command += ["--suppress-health-check", "all", *more]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE + 4 * seconds, cwd=folder, check=False
    )
