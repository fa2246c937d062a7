"""The ledger: a tamper-evident log that others can check, with nothing personal on it.

Read in this order: `hashing` and `tree` (RFC 6962), `proofs` (that an entry stands in a tree; that a tree only grew),
`tiles` (the tree as files), `notes`, `curve` and `checkpoints` (who signs what), `policies` (whom to believe),
`entries` (commitments and what they open to), `receipts`, and `verification`, where all of it comes together in six
numbered steps. `ports` says what the ledger needs of the outside.

Pure: it stores nothing, draws no salt, reads no clock and holds no private key.
"""

from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.entries import ENTRY_BYTES, SALT_BYTES, Draft, EntryKind, Payload, Recorded, commit
from autonome.ledger.errors import ErasedError, FormatError, LogError, LogMovedError, UntrustedError, VerificationError
from autonome.ledger.hashing import EMPTY_ROOT, HASH_BYTES, leaf_hash, node_hash
from autonome.ledger.notes import COSIGNATURE, ED25519, Note, Signature, VerifierKey
from autonome.ledger.policies import Policy, parse_policy, write_policy
from autonome.ledger.ports import Clock, Entropy, Log, Signer
from autonome.ledger.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from autonome.ledger.receipts import ProvenEntry, Receipt, read_receipt, whole_receipt
from autonome.ledger.tiles import Tile, bundles_after, node_reader, split_bundle, split_hashes, tiles_after
from autonome.ledger.tree import Frontier, NodeReader, range_root, root_from_leaves
from autonome.ledger.verification import GET_A_POLICY, VerifiedEntries, verify_entries

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "EMPTY_ROOT",
    "ENTRY_BYTES",
    "GET_A_POLICY",
    "HASH_BYTES",
    "SALT_BYTES",
    "Checkpoint",
    "Clock",
    "Draft",
    "Entropy",
    "EntryKind",
    "ErasedError",
    "FormatError",
    "Frontier",
    "Log",
    "LogError",
    "LogMovedError",
    "NodeReader",
    "Note",
    "Payload",
    "Policy",
    "ProvenEntry",
    "Receipt",
    "Recorded",
    "Signature",
    "Signer",
    "Tile",
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
    "root_from_leaves",
    "split_bundle",
    "split_hashes",
    "tiles_after",
    "verify_consistency",
    "verify_entries",
    "verify_inclusion",
    "whole_receipt",
    "write_policy",
]
