"""The glossary: what the page's less common words mean, and the links from the words to their meaning.

Only words that stand on the page are explained. A `Linker` goes through the texts of one page in their order, links
each word where it first stands in a part, and remembers which it has met; the glossary is shown last, and leads back to
where a word stood first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from autonome.report.patient.sentences import Plain


@dataclass(frozen=True, slots=True)
class Term:
    """A word and its meaning.

    Args:
        id: of its place in the glossary.
        forms: the forms in which it may stand on the page, parted by ``|``; the first is the one that is explained.
        meaning: one or two sentences.
    """

    id: str
    forms: Plain
    meaning: Plain


TERMS = (
    Term(
        "gene", Plain("gene|genes"), Plain("A part of what you got from your parents. It tells your body how to work.")
    ),
    Term(
        "gene-test",
        Plain("gene test|gene tests"),
        Plain("A test that reads parts of your genes, most often from blood or spit."),
    ),
    Term(
        "gene-result",
        Plain("gene result|gene results"),
        Plain("What a test found in one of your genes."),
    ),
    Term("side-effect", Plain("side effect|side effects"), Plain("A thing a medicine does that you do not want.")),
    Term("dose", Plain("dose|doses"), Plain("How much of a medicine you take, and how often.")),
    Term(
        "working-form",
        Plain("working form"),
        Plain("Some medicines do nothing at first. Your body turns them into what helps you."),
    ),
    Term(
        "allergic-reaction",
        Plain("severe allergic reaction"),
        Plain("When your body fights a medicine so hard that it harms you. Signs are rash, fever or a swollen face."),
    ),
    Term("blood-clot", Plain("blood clot|blood clots"), Plain("A lump of blood that can block a blood vessel.")),
    Term("stent", Plain("stent"), Plain("A small tube that keeps a blood vessel open.")),
    Term(
        "poor-metaboliser",
        Plain("poor metaboliser"),
        Plain("A person in whom a gene for handling medicines works very little, or not at all."),
    ),
    Term(
        "intermediate-metaboliser",
        Plain("intermediate metaboliser"),
        Plain("A person in whom a gene for handling medicines works less than usual."),
    ),
    Term(
        "normal-metaboliser",
        Plain("normal metaboliser"),
        Plain("A person in whom a gene for handling medicines works in the usual way."),
    ),
    Term(
        "rapid-metaboliser",
        Plain("rapid metaboliser"),
        Plain("A person in whom a gene for handling medicines works faster than usual."),
    ),
    Term(
        "ultrarapid-metaboliser",
        Plain("ultrarapid metaboliser"),
        Plain("A person in whom a gene for handling medicines works much faster than usual."),
    ),
    Term("poor-function", Plain("poor function"), Plain("The gene does its work very little, or not at all.")),
    Term("decreased-function", Plain("decreased function"), Plain("The gene does its work less than usual.")),
    Term("normal-function", Plain("normal function"), Plain("The gene does its work as usual.")),
    Term("increased-function", Plain("increased function"), Plain("The gene does its work more than usual.")),
    Term(
        "hyperthermia",
        Plain("malignant hyperthermia"),
        Plain("A rare and dangerous reaction in an operation: the body gets very hot and the muscles stiff."),
    ),
    Term(
        "counsellor",
        Plain("genetic counsellor"),
        Plain("A person who is trained to explain gene results, and to help you decide what you want to know."),
    ),
    Term("consent", Plain("consent"), Plain("Your yes or no to a use of your data. You can change it at any time.")),
    Term(
        "receipt",
        Plain("receipt"),
        Plain("A small file that proves how your data was used, and not that the advice is right."),
    ),
    Term("log", Plain("log"), Plain("A list to which lines are only added. Nobody can change an old line unseen.")),
)

_TAG_OR_ENTITY = re.compile(r"(<[^>]*>|&[#\w]+;)")


class Linker:
    """Links the words of one page to the glossary, and remembers which it met.

    Args:
        say: says a template in the page's language.
    """

    def __init__(self, say: Callable[[str], str]) -> None:
        self._say = say
        forms = sorted(_forms(say), key=lambda pair: -len(pair[0]))
        self._term_of = {form.lower(): id_ for form, id_ in forms}
        self._pattern = re.compile("|".join(_whole(form) for form, _ in forms), re.IGNORECASE)
        self._here: set[str] = set()
        self._met: set[str] = set()

    def begin(self) -> str:
        """Begin a part of the page: its words are linked anew. Shows nothing."""
        self._here = set()
        return ""

    def __call__(self, markup: Markup) -> Markup:
        """The markup with each word linked where it first stands in the part."""
        pieces = _TAG_OR_ENTITY.split(str(markup))
        pieces[::2] = (self._pattern.sub(self._link, text) for text in pieces[::2])
        return Markup("".join(pieces))  # noqa: S704 - what was escaped before stays so; only our own anchors are added

    def terms(self) -> tuple[tuple[str, str, str], ...]:
        """Id, word and meaning of the words met so far, in the order of `TERMS`."""
        say = self._say
        return tuple((t.id, say(t.forms).split("|")[0], say(t.meaning)) for t in TERMS if t.id in self._met)

    def _link(self, found: re.Match[str]) -> str:
        word = found[0]
        term = self._term_of[word.lower()]
        if term in self._here:
            return word
        self._here.add(term)
        place = "" if term in self._met else f' id="t-{term}"'
        self._met.add(term)
        return f'<a class="term"{place} href="#w-{term}">{word}</a>'


def _forms(say: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    return ((form, term.id) for term in TERMS for form in say(term.forms).split("|"))


def _whole(form: str) -> str:
    """A pattern of a form as a whole word; a script that writes without spaces has none."""
    spaced = form.isascii()
    return rf"(?<!\w){re.escape(form)}(?!\w)" if spaced else re.escape(form)
