"""Whose yes counts, and until when: the authority of whoever answers, coming of age, death, and time to think.

Rules, each on the closed side where laws differ:

- A no counts, and so does a taking back, by the person always, and by another unless it is known that she or he had no
  right to answer any more.
- A yes for another counts only if a mandate on record covered the question when it was signed, and only as long as
  that mandate lasts. A mandate of a guardian lasts until the person may answer alone, and never beyond the person's
  life. From then on the person is asked in her or his own name; what a guardian said yes to does not go on in silence.
- Between the person's own refusal and another's yes the refusal leads, at whatever age. (Some laws let a guardian
  overrule a small child for its own treatment: that is for a court, or for a ground other than consent.)
- A yes of somebody who is known to be too young to answer alone does not count. Without a birth on record it counts:
  who is of age need not prove it, and the law packs ask for proof where age matters.
- Nobody answers after death, and a mandate is attested by another than its holder.
- Who has no known right to answer can close, and never open: a refusal is not ended or shortened by such an act.
- After death, a person's own yes goes on, or ends, as its form says. Where the form is silent, a person must judge.
- A yes that does not count is as if it had not been given: it supersedes nothing, so that what stood before stays.

Not here: what is in force (`standing`), and whether it covers a request (`autonome.access`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from autonome.consent.acts import ActKind, Authority, ConsentAct
from autonome.consent.ages import age_to_answer, ages_in, birthday
from autonome.consent.atoms import Atom
from autonome.consent.attestations import Attestation, AttestationId, Birth, Death, Ground, Mandate, MandateEnd
from autonome.consent.purposes import PURPOSES
from autonome.consent.templates import AfterDeath
from autonome.kernel import Instant, Period, SubjectId

DAY: Final = 86_400
"""Seconds."""

LAST: Final = Instant.parse("9999-12-31T23:59:59Z")
"""Beyond, no time can be written."""


class Lapse(StrEnum):
    """Why a yes does not count, or from some time on counts no more."""

    EXPIRED = "expired"
    """Its time, or the longest that its form gives, is over."""

    AUTHORITY_ENDED = "authority-ended"
    """Whoever gave it for the person may not answer for her or him any more."""

    AUTHORITY_MISSING = "authority-missing"
    """Nothing on record gives whoever said yes the right to answer this."""

    UNDER_AGE = "under-age"
    """The person was too young to answer alone."""

    TOO_EARLY = "too-early"
    """It was signed before the time to think was over, or nobody wrote down when the text was shown."""

    OWN_REFUSAL = "own-refusal"
    """The person had refused."""

    ENDED_BY_DEATH = "ended-by-death"
    """The person has died, and the form says that the yes ends then."""

    OPEN_AFTER_DEATH = "open-after-death"
    """The person has died, and the form does not say what becomes of the yes."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is on record about a person at one size of the log.

    Args:
        born: day and place, or None.
        died: when, or None.
        mandates: of those who may answer for the person, each until it was ended.
    """

    born: Birth | None = None
    died: Instant | None = None
    mandates: tuple[Mandate, ...] = ()

    def may_answer_alone_from(self, act: ConsentAct) -> Instant | None:
        """When the person may answer the question of an act alone, or None where that is not on record."""
        ages = None if self.born is None else ages_in(self.born.jurisdiction)
        if self.born is None or ages is None:
            return None
        return birthday(self.born.on, age_to_answer(ages, _asked(act)))


NOTHING_ATTESTED: Final = Person()
"""Nothing is on record beside the acts."""


def person_of(
    attested: Iterable[Attestation], subject: SubjectId, log_size: int, *, at: Instant | None = None
) -> Person:
    """Fold what is attested of one person, as a log of this size holds it; of several births the newest counts.

    A mandate that its holder attests gives no right.

    Args:
        attested: in any order; of others, and what is not on the log, counts for nothing.
        subject: of whom.
        log_size: attestations at this leaf and beyond are not yet known.
        at: the time asked about: a mandate that was put on record after it is not yet known; None for any time.
    """
    known = [each for each in attested if each.subject == subject and each.leaf is not None and each.leaf < log_size]
    born: Birth | None = None
    died: Instant | None = None
    mandates: dict[AttestationId, Mandate] = {}
    ends: dict[AttestationId, Instant] = {}
    for each in sorted(known, key=lambda one: -1 if one.leaf is None else one.leaf):
        match each.fact:
            case Birth():
                born = each.fact
            case Death(when):
                died = when
            case Mandate(holder) if each.by != holder and (at is None or each.recorded_at <= at):
                mandates[each.id] = each.fact
            case MandateEnd(mandate, when):
                ends[mandate] = min(when, ends.get(mandate, when))
    return Person(born, died, tuple(_until(each, ends.get(name)) for name, each in mandates.items()))


def _until(mandate: Mandate, ended: Instant | None) -> Mandate:
    if ended is None or (mandate.valid.end is not None and mandate.valid.end <= ended):
        return mandate
    return replace(mandate, valid=Period(mandate.valid.start, max(ended, mandate.valid.start)))


def why_not_counted(
    act: ConsentAct, refusal: ConsentAct | None, person: Person, *, says_no: bool, standing_no: ConsentAct | None = None
) -> Lapse | None:
    """Say why an act does not count at all, or None where it does.

    Args:
        act: that is about to be folded.
        refusal: the person's own no or taking back on this question, unless an own yes came after it; or None.
        person: on record.
        says_no: whether the act refuses, takes back, or renews a refusal.
        standing_no: whoever's refusal stands as the answer to this question, or None where none does.
    """
    if act.authority in {Authority.STEWARD, Authority.RELATIVE}:
        return None if says_no or _thought_over(act) else Lapse.TOO_EARLY
    by_another = act.authority is not Authority.SELF
    if by_another and refusal is not None and _leads(refusal, act):
        return Lapse.OWN_REFUSAL
    if says_no:
        # Only what is known to have been said without a right to say it is set aside; what is not known closes. It
        # closes, and no more: where a refusal stands, nobody ends or shortens it without a right that is known.
        lapse = lapse_of_right(act, person) if by_another else None
        opens = standing_no is not None and _leads(standing_no, act, _RENEWALS_TOO)
        return lapse if lapse is Lapse.AUTHORITY_ENDED or opens else None
    if not _thought_over(act):
        return Lapse.TOO_EARLY
    return lapse_of_right(act, person) if by_another else _lapse_of_age(act, person)


_DENIALS: Final = frozenset({ActKind.DENY})
_RENEWALS_TOO: Final = frozenset({ActKind.DENY, ActKind.RENEW})
"""What can join a refusal that stands: another one, and where it is lengthened, its renewal."""


def _lapse_of_age(act: ConsentAct, person: Person) -> Lapse | None:
    if person.died is not None and person.died <= act.recorded_at:  # nobody answers after death
        return Lapse.AUTHORITY_MISSING
    of_age = person.may_answer_alone_from(act)
    return Lapse.UNDER_AGE if of_age is not None and act.recorded_at < of_age else None


def _thought_over(act: ConsentAct) -> bool:
    """Whether there was time to think; what is renewed was thought over when it was given, and *not now* needs none."""
    days = act.template.terms.days_to_think
    if days == 0 or act.kind in {ActKind.RENEW, ActKind.DEFER}:
        return True
    return act.shown_at is not None and act.recorded_at.seconds >= act.shown_at.seconds + days * DAY


def _leads(refusal: ConsentAct, act: ConsentAct, joining: frozenset[ActKind] = _DENIALS) -> bool:
    """Whether the person's own refusal leads before an act of another; a refusal as long, and longer, may join it."""
    if refusal.valid is None:  # taken back, which has no end: another may refuse as well, and not say yes
        return act.kind not in joining or refusal.names is not None
    end = refusal.valid.end
    if end is not None and end <= act.recorded_at:
        return False
    if act.kind not in joining or act.valid is None:
        return True
    as_long = act.valid.end is None or (end is not None and end <= act.valid.end)
    return not (as_long and act.valid.start <= max(refusal.valid.start, act.recorded_at))


def lapse_of_right(act: ConsentAct, person: Person) -> Lapse | None:
    """Why whoever acted for the person had no right to when it was signed, or None where she or he had."""
    held = [each for each in person.mandates if each.holder == act.actor and each.authority is act.authority]
    spans = [_span(each, act, person) for each in held if _covers(each, act)]
    if any(span is not None and span.contains(act.recorded_at) for span in spans):
        return None
    over = [span for span in spans if span is not None and span.end is not None and span.end <= act.recorded_at]
    return Lapse.AUTHORITY_ENDED if over else Lapse.AUTHORITY_MISSING


def _covers(mandate: Mandate, act: ConsentAct) -> bool:
    """Whether a mandate is for this question, and for every purpose that the question is about."""
    if mandate.questions and act.broad_key not in mandate.questions:
        return False
    atoms = _asked(act)
    within = (any(PURPOSES.covers(wide, atom.purpose) for wide in mandate.purposes) for atom in atoms)
    return not mandate.purposes or (bool(atoms) and all(within))


def _span(mandate: Mandate, act: ConsentAct, person: Person) -> Period | None:
    """From when to when a mandate gives a right to answer; None for a guardian's of whom no end is known."""
    start, ends = mandate.valid.start, [mandate.valid.end, person.died]
    if mandate.authority is Authority.GUARDIAN:
        of_age = person.may_answer_alone_from(act)
        # A court can appoint a guardian for somebody who is of age; such a mandate ends by its own term.
        for_an_adult = mandate.ground is Ground.COURT and of_age is not None and of_age <= start
        ends.append(None if for_an_adult else of_age)
        if of_age is None and mandate.valid.end is None:
            return None
    known = [end for end in ends if end is not None]
    return Period(start, max(min(known), start)) if known else Period(start)


def ends_of(act: ConsentAct, scope: ConsentAct, person: Person) -> Iterator[tuple[Instant, Lapse]]:
    """Every time from which on a yes that counted counts no more, with why.

    Args:
        act: that gave the answer its present form.
        scope: act that gave the scope: its form says how long, and what becomes of it after death.
        person: on record.
    """
    terms = scope.template.terms
    if act.valid is not None and act.valid.end is not None:
        yield act.valid.end, Lapse.EXPIRED
    if terms.longest_days is not None:
        yield min(LAST, Instant(act.recorded_at.seconds + terms.longest_days * DAY)), Lapse.EXPIRED
    if act.authority in {Authority.GUARDIAN, Authority.PROXY}:
        yield from _end_of_right(act, person)
    elif person.died is not None and terms.after_death is not AfterDeath.STANDS:
        ends = terms.after_death is AfterDeath.ENDS
        yield person.died, Lapse.ENDED_BY_DEATH if ends else Lapse.OPEN_AFTER_DEATH


def _end_of_right(act: ConsentAct, person: Person) -> Iterator[tuple[Instant, Lapse]]:
    """Of several mandates under which it was signed, the one that lasts longest counts."""
    held = [each for each in person.mandates if each.holder == act.actor and each.authority is act.authority]
    spans = [span for each in held if _covers(each, act) and (span := _span(each, act, person)) is not None]
    ends = [span.end for span in spans if span.contains(act.recorded_at)]
    known = [end for end in ends if end is not None]
    if len(known) == len(ends) and known:
        yield max(known), Lapse.AUTHORITY_ENDED


def _asked(act: ConsentAct) -> tuple[Atom, ...]:
    return act.template.question(act.question).atoms
