"""Autonome: a genome, a health record and a consent become a tailored plan with a receipt.

Read ``docs/architecture.md`` first; then the packages from the bottom of the layers upwards:
``kernel``, the facts (``genome``, ``clinical``, ``evidence``, ``consent``, ``law``, ``ledger``), their meaning
(``pharmacogenomics``, ``access``), the decision (``plan``), the translations (``vcf``, ``fhir``, ``report``) and the
acts of a user (``workflows``).
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
