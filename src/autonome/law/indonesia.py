"""Indonesia: Law 27 of 2022 on personal data protection, as far as it decides about a record."""

from typing import Final

from autonome.kernel import Instant
from autonome.law.cases import ConsentKind, Event
from autonome.law.circumstances import Circumstance
from autonome.law.clocks import Clock, Moment, Unit
from autonome.law.documents import DocumentKind
from autonome.law.drafting import ALWAYS, Statute, upon
from autonome.law.predicates import (
    PROCESSING,
    SENSITIVE,
    URGENT_CARE,
    WITHDRAWING,
    All,
    LeavesJurisdiction,
    Not,
)
from autonome.law.rules import Addressee, Check, Pack
from autonome.law.stated import NotRuledOut

_UNREAD = Statute(
    "ID",
    "Law 27/2022",
    Instant.parse("2022-10-17"),  # Art. 76; the two years of transition of Art. 74 are not made use of
    Check.UNCHECKED,
    "fact table, not yet read in the statute",
)
_THREE_DAYS = Clock(starts=Moment.AWARE, unit=Unit.HOURS, amount=72)
_BREACH = _UNREAD.read(Check.COMMENTARY, "Kompas of 2022-09-20 on Art. 46; siplawfirm")

INDONESIA: Final = Pack(
    "Indonesia: personal data protection law",
    (
        _UNREAD.read(Check.COMMENTARY, "kumparan and smartlawyer.id on Art. 4(2)").duty(
            "ID-PDP-4(2)",
            "Art. 4(2)",
            All((SENSITIVE, PROCESSING)),
            "Treat health, biometric and genetic data, and those of children, as specific data.",
        ),
        _UNREAD.read(
            Check.STATUTE, "text of Art. 22 to 24 (id.wikisource.org); Art. 20 by commentary, conventuslaw.com"
        ).require(
            "ID-PDP-20/22/24",
            "Art. 20, 22 and 24",
            PROCESSING,
            "Consent must be explicit, in writing or recorded, and the controller must be able to show it.",
            ConsentKind.EXPLICIT,
            ConsentKind.WRITTEN,
        ),
        _UNREAD.read(Check.COMMENTARY, "ssek.com on the grounds of Art. 20(2)").ground(
            "ID-PDP-20/22/24/vital",
            "Art. 20(2)(d)",
            URGENT_CARE,
            "In an emergency data may be taken in, used and handed to those who treat it without consent, to protect "
            "the person's vital interests; tell the person, and assess such uses as a kind beforehand.",
        ),
        _UNREAD.require(
            "ID-PDP-34",
            "Art. 34, with Art. 4(2)",
            All((SENSITIVE, PROCESSING, Not(URGENT_CARE))),
            "Specific data, genetic and health data among them, need an impact assessment beforehand.",
            DocumentKind.IMPACT_ASSESSMENT,
        ),
        _UNREAD.read(Check.COMMENTARY, "smartlawyer.id and periskop.id on Art. 56").require(
            "ID-PDP-56",
            "Art. 56",
            LeavesJurisdiction(),
            "Data leave Indonesia only to equal protection, under binding safeguards, or else by consent.",
            DocumentKind.TRANSFER_MECHANISM,
        ),
        _UNREAD.right("ID-PDP-9/40", "Art. 9", WITHDRAWING, "A consent can be taken back."),
        _UNREAD.duty(
            "ID-PDP-9/40/stop",
            "Art. 40",
            WITHDRAWING,
            "Stop using the data after a withdrawal.",
            Clock(starts=Moment.WITHDRAWAL, unit=Unit.HOURS, amount=72),
        ),
        upon(
            Event.BREACH,
            _BREACH.duty(
                "ID-PDP-breach",
                "Art. 46(1)",
                ALWAYS,
                "Tell the people and the agency in writing which data, when and how, and what is done about it.",
                _THREE_DAYS,
            ),
            Addressee.PEOPLE,
            Addressee.AUTHORITY,
        ),
        upon(
            Event.BREACH,
            _BREACH.duty(
                "ID-PDP-breach/public",
                "Art. 46(3)",
                NotRuledOut(Circumstance.PUBLIC_INTEREST_AT_STAKE),
                "Tell the public too, where public services or the public interest are hit.",
                _THREE_DAYS,
            ),
            Addressee.PUBLIC,
        ),
    ),
    {
        "other grounds of Art. 20(2)": "every use rests on consent here, but for saving a life",
        "ID-PDP-56, consent as the last way": "a consent alone is not relied upon for sending data abroad",
        "children and disability (Art. 25 and 26)": "no row of the fact table; not encoded",
        "health regulations": "sector rules on medical records are not encoded",
    },
)
"""Rules of Indonesia."""
