"""Who used what, when, as a database has it. A guided tour.

1. `statements`: a question becomes SQL: names of columns from one table, values beside the text.
2. `index`: lines are added with their records, found by their columns, and made anew from the log.
3. `opening`: the lines that the log opens: what the index is held against, and what other sites are sent.
4. `followed`: the lines of other sites' logs, noted on this one together with what is known of theirs.

The log's own package adds lines when it puts records into the database, so it knows `index`; `opening` and `followed`
know the log, and are imported by their own names.
"""
