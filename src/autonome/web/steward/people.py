"""Accounts of the node: who there is, in which roles; made, invited, locked. Each act is on the log."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from autonome.access.actors import NewPerson
from autonome.access.roles import Role
from autonome.kernel import InputError, SubjectId, Text
from autonome.web.answering import page, see
from autonome.web.asking import asker
from autonome.web.desk import StewardDesk
from autonome.web.errors import not_found
from autonome.web.roles import ROLES
from autonome.web.site import site
from autonome.web.steward.forms import NewAccount, roles_in_words


def show(request: HttpRequest) -> HttpResponse:
    """All accounts, by name, and the form for one more."""
    return _people(request, NewAccount())


def _people(request: HttpRequest, form: NewAccount, *, status: int = 200) -> HttpResponse:
    listed = [
        (each, [(ROLES[role], by, since) for role, by, since in each.roles])
        for each in site().desk.steward(asker(request)).people()
    ]
    return page(request, "steward/people.html", status=status, listed=listed, form=form, roles=roles_in_words())


def add(request: HttpRequest) -> HttpResponse:
    """Make an account; the code for enrolling is shown once."""
    form = NewAccount(request.POST)
    if not form.is_valid():
        return _people(request, form, status=400)
    given = form.cleaned_data
    subject = SubjectId(given["subject"]) if given["subject"] else None
    new = NewPerson(given["name"], (Role(given["role"]),), given["shown"], subject=subject)
    made = site().desk.steward(asker(request)).add(new)
    return page(request, "steward/invited.html", invitation=made)


def person(request: HttpRequest, account: str) -> HttpResponse:
    """One account, and what can be done with it."""
    found = next((each for each in site().desk.steward(asker(request)).people() if each.name == account), None)
    if found is None:
        return not_found(request)
    held = [(role.value, ROLES[role], by, since) for role, by, since in found.roles]
    return page(request, "steward/person.html", person=found, held=held, roles=roles_in_words())


def act(request: HttpRequest, account: str) -> HttpResponse:
    """Do one thing to an account: lock, unlock, invite anew, give or end a role."""
    desk, wanted = site().desk.steward(asker(request)), request.POST.get("act", "")
    if wanted == "invite":
        return page(request, "steward/invited.html", invitation=desk.invite(account))
    _done(desk, account, wanted, request.POST.get("role", ""))
    messages.success(request, Text("It is done, and stands on the log."))
    return see("person", account=account)


def _done(desk: StewardDesk, name: str, wanted: str, role: str) -> None:
    if wanted in {"give", "take"} and role in set(Role):
        (desk.give if wanted == "give" else desk.take)(name, Role(role))
    elif wanted == "lock":
        desk.lock(name)
    elif wanted == "unlock":
        desk.unlock(name)
    else:
        raise InputError("this cannot be done to an account", mend="choose from the page.")
