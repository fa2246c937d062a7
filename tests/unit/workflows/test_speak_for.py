"""What stands and who may speak, as of a time: what is put on record after it opens nothing."""

from __future__ import annotations

from typing import Any

import pytest

from autonome.access.errors import DoorError
from autonome.consent import (
    Action,
    ActKind,
    Attestation,
    AttestationId,
    Authority,
    ConsentAct,
    Ground,
    Mandate,
    State,
)
from autonome.kernel import ActorId, InputError, Instant, Period, Sha256
from autonome.ledger import EntryKind
from autonome.workflows.answer_consent import EVER, Speaker, answers_of
from autonome.workflows.read_thread import read_thread
from autonome.workflows.record_consent import record_attested, record_consent
from autonome.workflows.speak_for import expect_counted, may_ask_for, speaker_for
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, request, template
from tests.fakes.ledger import MemoryLog

SCOPE = atom(actions=frozenset({Action.USE}))
FORM = template("q", (SCOPE,))
SOON, LATER = Instant(NOW.seconds + 3600), Instant(NOW.seconds + 7200)
HOLDER = ActorId("holder")
PROXY = Mandate(HOLDER, Authority.PROXY, Ground.HEALTH_CARE_PROXY, LONG)


def yes(when: Instant = NOW, **changes: Any) -> ConsentAct:  # noqa: ANN401 - parts of an act
    return act(ActKind.GRANT, SCOPE, form=FORM, leaf=None, recorded_at=when, **changes)


def mandated(when: Instant) -> MemoryLog:
    log = MemoryLog()
    stated = Attestation(AttestationId("m"), SUBJECT, PROXY, ActorId("registry"), Sha256("ab" * 32), when)
    record_attested([stated], subject=SUBJECT, log=log)
    return log


def spoken(when: Instant, speaker: Speaker) -> ConsentAct:
    return yes(when, actor=speaker.holder, authority=speaker.authority)


def test_a_yes_stands_from_when_it_is_on_record_and_can_be_taken_back_whatever_the_clock_says() -> None:
    log = MemoryLog()
    record_consent([yes(SOON)], subject=SUBJECT, log=log)
    assert answers_of(SUBJECT, log, NOW) == {} == read_thread(SUBJECT, log, NOW).answers
    for at in (SOON, EVER):
        assert [each.state for each in answers_of(SUBJECT, log, at).values()] == [State.GRANTED]
        assert answers_of(SUBJECT, log, at) == read_thread(SUBJECT, log, at).answers
    assert [entry.payload.kind for entry in log.entries] == [EntryKind.CONSENT]


def test_a_mandate_lets_somebody_speak_from_when_it_is_on_record() -> None:
    log, asked = mandated(SOON), request(actor=HOLDER, recipient="representative", purposes=("PATRQT",))
    for at in (SOON, LATER):
        found = speaker_for(SUBJECT, HOLDER, lambda speaker, when=at: spoken(when, speaker), log)  # type: ignore[misc]
        assert found == Speaker(HOLDER, Authority.PROXY)
        assert may_ask_for(asked, log, at)
        expect_counted(spoken(at, found), log)
        assert read_thread(SUBJECT, log, at).person.mandates == (PROXY,)
    with pytest.raises(DoorError):
        speaker_for(SUBJECT, HOLDER, lambda speaker: spoken(NOW, speaker), log)
    with pytest.raises(InputError, match="authority-missing"):
        expect_counted(spoken(NOW, Speaker(HOLDER, Authority.PROXY)), log)
    assert not may_ask_for(asked, log, NOW)
    assert read_thread(SUBJECT, log, NOW).person.mandates == ()


def test_a_mandate_that_is_over_lets_nobody_speak() -> None:
    log = mandated(NOW)
    assert LONG.end is not None
    over = Instant(LONG.end.seconds)
    assert not may_ask_for(request(actor=HOLDER, recipient="representative", purposes=("PATRQT",)), log, over)
    with pytest.raises(InputError):
        expect_counted(
            yes(over, actor=HOLDER, authority=Authority.PROXY, valid=Period(over, Instant(over.seconds + 9))), log
        )
