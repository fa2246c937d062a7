"""China: the Civil Code on privacy and care, genetic resources, important data, and research by doctors."""

from typing import Final

from autonome.law.cases import ConsentKind, DataClass, Deed, Event, Party, Use
from autonome.law.china_statutes import (
    BIOSECURITY,
    CIVIL_CODE,
    DATA_SECURITY,
    DOCTORS,
    GENETIC_RESOURCES,
    GENETIC_RESOURCES_RULES,
    HEALTH_AUTHORITY_SINCE,
)
from autonome.law.circumstances import Circumstance
from autonome.law.clocks import Clock, Moment, Unit
from autonome.law.documents import DocumentKind
from autonome.law.drafting import ALWAYS, upon
from autonome.law.predicates import (
    ASKING,
    OWN_RECORD,
    PASSED_ON,
    PROCESSING,
    SENSITIVE,
    URGENT_CARE_HERE,
    All,
    AnyOf,
    LeavesJurisdiction,
    Not,
    RecipientTouches,
    SomeUseWithin,
    UseTouches,
    UseWithin,
    data,
    deed,
)
from autonome.law.rules import Addressee
from autonome.law.stated import NotRuledOut, Stated, Unstated

_GENETIC = data(DataClass.GENETIC)
_FOREIGN = Stated(Circumstance.FOREIGN_CONTROLLED)
_PROMPTLY = Clock(starts=Moment.AWARE, unit=Unit.AT_ONCE)
_CARE = UseWithin(frozenset({Use.TREATMENT, Use.OWN_REQUEST}))
_TRIAL = AnyOf((UseTouches(frozenset({Use.TRIAL_RESEARCH})), SomeUseWithin(frozenset({Use.TRIAL_TREATMENT}))))
_ABROAD_OR_FOREIGN = AnyOf((_FOREIGN, LeavesJurisdiction()))
_ABROAD_OR_PERHAPS_FOREIGN = AnyOf((NotRuledOut(Circumstance.FOREIGN_CONTROLLED), LeavesJurisdiction()))
_COOPERATION = AnyOf(
    (
        Stated(Circumstance.INTERNATIONAL_COOPERATION),
        All((_ABROAD_OR_FOREIGN, NotRuledOut(Circumstance.INTERNATIONAL_COOPERATION))),
    )
)
_REGISTERED_TRIAL = All(
    (
        Stated(Circumstance.INTERNATIONAL_COOPERATION),
        Stated(Circumstance.MARKET_TRIAL_WITHOUT_EXPORT),
        Not(LeavesJurisdiction()),
    )
)
_GIVEN_TO_FOREIGNERS = All(
    (
        _GENETIC,
        AnyOf(
            (
                All((_FOREIGN, deed(Deed.USE, Deed.TRAIN, Deed.DISCLOSE, Deed.PUBLISH, Deed.EXPORT))),
                deed(Deed.PUBLISH),
                LeavesJurisdiction(),
            )
        ),
        Not(OWN_RECORD),
        Not(URGENT_CARE_HERE),  # clinical care is left to other laws: Human Genetic Resources Regulations, Art. 3
    )
)
_TAKEN_BY_FOREIGNERS = All(
    (
        _GENETIC,
        _FOREIGN,
        AnyOf((deed(Deed.COLLECT, Deed.EXPORT), LeavesJurisdiction())),
        Not(URGENT_CARE_HERE),
    )
)
_FOREIGNERS_TAKE = (
    "Foreign parties, and those under foreign control, may not collect Chinese human genetic resources or take them "
    "abroad."
)

CARE: Final = (
    CIVIL_CODE.require(
        "CN-CC-1008",
        "Art. 1008",
        _TRIAL,
        "A clinical trial needs approval by the authority and by an ethics committee, and a written consent.",
        ConsentKind.WRITTEN,
        DocumentKind.TRIAL_APPROVAL,
        DocumentKind.ETHICS_APPROVAL,
    ),
    CIVIL_CODE.require(
        "CN-CC-1009",
        "Art. 1009",
        All((_GENETIC, UseTouches(frozenset({Use.RESEARCH})), PROCESSING)),
        "Research on human genes must be lawful, and against neither ethics nor the public interest.",
        DocumentKind.ETHICS_APPROVAL,
    ),
    CIVIL_CODE.require(
        "CN-CC-1033(5)",
        "Art. 1033(5)",
        Not(OWN_RECORD),
        "Private information is used only with the person's explicit consent.",
        ConsentKind.EXPLICIT,
    ),
    CIVIL_CODE.duty(
        "CN-CC-1035",
        "Art. 1035",
        PROCESSING,
        "Make the rules of the processing public, and state its purpose, way and extent.",
    ),
    CIVIL_CODE.right(
        "CN-CC-1037",
        "Art. 1037",
        AnyOf((OWN_RECORD, ASKING)),
        "People may see and copy their information, and have what is wrong corrected and what is unlawful erased.",
    ),
    CIVIL_CODE.require(
        "CN-CC-1038",
        "Art. 1038",
        All((PASSED_ON, Not(OWN_RECORD))),
        "Information about a person is given to others only with the person's consent.",
        ConsentKind.EXPLICIT,
    ),
    upon(
        Event.BREACH,
        CIVIL_CODE.duty(
            "CN-CC-1038/breach",
            "Art. 1038",
            ALWAYS,
            "Remedy a leak, tell the people and report it.",
            _PROMPTLY,
        ),
        Addressee.PEOPLE,
        Addressee.AUTHORITY,
    ),
    CIVIL_CODE.require(
        "CN-CC-1219",
        "Art. 1219",
        All((PROCESSING, Stated(Circumstance.SPECIAL_TREATMENT))),
        "An operation, a special examination or treatment needs its own explicit consent, with risks and "
        "alternatives explained.",
        ConsentKind.EXPLICIT,
        DocumentKind.TREATMENT_CONSENT,
    ),
    upon(
        Event.DISPUTE,
        CIVIL_CODE.duty(
            "CN-CC-1222",
            "Art. 1222",
            ALWAYS,
            "Fault is presumed of whoever hides, loses, forges or changes records: show that nothing was changed.",
        ),
    ),
    CIVIL_CODE.duty(
        "CN-CC-1225",
        "Art. 1225",
        All((OWN_RECORD, SENSITIVE)),
        "Let patients see and copy their medical records in good time.",
        Clock(starts=Moment.REQUEST, unit=Unit.AT_ONCE),
    ),
    CIVIL_CODE.require(
        "CN-CC-1226",
        "Art. 1226",
        All((SENSITIVE, PASSED_ON, Not(OWN_RECORD))),
        "Medical records are given to others only with the patient's consent.",
        ConsentKind.EXPLICIT,
    ),
    DOCTORS.require(
        "CN-Phys-26",
        "Art. 26",
        _TRIAL,
        "Doctors do clinical research only after review by an ethics committee and with a written consent.",
        ConsentKind.WRITTEN,
        DocumentKind.ETHICS_APPROVAL,
    ),
)

GENES: Final = (
    BIOSECURITY.require(
        "CN-BSL-56",
        "Art. 56",
        All(
            (
                _GENETIC,
                Not(_CARE),
                Not(_REGISTERED_TRIAL),
                AnyOf((All((deed(Deed.COLLECT), NotRuledOut(Circumstance.LISTED_GENETIC_RESOURCE))), _COOPERATION)),
            )
        ),
        "Collecting listed genetic resources, and research on any with foreign parties, needs the authority's "
        "approval, except for care.",
        DocumentKind.HGR_APPROVAL,
    ),
    BIOSECURITY.require(
        "CN-BSL-56/registration",
        "Art. 56",
        All((_GENETIC, _REGISTERED_TRIAL)),
        "An international trial for approval on the market, without export of material, is registered first.",
        DocumentKind.HGR_REGISTRATION,
    ),
    BIOSECURITY.forbid("CN-BSL-56-foreign", "Art. 56", _TAKEN_BY_FOREIGNERS, _FOREIGNERS_TAKE),
    BIOSECURITY.forbid(
        "CN-BSL-57/who",
        "Art. 56 and 57",
        # Who saves a life here is not asked who owns the hospital: whichever the answer, the same is permitted.
        All((_GENETIC, PROCESSING, Not(URGENT_CARE_HERE), Unstated(Circumstance.FOREIGN_CONTROLLED))),
        "Before anybody gets Chinese genetic information, it must be known whether a foreign party stands behind the "
        "asker.",
    ),
    BIOSECURITY.between(HEALTH_AUTHORITY_SINCE).require(
        "CN-BSL-57",
        "Art. 57",
        _GIVEN_TO_FOREIGNERS,
        "Before a foreign party gets genetic information, report it to the health authority and hand in a copy.",
        DocumentKind.HGR_REPORT,
        DocumentKind.HGR_BACKUP_RECEIPT,
    ),
    BIOSECURITY.between(BIOSECURITY.since, HEALTH_AUTHORITY_SINCE).require(
        "CN-BSL-57/until-2024",
        "Art. 57 (2020)",
        _GIVEN_TO_FOREIGNERS,
        "Before a foreign party gets genetic information, report it to the authority for science and hand in a copy.",
        DocumentKind.HGR_REPORT,
        DocumentKind.HGR_BACKUP_RECEIPT,
    ),
    BIOSECURITY.require(
        "CN-BSL-59",
        "Art. 59",
        All((_GENETIC, _COOPERATION, PROCESSING, Not(_CARE))),
        "In research with foreign parties the Chinese party takes part throughout and shares the rights.",
        DocumentKind.COOPERATION_TERMS,
    ),
    GENETIC_RESOURCES_RULES.duty(
        "CN-HGR-Rules2023-2",
        "Art. 2",
        All((_GENETIC, PROCESSING, Not(_CARE))),
        "Treat gene and genome data as human genetic resources; clinical, imaging, protein and metabolite data are "
        "none.",
    ),
    GENETIC_RESOURCES.forbid("CN-HGR-Reg-7/12/28/foreign", "Art. 7", _TAKEN_BY_FOREIGNERS, _FOREIGNERS_TAKE),
    GENETIC_RESOURCES.require(
        "CN-HGR-Reg-7/12/28/collect",
        "Art. 12",
        All((_GENETIC, deed(Deed.COLLECT), Not(_CARE), PROCESSING)),
        "Genetic resources are collected only with a written consent given beforehand, after an ethics review.",
        ConsentKind.WRITTEN,
        DocumentKind.ETHICS_APPROVAL,
    ),
    GENETIC_RESOURCES.require(
        "CN-HGR-Reg-7/12/28/review",
        "Art. 28",
        All((_GIVEN_TO_FOREIGNERS, NotRuledOut(Circumstance.PUBLIC_INTEREST_AT_STAKE))),
        "Genetic information that may touch public health or security goes to foreign parties only after a review.",
        DocumentKind.SECURITY_REVIEW,
    ),
)

IMPORTANT_DATA: Final = (
    DATA_SECURITY.require(
        "CN-DSL-36",
        "Art. 36",
        All((_ABROAD_OR_PERHAPS_FOREIGN, RecipientTouches(frozenset({Party.LAW_ENFORCEMENT})), PROCESSING)),
        "A foreign court or police gets data stored in China only by approval of the competent authority.",
        DocumentKind.FOREIGN_COURT_APPROVAL,
    ),
    DATA_SECURITY.require(
        "CN-DSL-21/24/31",
        "Art. 21 and 24",
        # The care of one person is not what the catalogues are about (GB/T 43697-2024: what touches an individual alone
        # is as a rule no important data): neither a statement nor silence asks for the paper there.
        All((PROCESSING, Not(_CARE), NotRuledOut(Circumstance.IMPORTANT_DATA))),
        "Important data are handled by their class in the catalogue.",
        DocumentKind.IMPORTANT_DATA_CLASS,
    ),
    DATA_SECURITY.require(
        "CN-DSL-21/24/31/export",
        "Art. 31",
        All((LeavesJurisdiction(), NotRuledOut(Circumstance.IMPORTANT_DATA))),
        "Important data go abroad only after a security assessment.",
        DocumentKind.SECURITY_ASSESSMENT,
    ),
)
