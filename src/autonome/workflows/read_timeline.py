"""Read one's own entries from elsewhere, and believe none of them for the server's sake.

Each page is a receipt: it is verified against the policy. All pages together are one timeline without a gap. What the
server could still keep back is the newest end; who holds a receipt, or asks again, sees that.
"""

from __future__ import annotations

from collections.abc import Iterable

from autonome.ledger import Policy, Recorded, read_receipt, timeline_of, verify_entries


def verified_timeline(pages: Iterable[bytes], policy: Policy) -> tuple[Recorded, ...]:
    """Verify what a server gave to a reader.

    Args:
        pages: receipts, from the first entry on.
        policy: whom to trust.

    Returns:
        The entries, in their order.

    Raises:
        FormatError: a page is no receipt.
        UntrustedError: the policy does not vouch for it.
        VerificationError: something does not hold, or an entry is missing.
    """
    found: list[Recorded] = []
    for page in pages:
        found += verify_entries(read_receipt(page, where="the server's answer"), policy).entries
    return timeline_of(found)
