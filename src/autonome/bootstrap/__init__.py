"""Assembly: the one place that knows the adapters. The command line asks here for what it works with.

A function for each thing that a command needs, and no logic. What is heavy, or an extra, is imported by the function
that needs it: `autonome plan` loads no database and no server.

1. `knowledge`, `evidence`, `fhir`: what plans are made by, what they are made from, and documents that are validated.
2. `files`, `batch`: what is read and written, and many patients at once.
3. `node`, `database`: the machine, and the node's database.
4. `ledger`, `uses`, `witness`: a log wherever it lies, who used what on it, and what others say of it.
"""

from autonome.adapters.patient_folders import PatientFolders, batch_folder
from autonome.adapters.system import usable_cores
from autonome.bootstrap.batch import batch_progress, worker_pool
from autonome.bootstrap.database import database_role, database_settings, migrate_database, open_database
from autonome.bootstrap.evidence import genome, health_record, outside_calls, outside_calls_in, shown_by_passport
from autonome.bootstrap.fhir import fetched_fhir_packages, fhir_document, fhir_validator
from autonome.bootstrap.files import (
    default_database,
    default_log,
    file_bytes,
    is_readable_file,
    results_folder,
    set_aside_results,
    write_file,
)
from autonome.bootstrap.kept import imported_genome
from autonome.bootstrap.knowledge import knowledge_bundle, language, typesetter, verified_knowledge_bundle
from autonome.bootstrap.ledger import (
    begin_log,
    entries_for_reader,
    halted,
    kept_log,
    new_reader_key,
    open_log,
    read_log,
    recover_log,
    serve_log,
)
from autonome.bootstrap.node import clock, entropy
from autonome.bootstrap.nodes import (
    back_up_keys,
    back_up_node,
    begun_node,
    broken_glass,
    node_folder,
    node_status,
    opened_node,
    put_back_keys,
    restored_node,
    run_node,
    start_node,
    stop_node,
)
from autonome.bootstrap.uses import site_log, use_index
from autonome.bootstrap.witness import (
    monitor,
    new_witness_key,
    renewed_receipt,
    rounds,
    serve_witness,
    timestamp_authority,
    timestamp_reader,
    witnessed_log,
)

__all__ = [
    "PatientFolders",
    "back_up_keys",
    "back_up_node",
    "batch_folder",
    "batch_progress",
    "begin_log",
    "begun_node",
    "broken_glass",
    "clock",
    "database_role",
    "database_settings",
    "default_database",
    "default_log",
    "entries_for_reader",
    "entropy",
    "fetched_fhir_packages",
    "fhir_document",
    "fhir_validator",
    "file_bytes",
    "genome",
    "halted",
    "health_record",
    "imported_genome",
    "is_readable_file",
    "kept_log",
    "knowledge_bundle",
    "language",
    "migrate_database",
    "monitor",
    "new_reader_key",
    "new_witness_key",
    "node_folder",
    "node_status",
    "open_database",
    "open_log",
    "opened_node",
    "outside_calls",
    "outside_calls_in",
    "put_back_keys",
    "read_log",
    "recover_log",
    "renewed_receipt",
    "restored_node",
    "results_folder",
    "rounds",
    "run_node",
    "serve_log",
    "serve_witness",
    "set_aside_results",
    "shown_by_passport",
    "site_log",
    "start_node",
    "stop_node",
    "timestamp_authority",
    "timestamp_reader",
    "typesetter",
    "usable_cores",
    "use_index",
    "verified_knowledge_bundle",
    "witnessed_log",
    "worker_pool",
    "write_file",
]
