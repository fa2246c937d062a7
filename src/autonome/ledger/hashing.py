"""The two hashes of an RFC 6962 tree.

A leaf and an inner node are hashed under different prefixes, so that neither can be passed off as the other
(RFC 6962, section 2.1).
"""

import hashlib

HASH_BYTES = 32
"""Length of a SHA-256 hash, in bytes."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of the tree without leaves (RFC 6962, section 2.1)."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry as it stands in the log."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into their parent."""
    return hashlib.sha256(b"\x01" + left + right).digest()
