"""Read one's own entries from elsewhere, and believe none of them for the server's sake.

Each page is a receipt: it is verified against the policy. All pages together are one timeline without a gap. Of its
newest end a server can keep back no more than what was neither read before nor shown by a receipt.
"""

from __future__ import annotations

from collections.abc import Iterable

from autonome.ledger import Policy, Recorded, read_receipt, timeline_of, verify_entries
from autonome.ledger.newest_seen import NewestSeen, expect_shown
from autonome.workflows.verify_receipt import Evidence, naming


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


def refuse_less(timeline: tuple[Recorded, ...], seen: NewestSeen, receipts: Iterable[Evidence], policy: Policy) -> None:
    """Refuse a timeline that ends before what is known of it.

    Args:
        timeline: verified; at least one entry.
        seen: what was read before.
        receipts: in hand; those of other timelines are verified too, and say nothing.
        policy: whom to trust.

    Raises:
        FormatError: a file is no receipt.
        UntrustedError: the policy does not vouch for it.
        VerificationError: an entry that was read or shown before is not there; or a receipt does not hold.
    """
    seen.expect_in(timeline)
    for each in receipts:
        with naming(each.where):
            shown = verify_entries(read_receipt(each.data, where=each.where), policy).entries
        expect_shown(timeline, shown)
