"""Django's migrations of the tables of accounts: written by it, run by the owner (`web.schema`)."""

__all__ = ()
