"""The exchange between nodes: keys, seals, and HTTPS in which both sides show who they are.

`key_sets` (the private keys), `sealing` (envelopes made and opened).
"""
