"""The database: a real server, in its own processes."""
