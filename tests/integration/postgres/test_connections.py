"""Transactions on a real server: what is committed, undone, tried again, and told."""

from __future__ import annotations

from autonome.adapters.postgres import Connections


def test_the_app_works_under_its_own_login_on_a_migrated_database(connections: Connections) -> None:
    with connections.transaction() as transaction:
        row = transaction.execute("SELECT session_user, current_user, name FROM migration WHERE number = 1").fetchone()
    assert row == ("autonome_app", "autonome_app", "0001-foundation.sql")
