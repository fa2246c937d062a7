"""A mail to a patient that something new waits in the portal. It says nothing of what it is, and nothing of health.

Who gets one, and of what, is for `reminders`. A mail that cannot be sent stops nothing: what it is about waits in the
portal, and is told there.
"""

from __future__ import annotations

import smtplib
from typing import Final

from django.core.mail import EmailMessage
from django.urls import reverse

from autonome.kernel import Text
from autonome.web.accounts.models import Person
from autonome.web.observations import tell as told
from autonome.web.project import current
from autonome.web.site import site

SUBJECT: Final = Text("Something new waits for you")
WAITS: Final = Text(
    "Something new waits for you at {institution}. Sign in to read it: {address}", institution="", address=""
)
NO_HEALTH: Final = Text("This mail says nothing about your health. You can turn it off under Messages.")


def send(person: Person) -> bool:
    """Tell somebody that something waits; gives whether the mail went out."""
    return _sent(_written(person))


def choose(person: Person, *, wanted: bool) -> None:
    """Keep whether somebody wants such mail."""
    Person.objects.filter(pk=person.pk).update(mailed=wanted)


def _written(person: Person) -> EmailMessage:
    said = site().language(person.language or "en")
    hosts, scheme = current().hosts, "https" if current().encrypted else "http"
    address = f"{scheme}://{hosts[0]}{reverse('home')}" if hosts else reverse("home")
    waits = WAITS.of(institution=site().desk.institution, address=address)
    body = "\n\n".join((said.say(waits), said.say(NO_HEALTH)))
    return EmailMessage(said.say(SUBJECT), body, to=[person.email])


def _sent(message: EmailMessage) -> bool:
    try:
        return bool(message.send())
    except (smtplib.SMTPException, OSError) as error:
        told(mail=type(error).__name__)  # of nobody
        return False
