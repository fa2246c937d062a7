"""The exchange in the database: what is on its way to partners, what came from them, by which names they know people.

Read in this order: `notes` (what is noted, sealed under the person's own key), `links`, `outbox`, `inbox`. What may be
passed on is decided in `workflows.share_record` and `workflows.receive_transfer`; that nothing leaves without an entry
and a permit, the functions of the migration hold, whoever calls them.
"""

from autonome.adapters.postgres_exchange.inbox import PostgresInbox
from autonome.adapters.postgres_exchange.links import PostgresLinks
from autonome.adapters.postgres_exchange.outbox import PostgresOutbox

__all__ = ["PostgresInbox", "PostgresLinks", "PostgresOutbox"]
