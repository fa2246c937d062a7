"""Uses in a real database: the index, the log beneath it, and the logs of other sites."""
