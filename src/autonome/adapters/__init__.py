"""The adapters: files, keys, clock, terminal. Only `autonome.bootstrap` knows them.

`genome_files` (VCFs, through htslib where there is an index), `knowledge_pack` (the shipped bundle),
`language_catalogues` (translations), `local_log`, `sealed_entries`, `keyring`, `keys` and `durable` (a transparency log
in a folder), `small_files` (what is read and written whole), `fhir_packages` (definitions for the validator), `system`
(clock and randomness), `terminal` (progress).
"""

__all__ = [
    "durable",
    "fhir_packages",
    "genome_files",
    "keyring",
    "keys",
    "knowledge_pack",
    "language_catalogues",
    "local_log",
    "sealed_entries",
    "small_files",
    "system",
    "terminal",
]
