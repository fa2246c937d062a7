"""What may be done at a node by who is signed in: the one seam between pages and node. A guided tour.

Pages know no database, no log and no adapter. Bootstrap gives them a `Desk`, and each part of the site has a protocol
of its own, which its pages and the part of bootstrap that satisfies it grow together:

=====================  ================================  ==========================
pages                  protocol                          satisfied by
=====================  ================================  ==========================
``portal/``            `patient.PatientDesk`             ``bootstrap/desk_portal.py``
``portal/``, rights    `patient_rights.RightsDesk`       ``bootstrap/desk_rights.py``
``clinic/``            `clinic.ClinicDesk`               ``bootstrap/desk_clinic.py``
``steward/``           `steward.StewardDesk`             ``bootstrap/desk_steward.py``
=====================  ================================  ==========================

Whatever is of a patient, and not the person's own log, is opened by the acts in `workflows`, under a permit of the
gateway. A page never asks the database for it.
"""

from autonome.web.desk.clinic import ClinicDesk
from autonome.web.desk.clinic_values import (
    Arrived,
    ArrivedUnseen,
    Beside,
    OrderUnseen,
    QuestionUnseen,
    Refused,
    SampleNeededError,
    SeenPlan,
    SeenRecord,
    Stands,
    Waits,
)
from autonome.web.desk.desk import Desk
from autonome.web.desk.patient import Family, Imagined, Institution, PatientDesk, Ward
from autonome.web.desk.patient_rights import RightsDesk
from autonome.web.desk.steward import StewardDesk

__all__ = [
    "Arrived",
    "ArrivedUnseen",
    "Beside",
    "ClinicDesk",
    "Desk",
    "Family",
    "Imagined",
    "Institution",
    "OrderUnseen",
    "PatientDesk",
    "QuestionUnseen",
    "Refused",
    "RightsDesk",
    "SampleNeededError",
    "SeenPlan",
    "SeenRecord",
    "Stands",
    "StewardDesk",
    "Waits",
    "Ward",
]
