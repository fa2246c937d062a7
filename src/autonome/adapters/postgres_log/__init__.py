"""The log in PostgreSQL (ADR 0021). A guided tour.

An entry is on its way in two steps. First it is a *record*: composed and sealed by the caller, numbered and linked
within its thread, and committed in the caller's own transaction together with the caller's own change. Then it is given
its *place* on the log, under a signed checkpoint, by a *round* of the one sequencer. It can be relied upon after both.

1. `records`: composing and sealing (`Composer`); `batches`: one behind the other (`Batch`); `heads`: behind what, and
   by which code it is known that it was made here; `adding`: into the database, in the caller's transaction (`submit`).
2. `rounds`: one transaction of the sequencer (`Round`), on a tree that `standing` keeps between rounds, signed by
   `signing`; `running` has the connection and the memory (`Rounds`).
3. `turns`, `asking`, `sequencer`: of many threads that wait, one works for all (`Sequencer`); a process without the key
   waits for another (`Follower`).
4. `tables`, `reading`: tiles, proofs, entries and keys out of the tables.
5. `erasing`: tombstones, closed threads, and what is destroyed.
6. `log`, `opening`: all of it as a `ledger.keeping.KeptLog` (`PostgresLog`, `open_postgres_log`).
7. `shown`: the same for reading, without the key that signs (`DatabaseLog`).
8. `keyed`: what an act that comes with a key records is noted beside the key (`PostgresKeyedActs`).
9. `administration`: it is begun, and its key recovered; `comparing`: witnesses are asked before a process signs.

The tables, their triggers and the functions (the app may call two) are in ``postgres/migrations/0002-log.sql``.
"""

from autonome.adapters.postgres_log.asking import IntegrationError
from autonome.adapters.postgres_log.keyed import PostgresKeyedActs
from autonome.adapters.postgres_log.log import PostgresLog
from autonome.adapters.postgres_log.opening import open_postgres_log, recover_postgres_log
from autonome.adapters.postgres_log.records import Submitted

__all__ = [
    "IntegrationError",
    "PostgresKeyedActs",
    "PostgresLog",
    "Submitted",
    "open_postgres_log",
    "recover_postgres_log",
]
