"""The server of the pages: a WSGI application answered by threads, behind the limits that all our servers have.

1. `threads`: an ASGI application that has each request answered by a thread of a pool.
2. `serving`: listens, until told to end.
3. `several`: begins several such processes at one address, replaces who ends, and ends with them.
"""

__all__ = ()
