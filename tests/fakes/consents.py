"""Consent acts and requests made by hand, for tests: every part has a plain default."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autonome.access import Request
from autonome.consent import (
    CATEGORIES,
    JURISDICTIONS,
    PURPOSES,
    RECIPIENTS,
    ActId,
    Action,
    ActKind,
    ActSignature,
    Atom,
    Authority,
    Comprehension,
    ConsentAct,
    ConsentFile,
    Effect,
    Kind,
    Question,
    QuestionId,
    SignatureKind,
    Template,
    Terms,
)
from autonome.kernel import ActorId, Instant, Period, SubjectId

SUBJECT = SubjectId("anna")
NOW = Instant.parse("2026-03-01T10:00:00Z")
LONG = Period(Instant.parse("2026-01-01"), Instant.parse("2028-01-01"))
NO_TERMS = Terms()
EVERY_KIND = frozenset(Kind)


def atom(**changes: Any) -> Atom:  # noqa: ANN401 - one keyword for each part
    """Treatment use of pharmacogenes by the care team, everywhere, by every kind of consent."""
    plain = Atom(
        effect=Effect.PERMIT,
        purpose=PURPOSES.code("TREAT"),
        category=CATEGORIES.code("pharmacogenes"),
        recipient=RECIPIENTS.code("care-team"),
        jurisdiction=JURISDICTIONS.code("world"),
        actions=frozenset({Action.USE}),
        kinds=EVERY_KIND,
    )
    return replace(plain, **changes)


def template(question: str, atoms: tuple[Atom, ...], version: str = "1", terms: Terms = NO_TERMS) -> Template:
    """A form of one question."""
    permits = tuple(each.with_effect(Effect.PERMIT) for each in atoms)
    return Template(
        "form",
        version,
        "en",
        JURISDICTIONS.code("world"),
        "A text.\n",
        (Question(QuestionId(question), "?", permits),),
        terms,
    )


def act(
    kind: ActKind = ActKind.GRANT,
    *atoms: Atom,
    question: str = "q",
    leaf: int | None = 0,
    form: Template | None = None,
    **changes: Any,  # noqa: ANN401 - one keyword for each part
) -> ConsentAct:
    """An act of the subject about one question; its scope is its atoms, with the effect of its kind."""
    scope = atoms or (atom(),)
    form = form or template(question, scope)
    effect = Effect.DENY if kind is ActKind.DENY else Effect.PERMIT
    silent = kind in {ActKind.WITHDRAW, ActKind.RENEW}
    parts: dict[str, Any] = {
        "id": ActId(f"act-{leaf}"),
        "kind": kind,
        "subject": SUBJECT,
        "actor": ActorId(SUBJECT),
        "authority": Authority.SELF,
        "template": form,
        "question": QuestionId(question),
        "text_shown": form.text_sha256,
        "comprehension": Comprehension.PASSED,
        "signature": ActSignature(SignatureKind.PASSKEY, "key", "value"),
        "recorded_at": NOW,
        "atoms": () if silent else tuple(each.with_effect(effect) for each in scope),
        "valid": None if kind is ActKind.WITHDRAW else LONG,
        "leaf": leaf,
    }
    return ConsentAct(**(parts | changes))


def consents(*acts: ConsentAct) -> ConsentFile:
    """A consent file of the subject."""
    return ConsentFile(SUBJECT, acts)


def request(**changes: Any) -> Request:  # noqa: ANN401 - one keyword for each part
    """The care team asks to use pharmacogenes for treatment, in the United States."""
    plain = Request(
        subject=SUBJECT,
        actor=ActorId("dr-b"),
        organisation="hospital.example",
        recipient="care-team",
        purposes=("TREAT",),
        items=("pharmacogenes",),
        action=Action.USE,
        jurisdiction="US",
    )
    return replace(plain, **changes)
