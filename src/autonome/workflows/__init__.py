"""The acts of a user, a file for each, working through ports: the order of their steps is the guarantee.

`decide_and_record` is the gate: it alone mints a permit, after the decision stands on the log. `record_consent` puts
consent acts there. `make_plan` is the main act, `call_pharmacogenes` its part that needs no permit on a file held in
hand. `record_use` and `verify_receipt` close the circle.
"""

__all__ = [
    "call_pharmacogenes",
    "decide_and_record",
    "make_plan",
    "record_consent",
    "record_use",
    "verify_receipt",
]
