"""TLS between partners: version 1.3, and on both sides a certificate that stands on a card.

No authority vouches for anybody here. Each side trusts the certificates of its partners' cards and no others, whatever
the machine's own store holds, and looks at names in none of them: who answers, or calls, is told by the certificate
itself.
"""

from __future__ import annotations

import hashlib
import ssl
import tempfile
from collections.abc import Iterable
from pathlib import Path

from autonome.adapters.exchange.key_sets import KeySet
from autonome.sharing.public_keys import Identity


def for_calling(own: KeySet, theirs: Iterable[Identity]) -> ssl.SSLContext:
    """How a partner is called.

    Args:
        own: keys under which we call.
        theirs: identities of the partner, any of which may answer.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    trust(context, theirs)
    return _both(context, own)


def for_answering(own: KeySet) -> ssl.SSLContext:
    """How we answer: nobody yet, until partners are trusted (`trust`)."""
    return _both(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), own)


def trust(context: ssl.SSLContext, theirs: Iterable[Identity]) -> None:
    """Trust more certificates, from the next connection on."""
    for each in theirs:
        context.load_verify_locations(cadata=each.certificate)


def peer_pin(connection: ssl.SSLObject | ssl.SSLSocket | None) -> bytes:
    """SHA-256 of the certificate that the other side showed; nothing where it showed none."""
    shown = None if connection is None else connection.getpeercert(binary_form=True)
    return hashlib.sha256(shown).digest() if shown else b""


def _both(context: ssl.SSLContext, own: KeySet) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    # A certificate is held against those of the cards as a whole, not found by its subject: two of one institution have
    # the same one, and who likes may write a partner's.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    certified(context, own)
    return context


def certified(context: ssl.SSLContext, own: KeySet) -> None:
    """Show another certificate, from the next connection on."""
    # The standard library takes keys from files alone: in a folder of our own (0700), for as long as it reads them.
    with tempfile.TemporaryDirectory(prefix="autonome-tls-") as folder:
        place = Path(folder) / "tls.pem"
        place.touch(0o600)
        place.write_bytes(own.tls + ssl.DER_cert_to_PEM_cert(own.certificate).encode())
        context.load_cert_chain(place)
