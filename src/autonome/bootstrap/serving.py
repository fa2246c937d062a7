"""The pages of a node, served: the node is opened once, and Django set up for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autonome.adapters.sealed_spool import SealedSpool
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.accounts import accounts_in, project_of
from autonome.bootstrap.knowledge import language
from autonome.bootstrap.node import node_installed
from autonome.bootstrap.nodes import node_world, working
from autonome.kernel import AutonomeError, InputError

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.web.demo import Demo
    from autonome.web.project import Served
    from autonome.web.site import Site

LISTEN: Final = "127.0.0.1:8000"

LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")
"""Names of this machine to itself."""

MOST_BODY: Final = 256 * 1024 * 1024
"""Largest upload, in bytes: a genome's known positions have some MB, a whole exome compressed some 100 (our own
judgement); what is larger is taken in with `autonome genome import`."""


def serve_demo(folder: Path | None, listen: str, told: Callable[[str], None]) -> None:
    """Make the synthetic hospital where it is not there yet, and serve it, to this machine alone.

    Args:
        folder: of it; one below the current folder where none is named.
        listen: ``host:port``.
        told: is given lines on what is being done, and the URL.

    Raises:
        InputError: no such address, one that others reach, or something else is in the folder.
        AutonomeError: the hospital cannot be made or opened.
    """
    with node_installed():
        from autonome.bootstrap.demo import FOLDER, demo_hospital, demo_of  # noqa: PLC0415 - an extra
    _expect_this_machine(listen)
    directory = demo_hospital((folder or FOLDER).resolve(), told)
    _serve(directory, listen, told, demo=lambda: demo_of(directory))


def serve_node(directory: Path, listen: str, told: Callable[[str], None], *, proxied: bool) -> None:
    """Serve a node's pages until told to end.

    Args:
        directory: of the node.
        listen: ``host:port``.
        told: is given the URL.
        proxied: whether browsers come over TLS, through a proxy of ours.

    Raises:
        InputError: no such node or address, or one that others reach without TLS.
        AutonomeError: the node cannot be opened.
    """
    if not proxied:
        _expect_this_machine(listen)
    _serve(directory, listen, told, proxied=proxied)


def _expect_this_machine(listen: str) -> None:
    with node_installed():
        from autonome.adapters.web_server.serving import is_this_machine  # noqa: PLC0415 - an extra
    if not is_this_machine(listen):
        raise InputError(
            f"{listen[:80]} is reached by others, and without encryption",
            mend="listen on 127.0.0.1 behind a proxy that ends TLS, and give --proxied (docs/portals.md).",
        )


def _serve(
    directory: Path,
    listen: str,
    told: Callable[[str], None],
    *,
    proxied: bool = False,
    demo: Callable[[], Demo] | None = None,
) -> None:
    with node_installed():
        from autonome.adapters.web_server.serving import serve_pages  # noqa: PLC0415 - an extra
    served, named = _settings_of(directory, encrypted=proxied)
    with opened_site(directory, served, hosts=(*named, *(() if proxied else LOCAL)), demo=demo) as site:
        from autonome.web.application import application  # noqa: PLC0415 - Django is set up now
        from autonome.web.larger import takes_files  # noqa: PLC0415
        from autonome.web.observations import tell  # noqa: PLC0415
        from autonome.web.work.running import working as working_on_orders  # noqa: PLC0415

        def reached(url: str) -> None:
            told(f"pages at {url.replace('127.0.0.1', 'localhost')}")

        pages = application(site)
        with working_on_orders():
            serve_pages(
                pages, listen, reached, lambda line: tell(**line),
                max_body=MOST_BODY, proxied=proxied, larger=takes_files,
            )  # fmt: skip


def _settings_of(directory: Path, *, encrypted: bool) -> tuple[Served, tuple[str, ...]]:
    """What ``node.toml`` says of the pages: how they are served, and under which names."""
    from autonome.adapters.node import read_settings  # noqa: PLC0415 - an extra
    from autonome.adapters.node.web_settings import secret_of  # noqa: PLC0415
    from autonome.web.project import Provider, Served  # noqa: PLC0415 - loads Django

    web = read_settings(directory).web
    providers = tuple(
        Provider(each.id, each.name, each.issuer, each.client, secret_of(directory, each.secret_file))
        for each in web.logins
    )
    token = secret_of(directory, web.metrics_token_file) if web.metrics_token_file else ""
    return Served(encrypted=encrypted, providers=providers, metrics_token=token), web.hosts


@contextmanager
def opened_site(
    directory: Path, served: Served, *, hosts: tuple[str, ...] = (), demo: Callable[[], Demo] | None = None
) -> Iterator[Site]:
    """Open a node for its pages; where no process of it runs, what that does is done here.

    Args:
        directory: of the node.
        served: how the pages are served.
        hosts: names beside the node's own.
        demo: what the sign-in page lists, in a demonstration; asked for once Django is set up.
    """
    with node_installed():
        from autonome.adapters.node import open_node  # noqa: PLC0415 - an extra
        from autonome.adapters.web_server.serving import THREADS  # noqa: PLC0415
    with ExitStack() as stack:
        node = stack.enter_context(open_node(directory, node_world(), most=THREADS))
        stack.enter_context(_alive(directory, node))
        project = project_of(node, hosts, served)
        accounts = accounts_in(node, project)
        from autonome.bootstrap.desk import NodeDesk  # noqa: PLC0415 - Django is set up now
        from autonome.web.site import Site  # noqa: PLC0415

        yield Site(
            accounts=accounts,
            desk=NodeDesk(node, accounts),
            clock=SystemClock(),
            entropy=SystemEntropy(),
            language=language,
            is_ready=lambda: _not_ready(node),
            spool=SealedSpool,
            demo=None if demo is None else demo(),
        )


@contextmanager
def _alive(directory: Path, node: Node) -> Iterator[None]:
    """Do what the node's own process does, where none runs."""
    from autonome.adapters.node.process import held, running  # noqa: PLC0415 - an extra

    if running(directory) is not None:
        yield
        return
    with held(directory), working(node):
        yield


def _not_ready(node: Node) -> str | None:
    """Why nothing can be recorded now, in a word; None where it can."""
    from autonome.adapters.cosigned_files import halted  # noqa: PLC0415 - a node's

    if halted(node.private) is not None:
        return "halted"
    try:
        node.log.checkpoint()
    except AutonomeError:
        return "database"
    return None
