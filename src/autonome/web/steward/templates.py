"""The forms that patients are asked with: versions, languages, every word, and what a version changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.http import HttpRequest, HttpResponse

from autonome.consent import FORMS, SHIPPED, Template
from autonome.consent.differences import differences
from autonome.consent.forms import COMMITTEE, UNREVIEWED
from autonome.web.answering import page
from autonome.web.asking import asker, language
from autonome.web.errors import not_found
from autonome.web.site import site


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a form.

    Args:
        form: in the language that its reader has chosen, or else in the first that it is written in.
        languages: that it is written in: tag, and what its speakers call it.
        compared: those in which the version before is written too.
    """

    form: Template
    languages: tuple[tuple[str, str], ...]
    compared: tuple[tuple[str, str], ...]


def show(request: HttpRequest) -> HttpResponse:
    """Every form that is shipped, its newest version first."""
    asker(request)
    tag = language(request).tag
    listed = [_listed(form, tag) for form in dict.fromkeys(each.id for each in SHIPPED)]
    return page(request, "steward/forms.html", listed=listed, remarks=(UNREVIEWED, COMMITTEE))


def _listed(form: str, tag: str) -> tuple[str, str, str, tuple[Version, ...]]:
    """Id of a form, its title and in which language that is, and its versions, the newest first."""
    versions = tuple(_versions(form, tag))[::-1]
    newest = versions[0].form
    return form, newest.text.lstrip().splitlines()[0], newest.language, versions


def preview(request: HttpRequest, form: str, version: str, tag: str) -> HttpResponse:
    """One form, word for word, as it is shown to patients."""
    asker(request)
    found = FORMS.get(f"{form}/{version}/{tag}")
    if found is None:
        return not_found(request)
    others = tuple(_named(each) for each in _all(form) if each.version == version)
    return page(request, "steward/form.html", form=found, tag=tag, others=others, before=_before(found))


def changes(request: HttpRequest, form: str, version: str, tag: str) -> HttpResponse:
    """What a version says otherwise than the one before, in one language."""
    asker(request)
    found = FORMS.get(f"{form}/{version}/{tag}")
    before = None if found is None else _before(found)
    if found is None or before is None:
        return not_found(request)
    return page(
        request, "steward/changes.html", form=found, before=before, tag=tag, found=differences(before, found)
    )  # fmt: skip


def _versions(form: str, tag: str) -> Iterator[Version]:
    numbers = sorted({each.version for each in _all(form)}, key=int)
    for number in numbers:
        written = [each for each in _all(form) if each.version == number]
        chosen = next((each for each in written if each.language == tag), written[0])
        compared = tuple(_named(each) for each in written if _before(each) is not None)
        yield Version(chosen, tuple(map(_named, written)), compared)


def _before(form: Template) -> Template | None:
    """The version before, in the same language; None where there is none."""
    numbers = sorted({each.version for each in _all(form.id)}, key=int)
    before = {after: earlier for earlier, after in pairwise(numbers)}.get(form.version)
    return None if before is None else FORMS.get(f"{form.id}/{before}/{form.language}")


def _all(form: str) -> tuple[Template, ...]:
    return tuple(each for each in SHIPPED if each.id == form)


def _named(form: Template) -> tuple[str, str]:
    return form.language, site().language(form.language).name
