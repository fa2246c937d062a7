"""From the tables in `knowledge/clinical/` to the pack's file of clinical rules, each row checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from tools.knowledge.snomed import others, with_snomed
from tools.knowledge.tables import Object, Row, TableError

from autonome.evidence.clinical import CODED, LISTED, MEASURED, Checked, CostBand, FactorAction, Relation

TABLES = ("factors", "conditions", "snomed", "classes", "goals", "costs", "companions")

_TIMES = re.compile(r"(\d+) of (.+)")
_NUMBER = re.compile(r"([a-z0-9-]+)(<=|>=|<|>)(\d+(?:\.\d+)?)")
_ANSWER = re.compile(r"([a-z-]+)=([A-Za-z-]+(?:\|[A-Za-z-]+)*)")
_LISTED = re.compile(r"([a-z]+):([a-z0-9-]+)")
_ICD10 = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")


def clinical(
    tables: Mapping[str, list[Row]],
    sources: Mapping[str, Row],
    known: Collection[str],
    effects: Iterable[tuple[str, str]] = (),
) -> Object:
    """The file of clinical rules.

    Args:
        tables: name of each of TABLES → its rows.
        sources: source id → its row.
        known: drugs that an order can name.
        effects: drugs that change an enzyme, each with what it does, such as ``CYP3A4 inhibitor strong``.
    """
    conditions = with_snomed([_term(row, "condition") for row in tables["conditions"]], tables["snomed"])
    goals = [_term(row, "goal") for row in tables["goals"]]
    named = {"condition": {row[0] for row in conditions}, "goal": {row[0] for row in goals}}
    named["history"] = named["condition"]
    groups = companions(tables["companions"], known, tuple(effects))
    rules = [_rule(row, sources, named, groups) for row in tables["factors"]]
    _check_once("factors.tsv", [row["id"] for row in tables["factors"]])
    _check_drugs("factors.tsv", (drug for row in tables["factors"] for drug in row["drugs"].split(";")), known)
    _check_drugs("classes.tsv", (drug for row in tables["classes"] for drug in row["members"].split(";")), known)
    _check_drugs("costs.tsv", (row["drug"] for row in tables["costs"]), known)
    return {
        "rules": [[row["drugs"].split(";"), rule] for row, rule in zip(tables["factors"], rules, strict=True)],
        "conditions": conditions,
        "others": others(tables["snomed"]),
        "goals": goals,
        "classes": [_class(row, sources) for row in tables["classes"]],
        "costs": {row["drug"]: _cost(row, sources) for row in tables["costs"]},
    }


def companions(
    rows: Iterable[Row], known: Collection[str], effects: Collection[tuple[str, str]]
) -> dict[str, tuple[str, ...]]:
    """Group → its medicines: each named, or meant by what it does to an enzyme.

    Args:
        rows: of ``companions.tsv``.
        known: drugs that an order can name.
        effects: drugs that change an enzyme, each with what it does.
    """
    groups: dict[str, tuple[str, ...]] = {}
    for row in rows:
        members = {name for name in row["members"].split(";") if name}
        for effect in filter(None, row["effects"].split(";")):
            acting = {drug for drug, does in effects if does == effect}
            if not acting:
                raise TableError(f"companions.tsv, {row['group']}: no medicine is a {effect}")
            members |= acting
        members -= set(row["without"].split(";"))
        _check_drugs("companions.tsv", members, known)
        if not members:
            raise TableError(f"companions.tsv, {row['group']}: it has no medicine")
        groups[row["group"]] = tuple(sorted(members))
    return groups


def _rule(
    row: Row,
    sources: Mapping[str, Row],
    named: Mapping[str, Collection[str]],
    groups: Mapping[str, tuple[str, ...]],
) -> list[Any]:
    at_least, tests = parse_when(row["when"], row["id"])
    for test in tests:
        subject, _, value = test
        if subject == "taking":
            test[2] = _others(value, row, groups)
        elif subject in LISTED and value not in named[subject]:
            raise TableError(f"factors.tsv, {row['id']}: no {subject} is called {value}")
    action = FactorAction(row["action"])
    if (action is FactorAction.CHANGE_DOSE) != bool(row["amount"]):
        raise TableError(f"factors.tsv, {row['id']}: a change of dose has an amount, and nothing else has one")
    if "{drug}" not in row["text"] and action is FactorAction.NOTE:
        raise TableError(f"factors.tsv, {row['id']}: a note names its {{drug}}")
    needs = _yes(row["needs"], row["id"])
    return [row["id"], at_least, tests, action, row["amount"], row["text"], needs, *_provenance(row, sources)]


def _others(group: str, row: Row, groups: Mapping[str, tuple[str, ...]]) -> str:
    """The medicines of a group, none of which is the rule's own."""
    if group not in groups:
        raise TableError(f"factors.tsv, {row['id']}: no group of medicines is called {group}")
    if own := set(groups[group]) & set(row["drugs"].split(";")):
        raise TableError(f"factors.tsv, {row['id']}: {sorted(own)} cannot be taken beside themselves")
    return "|".join(groups[group])


def parse_when(when: str, where: str) -> tuple[int, list[list[str]]]:
    """How many of which tests, such as ``egfr>=30, egfr<45`` (all) or ``2 of age>=80, weight<=60, creatinine>=133``."""
    counted = _TIMES.fullmatch(when)
    parts = [part.strip() for part in (counted[2] if counted else when).split(",")]
    tests = [_test(part, where) for part in parts]
    at_least = int(counted[1]) if counted else len(tests)
    if not 1 <= at_least <= len(tests):
        raise TableError(f"factors.tsv, {where}: {at_least} of {len(tests)} tests")
    return at_least, tests


def _test(part: str, where: str) -> list[str]:
    if (found := _NUMBER.fullmatch(part)) and found[1] in MEASURED:
        return [found[1], Relation(found[2]), found[3]]
    if (found := _ANSWER.fullmatch(part)) and found[1] in CODED:
        return [found[1], Relation.IS, found[2]]
    if (found := _LISTED.fullmatch(part)) and found[1] in LISTED:
        return [found[1], Relation.IS, found[2]]
    raise TableError(f"factors.tsv, {where}: {part!r} is no test")


def _term(row: Row, kind: str) -> list[Any]:
    codes = [code for code in row["icd10"].split(";") if code]
    texts = [text for text in row["texts"].split(";") if text]
    if wrong := [code for code in codes if not _ICD10.fullmatch(code)]:
        raise TableError(f"{kind}s.tsv, {row[kind]}: {wrong} have not the form of ICD-10")
    if wrong := [text for text in texts if text != text.lower()]:
        raise TableError(f"{kind}s.tsv, {row[kind]}: write {wrong} in lower case, as records are compared")
    return [row[kind], row["label"], codes, texts]


def _class(row: Row, sources: Mapping[str, Row]) -> list[Any]:
    members, texts = row["members"].split(";"), row["texts"].split(";")
    action = FactorAction(row["action"])
    return [row["class"], row["label"], members, texts, action, row["text"], *_provenance(row, sources)]


def _cost(row: Row, sources: Mapping[str, Row]) -> list[str]:
    source = sources[row["source"]]
    return [CostBand(row["cost"]), f"{source['title']}, {source['date'][:4]}", Checked(row["checked"])]


def _provenance(row: Row, sources: Mapping[str, Row]) -> list[str]:
    source = sources[row["source"]]
    return [source["title"], source["url"], row["place"], Checked(row["checked"])]


def _yes(cell: str, where: str) -> bool:
    if cell not in ("yes", "no"):
        raise TableError(f"factors.tsv, {where}: needs is yes or no, not {cell!r}")
    return cell == "yes"


def _check_drugs(table: str, drugs: Iterable[str], known: Collection[str]) -> None:
    if unknown := set(drugs) - set(known):
        raise TableError(f"{table} names drugs that no order can name: {sorted(unknown)}")


def _check_once(table: str, names: list[str]) -> None:
    if twice := {name for name in names if names.count(name) > 1}:
        raise TableError(f"{table}: {sorted(twice)} stand twice")
