"""Who acts at a node is said by the session, and by nothing else; a steward's opens no patient's data."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from autonome.access.errors import DoorError, SignInError
from autonome.access.roles import Role
from autonome.adapters.node import Node, NodeSettings, NodeWorld, begin_node, open_node
from autonome.adapters.node.settings import institution_of
from autonome.adapters.postgres import EmbeddedServer
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.session import signed_in
from autonome.bootstrap.session_files import KeptSession, keep_session, read_session, session_file
from autonome.cli.main import app
from autonome.consent import PURPOSES, Action
from autonome.kernel import AutonomeError, InputError, Instant, SubjectId
from tests.accounts import sign_in_as

ANNA, BEN = SubjectId("p-anna"), SubjectId("p-ben")


@pytest.fixture(scope="module")
def node_folder() -> Iterator[Path]:
    from tests.postgres import _folder  # noqa: PLC0415 - one folder for all tests here

    folders = _folder()
    folder = next(folders)
    folder.chmod(0o711)
    directory = folder / "node"
    institution = institution_of("hospital.example", "care-team", "US", {})
    begin_node(directory, NodeSettings(institution), NodeWorld(SystemClock(), SystemEntropy()))
    yield directory
    EmbeddedServer(directory / "database").stop()
    next(folders, None)


@pytest.fixture
def node(node_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    monkeypatch.setenv("AUTONOME_HOME", str(tmp_path))
    with open_node(node_folder, NodeWorld(SystemClock(), SystemEntropy())) as opened:
        yield opened


def test_the_session_says_who_acts_and_as_what(node: Node, tmp_path: Path) -> None:
    sign_in_as(node, tmp_path, "lee", Role.CLINICIAN, Role.RESEARCHER)
    with signed_in(Role.CLINICIAN, Role.STEWARD, fresh=True) as session:
        assert (session.actor, session.role, session.recipient) == ("lee", Role.CLINICIAN, "care-team")
        asked = session.asks(ANNA, "TREAT", ("medications",), Action.USE)
        assert (asked.actor, asked.organisation, asked.recipient) == ("lee", "hospital.example", "care-team")
        asked = session.asks(ANNA, "HRESCH", ("medications",), Action.USE)
        assert asked.recipient == "researcher"
    with signed_in(Role.RESEARCHER) as session:
        assert (session.role, session.recipient) == (Role.RESEARCHER, "researcher")


def test_a_patient_asks_for_their_own_data_alone_under_the_nodes_name_for_them(node: Node, tmp_path: Path) -> None:
    sign_in_as(node, tmp_path, "anna", Role.PATIENT, subject=ANNA)
    with signed_in(Role.PATIENT) as session:
        assert (str(session.actor), session.subject, session.recipient) == (ANNA, ANNA, "subject")
        assert str(session.asks(ANNA, "PATRQT", ("medications",), Action.USE).actor) == ANNA
        with pytest.raises(DoorError, match="their own data alone"):
            session.asks(BEN, "PATRQT", ("medications",), Action.USE)
        with pytest.raises(DoorError, match="as patient"):
            session.asks(ANNA, "TREAT", ("medications",), Action.USE)


def test_a_steward_asks_for_nothing_of_a_patient(node: Node, tmp_path: Path) -> None:
    sign_in_as(node, tmp_path, "stella", Role.STEWARD)
    entries = node.log.checkpoint()
    with signed_in(Role.STEWARD) as session:
        for purpose in PURPOSES.places:
            with pytest.raises(DoorError, match="as steward"):
                session.asks(ANNA, purpose, ("medications",), Action.USE)
    for roles in ((Role.CLINICIAN,), (Role.PATIENT, Role.PHARMACIST)):
        with pytest.raises(DoorError, match="does not hold"), signed_in(*roles):
            raise AssertionError
    assert node.log.checkpoint() == entries


def test_a_session_that_is_over_unknown_or_copied_from_the_table_opens_nothing(node: Node, tmp_path: Path) -> None:
    from autonome.bootstrap.accounts import accounts_of  # noqa: PLC0415

    accounts_of(node)
    sign_in_as(node, tmp_path, "lee", Role.CLINICIAN)
    from autonome.web.accounts.models import Token  # noqa: PLC0415 - Django is set up now

    kept = read_session()
    stored = bytes(Token.objects.latest("pk").hash)
    for token in (stored, bytes(32)):
        keep_session(KeptSession(kept.node, token))
        with pytest.raises(SignInError, match="autonome login"), signed_in():
            raise AssertionError
    keep_session(kept)
    Token.objects.update(ends="2026-01-01T00:00:00Z")
    with pytest.raises(SignInError, match="over"), signed_in():
        raise AssertionError


def test_signatures_and_break_glass_ask_for_a_proof_of_the_last_minutes(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as(node, tmp_path, "lee", Role.CLINICIAN)
    later = Instant(SystemClock().now().seconds + 15 * 60 + 5)
    monkeypatch.setattr(SystemClock, "now", lambda _: later)
    with signed_in(Role.CLINICIAN) as session:
        assert session.actor == "lee"
    with pytest.raises(SignInError, match="last 15 minutes"), signed_in(Role.CLINICIAN, fresh=True):
        raise AssertionError


def test_a_session_file_that_others_may_read_opens_nothing(node: Node, tmp_path: Path) -> None:
    sign_in_as(node, tmp_path, "lee", Role.CLINICIAN)
    session_file().chmod(0o644)
    with pytest.raises(SignInError, match="open to other users"), signed_in():
        raise AssertionError


def test_a_key_of_accounts_that_is_open_to_others_or_lost_is_told(node: Node, tmp_path: Path) -> None:
    sign_in_as(node, tmp_path, "lee", Role.CLINICIAN)
    path = node.private / "accounts.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(InputError, match="open to others"), signed_in():
        raise AssertionError
    path.chmod(0o600)
    kept = path.rename(path.with_suffix(".aside"))
    with pytest.raises(AutonomeError, match="belong to another key"), signed_in():
        raise AssertionError
    kept.rename(path)
    with signed_in() as session:
        assert session.actor == "lee"


SOMEBODY_ELSE = {
    "actor", "as", "as-user", "as-actor", "by", "user", "username", "on-behalf-of", "identity", "login", "session",
    "token", "password", "code", "otp", "impersonate", "sudo", "acting-for", "clinician", "signed-by",
}  # fmt: skip
"""Names of options by which one would act as somebody else, or give a secret where others see it."""


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - click's
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def uses_a_session(module: ModuleType) -> bool:
    """Whether a module of commands, or a module of the command line that it draws on, takes a session."""
    seen: set[str] = set()

    def look(name: str) -> bool:
        if name in seen:
            return False
        seen.add(name)
        source = inspect.getsource(importlib.import_module(name))
        if "signed_in(" in source or "begin_session(" in source:
            return True
        found = [
            node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) and node.module
        ]
        return any(look(each) for each in found if each.startswith("autonome.cli."))

    return look(module.__name__)


def those_with_a_session() -> dict[str, Any]:
    found = {}
    for path, command in commands(typer.main.get_command(app)):
        module = sys.modules[inspect.unwrap(command.callback).__module__]
        if uses_a_session(module):
            found[" ".join(path)] = command
    return found


OF_FILES = {("plan", "--actor"): ("plan", "--patient", "p-1", "--actor", "mallory", "--out")}
"""Options of commands that work on files in hand as well, and how one would try them at a node, which refuses them."""


def test_no_command_that_takes_a_session_has_an_option_to_act_as_somebody_else(tmp_path: Path) -> None:
    found = those_with_a_session()
    assert {"whoami", "login", "actor add", "actor lock"} <= set(found)
    wrong = [
        (name, option)
        for name, command in found.items()
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.lstrip("-") in SOMEBODY_ELSE
    ]
    assert set(wrong) <= set(OF_FILES)
    for option in wrong:
        tried = CliRunner().invoke(app, [*OF_FILES[option], str(tmp_path / "out")])
        assert isinstance(tried.exception, InputError), tried.output
        assert "the session says who acts" in str(tried.exception)


def test_a_session_is_made_by_the_accounts_and_by_nothing_else() -> None:
    root = Path(importlib.import_module("autonome").__path__[0])
    makers = set()
    for path in root.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if "access.actors import" in source or "bootstrap.session import" in source or "class SignedIn" in source:
            calls = [each.func for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call)]
            if {"Session", "SignedIn"} & {each.id for each in calls if isinstance(each, ast.Name)}:
                makers.add(str(path.relative_to(root)))
    assert makers == {"bootstrap/session.py", "web/accounts/tokens.py", "bootstrap/demo.py"}  # its own node, just made


@pytest.mark.parametrize("module", ["autonome.cli.main", "autonome.cli.plan", "autonome.bootstrap"])
def test_nothing_loads_django_before_somebody_signs_in(module: str) -> None:
    heavy = "{'django', 'allauth', 'argon2', 'psycopg', 'autonome.web'} & set(sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print({heavy})"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_neither_does_help() -> None:
    script = (
        "import sys\nfrom typer.testing import CliRunner\nfrom autonome.cli.main import app\n"
        "for words in (['--help'], ['plan', '--help'], ['actor', '--help'], ['login', '--help']):\n"
        "    assert CliRunner().invoke(app, words).exit_code == 0, words\n"
        "print({'django', 'allauth', 'argon2', 'psycopg', 'autonome.web'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
