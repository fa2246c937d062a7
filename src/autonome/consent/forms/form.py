"""A form in several languages: what each question means is said once, and worded once in each language.

So two languages of one version cannot mean different things. What is signed is the wording: it stands in the form's
module letter by letter, and nothing is put together or filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.consent.atoms import Atom
from autonome.consent.errors import ConsentError
from autonome.consent.findings import FindingCode
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.templates import Question, QuestionId, Template, Terms


@dataclass(frozen=True, slots=True)
class Wording:
    """One language.

    Args:
        text: everything that is read before the questions.
        questions: id of each question → as it is asked.
    """

    text: str
    questions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a form.

    Args:
        id: stable over versions.
        version: of wording and scope.
        terms: time to think, and the longest life of a yes.
        scopes: id of each question → what a yes permits, or the kind of finding that it asks about.
        wordings: by language.
    """

    id: str
    version: str
    terms: Terms
    scopes: Mapping[str, tuple[Atom, ...] | FindingCode]
    wordings: Mapping[str, Wording]

    def template(self, language: str) -> Template:
        """Return it in one language.

        Raises:
            ConsentError: the wording asks other questions, or in another order, than the form means.
        """
        wording = self.wordings[language]
        if list(wording.questions) != list(self.scopes):
            raise ConsentError(
                f"the form {self.id}/{self.version}/{language} asks other questions than it means",
                mend="word each question once, in the order of the scopes.",
            )
        asked = tuple(_question(each, wording.questions[each], scope) for each, scope in self.scopes.items())
        return Template(self.id, self.version, language, JURISDICTIONS.code("world"), wording.text, asked, self.terms)


def _question(name: str, text: str, scope: tuple[Atom, ...] | FindingCode) -> Question:
    if isinstance(scope, tuple):
        return Question(QuestionId(name), text, scope)
    return Question(QuestionId(name), text, finding=scope)
