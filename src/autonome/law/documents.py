"""Documents: the closed vocabulary of papers that a rule, or an obligation of a consent, can ask for.

What a decision cannot know (that a notice was given, that a contract binds the processor) is shown as a paper with an
identifier under which an auditor finds it. That the paper is good is for whoever wrote and keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class DocumentKind(StrEnum):
    """Kinds of paper; a request that shows another is refused."""

    PRIVACY_NOTICE = "privacy-notice"
    NECESSITY_NOTICE = "necessity-notice"
    RECIPIENT_NOTICE = "recipient-notice"
    IMPACT_ASSESSMENT = "impact-assessment"
    PROCESSING_AGREEMENT = "processing-agreement"
    HANDLER_APPROVAL = "handler-approval"
    HUMAN_REVIEW = "human-review"
    GUARDIAN_PROOF = "guardian-proof"
    TRANSFER_MECHANISM = "transfer-mechanism"
    SECURITY_ASSESSMENT = "security-assessment"
    SECURITY_REVIEW = "security-review"
    IMPORTANT_DATA_CLASS = "important-data-class"
    FOREIGN_COURT_APPROVAL = "foreign-court-approval"
    HGR_APPROVAL = "hgr-approval"
    HGR_REGISTRATION = "hgr-registration"
    HGR_REPORT = "hgr-report"
    HGR_BACKUP_RECEIPT = "hgr-backup-receipt"
    COOPERATION_TERMS = "cooperation-terms"
    ETHICS_APPROVAL = "ethics-approval"
    TRIAL_APPROVAL = "trial-approval"
    TREATMENT_CONSENT = "treatment-consent"
    SAFE_HARBOUR_REPORT = "safe-harbour-report"
    EXPERT_DETERMINATION = "expert-determination"
    COLLABORATION_AGREEMENT = "collaboration-agreement"
    PROJECT_APPROVAL = "project-approval"


DOCUMENTS: Final[Mapping[DocumentKind, str]] = {
    DocumentKind.PRIVACY_NOTICE: "notice to the person: who, what for, how, which data, how long, which rights",
    DocumentKind.NECESSITY_NOTICE: "notice to the person: why sensitive data are necessary, and what they may lead to",
    DocumentKind.RECIPIENT_NOTICE: "notice to the person: who gets the data, what for and how",
    DocumentKind.IMPACT_ASSESSMENT: "assessment of what the processing may do to people, made beforehand",
    DocumentKind.PROCESSING_AGREEMENT: "contract with the processor: purpose, term, way, data, protection",
    DocumentKind.HANDLER_APPROVAL: "leave of the handler for a processor to use another processor",
    DocumentKind.HUMAN_REVIEW: "a way to an explanation, and to a decision by a human being",
    DocumentKind.GUARDIAN_PROOF: "consent of the guardian, and proof that she or he is one",
    DocumentKind.TRANSFER_MECHANISM: "ground for sending data abroad: adequacy, contract, certification, rules",
    DocumentKind.SECURITY_ASSESSMENT: "security assessment of an export, passed at the authority",
    DocumentKind.SECURITY_REVIEW: "security review of giving genetic information to foreign parties, passed",
    DocumentKind.IMPORTANT_DATA_CLASS: "class of the data in the catalogue of important data",
    DocumentKind.FOREIGN_COURT_APPROVAL: "approval of the competent authority for a foreign court or police",
    DocumentKind.HGR_APPROVAL: "approval of the authority for human genetic resources",
    DocumentKind.HGR_REGISTRATION: "registration of an international trial with human genetic resources",
    DocumentKind.HGR_REPORT: "prior report on giving genetic information to foreign parties",
    DocumentKind.HGR_BACKUP_RECEIPT: "receipt for the copy of that information handed in",
    DocumentKind.COOPERATION_TERMS: "terms of a cooperation: the home party takes part throughout, shares rights",
    DocumentKind.ETHICS_APPROVAL: "approval of an ethics committee",
    DocumentKind.TRIAL_APPROVAL: "approval of a clinical trial by the authority",
    DocumentKind.TREATMENT_CONSENT: "consent to the treatment itself, with risks and alternatives explained",
    DocumentKind.SAFE_HARBOUR_REPORT: "report that the listed identifiers were removed, and nothing else is known",
    DocumentKind.EXPERT_DETERMINATION: "an expert's finding that the risk of recognition is very small, with methods",
    DocumentKind.COLLABORATION_AGREEMENT: "agreement to work together with the primary investigators",
    DocumentKind.PROJECT_APPROVAL: "approval of the project within which the data are used",
}
"""All kinds, in plain words."""
