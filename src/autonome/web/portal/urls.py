"""Pages of the patient's side."""

from __future__ import annotations

from typing import Final

from autonome.access.roles import Role
from autonome.web.pages import Page, Shows, View
from autonome.web.portal import (
    consent,
    deciding,
    enquiries,
    family,
    messages,
    plan,
    quiz,
    rights,
    several,
    timeline,
    wards,
    what_if,
)
from autonome.web.roles import TOLD_BY_MAIL

PATIENT: Final = frozenset({Role.PATIENT})

FORM: Final = {"form": "treatment"}
QUESTION: Final = {"form": "treatment", "question": "medications"}


def _own(  # noqa: PLR0913 - what a page consists of
    path: str,
    view: View,
    name: str,
    keeps: tuple[str, ...] = (),
    *,
    acts: bool = False,
    posts: bool = False,
    fresh: bool = False,
) -> Page:
    """A page of the person's own log."""
    sample = QUESTION if "<slug:question>" in path else FORM if "<slug:form>" in path else {}
    sample = {"index": "{entry}"} if "<int:index>" in path else sample
    return Page(
        path, view, name, PATIENT, Shows.OWN_LOG, sample=sample, wards=True, keeps=keeps, acts=acts, posts=posts,
        fresh=fresh,
    )  # fmt: skip


PAGES: Final = (
    _own("my/choices", consent.show, "consent"),
    _own("my/choices/<slug:form>", consent.show_form, "consent-form"),
    _own("my/choices/<slug:form>/text", consent.show_text, "consent-text"),
    _own("my/choices/<slug:form>/text.txt", consent.text_file, "consent-text-file"),
    _own("my/choices/<slug:form>/new", consent.show_changes, "consent-changes"),
    _own("my/choices/<slug:form>/think", consent.think, "think", acts=True),
    _own("my/choices/<slug:form>/check", quiz.show, "quiz", posts=True),
    _own("my/choices/<slug:form>/several", several.choose, "several"),
    _own("my/choices/<slug:form>/several/sign", several.sign, "sign-several", ("q-", "days"), posts=True, fresh=True),
    _own("my/choices/<slug:form>/q/<slug:question>", deciding.show, "decision"),
    _own(
        "my/choices/<slug:form>/q/<slug:question>/sign",
        deciding.sign,
        "sign",
        ("answer", "days", "whom"),
        posts=True,
        fresh=True,
    ),
    _own("my/choices/<slug:form>/q/<slug:question>/take-back", deciding.withdraw, "withdraw", posts=True),
    _own("my/questions", enquiries.show, "questions", posts=True),
    _own("my/what-if", what_if.show, "what-if"),
    _own("my/timeline", timeline.show, "timeline"),
    _own("my/timeline/<int:index>", timeline.entry, "entry"),
    _own("my/timeline/<int:index>/receipt", timeline.receipt, "receipt"),
    _own("my/timeline/trust.txt", timeline.policy, "policy"),
    _own("my/plan", plan.door, "plan"),
    Page("my/plan/page", plan.show, "plan-page", PATIENT, Shows.RECORD, wards=True),
    _own("my/rights", rights.show, "rights"),
    _own("my/rights/copy", rights.export, "export", posts=True, fresh=True),
    _own("my/rights/erase", rights.erase, "erase", posts=True, fresh=True),
    Page(
        "my/rights/<slug:right>",
        rights.ask,
        "ask-right",
        PATIENT,
        Shows.OWN_LOG,
        sample={"right": "correct"},
        posts=True,
        wards=True,
    ),
    _own("my/family", family.show, "family"),
    Page("my/messages", messages.show, "messages", TOLD_BY_MAIL, posts=True),
    Page("wards", wards.show, "wards", frozenset({Role.REPRESENTATIVE}), posts=True),
)
