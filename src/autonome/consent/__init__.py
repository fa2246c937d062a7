"""Consent: what a person agreed to, in what words, and what is in force.

A chapter in seven parts:

1. The vocabularies are trees (`taxonomy`): `purposes`, `categories` of data, classes of `recipients`,
   `jurisdictions`; and, flat, `obligations`. Who consents to the broader has consented to the narrower.
2. An `Atom` (`atoms`) is the smallest permission: this purpose, these data, that recipient, there, for these actions.
3. A `Template` (`templates`) is a form with its exact text; each `Question` means some atoms. `shipped` holds ours.
4. A `ConsentAct` (`acts`) is what somebody did about one question: grant, deny, withdraw, renew, supersede.
   Acts are appended and never changed.
5. `fold` (`standing`) makes of all acts what is in force: within a question the newer act supersedes the older, and
   an expired one brings nothing back.
6. `read_consent` (`reading`, `members`) takes a consent file apart, strictly.
7. Whether a request is covered is not decided here: that is `autonome.access`, which joins consent with law.

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
from autonome.consent.categories import CATEGORIES, CategoryCode
from autonome.consent.errors import ConsentError
from autonome.consent.jurisdictions import JURISDICTIONS, JurisdictionCode
from autonome.consent.members import Members
from autonome.consent.obligations import OBLIGATIONS, Obligation, ObligationCode
from autonome.consent.purposes import PURPOSES, PurposeCode
from autonome.consent.reading import ConsentFile, read_consent, read_recorded_act, recorded_act
from autonome.consent.recipients import RECIPIENTS, RecipientCode
from autonome.consent.shipped import SHIPPED, TREATMENT
from autonome.consent.standing import Standing, State, Timing, fold
from autonome.consent.taxonomy import Taxonomy, Term
from autonome.consent.templates import Question, QuestionId, Template

__all__ = [
    "CATEGORIES",
    "JURISDICTIONS",
    "OBLIGATIONS",
    "PURPOSES",
    "RECIPIENTS",
    "RIGHTS",
    "SHIPPED",
    "TREATMENT",
    "ActId",
    "ActKind",
    "ActSignature",
    "Action",
    "Atom",
    "Authority",
    "CategoryCode",
    "Comprehension",
    "ConsentAct",
    "ConsentError",
    "ConsentFile",
    "Effect",
    "JurisdictionCode",
    "Kind",
    "Members",
    "Obligation",
    "ObligationCode",
    "PurposeCode",
    "Question",
    "QuestionId",
    "QuestionKey",
    "RecipientCode",
    "SignatureKind",
    "Standing",
    "State",
    "Taxonomy",
    "Template",
    "Term",
    "Timing",
    "fold",
    "read_consent",
    "read_recorded_act",
    "recorded_act",
]
