"""The ledger: a tamper-evident log that others can check, with nothing personal on it.

Read in this order: `hashing` and `tree` (RFC 6962), `proofs` (that an entry stands in a tree; that a tree only grew),
`tiles` (the tree as files), `notes`, `curve` and `checkpoints` (who signs what), `policies` (whom to believe),
`entries` (commitments, what they open to, and to whom), `timelines` (that none is missing), `tombstones` (what stays of
an erasure), `key_events` and `key_history` (which key holds when), `timestamps` and `dating` (what others say of the
time), `receipts`, and `verification`, where all of it comes together in eight numbered steps. `ports` and `keeping` say
what the ledger needs of the outside.

Between institutions: `witnessing` (what a witness cosigns), `witnessed_keys` (how it follows a log's keys), `cosigning`
(what a log makes of its witnesses' answers), `cosigned` (what is kept of them), `gossip` (two checkpoints side by side,
and the evidence of a split view), `monitoring` (what is alarming), `pseudonyms`. What of a log is shown to others:
`publishing` (the ports), `proof_texts` (proofs that other tools read), `rebuilding` (all of it held against the
entries) and `reading` (who may open what is sealed). Over one institution's log: `uses` (who used what, when; a package
with a tour of its own). They are imported by their own names: a plan needs none.

Pure: it stores nothing, draws no salt, reads no clock and holds no private key.
"""

from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.entries import (
    ENTRY_BYTES,
    SALT_BYTES,
    Draft,
    EntryKind,
    Opening,
    Payload,
    Recorded,
    Thread,
    commit,
    refuse_kinds_of_the_log,
)
from autonome.ledger.errors import (
    AbsentError,
    ErasedError,
    FormatError,
    HaltedError,
    LogError,
    LogMovedError,
    UnreachableError,
    UntrustedError,
    VerificationError,
)
from autonome.ledger.hashing import EMPTY_ROOT, HASH_BYTES, leaf_hash, node_hash
from autonome.ledger.keeping import KeptLog
from autonome.ledger.key_events import Deed, KeyEvent, Role, SignedKeyEvent
from autonome.ledger.key_history import GET_A_POLICY, KeyHistory, verify_key_history
from autonome.ledger.notes import COSIGNATURE, ED25519, Cosigned, Note, Signature, VerifierKey
from autonome.ledger.policies import Policy, parse_policy, write_policy
from autonome.ledger.ports import Clock, Entropy, Log, Signer
from autonome.ledger.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from autonome.ledger.receipts import ProvenEntry, Receipt, read_receipt, whole_receipt
from autonome.ledger.tiles import Tile, bundles_after, node_reader, split_bundle, split_hashes, tiles_after
from autonome.ledger.timelines import timeline_of
from autonome.ledger.timestamps import Timestamp, TimestampReader
from autonome.ledger.tombstones import Erasure, Tombstone
from autonome.ledger.tree import Frontier, NodeReader, range_root, root_from_leaves
from autonome.ledger.verification import Trust, VerifiedEntries, verify_entries, verify_in_tree, verify_tombstone

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "EMPTY_ROOT",
    "ENTRY_BYTES",
    "GET_A_POLICY",
    "HASH_BYTES",
    "SALT_BYTES",
    "AbsentError",
    "Checkpoint",
    "Clock",
    "Cosigned",
    "Deed",
    "Draft",
    "Entropy",
    "EntryKind",
    "ErasedError",
    "Erasure",
    "FormatError",
    "Frontier",
    "HaltedError",
    "KeptLog",
    "KeyEvent",
    "KeyHistory",
    "Log",
    "LogError",
    "LogMovedError",
    "NodeReader",
    "Note",
    "Opening",
    "Payload",
    "Policy",
    "ProvenEntry",
    "Receipt",
    "Recorded",
    "Role",
    "Signature",
    "SignedKeyEvent",
    "Signer",
    "Thread",
    "Tile",
    "Timestamp",
    "TimestampReader",
    "Tombstone",
    "Trust",
    "UnreachableError",
    "UntrustedError",
    "VerificationError",
    "VerifiedEntries",
    "VerifierKey",
    "bundles_after",
    "commit",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "node_reader",
    "parse_policy",
    "range_root",
    "read_receipt",
    "refuse_kinds_of_the_log",
    "root_from_leaves",
    "split_bundle",
    "split_hashes",
    "tiles_after",
    "timeline_of",
    "verify_consistency",
    "verify_entries",
    "verify_in_tree",
    "verify_inclusion",
    "verify_key_history",
    "verify_tombstone",
    "whole_receipt",
    "write_policy",
]
