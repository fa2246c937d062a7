"""What is asked back of each form: our own questions, in plain words; a right answer each, and what helps who errs.

They ask what decides: who gets the data, that a no costs nothing, how it is taken back, and what cannot be undone. No
form repeats them, and no answer refuses anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from autonome.kernel import Text


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen.

    Args:
        id: as forms send it.
        words: as it is read.
    """

    id: str
    words: Text


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    Args:
        id: as forms send it.
        words: as it is read.
        options: to choose from.
        right: the one that is so.
        help: said to everybody after an answer, so that who erred knows why.
    """

    id: str
    words: Text
    options: tuple[Option, ...]
    right: Option
    help: Text


def _asked(name: str, words: Text, right: Text, others: tuple[Text, ...], told: Text) -> Asked:
    """With the right answer in a place that its name says, not always the first."""
    options = [Option(f"{name}-{number}", each) for number, each in enumerate(others)]
    truth = Option(f"{name}-right", right)
    options.insert(len(name) % (len(others) + 1), truth)
    return Asked(name, words, tuple(options), truth, told)


COST: Final = _asked(
    "cost",
    Text("What happens to your care if you say no?"),
    Text("I am treated all the same."),
    (Text("I have to wait longer."), Text("I lose my doctor.")),
    Text("A no costs you no care. Nobody may treat you worse for it."),
)
BACK: Final = _asked(
    "back",
    Text("You said yes, and next week you change your mind. What can you do?"),
    Text("I can take the yes back on any day."),
    (Text("I must wait until it ends."), Text("I need a lawyer.")),
    Text("You can take a yes back on any day, on the page of the question. From then on it does not count."),
)
STAYS: Final = _asked(
    "stays",
    Text("You take a yes back. What becomes of what was done before?"),
    Text("What was done before stays on record."),
    (Text("It is as if it had never been."), Text("Others must forget what they know.")),
    Text("A taking back works from that day on. What others got before, they often have to keep."),
)
TEAM: Final = _asked(
    "team",
    Text("Who may use your data because of this form?"),
    Text("The team that treats me, and nobody else."),
    (Text("Researchers and companies."), Text("My insurer and my boss.")),
    Text("This form is for the team that treats you. Not for research, not for insurance, not for work."),
)
SILENCE: Final = _asked(
    "silence",
    Text("You leave a question open. What does that mean?"),
    Text("It is no yes. I can answer later."),
    (Text("It counts as a yes."), Text("The whole form does not count.")),
    Text("Nobody takes silence for a yes. Each question counts by itself."),
)
NOT_NOW: Final = _asked(
    "later",
    Text("You answer: not now. What happens?"),
    Text("I am not told now, and I am asked again later."),
    (Text("I am told at once."), Text("I can never ask again.")),
    Text("Not now is an answer of its own. You are not told, and you are asked again another time."),
)
OTHERS: Final = _asked(
    "others",
    Text("Who gets your data after a yes to this form?"),
    Text("Others who treat me, and my pharmacies, as I say."),
    (Text("Anybody who asks."), Text("Only my own doctor.")),
    Text("It is for other hospitals, practices, labs and pharmacies that treat you. Each kind of data is asked for."),
)
STUDIES: Final = _asked(
    "studies",
    Text("Do you know today which studies will use your data?"),
    Text("No. There will be studies that nobody can name yet."),
    (Text("Yes, there is a list."), Text("There will be one study.")),
    Text("A yes here is for studies to come. A committee looks at each before it begins, and you can see each use."),
)
ILLNESS: Final = _asked(
    "illness",
    Text("Which illnesses may be studied with your data?"),
    Text("Only those that I say yes to."),
    (Text("All illnesses."), Text("Those that the researchers choose.")),
    Text("Each group of illnesses is a question of its own. A yes to one is no yes to another."),
)
NAMES: Final = _asked(
    "names",
    Text("Can it happen that somebody finds out whose genes they are?"),
    Text("It is forbidden to look for my name, but genes can never be quite without a name."),
    (Text("No, that is not possible."), Text("My name is always with them.")),
    Text("Names are taken off, and nobody may look for them. But genes are like a fingerprint: some risk stays."),
)
SAMPLE: Final = _asked(
    "sample",
    Text("What does the biobank keep?"),
    Text("What is learned from my sample, for later studies."),
    (Text("Nothing at all."), Text("My whole record, in any case.")),
    Text("It keeps the kinds of data that you say yes to. Later studies use them, and you can see each use."),
)
TRIAL: Final = _asked(
    "trial",
    Text("You say yes here. Are you then in a trial?"),
    Text("No. I may be asked, and can still say no."),
    (Text("Yes, at once."), Text("Yes, if there is a place.")),
    Text("This form only lets people look and ask you. A trial has a talk and a consent of its own."),
)
TOLD: Final = _asked(
    "told",
    Text("A relative was told, and you change your mind. What then?"),
    Text("Whoever was told knows it. Nobody else is told."),
    (Text("They must forget it."), Text("Everybody else is told too.")),
    Text("What somebody has heard cannot be taken from them. From then on nobody else is told."),
)
WHICH: Final = _asked(
    "which",
    Text("Which of your relatives are told?"),
    Text("Only those that I say yes to, and only if they want to hear it."),
    (Text("All of them."), Text("Those that the hospital chooses.")),
    Text("Each group of relatives is a question of its own. They are asked first whether they want to hear it."),
)

QUIZZES: Final[Mapping[str, tuple[Asked, ...]]] = {
    "treatment": (TEAM, COST, BACK),
    "findings": (NOT_NOW, SILENCE, COST),
    "care-sharing": (OTHERS, COST, STAYS),
    "research-broad": (STUDIES, NAMES, STAYS),
    "research-tiered": (STUDIES, SILENCE, STAYS),
    "research-disease": (ILLNESS, NAMES, STAYS),
    "biobank": (SAMPLE, NAMES, STAYS),
    "trial-contact": (TRIAL, COST, BACK),
    "family-disclosure": (WHICH, TOLD, BACK),
}
"""By form."""


def quiz_for(form: str) -> tuple[Asked, ...]:
    """The questions to a form; those that fit every form for one that is not ours."""
    return QUIZZES.get(form, (COST, BACK, STAYS))
