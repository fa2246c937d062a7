"""Trips: several statements on one way to the server and back, past the driver.

A trip is sent at once, so that the server is woken once for all of it, and its statements are prepared by who sends
them: the driver's own pipeline sends each as it comes, and takes three times as long over it. All values go and come in
PostgreSQL's binary format; who asks writes and reads them (`arrays`).

Invariants: statements of a trip are carried out in their order; where one is refused none behind it is, and it is
raised when all are back. A connection that a trip leaves half way (an interrupt) is closed.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from typing import cast

import psycopg
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGresult

from autonome.adapters.postgres.connections import Connection

_DONE = {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK}


def asked(connection: Connection, statement: bytes, *values: bytes | None) -> PGresult:
    """Ask one statement by itself, on whatever connection: nothing is prepared there; arguments as for `Trips.ask`.

    Raises:
        psycopg.Error: it was refused, or the connection is lost.
    """
    given = cast("Sequence[bytes]", values)  # None is null here too, whatever the driver's types say
    formats = [Format.BINARY] * len(values)
    answer = connection.pgconn.exec_params(statement, given, None, formats, Format.BINARY)
    _expect_done(connection, answer)
    return answer


def _expect_done(connection: Connection, answer: PGresult) -> None:
    if answer.status in _DONE:
        return
    if connection.pgconn.status != ConnStatus.OK:
        raise psycopg.OperationalError("the connection is lost")
    raise psycopg.errors.error_from_result(answer)


class Trips:
    """Trips on one connection, one after the other; between them the connection is used as ever.

    Args:
        connection: in autocommit, outside any pipeline. The driver prepares nothing on it any longer: with what it has
            prepared it throws away what others have, whenever it sees a transaction undone.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        connection.prepare_threshold = None
        self._names: dict[bytes, bytes] = {}
        self._asked: list[tuple[bytes, Sequence[bytes | None]]] = []

    def ask(self, statement: bytes, *values: bytes | None) -> int:
        """Put a statement on the next trip; gives its place among the answers.

        Args:
            statement: with ``$1`` and so on where values go; it says of which types they are.
            values: in binary format.
        """
        self._asked.append((self._prepared(statement), values))
        return len(self._asked) - 1

    def forget(self) -> None:
        """Leave out what was asked for and not sent."""
        self._asked = []

    def go(self) -> list[PGresult]:
        """Send what was asked for, and wait for the answers.

        Raises:
            psycopg.Error: one was refused, or the connection is lost.
        """
        asked, self._asked = self._asked, []
        if not asked:
            return []
        try:
            answers = self._there_and_back(asked)
        except BaseException:
            self.connection.close()
            raise
        for answer in answers:
            _expect_done(self.connection, answer)
        return answers

    def _prepared(self, statement: bytes) -> bytes:
        name = self._names.get(statement)
        if name is None:
            name = b"trip_%d" % len(self._names)
            _expect_done(self.connection, self.connection.pgconn.prepare(name, statement))
            self._names[statement] = name
        return name

    def _there_and_back(self, asked: Sequence[tuple[bytes, Sequence[bytes | None]]]) -> list[PGresult]:
        server = self.connection.pgconn
        server.enter_pipeline_mode()
        for name, values in asked:
            server.send_query_prepared(name, values, [Format.BINARY] * len(values), Format.BINARY)
        server.pipeline_sync()
        answers: list[PGresult] = []
        while True:
            self._wait()
            answer = server.get_result()
            if answer is not None and answer.status == ExecStatus.PIPELINE_SYNC:
                server.exit_pipeline_mode()
                return answers
            if answer is not None:
                answers.append(answer)
            elif server.status != ConnStatus.OK:
                raise psycopg.OperationalError("the connection is lost")

    def _wait(self) -> None:
        """Until an answer is here: without the interpreter's lock, so that other threads go on."""
        server = self.connection.pgconn
        ready = select.poll()
        ready.register(server.socket, select.POLLIN | select.POLLOUT if server.flush() else select.POLLIN)
        while server.is_busy():
            ready.poll()
            server.consume_input()
            if not server.flush():
                ready.modify(server.socket, select.POLLIN)
