"""A process that makes processes to be killed: one shares Anna's record again and again, the other takes it in.

Run as ``python -m tests.integration.node.sharing_killed``. For each line that it reads, a JSON object, it makes a copy
of itself and says its number; of an empty line it waits for those that are gone. A copy says ``ready`` once it works.
Envelopes go through a socket of this machine.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from autonome.adapters.postgres import Database, Role
from autonome.kernel import AutonomeError
from autonome.ledger import UnreachableError, parse_policy
from autonome.sharing import InstitutionId
from autonome.workflows import deliver_shared
from autonome.workflows.deliver_shared import deliver, deliver_due
from autonome.workflows.exchange_ports import Partner
from autonome.workflows.receive_transfer import receive_transfer
from autonome.workflows.share_record import Shared
from tests.integration.node.nodes import opened_node
from tests.integration.node.sharers import CLASSES, CLINIC, MEDICINES, Post, Site, medicine, world_of

SECONDS = 20
DOOR = "door"


@dataclass
class SocketPost(Post):
    """Envelopes through a socket; who does not listen there, or is killed meanwhile, is not reached."""

    folder: Path = Path()
    door: Callable[[bytes], bytes] | None = None

    def deliver(self, to: InstitutionId, envelope: bytes) -> bytes:  # noqa: ARG002 - there is but one partner
        if self.door is not None:
            return self.door(envelope)
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(SECONDS)
                connection.connect(str(self.folder / DOOR))
                connection.sendall(envelope)
                connection.shutdown(socket.SHUT_WR)
                answer = _all(connection)
        except OSError as error:
            raise UnreachableError(f"does not answer ({type(error).__name__})") from None
        if not answer:
            raise UnreachableError("breaks off before it has answered")
        return answer


def _all(connection: socket.socket) -> bytes:
    found = bytearray()
    while piece := connection.recv(65536):
        found += piece
    return bytes(found)


@contextmanager
def opened_site(given: dict[str, Any], own: InstitutionId) -> Iterator[Site]:
    """One of the two, as it is found on the disk."""
    database = Database({Role(role): each for role, each in given["databases"][own].items()})
    folder = Path(given["folder"])
    with opened_node(database, folder / own) as node:
        post = SocketPost(own, folder=folder)
        for id_, key in given["keys"].items():
            if id_ != own:
                policy = parse_policy(f"log {key}\nquorum none\n".encode())
                post.partners[InstitutionId(id_)] = Partner(
                    InstitutionId(id_), CLASSES[InstitutionId(id_)], "US", policy
                )
        yield Site(node, world_of(node, post), post)


def share(site: Site, first: int) -> None:
    """Change an item, share it, and bring what is on its way, for good."""
    subject = site.world.patients.all()[0].subject
    for number in count(first):
        site.keep(subject, medicine("1", f"drug {number}"))
        shared = site.put(subject, CLINIC, MEDICINES)
        assert isinstance(shared, Shared)
        deliver(site.sent(shared), world=site.world, first=True)
        deliver_due(world=site.world)


def take(site: Site, place: Path) -> None:
    """Take in what comes, for good."""
    place.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(place))
        door.listen()
        say("ready")
        while True:
            connection, _ = door.accept()
            with connection, suppress(AutonomeError, OSError):
                connection.sendall(receive_transfer(_all(connection), world=site.world))


def live(given: dict[str, Any]) -> None:
    with opened_site(given, InstitutionId(given["own"])) as site:
        if given["own"] == CLINIC:
            take(site, Path(given["folder"]) / DOOR)
        say("ready")
        share(site, given["first"])


def say(*words: object) -> None:
    os.write(1, f"{' '.join(map(str, words))}\n".encode())


def main() -> None:
    deliver_shared.GRACE = -1  # what was put down in this very second is due too
    deliver_shared.FIRST_PAUSE = 0
    gc.freeze()
    for line in sys.stdin:
        if not line.strip():
            os.wait()
            say("gone")
        elif os.fork() == 0:
            say("made", os.getpid())
            try:
                live(json.loads(line))
            except BaseException as error:  # noqa: BLE001 - whatever it is, who waits for this process must learn of it
                traceback.print_exc()
                say("failed", repr(error)[:500])
                os._exit(1)


if __name__ == "__main__":
    main()
