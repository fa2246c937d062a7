"""China: the Personal Information Protection Law and what was made under it."""

from typing import Final

from autonome.law.cases import ConsentKind, Deed, Event, Party, Use
from autonome.law.china_statutes import CROSS_BORDER, PIPL, PIPL_ABROAD, PIPL_ABROAD_BEFORE
from autonome.law.circumstances import Circumstance, Count
from autonome.law.clocks import Clock, Moment, Unit
from autonome.law.documents import DocumentKind
from autonome.law.drafting import ALWAYS, upon
from autonome.law.predicates import (
    ASKING,
    EMERGENCY,
    OWN_RECORD,
    PASSED_ON,
    PROCESSING,
    REFUSING,
    SENSITIVE,
    URGENT_CARE,
    WITHDRAWING,
    All,
    AnyOf,
    LeavesJurisdiction,
    Not,
    RecipientWithin,
    UseWithin,
    deed,
)
from autonome.law.rules import Addressee
from autonome.law.stated import PERHAPS_TIED, TIED, MayBeBelow, MayReach, NotRuledOut, Stated

AGE_ALONE: Final = 14
"""Years from which no guardian's consent is needed (PIPL Art. 31)."""

MANY_SENSITIVE: Final = 10_000
"""People whose sensitive data went abroad since 1 January from which a security assessment is due (Art. 7)."""

MANY: Final = 1_000_000
"""The same for other personal data."""

_PROMPTLY = Clock(starts=Moment.REQUEST, unit=Unit.AT_ONCE)
_ASSESSED = All(
    (
        AnyOf(
            (
                SENSITIVE,
                PASSED_ON,
                LeavesJurisdiction(),
                Stated(Circumstance.ENTRUSTED),
                Stated(Circumstance.AUTOMATED_DECISION),
            )
        ),
        Not(OWN_RECORD),
    )
)
_EPIDEMIC = All(
    (
        UseWithin(frozenset({Use.PUBLIC_HEALTH})),
        RecipientWithin(frozenset({Party.PUBLIC_HEALTH_AUTHORITY})),
        deed(Deed.COLLECT, Deed.USE),
        Stated(Circumstance.PUBLIC_HEALTH_EMERGENCY),
    )
)
_HOLDS_OR_IS_NO_HANDLER = RecipientWithin(frozenset({Party.HOLDER, Party.RELATIVE, Party.REPRESENTATIVE}))
_FROM_ANOTHER = AnyOf(
    (
        Stated(Circumstance.FROM_ANOTHER_HANDLER),
        All((Not(_HOLDS_OR_IS_NO_HANDLER), NotRuledOut(Circumstance.FROM_ANOTHER_HANDLER))),
    )
)
_BETWEEN_HANDLERS = AnyOf(
    (
        deed(Deed.EXPORT),
        All((deed(Deed.DISCLOSE), Not(RecipientWithin(frozenset({Party.RELATIVE, Party.REPRESENTATIVE}))))),
        All((deed(Deed.COLLECT, Deed.USE, Deed.TRAIN), _FROM_ANOTHER)),
    )
)
"""What is published is in Art. 25. Who keeps or treats is taken for the handler itself, unless it says otherwise; a
relative, in matters of the family, is no handler (Art. 72)."""
_BY_INFRASTRUCTURE = All((LeavesJurisdiction(), NotRuledOut(Circumstance.CRITICAL_INFRASTRUCTURE)))
_KNOWN_RELATIVE = All(
    (
        Stated(Circumstance.DECEASED),
        Stated(Circumstance.NEAR_RELATIVE),
        Not(NotRuledOut(Circumstance.ARRANGED_OTHERWISE)),
        RecipientWithin(frozenset({Party.RELATIVE})),
        UseWithin(frozenset({Use.OWN_REQUEST})),
        deed(Deed.COLLECT, Deed.USE, Deed.CORRECT, Deed.ERASE),
    )
)

GROUNDS: Final = (
    PIPL.ground(
        "CN-PIPL-13/emergency",
        "Art. 13(4)",
        URGENT_CARE,
        "In an emergency data may be taken in, used and handed to those who treat it without consent, to protect life "
        "and health; tell the person as soon as that is possible, and assess such uses as a kind beforehand.",
    ),
    PIPL.ground(
        "CN-PIPL-13/public-health",
        "Art. 13(4)",
        _EPIDEMIC,
        "In a declared emergency the public health authority may use data without consent; tell the person.",
    ),
    PIPL.ground(
        "CN-PIPL-49",
        "Art. 49",
        _KNOWN_RELATIVE,
        "Near relatives may see and put right the data of somebody who has died, who did not arrange otherwise.",
    ),
)

PERSON: Final = (
    PIPL.right("CN-PIPL-15", "Art. 15", WITHDRAWING, "A consent can be taken back, by an easy way."),
    PIPL.right("CN-PIPL-16", "Art. 16", REFUSING, "Nobody is refused a service for refusing a consent."),
    PIPL.forbid(
        "CN-PIPL-16/tied",
        "Art. 16",
        All((TIED, Not(_EPIDEMIC))),
        "A consent counts for nothing where a service that does not need the data was refused without it.",
    ),
    PIPL.forbid(
        "CN-PIPL-16/asked",
        "Art. 16",
        All((PERHAPS_TIED, Not(_EPIDEMIC))),
        "Before a consent to something else than care counts, it must be known whether a service depended on it.",
    ),
    PIPL.right("CN-PIPL-45/46/47", "Art. 45", OWN_RECORD, "People may see and copy the data held about them."),
    PIPL.right(
        "CN-PIPL-45/46/47/asking",
        "Art. 44 to 47",
        ASKING,
        "People may ask for their data to be corrected, erased, handed on, or no more used.",
    ),
    PIPL.duty(
        "CN-PIPL-45/46/47/answer",
        "Art. 45 to 47",
        AnyOf((OWN_RECORD, ASKING)),
        "Answer the person's request in good time; the law names no figure.",
        _PROMPTLY,
    ),
    PIPL.duty(
        "CN-PIPL-45/46/47/withdrawn",
        "Art. 47(3)",
        WITHDRAWING,
        "Erase the data after a withdrawal, or else do nothing with them but keep them safe.",
        Clock(starts=Moment.WITHDRAWAL, unit=Unit.AT_ONCE),
    ),
    upon(
        Event.REFUSAL,
        PIPL.duty(
            "CN-PIPL-50",
            "Art. 50",
            ALWAYS,
            "Give reasons for refusing a person's own request, and say that a court can be asked.",
            _PROMPTLY,
        ),
        Addressee.PEOPLE,
    ),
)

CONSENT: Final = (
    PIPL.require(
        "CN-PIPL-14",
        "Art. 14",
        PROCESSING,
        "Consent must be informed, free and explicit.",
        ConsentKind.EXPLICIT,
    ),
    PIPL.require(
        "CN-PIPL-17",
        "Art. 17",
        All((PROCESSING, deed(Deed.COLLECT), Not(EMERGENCY))),
        "Before data are collected the person is told who, what for, how, which data, how long and which rights.",
        DocumentKind.PRIVACY_NOTICE,
    ),
    PIPL.require(
        "CN-PIPL-23",
        "Art. 23",
        All((_BETWEEN_HANDLERS, Not(OWN_RECORD), Not(URGENT_CARE), Not(_EPIDEMIC))),
        "Giving data to another handler, or using what came from one, needs a separate consent that names who gets "
        "them, and a notice to the person.",
        ConsentKind.SEPARATE_RECIPIENT,
        DocumentKind.RECIPIENT_NOTICE,
    ),
    PIPL.require(
        "CN-PIPL-25",
        "Art. 25",
        All((deed(Deed.PUBLISH), Not(OWN_RECORD))),
        "Making data public needs a separate consent.",
        ConsentKind.SEPARATE_PUBLISH,
    ),
    PIPL.require(
        "CN-PIPL-29",
        "Art. 29",
        All((SENSITIVE, Not(OWN_RECORD))),
        "Sensitive data, genetic and health data among them, need a separate consent.",
        ConsentKind.SEPARATE_SENSITIVE,
    ),
    PIPL.require(
        "CN-PIPL-29/necessity",
        "Art. 28 and 30",
        All((SENSITIVE, PROCESSING, Not(EMERGENCY))),
        "Sensitive data are used only where it is necessary, and the person is told why and what it may lead to.",
        DocumentKind.NECESSITY_NOTICE,
    ),
    PIPL.require(
        "CN-PIPL-31",
        "Art. 31",
        All((PROCESSING, MayBeBelow(Count.AGE, AGE_ALONE), Not(EMERGENCY))),
        "Data of a child below fourteen need the consent of a parent or guardian.",
        DocumentKind.GUARDIAN_PROOF,
    ),
)

HANDLER: Final = (
    PIPL.require(
        "CN-PIPL-21",
        "Art. 21",
        All((PROCESSING, Stated(Circumstance.ENTRUSTED))),
        "A processor is bound by a contract on purpose, term, way, data and protection.",
        DocumentKind.PROCESSING_AGREEMENT,
    ),
    PIPL.require(
        "CN-PIPL-21/onward",
        "Art. 21",
        All((PROCESSING, Stated(Circumstance.SUB_ENTRUSTED))),
        "A processor uses another processor only by leave of the handler.",
        DocumentKind.HANDLER_APPROVAL,
    ),
    PIPL.require(
        "CN-PIPL-24",
        "Art. 24",
        All((PROCESSING, Stated(Circumstance.AUTOMATED_DECISION))),
        "Where a machine alone decides on something of weight, the person can have it explained and can refuse it.",
        DocumentKind.HUMAN_REVIEW,
    ),
    PIPL.require(
        "CN-PIPL-55/56",
        "Art. 55 and 56",
        All((_ASSESSED, Not(URGENT_CARE))),
        "Sensitive data, data that are passed on or sent abroad, processors and machine decisions need an impact "
        "assessment beforehand.",
        DocumentKind.IMPACT_ASSESSMENT,
    ),
    PIPL.duty(
        "CN-PIPL-55/56/keep",
        "Art. 56",
        _ASSESSED,
        "Keep the impact assessment and the record of the processing.",
        Clock(starts=Moment.ASSESSMENT, unit=Unit.YEARS, amount=3, keeps=True),
    ),
    upon(
        Event.BREACH,
        PIPL.duty(
            "CN-PIPL-57",
            "Art. 57",
            ALWAYS,
            "Remedy a breach and tell the authority which data, why, what harm, what was done and whom to ask.",
            Clock(starts=Moment.AWARE, unit=Unit.AT_ONCE),
        ),
        Addressee.AUTHORITY,
    ),
    upon(
        Event.BREACH,
        PIPL.duty(
            "CN-PIPL-57/people",
            "Art. 57",
            Not(Stated(Circumstance.HARM_AVERTED)),
            "Tell the people the same, unless what was done keeps all harm away.",
            Clock(starts=Moment.AWARE, unit=Unit.AT_ONCE),
        ),
        Addressee.PEOPLE,
    ),
    upon(
        Event.HARM,
        PIPL.duty(
            "CN-PIPL-69",
            "Art. 69",
            ALWAYS,
            "Fault is presumed where processing did harm: keep what shows that there was none.",
        ),
    ),
)

ABROAD: Final = (
    PIPL_ABROAD.require(
        "CN-PIPL-38",
        "Art. 38",
        All((LeavesJurisdiction(), Not(URGENT_CARE))),  # Provisions on Cross-Border Data Flows Art. 5(1)(3)
        "Data leave China only upon a security assessment, a certification or the standard contract, or to treat an "
        "emergency.",
        DocumentKind.TRANSFER_MECHANISM,
    ),
    PIPL_ABROAD_BEFORE.require(
        "CN-PIPL-38/until-2024",
        "Art. 38",
        LeavesJurisdiction(),
        "Data leave China only upon a security assessment, a certification or the standard contract.",
        DocumentKind.TRANSFER_MECHANISM,
    ),
    PIPL.require(
        "CN-PIPL-39",
        "Art. 39",
        LeavesJurisdiction(),
        "Taking data abroad needs a separate consent that names the recipient there.",
        ConsentKind.SEPARATE_EXPORT,
    ),
    PIPL_ABROAD.require(
        "CN-PIPL-40",
        "Art. 40",
        All((_BY_INFRASTRUCTURE, Not(URGENT_CARE))),  # Provisions on Cross-Border Data Flows Art. 5(1)(3) and 7
        "Whoever runs critical infrastructure or handles very many people sends data abroad only after a security "
        "assessment, or to treat an emergency.",
        DocumentKind.SECURITY_ASSESSMENT,
    ),
    PIPL_ABROAD_BEFORE.require(
        "CN-PIPL-40/until-2024",
        "Art. 40",
        _BY_INFRASTRUCTURE,
        "Whoever runs critical infrastructure or handles very many people sends data abroad only after a security "
        "assessment.",
        DocumentKind.SECURITY_ASSESSMENT,
    ),
    CROSS_BORDER.require(
        "CN-CAC-2024",
        "Art. 5 and 7",
        All(
            (
                LeavesJurisdiction(),
                Not(URGENT_CARE),
                AnyOf(
                    (
                        All((SENSITIVE, MayReach(Count.PEOPLE_ABROAD, MANY_SENSITIVE))),
                        MayReach(Count.PEOPLE_ABROAD, MANY),
                    )
                ),
            )
        ),
        "From ten thousand people with sensitive data, or a million with others, within a year, sending them abroad "
        "needs a security assessment, unless to treat an emergency.",
        DocumentKind.SECURITY_ASSESSMENT,
    ),
)
"""Art. 5 of the Provisions spares an emergency the ways of Art. 38, and no other papers."""
