"""The command line: a module for each command, `main` to put them together, `exits` for what a script may rely on.

Commands read options, ask `autonome.bootstrap` for what they work with, call one workflow and print. They decide nothing.
"""

__all__ = ["decide", "exits", "knowledge", "main", "pgx", "plan", "verify"]
