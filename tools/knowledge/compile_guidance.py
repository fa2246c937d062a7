"""From rules and wording to one file of statements per drug."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tools.knowledge.tables import Object, Row, TableError, pairs_of

from autonome.evidence.guidance import Action, Effect
from autonome.evidence.wording import PLACE

WARFARIN_GUIDELINE = {
    "guideline": "PA166104949",
    "by": "CPIC",
    "url": "https://cpicpgx.org/guidelines/guideline-for-warfarin-and-cyp2c9-and-vkorc1/",
    "version": "2017-09",
}


def statement_id(by: str, drug: str, lookup: Mapping[str, str], population: str) -> str:
    """Readable and stable: made of what the statement is about, not of its place in a table.

    Example: ``cpic:clopidogrel:cyp2c19=poor-metabolizer:cvi-acs-pci``.
    """
    results = ",".join(f"{slug(gene)}={slug(key)}" for gene, key in lookup.items())
    return ":".join(part for part in (slug(by), slug(drug), results, slug(population)) if part)


def slug(text: str) -> str:
    """Lower case letters, digits and ``. + / -`` only."""
    plain = text.lower().replace("≥", "at-least-").replace(">", "over-").replace("*", "").replace(":", "")
    return re.sub(r"[^a-z0-9.+/]+", "-", plain).strip("-")


def warfarin_rules(rows: Iterable[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """CPIC's warfarin guideline: one table that holds rules and wording.

    Returns:
        rules, recommendations and implications, as the other tables have them: the drug's name is put in later, because
        other languages call it otherwise.
    """
    rules: list[Row] = []
    do: list[Row] = []
    why: list[Row] = []
    for number, row in enumerate(rows, start=1):
        lookup = pairs_of(row["lookup"])
        ids = (f"do-cpic-warfarin-{number:02d}", f"why-cpic-warfarin-{number:02d}")
        texts = {column: row[column].replace("warfarin", PLACE) for column in ("amount", "text", "why")}
        do.append({**row, **texts, "id": ids[0]})
        why.append({"id": ids[1], "effect": row["effect"], "text": texts["why"]})
        reasons = ";".join(f"{gene}={ids[1]}" for gene in lookup)
        rules.append(
            {**row, "guideline": WARFARIN_GUIDELINE["guideline"], "drug": "warfarin", "do": ids[0], "why": reasons}
        )
    return rules, do, why


class Wording:
    """Our own sentences, by id, checked: known actions and effects, an amount for each change of dose."""

    def __init__(self, recommendations: Iterable[Row], implications: Iterable[Row]) -> None:
        self.do = {row["id"]: row for row in recommendations}
        self.why = {row["id"]: row for row in implications}
        for row in self.do.values():
            action = Action(row["action"])
            if not row["text"] or (action is Action.CHANGE_DOSE and not row["amount"]):
                raise TableError(f"{row['id']}: no text, or a change of dose without an amount")
        for row in self.why.values():
            if Effect(row["effect"]) and not row["text"]:
                raise TableError(f"{row['id']}: no text")

    def recommendation(self, name: str) -> list[Any]:
        """Action, amount, alternatives, text."""
        row = self.do[name]
        alternatives = [part.strip() for part in row["alternatives"].split(";") if part.strip()]
        return [row["action"], row["amount"], alternatives, row["text"]]

    def implication(self, name: str) -> list[Any]:
        """Effect, text."""
        row = self.why[name]
        return [row["effect"], row["text"]]


def check_flags(rules: Iterable[Row], wording: Wording, judged: Iterable[Row]) -> None:
    """Demand that the source's flags and our action agree, or that a person has judged why not.

    Raises:
        TableError: a disagreement is not in `judged`, or a row of `judged` is out of date.
    """
    disagreeing = {
        (rule["do"], rule["flags"], action)
        for rule in rules
        if (action := wording.do[rule["do"]]["action"]) not in _expected_actions(set(rule["flags"].split(";")))
    }
    known = {(row["id"], row["flags"], row["action"]) for row in judged if row["reason"]}
    if disagreeing != known:
        raise TableError(
            f"judged.tsv: missing {sorted(disagreeing - known)}, out of date {sorted(known - disagreeing)}"
        )


def _expected_actions(flags: set[str]) -> set[str]:
    """The action that the source's flags suggest by themselves: another drug before a dose before anything else."""
    for flag, action in (("alternate", Action.AVOID), ("dosing", Action.CHANGE_DOSE), ("other", Action.MONITOR)):
        if flag in flags:
            return {action}
    return {Action.STANDARD, Action.NOT_ASSESSED}


def drug_file(drug: str, rules: Iterable[Row], wording: Wording, guidelines: Mapping[str, Row]) -> Object:
    """All statements about one drug; wording and guidelines once each."""
    statements: list[list[Any]] = []
    do: Object = {}
    why: Object = {}
    named: Object = {}
    for rule in rules:
        guideline = guidelines[rule["guideline"]]
        lookup, reasons = pairs_of(rule["lookup"]), pairs_of(rule["why"])
        name = statement_id(guideline["by"], drug, lookup, rule["population"])
        pmids = rule["pmids"].split(";") if rule["pmids"] else []
        do[rule["do"]] = wording.recommendation(rule["do"])
        why.update({reason: wording.implication(reason) for reason in reasons.values()})
        named[rule["guideline"]] = [guideline["by"], guideline["url"], guideline["version"]]
        statements.append(
            [name, rule["guideline"], rule["population"], rule["strength"], lookup, rule["do"], reasons, pmids]
        )
    if len({str(row[0]) for row in statements}) != len(statements):
        raise TableError(f"{drug}: two statements have one id")
    ordered = sorted(statements, key=lambda row: str(row[0]))
    return {"drug": drug, "guidelines": named, "do": do, "why": why, "statements": ordered}


def counts(drugs: Iterable[Object]) -> dict[str, int]:
    """Statements and drugs by source."""
    by = [(file["drug"], file["guidelines"][row[1]][0]) for file in drugs for row in file["statements"]]
    statements, covered = Counter(source for _, source in by), Counter(source for _, source in set(by))
    return {
        "statements_cpic": statements["CPIC"],
        "statements_dpwg": statements["DPWG"],
        "drugs_cpic": covered["CPIC"],
        "drugs_dpwg": covered["DPWG"],
    }
