"""A request held against law and scopes once, for whoever it is about.

What a decision depends on, besides the person's own answers, is compiled: the rulings of the law for each leaf, and,
for each scope that somebody's answer has, the facts that it says (`facts`). What remains for each person is to join
the bits of a few answers and to look up the `Outcome` that they mean; an outcome is worked out once and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from autonome.access.facts import Fact, FactKind, Facts
from autonome.access.matching import Aim, aims_of, denies, is_of, may_meet, permits
from autonome.access.outcomes import Leaf, Outcome, conclude, gives_genes
from autonome.access.register import KINDS_OF_SAYING, Register, Said
from autonome.access.requests import Document, Request
from autonome.access.terms import breaks, needs_genes
from autonome.access.translation import case_of
from autonome.access.windows import window_of
from autonome.consent import CATEGORIES, NO_DISEASES, PURPOSES, Atom, Diseases
from autonome.kernel import Instant
from autonome.law import RuleBook

MOST_OUTCOMES: Final = 1 << 16
"""Outcomes kept of one request, some 1 kB each; beyond, they are worked out anew."""


class Effect(NamedTuple):
    """Bits that an answer gives, by where the time asked about lies in its validity."""

    in_force: int
    expired: int
    not_yet: int


SILENT = Effect(0, 0, 0)

_AGAINST: Final = {Said.DENIED: FactKind.REFUSED, Said.OBJECTED: FactKind.OBJECTED}
"""What is said against a leaf while an answer is in force."""

_ALWAYS: Final = {
    Said.WITHDRAWN: FactKind.WITHDRAWN,
    Said.WITHOUT_AUTHORITY: FactKind.AUTHORITY_MISSING,
    Said.AFTER_AUTHORITY: FactKind.AUTHORITY_ENDED,
    Said.UNDER_AGE: FactKind.UNDER_AGE,
    Said.TOO_EARLY: FactKind.TOO_EARLY,
}
"""What is said of a permission that is none, at whatever time."""

_AFTERWARDS: Final = {
    Said.GRANTED: FactKind.EXPIRED,
    Said.GRANTED_FOR_ANOTHER: FactKind.AUTHORITY_ENDED,
    Said.GRANTED_IN_LIFE: FactKind.ENDED_BY_DEATH,
    Said.GRANTED_UNLESS_DEAD: FactKind.OPEN_AFTER_DEATH,
    Said.BEFORE_RESTRICTION: FactKind.EXPIRED,
    Said.GRANTED_BY_GUARDIAN: FactKind.EXPIRED,
    Said.GRANTED_WHILE_GUARDIAN: FactKind.AUTHORITY_ENDED,
}
"""What is said of a permission when its time is over."""


BY_GUARDIAN: Final = frozenset({Said.GRANTED_BY_GUARDIAN, Said.GRANTED_WHILE_GUARDIAN})
"""Grants that count for a child."""

LEFT_OPEN: Final = ("HLEGAL", "THREAT")
"""Purposes for which restricted data may still be used: legal claims, and the protection of others (GDPR Art. 18(2));
what is the person's own right is left open by its rule."""


class Compiled:
    """One request, about nobody in particular, at one time.

    Not a frozen value: scopes and outcomes are added as they are met. The same arguments give the same answers.
    """

    __slots__ = (
        "_aims",
        "_facts",
        "_leaves",
        "_left_open",
        "_outcomes",
        "_shown",
        "asked",
        "at",
        "diseases",
        "effects",
        "register",
    )

    def __init__(  # noqa: PLR0913 - what a request is held against, each on its own
        self,
        register: Register,
        asked: Request,
        rules: RuleBook,
        at: Instant,
        diseases: Diseases = NO_DISEASES,
        *,
        mandated: bool = False,
    ) -> None:
        """Consult the law about each leaf.

        Args:
            register: whose people it will be decided about.
            asked: in our own codes; of its subject only whether it asks for itself counts.
            rules: packs of law.
            at: the time asked about.
            diseases: how they lie below each other.
            mandated: whether the asker holds a mandate on record to act for whoever it will be decided about.
        """
        leaves = dict.fromkeys(leaf for item in asked.items for leaf in CATEGORIES.leaves(item))
        self.register, self.asked, self.at = register, asked, at
        self.diseases = diseases
        self._aims: tuple[Aim, ...] = aims_of(asked)
        self._facts = Facts()
        self._leaves = tuple(
            Leaf.of(leaf, rules.consult(case_of(asked, leaf, at, mandated=mandated))) for leaf in leaves
        )
        self._shown = documents_at(asked, at)
        self._left_open = all(any(PURPOSES.covers(one, code) for one in LEFT_OPEN) for code in asked.purposes)
        self.effects: dict[int, Effect] = {}
        """By code of the register, as far as they were asked for: `effect` gives the rest."""
        self._outcomes: dict[int, Outcome] = {}

    def effect(self, code: int) -> Effect:
        """What an answer of the register says of this request."""
        found = self.effects.get(code)
        if found is None:
            scope, said = divmod(code, KINDS_OF_SAYING)
            atoms = tuple(atom for atom in self.register.scopes[scope] if may_meet(atom, self.asked))
            if said == Said.RESTRICTED:
                found = self.effects[code] = self._restricted()
            else:
                found = self.effects[code] = self._effect(atoms, Said(said)) if atoms else SILENT
        return found

    def outcome(self, bits: int) -> Outcome:
        """What the facts about a person mean for this request."""
        found = self._outcomes.get(bits)
        if found is None:
            if len(self._outcomes) >= MOST_OUTCOMES:
                self._outcomes.clear()
            facts = self._facts.of(bits)
            found = conclude(self.asked, self._leaves, facts, self._shown)
            found = self._outcomes[bits] = found.resting_on(self._used(found, facts))
        return found

    def _effect(self, atoms: tuple[Atom, ...], said: Said) -> Effect:
        if said in _AGAINST:
            return Effect(self._bits(self._refused(atoms, _AGAINST[said])), 0, 0)
        if said in _ALWAYS:
            bits = self._bits(self._spoke(atoms, _ALWAYS[said]))
            return Effect(bits, bits, bits)
        held = said is Said.BEFORE_RESTRICTION and not self._left_open
        return Effect(
            in_force=self._bits(self._spoke(atoms, FactKind.HELD_BACK) if held else self._granted(atoms, said)),
            expired=self._bits(self._spoke(atoms, _AFTERWARDS[said])),
            not_yet=self._bits(self._spoke(atoms, FactKind.NOT_YET)),
        )

    def _restricted(self) -> Effect:
        if self._left_open:
            return SILENT
        bits = self._bits(Fact(FactKind.RESTRICTED, place) for place in range(len(self._leaves)))
        return Effect(bits, bits, bits)

    def _bits(self, facts: Iterable[Fact]) -> int:
        bits = 0
        for fact in facts:
            bits |= self._facts.bit(fact)
        return bits

    def _permitting(self, atoms: tuple[Atom, ...]) -> Iterator[tuple[int, int, Atom]]:
        for place, leaf in enumerate(self._leaves):
            for number, aim in enumerate(self._aims):
                for atom in atoms:
                    if permits(atom, self.asked, leaf.code, aim, self.diseases):
                        yield place, number, atom

    def _granted(self, atoms: tuple[Atom, ...], said: Said) -> Iterator[Fact]:
        for leaf, aim, atom in self._permitting(atoms):
            if said not in BY_GUARDIAN and self._leaves[leaf].is_childs(self._shown):
                yield Fact(FactKind.UNDER_AGE, leaf, aim)
                continue
            if breaks(atom, self.asked, self._leaves[leaf].code):
                yield Fact(FactKind.AGAINST_TERMS, leaf, aim)
                continue
            beside = needs_genes(atom, self._leaves[leaf].code)
            yield Fact(FactKind.COVERED, leaf, aim, with_genes=beside)
            lacking = tuple(sorted(kind for kind in self._leaves[leaf].kinds if not is_of(atom, kind)))
            if lacking:  # 7. A consent of another kind than the law asks for is none.
                yield Fact(FactKind.LACKS, leaf, aim, detail=lacking, with_genes=beside)
                continue
            yield Fact(FactKind.SUITED, leaf, aim, window_of(atom.window), with_genes=beside)
            for obligation in atom.obligations:
                yield Fact(FactKind.OWES, leaf, detail=(obligation,), with_genes=beside)

    def _refused(self, atoms: tuple[Atom, ...], kind: FactKind) -> Iterator[Fact]:
        for place, leaf in enumerate(self._leaves):
            for atom in atoms:
                if denies(atom, self.asked, leaf.code, self.diseases):
                    yield Fact(kind, place, window=window_of(atom.window))

    def _spoke(self, atoms: tuple[Atom, ...], kind: FactKind) -> Iterator[Fact]:
        for leaf, aim, _ in self._permitting(atoms):
            yield Fact(kind, leaf, aim)

    def _used(self, outcome: Outcome, facts: Iterable[Fact]) -> int:
        """Bits of the permissions that a grant rests on: who gave one of them gave a part of the basis."""
        genetic = gives_genes(outcome)
        return self._bits(
            fact
            for fact in facts
            if fact.kind is FactKind.SUITED and fact.leaf in outcome.by_consent and (genetic or not fact.with_genes)
        )


def documents_at(request: Request, at: Instant) -> dict[str, Document]:
    """Documents that are valid, by kind; of several, the one that lasts longest."""
    valid = [shown for shown in request.documents if shown.until is None or at < shown.until]
    endless = max((shown.until.seconds for shown in valid if shown.until), default=0) + 1
    return {shown.kind: shown for shown in sorted(valid, key=lambda d: d.until.seconds if d.until else endless)}
