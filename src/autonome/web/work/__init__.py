"""Work in the background: what takes longer than a page may, done by a worker that survives a restart. A guided tour.

1. `kinds`: what can be done, by name; a part of the site adds its own (`kind`).
2. `orders`: somebody orders it (`order`), and looks how far it is (`look`). What it is about is sealed.
3. `running`: the worker. The queue is procrastinate's, in PostgreSQL; it takes up again what a kill cut off.

Work is done in the name of who ordered it, in the role in which they did, as far as they still hold it: it goes through
the same desk, the same gateway, and stands on the same log.
"""

__all__ = ()
