"""Consent in FHIR R4, both ways: what other record systems take in, and what they hand over.

Read in this order:

- `codes`: standard systems, our own, and where two hierarchies differ; `pieces`, `periods`: what it is written with
- `provisions`, `consents`, `writer`: atoms, acts, a consent file to a Bundle (`consent_bundle`); what that cannot hold
  (`unsaid`)
- `scopes`: what a provision speaks of, as a value; `data`, `limits`, `conditions` read it
- `rules`: the tree of provisions to flat rules; `header`: what stands around them
- `foreign`, `own`: another system's Consent to acts, and ours back to its act
- `reader`: the whole (`read_consents`), with the list of what was not understood (`notes`)
- `definitions`: our extensions, for validators

One rule governs the reading: what is not understood never permits. Why it is written so: ``docs/adr/0030``.
"""

from autonome.fhir.consent.notes import NotUnderstood
from autonome.fhir.consent.reader import ReadConsents, read_consents
from autonome.fhir.consent.writer import consent_bundle, unsaid

__all__ = ["NotUnderstood", "ReadConsents", "consent_bundle", "read_consents", "unsaid"]
