"""European Economic Area: the GDPR, as far as it decides who may see a record, and what is owed beside it."""

from typing import Final

from autonome.kernel import Instant
from autonome.law.cases import ConsentKind, Deed, Event
from autonome.law.circumstances import Circumstance, Count
from autonome.law.clocks import Clock, Moment, Unit
from autonome.law.documents import DocumentKind
from autonome.law.drafting import ALWAYS, Statute, upon
from autonome.law.predicates import (
    ASKING,
    EMERGENCY,
    OWN_RECORD,
    PROCESSING,
    SENSITIVE,
    URGENT_CARE,
    WITHDRAWING,
    All,
    AnyOf,
    LeavesJurisdiction,
    Not,
    deed,
)
from autonome.law.rules import Addressee, Check, Pack
from autonome.law.stated import PERHAPS_TIED, TIED, MayBeBelow, NotRuledOut, Stated

_READ = Statute(
    "EEA",
    "GDPR",
    Instant.parse("2018-05-25"),  # Art. 99(2)
    Check.STATUTE,
    "text of Regulation (EU) 2016/679",
)
_UNREAD = _READ.read(Check.UNCHECKED, "fact table, not yet read in the Regulation")

AGE_ONLINE: Final = 16
"""Years from which a child consents to an online service alone (Art. 8(1)); a member state may go down to 13."""

_VITAL = All((URGENT_CARE, Stated(Circumstance.CANNOT_CONSENT)))
_NO_RISK = All((Stated(Circumstance.RISK_UNLIKELY), Not(Stated(Circumstance.HIGH_RISK))))
"""Who says that a risk is unlikely, and high, has said nothing that spares a notice."""

_CONSENT = (
    _UNREAD.duty(
        "EU-GDPR-6",
        "Art. 6(1)",
        PROCESSING,
        "Rest each use on a ground that the law names, and be able to say which one it was.",
    ),
    _UNREAD.ground(
        "EU-GDPR-6/vital",
        "Art. 6(1)(d) and 9(2)(c)",
        _VITAL,
        "Data may be taken in, used and handed to those who treat an emergency without consent, to save the life of "
        "somebody who is not able to consent; tell the person.",
    ),
    _READ.duty(
        "EU-GDPR-7(1)",
        "Art. 7(1)",
        PROCESSING,
        "Be able to show that the person consented: keep the receipt.",
    ),
    _READ.right(
        "EU-GDPR-7(3)",
        "Art. 7(3)",
        WITHDRAWING,
        "A consent can be taken back at any time, as easily as it was given.",
    ),
    _READ.forbid(
        "EU-GDPR-7(4)",
        "Art. 7(4)",
        TIED,
        "A consent that a service was made to depend on without need is not free, and counts for nothing.",
    ),
    _READ.forbid(
        "EU-GDPR-7(4)/asked",
        "Art. 7(4)",
        PERHAPS_TIED,
        "Before a consent to something else than care counts, it must be known whether a service depended on it.",
    ),
    _READ.read(Check.STATUTE, "text of Regulation (EU) 2016/679, privacy-regulation.eu").require(
        "EU-GDPR-8",
        "Art. 8",
        All((Stated(Circumstance.ONLINE_SERVICE), MayBeBelow(Count.AGE, AGE_ONLINE), PROCESSING)),
        "A service over the network needs the consent of a parent for a child below sixteen.",
        DocumentKind.GUARDIAN_PROOF,
    ),
    _READ.require(
        "EU-GDPR-9(1)/9(2)(a,h,j)",
        "Art. 9(1) and 9(2)(a)",
        All((SENSITIVE, Not(OWN_RECORD))),
        "Genetic and health data need the person's explicit consent; the grounds of care and of research by "
        "law exist, and this product does not rely on them.",
        ConsentKind.EXPLICIT,
    ),
)

_PERSON = (
    _READ.duty(
        "EU-GDPR-12(3)",
        "Art. 12(3)",
        AnyOf((OWN_RECORD, ASKING)),
        "Answer the person's request.",
        Clock(starts=Moment.REQUEST, unit=Unit.MONTHS, amount=1, extension=2),
    ),
    _UNREAD.require(
        "EU-GDPR-13/14",
        "Art. 13",
        All((PROCESSING, deed(Deed.COLLECT), Not(Stated(Circumstance.NOT_FROM_THE_PERSON)), Not(EMERGENCY))),
        "Whoever collects data from the person gives notice of who, what for and which rights, then and there.",
        DocumentKind.PRIVACY_NOTICE,
    ),
    _UNREAD.duty(
        "EU-GDPR-13/14/indirect",
        "Art. 14",
        All((PROCESSING, deed(Deed.COLLECT), Stated(Circumstance.NOT_FROM_THE_PERSON))),
        "Whoever collects data elsewhere than from the person gives notice to the person.",
        Clock(starts=Moment.COLLECTION, unit=Unit.MONTHS, amount=1),
    ),
    _UNREAD.right("EU-GDPR-15-22", "Art. 15", OWN_RECORD, "People may see the data held about them."),
    _UNREAD.right(
        "EU-GDPR-15-22/asking",
        "Art. 16 to 18, 20 and 21",
        ASKING,
        "People may ask for their data to be corrected, erased, used less, handed on, or no more used so.",
    ),
    _UNREAD.duty(
        "EU-GDPR-15-22/recipients",
        "Art. 19",
        All((ASKING, deed(Deed.CORRECT, Deed.ERASE, Deed.RESTRICT))),
        "Tell everybody who got the data that they were corrected, erased or are to be used less.",
    ),
    _UNREAD.require(
        "EU-GDPR-15-22/machine",
        "Art. 22",
        All((Stated(Circumstance.AUTOMATED_DECISION), PROCESSING)),
        "A decision by a machine alone needs the person's explicit consent, and a way to a human being.",
        ConsentKind.EXPLICIT,
        DocumentKind.HUMAN_REVIEW,
    ),
)

_HANDLER = (
    _READ.read(Check.STATUTE, "text of Art. 35(3), reprinted in a deskbook on general privacy laws").require(
        "EU-GDPR-35",
        "Art. 35",
        All((SENSITIVE, NotRuledOut(Circumstance.LARGE_SCALE), PROCESSING, Not(EMERGENCY))),
        "Processing genetic or health data on a large scale needs an impact assessment beforehand.",
        DocumentKind.IMPACT_ASSESSMENT,
    ),
    _UNREAD.require(
        "EU-GDPR-44-49",
        "Art. 44 to 49",
        All((LeavesJurisdiction(), Not(_VITAL))),  # Art. 49(1)(f)
        "Data leave the European Economic Area only under an adequacy decision or agreed safeguards, or to save the "
        "life of somebody who is not able to consent.",
        DocumentKind.TRANSFER_MECHANISM,
    ),
    upon(
        Event.BREACH,
        _READ.duty(
            "EU-GDPR-33",
            "Art. 33(1)",
            Not(_NO_RISK),
            "Tell the supervisory authority of a breach, unless it is unlikely to be a risk; say why if it is later.",
            Clock(starts=Moment.AWARE, unit=Unit.HOURS, amount=72),
        ),
        Addressee.AUTHORITY,
    ),
    upon(
        Event.BREACH,
        _READ.duty(
            "EU-GDPR-33/register",
            "Art. 33(5)",
            ALWAYS,
            "Write down every breach, what it did and what was done about it.",
        ),
        Addressee.REGISTER,
    ),
    upon(
        Event.BREACH,
        _READ.read(Check.STATUTE, "text of Art. 34, reprinted in a deskbook on general privacy laws").duty(
            "EU-GDPR-34",
            "Art. 34",
            All(
                (
                    NotRuledOut(Circumstance.HIGH_RISK),
                    Not(_NO_RISK),
                    Not(Stated(Circumstance.UNREADABLE)),
                    Not(Stated(Circumstance.HARM_AVERTED)),
                )
            ),
            "Tell the people of a breach that is likely to be a high risk to them, without undue delay.",
            Clock(starts=Moment.AWARE, unit=Unit.AT_ONCE),
        ),
        Addressee.PEOPLE,
    ),
)

EUROPEAN_ECONOMIC_AREA: Final = Pack(
    "European Economic Area: GDPR",
    (*_CONSENT, *_PERSON, *_HANDLER),
    {
        "EU-GDPR-6, other grounds": "every use rests on consent here, but for saving a life",
        "EU-GDPR-9(2)(h) and (j)": "care and research by law are not relied upon",
        "EU-GDPR-49": "a risk told and consented to is not relied upon for sending data abroad",
        "EU-GDPR-18(2)": "it leaves legal claims and others' rights open, not the person's own life: nor do we",
        "EU-GDPR-17(3)": "whether erasure may be refused is for people to decide",
        "member states": "no member state's law is encoded; Art. 9(4) lets them ask for more, Art. 8 for a lower age",
    },
)
"""Rules of the European Economic Area."""
