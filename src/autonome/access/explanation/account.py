"""Everything that explanations of one decision are made of; each audience is told its own part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autonome.access.decisions import Allowed, Decision
from autonome.access.lawfulness import Lawfulness, lawfulness
from autonome.access.matching import denies
from autonome.access.reasons import Reason
from autonome.access.representatives import is_mandated, unproven
from autonome.access.requests import Request
from autonome.access.validation import canonical, problems_of
from autonome.consent import (
    CATEGORIES,
    NO_DISEASES,
    NOTHING_ATTESTED,
    Attestation,
    ConsentAct,
    Diseases,
    Person,
    Standing,
    known_at,
)
from autonome.kernel import Instant
from autonome.law import Rule, RuleBook


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request comes to without anybody's answer: all that an asker may know of a refusal rests on this alone.

    Args:
        request: as it was made.
        problems: why it cannot be judged; then nothing else is said of it.
        law: what the law alone says.
    """

    request: Request
    problems: tuple[Reason, ...]
    law: Lawfulness

    @property
    def items(self) -> tuple[str, ...]:
        """Leaves of the data tree that are asked for; what is unknown, as it was asked for."""
        return tuple(leaf.item for leaf in self.law.leaves) or self.request.items


@dataclass(frozen=True, slots=True)
class Account:
    """One decision, with what it was made of.

    Args:
        asked: the request without anybody's answer.
        decision: what was decided.
        acts: of the person, as far as the log of the decision's size holds them.
        answers: that stand and touch what was asked for.
        rules: packs of law.
        attested: of the person, as far as the log of that size holds it.
        entry: place of the decision on the ledger, or None where it is on none.
    """

    asked: Asked
    decision: Decision
    acts: tuple[ConsentAct, ...]
    answers: tuple[Standing, ...]
    rules: RuleBook
    attested: tuple[Attestation, ...] = ()
    entry: int | None = None

    @property
    def request(self) -> Request:
        """As it was made."""
        return self.asked.request

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of this id, or None."""
        return next((rule for rule in self.rules.rules if rule.id == rule_id), None)

    @property
    def granted(self) -> tuple[str, ...]:
        """Leaves that may be had."""
        return tuple(grant.item for grant in self.decision.grants) if isinstance(self.decision, Allowed) else ()


def account_of(  # noqa: PLR0913 - what the decision was made of, and what came of it
    request: Request,
    decision: Decision,
    acts: Iterable[ConsentAct],
    rules: RuleBook,
    *,
    diseases: Diseases = NO_DISEASES,
    attested: Iterable[Attestation] = (),
    entry: int | None = None,
) -> Account:
    """Gather what explanations are made of.

    Args:
        request: as it was made.
        decision: upon it.
        acts: that it was made of, with their places in log order.
        rules: packs of law.
        diseases: how they lie below each other.
        attested: what is on record about who may answer for whom.
        entry: place of the decision on the ledger, or None.
    """
    size = decision.grounds.log_size
    known = tuple(act for act in acts if _is_known(act, request, size))
    stated = tuple(each for each in attested if _is_known(each, request, size))
    at = decision.grounds.at
    there = known_at(known, stated, request.subject, at, size)
    asked = asked_of(request, rules, at, diseases=diseases, person=there.person)
    standing = there.answers.values()
    answers = () if asked.problems else tuple(_touching(request, standing, diseases))
    return Account(asked, decision, known, answers, rules, stated, entry)


def asked_of(
    request: Request,
    rules: RuleBook,
    at: Instant,
    *,
    diseases: Diseases = NO_DISEASES,
    person: Person = NOTHING_ATTESTED,
) -> Asked:
    """Hold a request against the law, without anybody's answer: enough to tell an asker of a refusal.

    Args:
        request: as it was made.
        rules: packs of law.
        at: the time asked about.
        diseases: how they lie below each other.
        person: on record; it says whose mandate counts, and no more.
    """
    law = lawfulness(request, rules, at, mandated=is_mandated(request, person, at))
    return Asked(request, (*problems_of(request, diseases), *unproven(request, person, at)), law)


def _is_known(recorded: ConsentAct | Attestation, request: Request, size: int) -> bool:
    return recorded.subject == request.subject and recorded.leaf is not None and recorded.leaf < size


def _touching(request: Request, standing: Iterable[Standing], diseases: Diseases) -> Iterator[Standing]:
    """Answers whose scope has to do with what is asked for, whatever they say of it."""
    asked = canonical(request)
    leaves = tuple(leaf for item in asked.items for leaf in CATEGORIES.leaves(item))
    for answer in standing:
        scope = answer.scope.template.question(answer.scope.question).atoms
        named = answer.scope.recipient_id
        if any(denies(atom.for_recipient(named), asked, leaf, diseases) for atom in scope for leaf in leaves):
            yield answer
