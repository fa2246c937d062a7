"""What a script can rely on: each kind of error has its exit code, wherever it is raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from autonome import bootstrap
from autonome.cli.exits import exit_code
from autonome.evidence import KnowledgeError
from autonome.kernel import AutonomeError, InputError
from autonome.ledger import FormatError, LogError, UntrustedError, VerificationError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("x"), 2),
        (FormatError("x"), 2),
        (KnowledgeError("x"), 2),
        (AutonomeError("x"), 2),
        (UntrustedError("x"), 4),
        (VerificationError("x"), 5),
        (LogError("x"), 5),
    ],
)
def test_each_kind_of_error_has_its_code(error: AutonomeError, code: int) -> None:
    assert exit_code(error) == code


def test_a_folder_that_is_no_log_is_a_bad_option_and_not_false_evidence(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(AutonomeError, match="is not a log") as caught:
        bootstrap.open_log(tmp_path)
    assert exit_code(caught.value) == 2
