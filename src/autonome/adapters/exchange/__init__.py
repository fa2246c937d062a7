"""The exchange between nodes: keys, seals, and HTTPS in which both sides show who they are.

`key_sets` and `key_folder` (the private keys, how they change, and our own card), `card_folder` (those of partners),
`sealing` (envelopes made and opened), `tls`, `courier` (brings envelopes), `server` and `serving` (takes them in),
`post` (all of it together, as the acts of sharing work with it), `cosigned` (what own witnesses have to say first).

All of it is the extra ``autonome[node]``.
"""

__all__ = [
    "card_folder",
    "cosigned",
    "courier",
    "key_folder",
    "key_sets",
    "post",
    "sealing",
    "server",
    "serving",
    "tls",
]
