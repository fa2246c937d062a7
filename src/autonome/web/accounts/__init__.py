"""Accounts: who may sign in at an institution, and as what. A guided tour.

1. `models`: the tables.
2. `tokens`: sessions.
3. `sealing`: what the database keeps without being able to read it.
4. `accounts`: all of it together, for bootstrap; it sets Django up, so import it by its own name.

Nothing is imported here: a model can be loaded only once Django is set up.
"""

__all__ = ()
