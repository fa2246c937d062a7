"""The adapters: files, keys, clock, terminal. Only `autonome.bootstrap` knows them.

`genome_files` (VCFs), by `unpacking` (gzip and bgzip), `text_lines`, `line_blocks` (bytes as lines), `tabix` (what an
index says) and `block_file` (lines at known places); `knowledge_pack` (the shipped bundle), `language_catalogues`
(translations); `local_log` (a transparency log in a folder) by `local_log_opening`, `log_files`, `log_commit`,
`log_keys`, `tile_files`, `sealed_entries`, `public_entries`, `keyring` (`key_wrapping`, `keyring_file`,
`keyring_rotation`), `keys` and `durable`; `folder_log` (the same, for reading alone) with `reader_keys`,
`log_administration` (begun, recovered), `ledger_http` (served and asked over HTTP: a package with a tour of its own);
`monitoring_logs` (a monitor at work) with `monitor_state`; `shared_log` (one log for several processes),
`worker_pool`, `patient_folders` and `batch_progress`
(many patients); `postgres` (the node's database), `postgres_log` (the log in it), `postgres_uses` (who used
what), `postgres_genomes` (the patient store) and `site_log` (a site among others):
packages with tours of their own; `small_files` (what is read and written whole), `fhir_packages` (definitions for the
validator) and `fhir_fetching` (which they are, and whence),
`witnessing` (a witness put together) with `witness_memory`, `witnessed_log` (a log and its witnesses) with
`cosigned_files`, `timestamping` (RFC 3161 tokens), `rounds`; `visa_tokens` (GA4GH passports);
`system` (clock, randomness, cores), `terminal` (progress), `typst_engine` (the typesetter of ``plan.pdf``) and its
process, `typst_child`.
"""

__all__ = [
    "batch_progress",
    "block_file",
    "cosigned_files",
    "durable",
    "fhir_fetching",
    "fhir_packages",
    "folder_log",
    "genome_files",
    "key_wrapping",
    "keyring",
    "keyring_file",
    "keyring_rotation",
    "keys",
    "knowledge_pack",
    "language_catalogues",
    "ledger_http",
    "line_blocks",
    "local_log",
    "local_log_opening",
    "log_administration",
    "log_commit",
    "log_files",
    "log_keys",
    "monitor_state",
    "monitoring_logs",
    "patient_folders",
    "postgres",
    "postgres_genomes",
    "postgres_log",
    "postgres_uses",
    "public_entries",
    "reader_keys",
    "rounds",
    "sealed_entries",
    "shared_log",
    "site_log",
    "small_files",
    "system",
    "tabix",
    "terminal",
    "text_lines",
    "tile_files",
    "timestamping",
    "typst_child",
    "typst_engine",
    "unpacking",
    "visa_tokens",
    "witness_memory",
    "witnessed_log",
    "witnessing",
    "worker_pool",
]
