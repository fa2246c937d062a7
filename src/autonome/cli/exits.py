"""Exit codes: what a script may rely on."""

EXIT_UNUSABLE = 2
"""A file, an option or the knowledge bundle cannot be used as it is."""

EXIT_REFUSED = 3
"""Consent or law refuse."""

EXIT_UNTRUSTED = 4
"""Nothing says whom to trust, or it does not say this log."""

EXIT_VERIFICATION = 5
"""A proof, a signature or a digest does not hold."""

EXIT_INVALID = 6
"""A document breaks a rule of the standard or profile that it was held against (`autonome fhir validate`)."""
