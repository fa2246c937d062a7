"""Pages of stewards."""

from __future__ import annotations

from typing import Final

from autonome.access.roles import Role
from autonome.web.pages import Page
from autonome.web.steward import keys, partners, people, reviews, running, storage, templates

STEWARD: Final = frozenset({Role.STEWARD})
WATCH: Final = frozenset({Role.STEWARD, Role.AUDITOR})

ONE: Final = {"account": "steward-one"}
FORM: Final = {"form": "treatment", "version": "3", "tag": "en"}

PAGES: Final = (
    Page("people", people.show, "people", STEWARD),
    Page("people/add", people.add, "add-person", STEWARD, acts=True, fresh=True, form="people"),
    Page("people/<str:account>", people.person, "person", STEWARD, sample=ONE),
    Page(
        "people/<str:account>/act",
        people.act,
        "act-on-person",
        STEWARD,
        sample=ONE,
        acts=True,
        fresh=True,
        form="person",
    ),
    Page("partners", partners.show, "partners", STEWARD),
    Page("partners/add", partners.add, "add-partner", STEWARD, acts=True, fresh=True, form="partners"),
    Page("partners/remove", partners.remove, "remove-partner", STEWARD, acts=True, fresh=True, form="partners"),
    Page("node/log", running.log, "node-log", WATCH),
    Page("node/keys", keys.show, "node-keys", WATCH),
    Page("node/jobs", running.jobs, "node-jobs", STEWARD),
    Page("node/storage", storage.show, "node-storage", STEWARD),
    Page("forms", templates.show, "forms", WATCH),
    Page("forms/<str:form>/<str:version>/<str:tag>", templates.preview, "form-preview", WATCH, sample=FORM),
    Page("forms/<str:form>/<str:version>/<str:tag>/changes", templates.changes, "form-changes", WATCH, sample=FORM),
    Page("reviews", reviews.show, "reviews", WATCH),
    Page("reviews/close", reviews.close, "close-review", WATCH, acts=True, fresh=True, form="reviews"),
)
