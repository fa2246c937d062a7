"""The pages of a node, served: the node is opened once, and Django set up for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autonome.adapters.sealed_spool import SealedSpool
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.accounts import accounts_in, project_of
from autonome.bootstrap.knowledge import language
from autonome.bootstrap.node import node_installed
from autonome.bootstrap.node_work import working
from autonome.bootstrap.nodes import node_world
from autonome.bootstrap.serving_ready import readiness
from autonome.bootstrap.serving_several import answers, processes_here, serve_by_several
from autonome.kernel import InputError

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.adapters.web_server.serving import Place
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
    _serve(directory, listen, _shown(told), demo=lambda: demo_of(directory))


def serve_node(
    directory: Path, listen: str, told: Callable[[str], None], *, proxied: bool, processes: int | None = None
) -> int:
    """Serve a node's pages until told to end; gives the exit status.

    Args:
        directory: of the node.
        listen: ``host:port``.
        told: is given the URL.
        proxied: whether browsers come over TLS, through a proxy of ours.
        processes: that answer; None for as many as there are cores, within bounds.

    Raises:
        InputError: no such node or address, or one that others reach without TLS.
        AutonomeError: the node cannot be opened, or the processes keep ending.
    """
    if not proxied:
        _expect_this_machine(listen)
    count = processes_here() if processes is None else processes
    if count > 1:
        return serve_by_several(directory, listen, _shown(told), proxied=proxied, count=count)
    _serve(directory, listen, _shown(told), proxied=proxied)
    return 0


def serve_among_several(directory: Path, socket: int, *, first: bool, proxied: bool) -> None:
    """Be one of the processes that serve a node's pages, until told to end, or until the parent has ended.

    Args:
        directory: of the node.
        socket: number of the listening socket.
        first: whether this one does what a node does once.
        proxied: whether browsers come over TLS, through a proxy of ours.

    Raises:
        AutonomeError: the node cannot be opened.
    """
    with node_installed():
        from autonome.adapters.web_server.serving import Place  # noqa: PLC0415 - an extra
    _serve(directory, "", lambda _: answers(), proxied=proxied, place=Place(socket, first))


def _shown(told: Callable[[str], None]) -> Callable[[str], None]:
    """Says where the pages are, by the name that passkeys need."""
    return lambda url: told(f"pages at {url.replace('127.0.0.1', 'localhost')}")


def _expect_this_machine(listen: str) -> None:
    with node_installed():
        from autonome.adapters.web_server.serving import is_this_machine  # noqa: PLC0415 - an extra
    if not is_this_machine(listen):
        raise InputError(
            f"{listen[:80]} is reached by others, and without encryption",
            mend="listen on 127.0.0.1 behind a proxy that ends TLS, and give --proxied (docs/portals.md).",
        )


def _serve(  # noqa: PLR0913 - of which node, where, and how
    directory: Path,
    listen: str,
    told: Callable[[str], None],
    *,
    proxied: bool = False,
    demo: Callable[[], Demo] | None = None,
    place: Place | None = None,
) -> None:
    with node_installed():
        from autonome.adapters.web_server.serving import serve_pages  # noqa: PLC0415 - an extra
    served, named = _settings_of(directory, encrypted=proxied)
    hosts = (*named, *(() if proxied else LOCAL))
    with opened_site(directory, served, hosts=hosts, demo=demo, place=place) as site:
        from autonome.web.application import application  # noqa: PLC0415 - Django is set up now
        from autonome.web.larger import takes_files  # noqa: PLC0415
        from autonome.web.observations import tell  # noqa: PLC0415
        from autonome.web.work.running import working as working_on_orders  # noqa: PLC0415

        pages = application(site)
        with working_on_orders() if place is None or place.first else nullcontext():
            serve_pages(
                pages, listen, told, lambda line: tell(**line),
                max_body=MOST_BODY, proxied=proxied, larger=takes_files, place=place,
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
    directory: Path,
    served: Served,
    *,
    hosts: tuple[str, ...] = (),
    demo: Callable[[], Demo] | None = None,
    place: Place | None = None,
) -> Iterator[Site]:
    """Open a node for its pages; where no process of it runs, what that does is done here.

    Args:
        directory: of the node.
        served: how the pages are served.
        hosts: names beside the node's own.
        demo: what the sign-in page lists, in a demonstration; asked for once Django is set up.
        place: among several processes, of which the first does what is done once; None for one that is alone.
    """
    with node_installed():
        from autonome.adapters.node import open_node  # noqa: PLC0415 - an extra
        from autonome.adapters.web_server.serving import threads_at  # noqa: PLC0415
    with ExitStack() as stack:
        node = stack.enter_context(open_node(directory, node_world(), most=threads_at(place)))
        if place is None or place.first:
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
            is_ready=stack.enter_context(readiness(node)),
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
