"""Who may come to which page and operation, once more and by hand: a door that is opened by mistake is noticed here.

Crawls of all pages hold the doors to the product's own tables. This is the other side: whoever changes who may come
somewhere changes it here too, on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from autonome.access.roles import Role

ANYBODY, EVERY = "anybody", " ".join(sorted(Role))
WARD = "clinic clinician laboratory pharmacist"
WATCH = "auditor steward"

PAGES: Mapping[str, str] = {
    ANYBODY: "choose enrol enrol-app health metrics openid_connect_callback openid_connect_login passkey-begin "
    "passkey-sign-in ready sign-in sign-out socialaccount_login_cancelled",
    EVERY: "account end-other-sessions end-session home login-link login-unlink one-work passkey-add "
    "passkey-begin-adding passkey-remove password prove-again work",
    "patient": "ask-right consent consent-changes consent-form consent-text consent-text-file decision entry erase "
    "export family plan plan-page policy questions quiz receipt rights several sign sign-several think timeline "
    "what-if withdraw",
    "clinician patient representative steward": "messages",
    "representative": "wards",
    WARD: "arrived break-glass decision-receipt emergency look-at-arrived medicines patient patient-plan patients "
    "plan-fhir plan-pdf record take-arrived upload uploaded whole-plan",
    "clinician": "order-test read-question sign-plan waiting-questions",
    "clinician laboratory": "look-at-order orders",
    "steward": "act-on-person add-partner add-person node-jobs node-storage partners people person remove-partner",
    WATCH: "close-review form-changes form-preview forms node-keys node-log reviews",
}

FOR_A_WARD = set(PAGES["patient"].split())
"""What a representative comes to for somebody else: the patient's own pages, and no others."""

FRESH_NAMES = (
    "act-on-person add-partner add-person break-glass close-review emergency erase export login-link login-unlink "
    "passkey-add passkey-begin-adding passkey-remove password remove-partner sign sign-plan sign-several"
)
"""Where password and code, or a passkey, must just have been given."""

OPERATIONS: Mapping[str, str] = {
    ANYBODY: "health openapi sign-in",
    EVERY: "me sign-out",
    "patient": "answer ask-erasure ask-question ask-right begin-thinking effects my-form my-forms my-questions "
    "my-rights policy receipt take-back timeline timeline-entry",
    WARD: "arrived decide decision-receipt find look-at-arrived open plan plan-in-fhir take-arrived",
    "clinician": "answer-question order-test questions read-question sign-plan",
    "clinician laboratory": "close-order look-at-order orders",
    "steward": "accounts jobs storage",
    WATCH: "keys log",
}

FRESH_OPERATIONS = {"answer", "ask-erasure", "sign-plan"}


@pytest.fixture(autouse=True)
def django() -> None:
    """Django, set up for a node that has no database: nothing here asks for one."""
    from django.conf import settings  # noqa: PLC0415 - an extra

    from autonome.web.project import Project, use  # noqa: PLC0415

    if not settings.configured:
        use(Project("hospital.example", {"dbname": "none"}, None, bytes(32)))


def by_hand(table: Mapping[str, str]) -> dict[str, str]:
    return {name: roles for roles, names in table.items() for name in names.split()}


def told(doors: Iterator[tuple[str, frozenset[Role] | None]]) -> dict[str, str]:
    return {name: ANYBODY if roles is None else " ".join(sorted(roles)) for name, roles in doors}


def test_each_page_opens_to_these_roles_and_no_others() -> None:
    from autonome.web.table import ALL  # noqa: PLC0415 - Django is set up by now

    assert told((each.name, each.roles) for each in ALL) == by_hand(PAGES)
    assert {each.name for each in ALL if each.wards} == FOR_A_WARD
    assert {each.name for each in ALL if each.fresh} == set(FRESH_NAMES.split())


def test_each_operation_opens_to_these_roles_and_no_others() -> None:
    from autonome.web.api.serving import SERVED  # noqa: PLC0415 - Django is set up by now

    assert told((each.name, each.roles) for each in SERVED) == by_hand(OPERATIONS)
    assert {each.name for each in SERVED if each.fresh} == FRESH_OPERATIONS
