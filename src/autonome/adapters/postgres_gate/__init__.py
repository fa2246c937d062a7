"""The gateway's side in PostgreSQL: decisions with their permits in one transaction, and what is read under them.

1. `names`: people, shelves (a person's data of one category) and items go by pseudonyms there.
2. `vault`: what is stored is sealed under a key of the person's own; to open it takes a permit.
3. `consents`: what a person has consented to, read from the log once for each epoch; `deciders` judge on
   it, many people's requests at the cost of one.
4. `gate`: a request is judged, the decision recorded and the permit minted, all in one transaction; and a transaction
   in which a permit opens its shelves.
5. `records`: items of the health record, added and read under a permit.
6. `patients`: whom the desk knows, under which id.
7. `rights`: what people ask for about their own data, and erasure.
8. `questions`: what patients ask those who treat them, while it waits.
9. `sealed_rows`: how a row of the last two says whose it is, and is gone with that person's key.

Tables, functions and row security are in ``postgres/migrations/0004-gateway.sql``.
"""

from autonome.adapters.postgres_gate.gate import PostgresGate
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_gate.patients import PostgresPatients
from autonome.adapters.postgres_gate.questions import PostgresEnquiries
from autonome.adapters.postgres_gate.records import PostgresRecords
from autonome.adapters.postgres_gate.rights import TOMBSTONES, PostgresRights
from autonome.adapters.postgres_gate.vault import Vault

__all__ = [
    "TOMBSTONES",
    "Names",
    "PostgresEnquiries",
    "PostgresGate",
    "PostgresPatients",
    "PostgresRecords",
    "PostgresRights",
    "Vault",
]
