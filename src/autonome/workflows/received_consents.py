"""Acts of consent that came with a transfer: kept as the sender attests them, and never against what was said here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from autonome.access.ports import Stands, Within
from autonome.consent import (
    ActKind,
    ActSignature,
    Attestation,
    Authority,
    ConsentAct,
    ConsentFile,
    QuestionKey,
    SignatureKind,
)
from autonome.consent.attestations import Birth, Death, Mandate, MandateEnd
from autonome.kernel import ActorId, Instant, SubjectId
from autonome.sharing import InstitutionId
from autonome.workflows.exchange_ports import ExchangeWorld
from autonome.workflows.hold_transfer import EARLY_SECONDS

WithinT = TypeVar("WithinT", bound=Within)

CLOSES: Final = frozenset({ActKind.WITHDRAW, ActKind.DENY})
"""Kinds of acts after which nothing is permitted by a question."""


def attest(consents: ConsentFile, sender: InstitutionId, subject: SubjectId, *, world: ExchangeWorld[WithinT]) -> None:
    """Record the acts that came along, and what is attested, as the sender attests them.

    What was refused or taken back here stays so: an act on such a question, or an older one than is known, is left out.
    So is a yes where one stands that was given here, which may be the narrower; a no where a yes stands that the sender
    did not tell; and a yes of a time to come, behind which no other would count. So is another birth than others
    stated, or of somebody who has answered here, and a death, of somebody of whom more is known than this partner
    told: a birth could lengthen a guardian's mandate, either can end what the person agreed to, and neither can be
    taken back.

    Args:
        consents: that came along, under the pseudonym.
        sender: who attests them.
        subject: whose they are here.
        world: what the exchange works with.
    """

    def counts(stands: Stands, stated: Attestation) -> bool:
        return _counts(stated, stands.attested, stands.acts, sender)

    def prevails(stands: Stands, act: ConsentAct) -> bool:
        return not _yields(act, stands.acts, sender, here=InstitutionId(world.institution.name))

    attested = [_stated(each, subject, sender) for each in consents.attested]
    world.gate.record_attested(subject, attested, where=counts)
    now = world.clock.now()
    acts = (_dated(act, now) for act in consents.acts if act.kind in CLOSES or not _is_to_come(act, now))
    world.gate.record_acts(subject, [attested_by(act, subject, sender) for act in acts], where=prevails)


def _counts(
    stated: Attestation, known: Iterable[Attestation], history: Iterable[ConsentAct], sender: InstitutionId
) -> bool:
    """Whether a partner's word on a birth or a death counts beside what is known; on mandates it always does."""
    others = [each for each in known if type(each.fact) is type(stated.fact) and each.by != ActorId(sender)]
    match stated.fact:
        case Birth():  # it would make a child of somebody who has answered for themselves
            return not others and not any(
                act.authority is Authority.SELF and act.signature.by != sender for act in history
            )
        case Death():
            return not others and all(act.signature.by == sender for act in history)
    return True


def _yields(act: ConsentAct, history: Iterable[ConsentAct], sender: InstitutionId, *, here: InstitutionId) -> bool:
    """Whether an act yields: to anything newer on its question, to a no that others told, and a no also to their yes.

    A yes yields to a yes that was given here and has not run out, whomever that named: it may be the narrower. A no
    stands for whom it was said of, everybody or one by name, whatever was said of others since.
    """
    on_it = [each for each in history if each.broad_key == act.broad_key]
    stand = {each.key: each for each in on_it}
    against = [stand[key] for key in {act.key, act.broad_key} & set(stand) if stand[key].kind in CLOSES]
    if act.kind in CLOSES:
        against += _closed_by(act, stand)
    else:
        against += (each for each in stand.values() if _was_given(each, here, act.recorded_at))
    return any(act.recorded_at < each.recorded_at for each in on_it) or any(
        each.signature.by != sender for each in against
    )


def _was_given(answer: ConsentAct, here: InstitutionId, at: Instant) -> bool:
    """Whether an answer is a yes that was given at this institution, not told by a partner, and has not run out."""
    told = answer.signature.kind is SignatureKind.INSTITUTION_ATTESTED and answer.signature.by != here
    return not told and answer.valid is not None and answer.kind not in CLOSES and answer.valid.contains(at)


def _closed_by(act: ConsentAct, stand: Mapping[QuestionKey, ConsentAct]) -> list[ConsentAct]:
    """Which answers that stand an act would close: on its very question, and under one to everybody those by name."""
    under = (
        each for each in stand.values() if each.key == act.key or (act.names is None and each.broad_key == act.key)
    )
    return [each for each in under if each.kind not in CLOSES]


def _is_to_come(act: ConsentAct, now: Instant) -> bool:
    return act.recorded_at.seconds > now.seconds + EARLY_SECONDS


def _dated(act: ConsentAct, now: Instant) -> ConsentAct:
    """An act of a time to come as one of now: a no counts, and whoever answers here after that is not kept from it."""
    return replace(act, recorded_at=now) if _is_to_come(act, now) else act


def take_back(
    acts: Iterable[ConsentAct], sender: InstitutionId, subject: SubjectId, *, world: ExchangeWorld[WithinT]
) -> None:
    """Record of what a partner tells that it was taken back, or refused, what ends something that this partner told.

    What was said here, or told by others, stands; and so does what the partner told that is newer. Where a yes to
    everybody came from the partner, taking it back ends those to one by name under it, whoever told these.

    Args:
        acts: that came along, under the pseudonym.
        sender: who attests them.
        subject: whose they are here.
        world: what the exchange works with.
    """

    def ends_theirs(stands: Stands, act: ConsentAct) -> bool:
        return _ends_theirs(act, {each.key: each for each in stands.acts}, sender)

    now = world.clock.now()
    closing = [attested_by(_dated(act, now), subject, sender) for act in acts if act.kind in CLOSES]
    world.gate.record_acts(subject, closing, where=ends_theirs)


def _ends_theirs(act: ConsentAct, stand: Mapping[QuestionKey, ConsentAct], sender: InstitutionId) -> bool:
    """Whether an act closes an answer that stands on the sender's word, and none that is newer."""
    theirs = (each for each in _closed_by(act, stand) if each.signature.by == sender)
    return any(each.recorded_at <= act.recorded_at for each in theirs)


def attested_by(act: ConsentAct, subject: SubjectId, sender: InstitutionId) -> ConsentAct:
    """An act as it is kept here: of this person, on the sender's word; the same act gives the same again."""
    actor = ActorId(subject) if str(act.actor) == str(act.subject) else ActorId(f"{act.actor}@{sender}")
    return replace(
        act,
        id=type(act.id)(f"{sender}:{act.id}"),
        subject=subject,
        actor=actor,
        signature=ActSignature(SignatureKind.INSTITUTION_ATTESTED, sender, act.digest),
        replaces=None if act.replaces is None else type(act.id)(f"{sender}:{act.replaces}"),
    )


def _stated(stated: Attestation, subject: SubjectId, sender: InstitutionId) -> Attestation:
    fact = stated.fact
    match fact:
        case Mandate():
            fact = replace(fact, holder=ActorId(f"{fact.holder}@{sender}"))
        case MandateEnd():
            fact = replace(fact, mandate=type(fact.mandate)(f"{sender}:{fact.mandate}"))
    name = type(stated.id)(f"{sender}:{stated.id}")
    return replace(stated, id=name, subject=subject, fact=fact, by=ActorId(sender), leaf=None)
