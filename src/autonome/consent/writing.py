"""Writing a consent file: what `read_consent` reads back as the same value.

Format: ``docs/formats/consent.md``. Shipped forms are only named, in each act with their
digest; all others are written out.
"""

from __future__ import annotations

from autonome.consent.reading import FORMAT, ConsentFile
from autonome.consent.shipped import SHIPPED
from autonome.kernel import Json


def consent_json(file: ConsentFile) -> dict[str, Json]:
    """Write a consent file."""
    shipped = {template.name for template in SHIPPED}
    forms = {act.template.name: act.template for act in file.acts if act.template.name not in shipped}
    written: dict[str, Json] = {"format": FORMAT, "subject": file.subject}
    if file.jurisdiction:
        written["jurisdiction"] = file.jurisdiction
    if forms:
        written["templates"] = [form.to_json() for form in forms.values()]
    if file.attested:
        written["attested"] = [each.to_json() for each in file.attested]
    return written | {"acts": [act.to_json() for act in file.acts]}
