"""The acts of a user, a file for each, working through ports: the order of their steps is the guarantee.

`decide_and_record` is the gate: it alone mints a permit, after the decision stands on the log. `record_consent` puts
consent acts there. `make_plan` is the main act, `call_pharmacogenes` its part that needs no permit on a file held in
hand. `record_use` and `verify_receipt` close the circle; `verify_erasure`, `verify_opened` (any other receipt, such as
`prove_uses` makes) and `verify_split_view` check other evidence against a log. `batch_manifest` and `batch_summary` are
what goes into and comes out of `make_plan` for many patients.
Between institutions: `witness_checkpoint` (what a witness does), `cosign_checkpoint` (what a log asks of its witnesses)
and `follow_uses` (another site's uses come to stand here). Of a log itself: `show_log`, `prove_on_log`, `audit_log`; of
somebody else's: `monitor_log` with `compare_views`, and `read_timeline` (one's own entries).
"""

__all__ = [
    "audit_log",
    "batch_manifest",
    "batch_summary",
    "call_pharmacogenes",
    "compare_views",
    "cosign_checkpoint",
    "decide_and_record",
    "follow_uses",
    "make_plan",
    "monitor_log",
    "prove_on_log",
    "prove_uses",
    "read_timeline",
    "record_consent",
    "record_use",
    "show_log",
    "verify_erasure",
    "verify_opened",
    "verify_receipt",
    "verify_split_view",
    "witness_checkpoint",
]
