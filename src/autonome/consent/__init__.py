"""Consent: what a person agreed to, in what words, and what is in force.

A chapter in nine parts:

1. The vocabularies are trees (`taxonomy`): `purposes`, `categories` of data, classes of `recipients`,
   `jurisdictions`; and, flat, `obligations`. Who consents to the broader has consented to the narrower. `diseases`
   lie in a hierarchy that is given, for it is others' knowledge.
2. An `Atom` (`atoms`) is the smallest permission: this purpose, these data, that recipient, there, for these actions.
3. A `Template` (`templates`) is a form with its exact text; each `Question` means some atoms. `shipped` and `forms`
   hold ours, in three languages; `differences` says of two what changed in meaning.
4. A `ConsentAct` (`acts`) is what somebody did about one question: grant, deny, withdraw, renew, supersede, defer.
   Acts are appended and never changed.
5. `fold` (`standing`) makes of all acts what is in force: within a question the newer act supersedes the older, and
   an expired one brings nothing back. `known_at` (`known`) is the same with who may answer for the person.
   `renewals` says what ends soon and when to remind, `reconsent` what a new version of a form asks again.
6. `read_consent` (`reading`, `reading_forms`, `members`) takes a consent file apart, strictly; `read_acts` one with the
   acts of several people. Who may answer for another stands beside the acts, as attestations (`attestations`,
   `reading_attestations`); whose yes counts, and until when, is judged by `authority` with the `ages` of a place.
7. A question can also ask what the person wants to be told of incidental findings (`findings`, `findings_form`): its
   answer opens no data. `preferences` reads the wish that stands, category by category; silence is never a yes.
8. What a data set's steward states in the terms of GA4GH's Data Use Ontology becomes atoms and acts of the same kind
   (`duo`, `duo_statements`).
9. Whether a request is covered is not decided here: that is `autonome.access`, which joins consent with law.

Pure: no clock, no files, no randomness.
"""

from autonome.consent.acts import (
    ActId,
    ActKind,
    ActSignature,
    Authority,
    Comprehension,
    ConsentAct,
    QuestionKey,
    SignatureKind,
)
from autonome.consent.atoms import RIGHTS, Action, Atom, Effect, Kind
from autonome.consent.attestations import (
    Attestation,
    AttestationId,
    Birth,
    Death,
    Ground,
    Mandate,
    MandateEnd,
)
from autonome.consent.authority import NOTHING_ATTESTED, Lapse, Person, person_of
from autonome.consent.categories import CATEGORIES, CategoryCode
from autonome.consent.diseases import NO_DISEASES, Diseases, read_diseases
from autonome.consent.errors import ConsentError
from autonome.consent.findings import FINDINGS, FindingCode
from autonome.consent.findings_form import FINDINGS_FORM
from autonome.consent.jurisdictions import JURISDICTIONS, JurisdictionCode
from autonome.consent.known import Known, known_at
from autonome.consent.members import Members
from autonome.consent.names import is_name, is_permitted, is_refused, name_of
from autonome.consent.obligations import OBLIGATIONS, Obligation, ObligationCode
from autonome.consent.order import hold_to_order
from autonome.consent.preferences import Preference, Wish, preferences
from autonome.consent.purposes import PURPOSES, PurposeCode
from autonome.consent.reading import (
    Acts,
    ConsentFile,
    read_acts,
    read_consent,
    read_recorded_act,
    read_templates,
    recorded_act,
)
from autonome.consent.reading_attestations import (
    is_attestation,
    read_attestation,
    read_recorded_attestation,
    recorded_attestation,
)
from autonome.consent.reading_forms import read_template
from autonome.consent.recipients import RECIPIENTS, RecipientCode
from autonome.consent.reconsent import Need, QuestionNeed, reconsent
from autonome.consent.renewals import Ending, Reminder, ending, reminders
from autonome.consent.shipped import FORMS, SHIPPED
from autonome.consent.standing import Standing, State, Timing, fold
from autonome.consent.taxonomy import Taxonomy, Term
from autonome.consent.templates import AfterDeath, Question, QuestionId, Template, Terms
from autonome.consent.treatment_form import TREATMENT, TREATMENT_2

__all__ = [
    "CATEGORIES",
    "FINDINGS",
    "FINDINGS_FORM",
    "FORMS",
    "JURISDICTIONS",
    "NOTHING_ATTESTED",
    "NO_DISEASES",
    "OBLIGATIONS",
    "PURPOSES",
    "RECIPIENTS",
    "RIGHTS",
    "SHIPPED",
    "TREATMENT",
    "TREATMENT_2",
    "ActId",
    "ActKind",
    "ActSignature",
    "Action",
    "Acts",
    "AfterDeath",
    "Atom",
    "Attestation",
    "AttestationId",
    "Authority",
    "Birth",
    "CategoryCode",
    "Comprehension",
    "ConsentAct",
    "ConsentError",
    "ConsentFile",
    "Death",
    "Diseases",
    "Effect",
    "Ending",
    "FindingCode",
    "Ground",
    "JurisdictionCode",
    "Kind",
    "Known",
    "Lapse",
    "Mandate",
    "MandateEnd",
    "Members",
    "Need",
    "Obligation",
    "ObligationCode",
    "Person",
    "Preference",
    "PurposeCode",
    "Question",
    "QuestionId",
    "QuestionKey",
    "QuestionNeed",
    "RecipientCode",
    "Reminder",
    "SignatureKind",
    "Standing",
    "State",
    "Taxonomy",
    "Template",
    "Term",
    "Terms",
    "Timing",
    "Wish",
    "ending",
    "fold",
    "hold_to_order",
    "is_attestation",
    "is_name",
    "is_permitted",
    "is_refused",
    "known_at",
    "name_of",
    "person_of",
    "preferences",
    "read_acts",
    "read_attestation",
    "read_consent",
    "read_diseases",
    "read_recorded_act",
    "read_recorded_attestation",
    "read_template",
    "read_templates",
    "reconsent",
    "recorded_act",
    "recorded_attestation",
    "reminders",
]
