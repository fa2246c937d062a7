"""United States: GINA and HIPAA (privacy and breach notification), as far as they decide about a record."""

from typing import Final

from autonome.kernel import Instant
from autonome.law.cases import ConsentKind, DataClass, Deed, Event, Party, Use
from autonome.law.circumstances import Circumstance, Count
from autonome.law.clocks import Clock, Moment, Unit
from autonome.law.documents import DocumentKind
from autonome.law.drafting import Statute, upon
from autonome.law.predicates import (
    ASKING,
    OWN_RECORD,
    PROCESSING,
    URGENT_CARE,
    All,
    AnyOf,
    Not,
    RecipientTouches,
    UseTouches,
    UseWithin,
    data,
    deed,
)
from autonome.law.rules import Addressee, Check, Pack
from autonome.law.stated import MayReach, NotRuledOut, Stated, SurelyBelow, SurelyReaches

_GENETIC = data(DataClass.GENETIC)
_UNDERWRITING = UseTouches(frozenset({Use.UNDERWRITING}))
_EMPLOYER = RecipientTouches(frozenset({Party.EMPLOYER}))
_EMPLOYMENT = All((UseTouches(frozenset({Use.EMPLOYMENT})), _EMPLOYER))
_HEALTH_INSURER = RecipientTouches(frozenset({Party.HEALTH_INSURER}))
_OTHER_INSURER = RecipientTouches(
    frozenset({Party.LIFE_INSURER, Party.DISABILITY_INSURER, Party.LONG_TERM_CARE_INSURER})
)
_AUTHORISATION = Not(UseWithin(frozenset({Use.TREATMENT, Use.PAYMENT, Use.OPERATIONS, Use.OWN_REQUEST})))
_PERHAPS_NOTES = All((data(DataClass.MENTAL_HEALTH), NotRuledOut(Circumstance.PSYCHOTHERAPY_NOTES)))
_UNSECURED = Not(Stated(Circumstance.UNREADABLE))
"""Of whatever a provider holds: a name held as a patient's is health information too (45 CFR 160.103)."""

MANY_PEOPLE: Final = 500
"""People concerned from which a breach is reported with the notices to them (45 CFR 164.406 and 164.408)."""

_SIXTY_DAYS = Clock(starts=Moment.AWARE, unit=Unit.DAYS, amount=60)
_AFTER_THE_YEAR = Clock(starts=Moment.YEAR_END, unit=Unit.DAYS, amount=60)

_UNREAD = "fact table, not yet read in the regulation"
_RESTRICTIONS = "45 CFR 164.522 in the Code of 2004 (Government Publishing Office) and of 2025 (FindLaw)"
_GINA = Statute(
    "US",
    "Genetic Information Nondiscrimination Act,",
    Instant.parse("2009-05-21"),
    Check.COMMENTARY,
    "Congressional Research Service RL34584; University of Tennessee MTAS",
)
_GINA_II = _GINA.between(Instant.parse("2009-11-21")).read(
    Check.COMMENTARY, "Congressional Research Service RL34584; ginahelp.org"
)
_PRIVACY = Statute(
    "US",
    "45 CFR",
    Instant.parse("2003-04-14"),
    Check.COMMENTARY,
    "reprint of 45 CFR 164.508 and 164.514 by the Government Publishing Office",
)
_OMNIBUS = _PRIVACY.between(Instant.parse("2013-09-23"))
_BREACHES = _PRIVACY.between(Instant.parse("2009-09-23")).read(
    Check.COMMENTARY, "reprints of 45 CFR 164.406 and 164.408; HHS interim final rule, 74 FR 42740"
)

_DISCRIMINATION = (
    _GINA.forbid(
        "US-GINA-I",
        "Title I (Pub. L. 110-233)",
        All((_GENETIC, _UNDERWRITING, _HEALTH_INSURER)),
        "A health insurer may not use genetic information to decide on eligibility, cover or premium, "
        "whatever the person has consented to.",
    ),
    _GINA.read(Check.COMMENTARY, "healthinfolaw.org on Title I; 122 Stat. 884 to 897 (Wikisource)").forbid(
        "US-GINA-I/request",
        "Title I (122 Stat. 884)",
        All((_GENETIC, _HEALTH_INSURER, Not(UseWithin(frozenset({Use.PAYMENT}))))),
        "A health insurer may not ask for genetic information, whatever it says that it is for, but to decide on "
        "paying for care.",
    ),
    _OMNIBUS.read(Check.COMMENTARY, "reprint of the regulation's text, hipaatemplates.com").forbid(
        "US-HIPAA-502(a)(5)(i)",
        "164.502(a)(5)(i)",
        All((_GENETIC, _UNDERWRITING, _HEALTH_INSURER)),
        "A health plan may neither use nor disclose genetic information for underwriting.",
    ),
    _GINA_II.forbid(
        "US-GINA-II",
        "Title II (Pub. L. 110-233)",
        All((_GENETIC, _EMPLOYMENT, Not(Stated(Circumstance.SMALL_EMPLOYER)))),
        "An employer of fifteen or more may not use genetic information to decide on work; one whose size is not "
        "stated is taken for such.",
    ),
    _GINA_II.read(Check.COMMENTARY, "reprint of 42 U.S.C. 2000ff-1(b), laws9.com").forbid(
        "US-GINA-II/request",
        "Title II, 42 U.S.C. 2000ff-1(b)",
        All((_GENETIC, _EMPLOYER, Not(Stated(Circumstance.SMALL_EMPLOYER)))),
        "An employer of fifteen or more may not request, require or buy genetic information of whoever works for it, "
        "for whatever purpose; one whose size is not stated is taken for such.",
    ),
    _GINA.read(Check.COMMENTARY, "lunadna; genomemedical; University of Tennessee MTAS").duty(
        "US-GINA-gap",
        "what it does not reach",
        All(
            (
                _GENETIC,
                AnyOf(
                    (
                        All((_UNDERWRITING, _OTHER_INSURER)),
                        All((_EMPLOYMENT, Stated(Circumstance.SMALL_EMPLOYER))),
                    )
                ),
            )
        ),
        "Warn the patient: this law does not keep life, disability and long-term-care insurers, nor small employers, "
        "from asking for genetic data.",
    ),
)

_AUTHORISATIONS = (
    _PRIVACY.require(
        "US-HIPAA-508(a)(1)",
        "164.508(a)(1)",
        _AUTHORISATION,
        "A use beyond treatment, payment and operations needs the person's written authorisation.",
        ConsentKind.WRITTEN,
    ),
    _PRIVACY.read(
        Check.COMMENTARY,
        f"National Academies, nap.edu 11470 p. 406, on 45 CFR 164.506(c)(1) and (2) and 164.508(a)(2); {_RESTRICTIONS}",
    ).ground_despite_restriction(
        "US-HIPAA-508(a)(1)/emergency",
        "164.506(c) and 164.522(a)(1)(iii)",
        All((URGENT_CARE, Not(_PERHAPS_NOTES))),
        "In an emergency a provider may take in and use data for treatment, and hand them to others who treat, without "
        "the person's authorisation, and also while their use is restricted at the person's request; a "
        "psychotherapist's separate notes are not among them.",
    ),
    _PRIVACY.read(Check.COMMENTARY, _RESTRICTIONS).duty(
        "US-HIPAA-508(a)(1)/restricted",
        "164.522(a)(1)(iv)",
        # Of everybody who gets data so: a duty that is told only where there is a restriction would tell of it.
        URGENT_CARE,
        "Where the person had the use of the data restricted, whoever gets them for an emergency is asked to use them "
        "for nothing else and to hand them to nobody.",
    ),
    _PRIVACY.require(
        "US-HIPAA-508(a)(2)(3)/psychotherapy",
        "164.508(a)(2)",
        All((_PERHAPS_NOTES, PROCESSING)),
        "A psychotherapist's separate notes need a written authorisation even for treatment by others.",
        ConsentKind.WRITTEN,
    ),
    _PRIVACY.require(
        "US-HIPAA-508(a)(2)(3)/marketing",
        "164.508(a)(3)",
        UseTouches(frozenset({Use.MARKETING})),
        "Marketing needs a written authorisation, which says so where somebody pays for it.",
        ConsentKind.WRITTEN,
    ),
    _PRIVACY.duty(
        "US-HIPAA-508(c)",
        "164.508(c)",
        _AUTHORISATION,
        "An authorisation names the data, who gives and who gets them, what for and until when, is signed and dated, "
        "and says how it is taken back.",
    ),
    _PRIVACY.require(
        "US-HIPAA-514(b)(2)",
        "164.514(b)(2)",
        Stated(Circumstance.SAFE_HARBOUR),
        "Data that are said to be free of the eighteen identifiers need a report that they are.",
        DocumentKind.SAFE_HARBOUR_REPORT,
    ),
    _PRIVACY.require(
        "US-HIPAA-514(b)(1)",
        "164.514(b)(1)",
        Stated(Circumstance.EXPERT_DEIDENTIFIED),
        "Data that an expert has found to be beyond recognition need the expert's documented finding.",
        DocumentKind.EXPERT_DETERMINATION,
    ),
)

_REQUESTS = (
    _PRIVACY.read(Check.UNCHECKED, _UNREAD).duty(
        "US-HIPAA-524/528",
        "164.524",
        OWN_RECORD,
        "Give people their own record when they ask.",
        Clock(starts=Moment.REQUEST, unit=Unit.DAYS, amount=30, extension=30),
    ),
    _PRIVACY.read(
        Check.UNCHECKED, "six years read in 45 CFR 164.528 (Government Publishing Office); its days not"
    ).duty(
        "US-HIPAA-524/528/accounting",
        "164.528",
        All((ASKING, deed(Deed.ACCOUNT))),
        "Give people who ask an account of the disclosures of the last six years.",
        Clock(starts=Moment.REQUEST, unit=Unit.DAYS, amount=60, extension=30),
    ),
)

_BREACH_NOTICES = (
    upon(
        Event.BREACH,
        _BREACHES.read(Check.COMMENTARY, "accountablehq; telehealthist").duty(
            "US-HIPAA-404",
            "164.404",
            _UNSECURED,
            "Tell the people whose data were not secured against a breach, without unreasonable delay.",
            _SIXTY_DAYS,
        ),
        Addressee.PEOPLE,
    ),
    upon(
        Event.BREACH,
        _BREACHES.duty(
            "US-HIPAA-406/408/media",
            "164.406",
            # More than 500 residents of one State; where fewer are said to be concerned at all, one number is wrong.
            All(
                (
                    _UNSECURED,
                    MayReach(Count.PEOPLE_IN_ONE_STATE, MANY_PEOPLE + 1),
                    AnyOf(
                        (
                            MayReach(Count.PEOPLE_AFFECTED, MANY_PEOPLE + 1),
                            SurelyReaches(Count.PEOPLE_IN_ONE_STATE, MANY_PEOPLE + 1),
                        )
                    ),
                )
            ),
            "Tell the media of a State of which more than 500 residents are concerned.",
            _SIXTY_DAYS,
        ),
        Addressee.MEDIA,
    ),
    upon(
        Event.BREACH,
        _BREACHES.duty(
            "US-HIPAA-406/408/secretary",
            "164.408(b)",
            All(
                (
                    _UNSECURED,
                    AnyOf(
                        (
                            MayReach(Count.PEOPLE_AFFECTED, MANY_PEOPLE),
                            SurelyReaches(Count.PEOPLE_IN_ONE_STATE, MANY_PEOPLE),
                        )
                    ),
                )
            ),
            "Tell the Secretary of Health together with the people, where 500 or more are concerned.",
            _SIXTY_DAYS,
        ),
        Addressee.AUTHORITY,
    ),
    upon(
        Event.BREACH,
        _BREACHES.duty(
            "US-HIPAA-406/408/yearly",
            "164.408(c)",
            All((_UNSECURED, SurelyBelow(Count.PEOPLE_AFFECTED, MANY_PEOPLE))),
            "Keep a list of breaches with fewer than 500 people, and hand it in after the year.",
            _AFTER_THE_YEAR,
        ),
        Addressee.AUTHORITY,
    ),
)

UNITED_STATES: Final = Pack(
    "United States: GINA, HIPAA",
    (*_DISCRIMINATION, *_AUTHORISATIONS, *_REQUESTS, *_BREACH_NOTICES),
    {
        "whether the asker is a covered entity": "everybody is treated as one",
        "GINA: research, wellness programmes, inadvertent knowledge": "exceptions, not relied upon",
        "GINA: military, manifested disease": "not in its reach; the platform's own rules stand in for the first",
        "law-enforcement delay of notices": "45 CFR 164.412 is not worked out: ask counsel",
        "state laws": "no law of a single state is encoded; many go further",
        "42 CFR Part 2": "records of substance-use treatment have rules of their own",
        "treatment that is no emergency": "HIPAA asks for no authorisation; this product asks for the person's consent",
        "164.522(a)(1)(v)": "public duties that a restriction leaves open are not relied upon",
        "164.510(b)(3) and 164.512(j)": "what relatives and others may learn in an emergency is for people to judge",
    },
)
"""Rules of the United States."""
