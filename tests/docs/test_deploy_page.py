"""The page of a real server: its samples hold what nginx, Caddy, systemd and Prometheus know; its commands exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.integration.in_process import autonome

PAGE = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

NGINX = {
    "http": {"limit_conn_zone", "limit_req_zone", "server"},
    "server": {
        "listen", "server_name", "access_log", "return", "http2", "ssl_certificate", "ssl_certificate_key",
        "ssl_protocols", "ssl_session_tickets", "gzip", "server_tokens", "client_max_body_size",
        "client_header_timeout", "client_body_timeout", "limit_conn", "limit_req", "location",
    },
    "location": {
        "return", "proxy_pass", "proxy_http_version", "proxy_set_header", "proxy_request_buffering",
        "proxy_max_temp_file_size", "proxy_read_timeout",
    },
}  # fmt: skip
"""Directives by the context in which nginx 1.26 takes them, of those that the page may use."""

CADDY = {"request_body", "max_size", "respond", "reverse_proxy", "header_up"}

UNIT = {
    "Unit": {"Description", "After", "Wants"},
    "Service": {
        "User", "EnvironmentFile", "ExecStart", "Restart", "RestartSec", "TimeoutStopSec", "UMask", "NoNewPrivileges",
        "PrivateDevices", "PrivateTmp", "ProtectHome", "ProtectSystem", "ProtectKernelModules",
        "ProtectKernelTunables", "ProtectControlGroups", "RestrictSUIDSGID", "LockPersonality",
        "RestrictAddressFamilies", "ReadWritePaths", "MemoryMax", "LimitCORE",
    },
    "Install": {"WantedBy"},
}  # fmt: skip


def blocks(kind: str) -> list[str]:
    found = [text for name, text in _BLOCK.findall(PAGE) if name == kind]
    assert found, kind
    return found


def units() -> list[str]:
    return [each for each in blocks("ini") if each.startswith("[Unit]")]


def directives(text: str) -> Iterator[tuple[str, str, str]]:
    """Context, name and rest of each directive of nginx; every one ends, and every brace is closed."""
    contexts = ["http"]
    for line in filter(None, map(str.strip, text.splitlines())):
        if line == "}":
            contexts.pop()
            continue
        name, _, rest = line.rstrip("{;").strip().partition(" ")
        yield contexts[-1], name, rest
        if line.endswith("{"):
            contexts.append(name)
        else:
            assert line.endswith(";"), line
    assert contexts == ["http"]


def test_nginx_knows_every_directive_where_it_stands() -> None:
    (text,) = blocks("nginx")
    found = list(directives(text))
    assert [each for each in found if each[1] not in NGINX[each[0]]] == []
    headers = {rest.partition(" ")[0]: rest.partition(" ")[2] for _, name, rest in found if name == "proxy_set_header"}
    assert headers["X-Forwarded-For"] == "$remote_addr", "what a browser sent under that name is not passed on"
    assert (headers["X-Forwarded-Proto"], headers["Host"]) == ("https", "$host")
    told = {name: rest for _, name, rest in found}
    assert (told["access_log"], told["gzip"], told["proxy_request_buffering"]) == ("off", "off", "off")
    assert told["proxy_max_temp_file_size"] == "0"


def test_the_proxies_let_pass_what_the_portal_takes() -> None:
    from autonome.adapters.web_server.serving import LONGEST_ANSWER  # noqa: PLC0415
    from autonome.bootstrap.serving import MOST_BODY  # noqa: PLC0415 - an extra

    (nginx,), (caddy,) = blocks("nginx"), blocks("caddyfile")
    mebibytes = MOST_BODY // 1024 // 1024
    assert f"client_max_body_size {mebibytes}m;" in nginx
    assert f"max_size {mebibytes}MB" in caddy
    assert f"proxy_read_timeout {round(LONGEST_ANSWER)}s;" in nginx


def test_caddy_knows_every_directive() -> None:
    (text,) = blocks("caddyfile")
    lines = [line.strip() for line in text.splitlines()[1:]]
    assert text.count("{\n") == sum(line == "}" for line in lines)
    lines.remove("log.hospital.example {")
    assert [line for line in lines if line != "}" and line.split()[0] not in CADDY] == []
    assert "header_up X-Forwarded-For {remote_host}" in lines


def test_systemd_knows_every_option_where_it_stands() -> None:
    assert len(units()) == 2
    for unit in units():
        section = ""
        for line in filter(None, unit.splitlines()):
            if line.startswith("["):
                section = line.strip("[]")
            else:
                assert line.partition("=")[0] in UNIT[section], line
        assert "EnvironmentFile=/etc/autonome/environment" in unit


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="no systemd-analyze here (Debian: systemd); the options are held all the same",
)
@pytest.mark.parametrize("number", [0, 1])
def test_systemd_itself_takes_the_units(tmp_path: Path, number: int) -> None:
    here = Path(sys.executable).with_name("autonome")
    file = tmp_path / "autonome-test.service"
    text = units()[number].replace("/opt/autonome/bin/autonome", str(here)).replace("User=autonome", "User=root")
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False, timeout=60
    )
    assert "autonome-test.service" not in done.stderr, done.stderr


def commands() -> list[tuple[str, ...]]:
    """Every `autonome` command of the page, in blocks, units and sentences, without what is set before it."""
    shell = [line for text in blocks("sh") for line in text.replace("\\\n", " ").splitlines()]
    shell += [line.partition("=")[2] for unit in units() for line in unit.splitlines() if line.startswith("ExecStart=")]
    shell += re.findall(r"`((?:[A-Z_]+=\S+ )?autonome [^`]+)`", PAGE)
    found = [shlex.split(line) for line in shell]
    cut = [
        line[next(at for at, word in enumerate(line) if word.endswith("autonome")) :] for line in found if named(line)
    ]
    return sorted({tuple(line) for line in cut})


def named(line: list[str]) -> bool:
    words = [word for word in line if "=" not in word or word.startswith("-")]
    return bool(words) and words[0].rpartition("/")[2] == "autonome"


@pytest.mark.parametrize("command", commands(), ids=lambda command: " ".join(command)[:60])
def test_every_command_and_option_of_the_page_exists(command: tuple[str, ...]) -> None:
    words = [word for word in command[1:] if re.fullmatch(r"[a-z-]+", word) and not word.startswith("-")]
    options = [word for word in command if word.startswith("--")]
    done = autonome(words[0], "--help")
    if "COMMAND [ARGS]" in done.stdout:  # a group: what follows is a command of it
        done = autonome(*words[:2], "--help")
    assert done.returncode == 0, done.stderr
    assert [option for option in options if option not in done.stdout] == []


def test_the_commands_are_found() -> None:
    told = {" ".join(each[1:3]) for each in commands()}
    assert {"node run", "serve --node", "database migrate", "witness cosign", "node backup-keys"} <= told


def test_prometheus_is_asked_for_numbers_that_there_are() -> None:
    from autonome.web.observations import REGISTRY  # noqa: PLC0415 - an extra

    scrape, rules = blocks("yaml")
    expressions = re.findall(r"expr: (.+)", rules)
    assert len(expressions) == rules.count("- alert: ")
    asked = {name for each in expressions for name in re.findall(r"autonome_[a-z_]+", each)}
    there = {f"{metric.name}{end}" for metric in REGISTRY.collect() for end in ("_total", "_bucket")}
    assert asked
    assert asked <= there
    assert "credentials_file" in scrape


def test_the_settings_of_the_page_are_read_by_a_node() -> None:
    from autonome.adapters.node.web_settings import LoginSettings  # noqa: PLC0415 - an extra

    (text,) = blocks("toml")
    web = tomllib.loads(text)["web"]
    assert set(web) == {"hosts", "metrics_token_file", "logins"}
    assert LoginSettings(**web["logins"][0]).id == "staff"
    assert "https://portal.hospital.example/login/staff/back" in PAGE


def test_the_environment_of_the_page_is_what_the_program_reads() -> None:
    (environment,) = (each for each in blocks("ini") if each.startswith("AUTONOME"))
    names = {line.partition("=")[0] for line in environment.splitlines()}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/autonome").rglob("*.py"))
    assert [name for name in sorted(names) if f'"{name}"' not in sources] == []
    assert "OWNER" not in environment
    assert "KEYRINGS" not in environment, (
        "a node has its keyring in its own folder, and what reads its log by this would miss it"
    )
    assert not re.search(r"[ '\"]", environment), "a service manager and a script read it alike"
