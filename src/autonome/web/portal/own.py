"""Whose pages these are: the person's own, or a ward's for whom a representative acts. Every screen says for whom."""

from __future__ import annotations

from typing import Any

from autonome.web.asking import asker
from autonome.web.desk import PatientDesk
from autonome.web.frame import acts_for
from autonome.web.site import site


def own(request: Any) -> PatientDesk:  # noqa: ANN401 - a request, on which the frame finds for whom somebody acts
    """The desk of who is signed in, or of their ward.

    Raises:
        DoorError: they are no patient, or no mandate on record lets them act for the ward.
    """
    desk = site().desk.patient(asker(request))
    acts_for(request, desk.acting_for)
    return desk
