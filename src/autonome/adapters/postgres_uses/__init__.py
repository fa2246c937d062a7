"""Who used what, when, as a database has it. A guided tour.

1. `statements`: a question becomes SQL: names of columns from one table, values beside the text.
2. `index`: lines are added with their records, found by their columns, and made anew from what the log opens.

The log adds lines when it puts records into the database, so it knows this package, and this one knows nothing of it:
what needs both is in `adapters.site_log`.
"""

from autonome.adapters.postgres_uses.index import PostgresUseIndex, add_lines, rebuild

__all__ = ["PostgresUseIndex", "add_lines", "rebuild"]
