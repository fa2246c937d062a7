"""The command line: a module for each command, `main` to put them together, `exits` for what a script may rely on.

A command reads its options, asks `autonome.bootstrap` for what it works with, calls one workflow and prints.
It decides nothing.
"""

__all__ = [
    "decide",
    "exits",
    "fhir",
    "knowledge",
    "ledger",
    "ledger_show",
    "main",
    "monitor",
    "pgx",
    "plan",
    "record",
    "verify",
]
