"""United States: GINA and the HIPAA privacy rule, as far as they decide who may see a record."""

from typing import Final

from autonome.kernel import Instant
from autonome.law.cases import ConsentKind, DataClass, Party, Use
from autonome.law.predicates import OWN_RECORD, All, Not, RecipientTouches, UseTouches, UseWithin, data
from autonome.law.rules import Check, Pack, Rule, RuleEffect, RuleId

_GENETIC = data(DataClass.GENETIC)
_UNDERWRITING = UseTouches(frozenset({Use.UNDERWRITING}))
_HEALTH_INSURER = RecipientTouches(frozenset({Party.HEALTH_INSURER}))
_OTHER_INSURER = RecipientTouches(
    frozenset({Party.LIFE_INSURER, Party.DISABILITY_INSURER, Party.LONG_TERM_CARE_INSURER})
)
_WITHOUT_AUTHORISATION = UseWithin(frozenset({Use.TREATMENT, Use.PAYMENT, Use.OPERATIONS, Use.OWN_REQUEST}))

UNITED_STATES: Final = Pack(
    "United States: GINA, HIPAA",
    (
        Rule(
            id=RuleId("US-GINA-I"),
            effect=RuleEffect.FORBID,
            jurisdiction="US",
            article="Genetic Information Nondiscrimination Act, Title I (Pub. L. 110-233)",
            since=Instant.parse("2009-05-21"),
            check=Check.COMMENTARY,
            source="Congressional Research Service RL34584; University of Tennessee MTAS",
            when=All((_GENETIC, _UNDERWRITING, _HEALTH_INSURER)),
            explanation=(
                "A health insurer may not use genetic information to decide on eligibility, cover or premium, "
                "whatever the person has consented to."
            ),
        ),
        Rule(
            id=RuleId("US-HIPAA-502(a)(5)(i)"),
            effect=RuleEffect.FORBID,
            jurisdiction="US",
            article="45 CFR 164.502(a)(5)(i)",
            since=Instant.parse("2013-09-23"),
            check=Check.UNCHECKED,
            source="fact table, not yet read in the regulation",
            when=All((_GENETIC, _UNDERWRITING, _HEALTH_INSURER)),
            explanation="A health plan may neither use nor disclose genetic information for underwriting.",
        ),
        Rule(
            id=RuleId("US-GINA-II"),
            effect=RuleEffect.FORBID,
            jurisdiction="US",
            article="Genetic Information Nondiscrimination Act, Title II (Pub. L. 110-233)",
            since=Instant.parse("2009-11-21"),
            check=Check.COMMENTARY,
            source="Congressional Research Service RL34584; ginahelp.org",
            when=All(
                (
                    _GENETIC,
                    UseTouches(frozenset({Use.EMPLOYMENT})),
                    RecipientTouches(frozenset({Party.EMPLOYER})),
                )
            ),
            explanation=(
                "An employer of fifteen or more may not use genetic information to decide on work; a request does not "
                "state the size, so every employer is taken for one."
            ),
        ),
        Rule(
            id=RuleId("US-GINA-gap"),
            effect=RuleEffect.DUTY,
            jurisdiction="US",
            article="Genetic Information Nondiscrimination Act: what it does not reach",
            since=Instant.parse("2009-05-21"),
            check=Check.COMMENTARY,
            source="lunadna; genomemedical; University of Tennessee MTAS",
            when=All((_GENETIC, _UNDERWRITING, _OTHER_INSURER)),
            explanation=(
                "Warn the patient: this law does not keep life, disability and long-term-care insurers from asking "
                "for genetic data."
            ),
        ),
        Rule(
            id=RuleId("US-HIPAA-508(a)(1)"),
            effect=RuleEffect.REQUIRE,
            jurisdiction="US",
            article="45 CFR 164.508(a)(1)",
            since=Instant.parse("2003-04-14"),
            check=Check.COMMENTARY,
            source="reprint of 45 CFR 164.508 by the Government Publishing Office",
            when=Not(_WITHOUT_AUTHORISATION),
            explanation="A use beyond treatment, payment and operations needs the person's written authorisation.",
            kinds=frozenset({ConsentKind.WRITTEN}),
        ),
        Rule(
            id=RuleId("US-HIPAA-524/528"),
            effect=RuleEffect.DUTY,
            jurisdiction="US",
            article="45 CFR 164.524",
            since=Instant.parse("2003-04-14"),
            check=Check.UNCHECKED,
            source="fact table, not yet read in the regulation",
            when=OWN_RECORD,
            explanation="Give people their own record when they ask.",
            deadline="30 days, once 30 more",
        ),
    ),
    {
        "US-HIPAA-508(a)(2)(3)": "psychotherapy notes are no category of data yet; marketing for pay is no purpose yet",
        "US-HIPAA-508(c)": "defines an authorisation's form: checked where templates are approved, not at a request",
        "US-HIPAA-514(b)(2)": "de-identification is not requested yet",
        "US-HIPAA-514(b)(1)": "de-identification is not requested yet",
        "US-HIPAA-404": "breach notices are not decided at a request",
        "US-HIPAA-406/408": "breach notices are not decided at a request",
        "state laws": "no law of a single state is encoded; many go further",
        "42 CFR Part 2": "records of substance-use treatment have rules of their own",
        "emergencies": "disclosures that HIPAA allows without consent are not relied upon",
    },
)
"""Rules of the United States."""
