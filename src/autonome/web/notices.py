"""Mails: to a patient, or to who acts for one, that something new waits; to clinicians and stewards, of what kind.

A mail says nothing of anybody's health, names no patient and no partner. Who gets one, and of what, is for `reminders`.
One that cannot be sent stops nothing: what it is about waits in the portal, and is told there.
"""

from __future__ import annotations

import smtplib
from collections.abc import Iterable
from typing import Final

from django.core.mail import EmailMessage

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

FOR_STEWARDS: Final = Text("The node needs a steward")
NEEDS: Final = Text(
    "At {institution} this waits for a steward. Sign in to see it: {address}", institution="", address=""
)
NO_PATIENT: Final = Text(
    "This mail names no patient. Under Messages you can turn off what can wait; alarms, backups and what has ended are "
    "always told."
)

FOR_CLINICIANS: Final = Text("A question waits for an answer")
ANSWER: Final = Text(
    "At {institution} a question waits for longer than was promised. Sign in to answer it: {address}",
    institution="",
    address="",
)
NO_NAME: Final = Text("This mail does not say whose it is. You can turn it off under Messages.")


def send(person: Person) -> bool:
    """Tell somebody that something waits; gives whether the mail went out."""
    said = site().language(person.language or "en")
    body = (said.say(_at(WAITS)), said.say(NO_HEALTH))
    return _sent(EmailMessage(said.say(SUBJECT), "\n\n".join(body), to=[person.email]))


def send_to_steward(person: Person, matters: Iterable[Text]) -> bool:
    """Tell a steward of what kinds the matters are that wait; gives whether the mail went out."""
    said = site().language(person.language or "en")
    listed = "\n".join(f"- {said.say(each)}" for each in dict.fromkeys(matters))
    body = (said.say(_at(NEEDS)), listed, said.say(NO_PATIENT))
    return _sent(EmailMessage(said.say(FOR_STEWARDS), "\n\n".join(body), to=[person.email]))


def send_to_clinician(person: Person) -> bool:
    """Tell who answers questions that one waits for too long; gives whether the mail went out."""
    said = site().language(person.language or "en")
    body = (said.say(_at(ANSWER)), said.say(NO_NAME))
    return _sent(EmailMessage(said.say(FOR_CLINICIANS), "\n\n".join(body), to=[person.email]))


def choose(person: Person, *, wanted: bool) -> None:
    """Keep whether somebody wants such mail."""
    Person.objects.filter(pk=person.pk).update(mailed=wanted)


def _at(words: Text) -> Text:
    """With the institution, and where to sign in: never below a ward's address, whoever caused the mail."""
    hosts, scheme = current().hosts, "https" if current().encrypted else "http"
    address = f"{scheme}://{hosts[0]}/" if hosts else "/"
    return words.of(institution=site().desk.institution, address=address)


def _sent(message: EmailMessage) -> bool:
    try:
        return bool(message.send())
    except (smtplib.SMTPException, OSError) as error:
        told(mail=type(error).__name__)  # of nobody
        return False
