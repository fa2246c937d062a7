"""How two forms differ: what is read, what is asked, and whether an answer to the old one still covers the new one.

Scope is compared by meaning, never by wording: each question's atoms are taken apart into the smallest things that a
request can ask for (one leaf of the data tree, one action, one disease), and one is held against the other by the
trees of codes, in the way in which `autonome.access` matches a request. So *covers* here is *permits* there: what an
old yes covers, it permits; and what it does not cover must be asked.

Not here: what becomes of people's answers (`standing`), and how a difference is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

from autonome.consent.atoms import Action, Atom, Kind
from autonome.consent.categories import CATEGORIES, CategoryCode
from autonome.consent.diseases import NO_DISEASES, Diseases
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.purposes import PURPOSES
from autonome.consent.recipients import RECIPIENTS
from autonome.consent.templates import Question, QuestionId, Template
from autonome.kernel import Period


class ScopeChange(StrEnum):
    """How the new scope of a question lies to the old one."""

    SAME = "same"
    WIDER = "wider"
    NARROWER = "narrower"
    OTHER = "other"
    """Wider in one part and narrower in another."""

    ADDED = "added"
    REMOVED = "removed"


class Mark(StrEnum):
    """Where a sentence stands."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one text, or of both."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class QuestionDifference:
    """One question, old and new.

    Args:
        id: of the question.
        old: as it was asked, or None where it is new.
        new: as it is asked, or None where it is gone.
        scope: how the new one lies to the old.
        yes_covers: whether an old yes permits everything that the new question asks for, and was given in every way in
            which the new one is; otherwise the person is asked, and until then the old scope stays.
        no_covers: whether an old no refuses everything that the new question asks for.
        lacks: ways of consenting (written, separate …) that the new question has and an old yes has not.
        gained: atoms of the new question that an old yes does not permit, or not wholly.
        lost: atoms of the old question that a new yes does not permit, or not wholly.
    """

    id: QuestionId
    old: Question | None
    new: Question | None
    scope: ScopeChange
    yes_covers: bool
    no_covers: bool
    lacks: frozenset[Kind] = frozenset()
    gained: tuple[Atom, ...] = ()
    lost: tuple[Atom, ...] = ()

    @property
    def is_reworded(self) -> bool:
        """Whether it is asked in both, in other words."""
        return self.old is not None and self.new is not None and self.old.text != self.new.text


@dataclass(frozen=True, slots=True)
class Differences:
    """Two forms, side by side.

    Args:
        old: the form that was answered.
        new: the form that is shown now.
        text: every sentence of both, in order.
        questions: in the order of the new form; those that are gone come last.
    """

    old: Template
    new: Template
    text: tuple[Sentence, ...]
    questions: tuple[QuestionDifference, ...]

    @property
    def terms_changed(self) -> bool:
        """Whether the forms are held to other terms: time to think, longest life, what death ends."""
        return self.old.terms != self.new.terms

    @property
    def to_ask(self) -> tuple[QuestionId, ...]:
        """Questions to which an old yes is no yes: they must be asked of whoever said yes before."""
        return tuple(each.id for each in self.questions if not each.yes_covers)


def differences(old: Template, new: Template, diseases: Diseases = NO_DISEASES) -> Differences:
    """Compare two forms: two versions, or two languages.

    Args:
        old: the form that was answered.
        new: the form that is shown now.
        diseases: how they lie below each other; without, each covers itself alone.
    """
    before = {question.id: question for question in old.questions}
    kept = tuple(_difference(before.get(question.id), question, diseases) for question in new.questions)
    asked = {question.id for question in new.questions}
    gone = tuple(_removed(question) for question in old.questions if question.id not in asked)
    return Differences(old, new, tuple(_text(old.text, new.text)), kept + gone)


def covered(wanted: Iterable[Atom], by: Iterable[Atom], diseases: Diseases = NO_DISEASES) -> bool:
    """Whether every request that some atoms permit is permitted by others, with no fewer obligations.

    Args:
        wanted: atoms that would be permitted.
        by: atoms that are.
        diseases: how they lie below each other.
    """
    return _all_within(wanted, by, lambda narrow, broad: _permits(narrow, broad, diseases))


_CJK: Final = r"\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_LINE_BREAK_IN_CJK: Final = rf"(?<=[{_CJK}])\n(?=[{_CJK}])"
_SENTENCE_END: Final = r"(?<=[.!?])\s+|(?<=[\u3002\uff01\uff1f])\s*"
"""Patterns are compiled when a text is first compared: most commands compare none."""


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text; a heading is one, and line breaks within a paragraph are none."""
    for paragraph in re.split(r"\n\s*\n", text):
        joined = " ".join(re.sub(_LINE_BREAK_IN_CJK, "", paragraph).split())
        yield from (sentence for sentence in re.split(_SENTENCE_END, joined) if sentence)


def _text(old: str, new: str) -> Iterator[Sentence]:
    from difflib import SequenceMatcher  # noqa: PLC0415 - most commands compare no texts

    before, after = list(sentences(old)), list(sentences(new))
    for kind, first, last, start, end in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Sentence(Mark.BOTH, words) for words in before[first:last])
            continue
        yield from (Sentence(Mark.OLD, words) for words in before[first:last])
        yield from (Sentence(Mark.NEW, words) for words in after[start:end])


def _difference(old: Question | None, new: Question, diseases: Diseases) -> QuestionDifference:
    if old is None:
        scope, gained = ScopeChange.ADDED, new.atoms
        return QuestionDifference(new.id, None, new, scope, yes_covers=False, no_covers=False, gained=gained)
    if old.finding is not None or new.finding is not None:
        same = old.finding == new.finding
        scope = ScopeChange.SAME if same else ScopeChange.OTHER
        return QuestionDifference(new.id, old, new, scope, yes_covers=same, no_covers=same)
    gained = tuple(atom for atom in new.atoms if not covered([atom], old.atoms, diseases))
    lost = tuple(atom for atom in old.atoms if not covered([atom], new.atoms, diseases))
    return QuestionDifference(
        new.id,
        old,
        new,
        _CHANGES[not gained, not lost],
        yes_covers=_all_within(new.atoms, old.atoms, lambda one, other: _permits_as_given(one, other, diseases)),
        no_covers=_all_within(new.atoms, old.atoms, lambda one, other: _refuses(one, other, diseases)),
        lacks=frozenset(_lacks(old, new, diseases)),
        gained=gained,
        lost=lost,
    )


def _removed(old: Question) -> QuestionDifference:
    """A question that is gone asks for nothing: every answer covers that."""
    gone = ScopeChange.REMOVED
    return QuestionDifference(old.id, old, None, gone, yes_covers=True, no_covers=True, lost=old.atoms)


_CHANGES: Final[Mapping[tuple[bool, bool], ScopeChange]] = {
    (True, True): ScopeChange.SAME,
    (False, True): ScopeChange.WIDER,
    (True, False): ScopeChange.NARROWER,
    (False, False): ScopeChange.OTHER,
}
"""By whether the old covers the new, and the new the old."""


def _lacks(old: Question, new: Question, diseases: Diseases) -> Iterator[Kind]:
    """Of what an old yes permits, the ways of consenting in which it was not given."""
    there = _by_place(old.atoms)
    for place, part in _parts(new.atoms):
        missing = [part.kinds - broad.kinds for broad in there.get(place, ()) if _permits(part, broad, diseases)]
        if missing:
            yield from min(missing, key=len)


_Test: TypeAlias = Callable[[Atom, Atom], bool]
"""Of a narrow and a broad atom."""


def _all_within(wanted: Iterable[Atom], by: Iterable[Atom], test: _Test) -> bool:
    """Whether each of the smallest parts of what is wanted passes the test with some part of the other."""
    there = _by_place(by)
    return all(any(test(part, broad) for broad in there.get(place, ())) for place, part in _parts(wanted))


def _by_place(atoms: Iterable[Atom]) -> Mapping[tuple[CategoryCode, Action], list[Atom]]:
    there: dict[tuple[CategoryCode, Action], list[Atom]] = {}
    for place, part in _parts(atoms):
        there.setdefault(place, []).append(part)
    return there


def _parts(atoms: Iterable[Atom]) -> Iterator[tuple[tuple[CategoryCode, Action], Atom]]:
    """Take atoms apart by leaf, action and disease; data are decided at the leaves, and each disease by itself."""
    for atom in atoms:
        each_disease = [frozenset({disease}) for disease in atom.diseases] or [frozenset()]
        for about in each_disease:
            part = replace(atom, diseases=about)
            for leaf in CATEGORIES.leaves(atom.category):
                yield from (((leaf, action), part) for action in atom.actions)


def _permits(narrow: Atom, broad: Atom, diseases: Diseases) -> bool:
    return (
        _reaches(narrow, broad, diseases)
        and set(broad.obligations) <= set(narrow.obligations)
        and _window_within(narrow.window, broad.window)
    )


def _permits_as_given(narrow: Atom, broad: Atom, diseases: Diseases) -> bool:
    return _permits(narrow, broad, diseases) and narrow.kinds <= broad.kinds


def _refuses(narrow: Atom, broad: Atom, diseases: Diseases) -> bool:
    """As a refusal: whatever obligations and kinds; one for a time of data leaves the rest open."""
    return _reaches(narrow, broad, diseases) and _window_within(narrow.window, broad.window)


def _reaches(narrow: Atom, broad: Atom, diseases: Diseases) -> bool:
    return (
        PURPOSES.covers(broad.purpose, narrow.purpose)
        and RECIPIENTS.covers(broad.recipient, narrow.recipient)
        and JURISDICTIONS.covers(broad.jurisdiction, narrow.jurisdiction)
        and broad.recipient_id in {None, narrow.recipient_id}
        and broad.commercial in {None, narrow.commercial}
        and (not broad.diseases or _about(narrow.diseases, broad.diseases, diseases))
    )


def _about(narrow: frozenset[str], broad: frozenset[str], diseases: Diseases) -> bool:
    """Parts are about one disease, or about any."""
    return bool(narrow) and all(diseases.covers(one, other) for one in broad for other in narrow)


def _window_within(narrow: Period | None, broad: Period | None) -> bool:
    if broad is None:
        return True
    if narrow is None or narrow.start < broad.start:
        return False
    return broad.end is None or (narrow.end is not None and narrow.end <= broad.end)
