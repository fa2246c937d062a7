"""Purposes of use: HL7 v3 PurposeOfUse and GA4GH DUO in one tree.

Sources: HL7 Terminology, code system v3-ActReason below PurposeOfUse (CC0), and the Data Use Ontology (CC BY 4.0).
Labels are our own. Where the two disagree on where a purpose belongs, the place that permits less was taken:

- Ancestry research stands beside health research, as DUO has it, not below it, as HL7 has it.
- Disease-specific research stands below health research (both), so a consent to one disease covers no general study.
- Treatment within a trial, and care of a population, stand beside treatment, not below it, as HL7 has them: who
  consents to being treated has not consented to a trial, or to being looked at as one of many. A refusal still meets
  them (`REFUSED_WITH`): who refuses treatment, or research, has refused treatment within a trial.
- Deciding on eligibility and enrolment stands below underwriting, as United States law (GINA) has it, not below
  payment, as HL7 has it: who consents to a bill being paid has not consented to be rated.

Codes of neither system (underwriting, employment, law enforcement, marketing of other goods) are ours, and so is
research on methods: DUO knows it by the modifier that forbids it.
"""

from collections.abc import Mapping
from typing import Final, NewType

from autonome.consent.taxonomy import Taxonomy, Term

PurposeCode = NewType("PurposeCode", str)
"""A purpose of use, such as ``TREAT``."""

PURPOSES: Final[Taxonomy[PurposeCode]] = Taxonomy.build(
    "purpose",
    (
        Term("PurposeOfUse", "", "any purpose", ("DUO:0000004",)),
        Term("TREAT", "PurposeOfUse", "treatment of this patient", ("DUO:0000043",)),
        Term("CAREMGT", "TREAT", "coordinating this patient's care"),
        Term("COC", "TREAT", "continuity of care between providers"),
        Term("ETREAT", "TREAT", "emergency treatment"),
        Term("BTG", "ETREAT", "breaking the glass in an emergency"),
        Term("ERTREAT", "ETREAT", "treatment in an emergency room"),
        Term("CLINTRL", "PurposeOfUse", "treatment within a clinical trial"),
        Term("POPHLTH", "PurposeOfUse", "care of a population that the patient belongs to"),
        Term("HPAYMT", "PurposeOfUse", "payment for care"),
        Term("CLMATTCH", "HPAYMT", "evidence for a claim"),
        Term("COVAUTH", "HPAYMT", "authorising coverage of a treatment"),
        Term("COVERAGE", "HPAYMT", "coverage under a policy in force"),
        Term("ELIGVER", "COVERAGE", "verifying that coverage is in force"),
        Term("REMITADV", "HPAYMT", "advice on a payment"),
        Term("UNDERWRITING", "PurposeOfUse", "insurance underwriting: whether to insure, and at what price"),
        Term("ELIGDTRM", "UNDERWRITING", "deciding whether a person is eligible for insurance"),
        Term("ENROLLM", "UNDERWRITING", "enrolment in insurance"),
        Term("HOPERAT", "PurposeOfUse", "operations of a health organisation"),
        Term("HCOMPL", "HOPERAT", "compliance"),
        Term("HLEGAL", "HOPERAT", "legal proceedings of a health organisation"),
        Term("HQUALIMP", "HOPERAT", "improving quality"),
        Term("HSYSADMIN", "HOPERAT", "system administration"),
        Term("PATADMIN", "HOPERAT", "administration of patients"),
        Term("PATSFTY", "HOPERAT", "patient safety"),
        Term("RECORDMGT", "HOPERAT", "management of records"),
        Term("TRAIN", "HOPERAT", "training of staff"),
        Term("GRU", "PurposeOfUse", "research of any kind", ("DUO:0000042",)),
        Term("HRESCH", "GRU", "health, medical or biomedical research", ("HMB", "DUO:0000006")),
        Term("BIORCH", "HRESCH", "biomedical research"),
        Term("CLINTRCH", "HRESCH", "clinical trial research"),
        Term("DSRCH", "HRESCH", "research on one disease", ("DS", "DUO:0000007")),
        Term("TRANSRCH", "HRESCH", "translational research"),
        Term("MDSRCH", "GRU", "research on methods, software and algorithms", ("MDS",)),
        Term("POARCH", "GRU", "research on population origins or ancestry", ("POA", "DUO:0000011")),
        Term("PATRQT", "PurposeOfUse", "at the patient's own request"),
        Term("FAMRQT", "PATRQT", "at the request of family, as the patient allows"),
        Term("PWATRNY", "PATRQT", "at the request of a holder of power of attorney"),
        Term("SUPNWK", "PATRQT", "for the patient's support network"),
        Term("PUBHLTH", "PurposeOfUse", "public health"),
        Term("DISASTER", "PUBHLTH", "relief in a disaster"),
        Term("THREAT", "PUBHLTH", "averting a serious threat"),
        Term("HMARKT", "PurposeOfUse", "marketing of health care"),
        Term("EMPLOYMENT", "PurposeOfUse", "decisions on employment: hiring, dismissal, pay, assignment"),
        Term("LAWENF", "PurposeOfUse", "law enforcement"),
    ),
)
"""All purposes; unknown ones are refused."""

REFUSED_WITH: Final[Mapping[str, tuple[str, ...]]] = {"CLINTRL": ("TREAT", "GRU"), "POPHLTH": ("TREAT", "PUBHLTH")}
"""Purposes that are refused with others beside which they stand, for they are a part of these to whoever refuses."""
