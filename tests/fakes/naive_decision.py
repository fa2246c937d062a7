"""The decision written a second time, as plainly as can be: the specification that the real one is held to.

No bit sets, no intervals, no predicates: trees are walked, time is a set of days, law is a row of ifs. It answers for
requests whose codes are known, by the law of the United States, Europe, China and Indonesia as it is shipped.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from autonome.access import Request
from autonome.consent import (
    CATEGORIES,
    JURISDICTIONS,
    OBLIGATIONS,
    PURPOSES,
    RECIPIENTS,
    Action,
    ActKind,
    Atom,
    ConsentAct,
    Effect,
    Taxonomy,
)
from autonome.kernel import Instant, Period

CLOSED = ActKind.DEFER
"""Stands here for: taken back from one by name, for good."""

DAY = 86_400
FIRST = Instant.parse("2026-01-01").seconds
DAYS = frozenset(range(-1, 9))
"""Day -1 stands for all time before, day 8 for all time after: the tests' periods begin and end from day 0 to 7."""


def above(tree: Taxonomy[Any], code: str) -> list[str]:
    """The code and everything broader, by walking up."""
    parent = next(term.parent for term in tree.terms if term.code == code)
    return [code, *(above(tree, parent) if parent else [])]


def related(tree: Taxonomy[Any], one: str, other: str) -> bool:
    return one in above(tree, other) or other in above(tree, one)


PARENTS: dict[str, list[str]] = {"D:1": [], "D:11": ["D:1"], "D:12": ["D:1"], "D:112": ["D:11", "D:12"], "D:2": []}
"""Diseases: the last but one lies below two."""


def broader(disease: str) -> list[str]:
    """The disease and everything broader, by walking up; of an unknown one, itself alone."""
    return [disease, *(one for parent in PARENTS.get(disease, []) for one in broader(parent))]


def days_of(period: Period | None) -> frozenset[int]:
    if period is None:
        return DAYS
    start = (period.start.seconds - FIRST) // DAY
    end = 9 if period.end is None else (period.end.seconds - FIRST) // DAY
    return frozenset(day for day in DAYS if start <= day < end)


def standing(
    acts: Iterable[ConsentAct], request: Request, at: Instant, log_size: int, since: int = 0
) -> list[tuple[bool, list[Atom]]]:
    """(is a grant, its atoms) for each question that is answered and in force; grants older than a leaf are none."""
    answers: dict[str, tuple[ActKind, list[Atom], Instant | None, Instant | None, ConsentAct, int]] = {}
    known = [act for act in acts if act.leaf is not None and act.leaf < log_size and act.subject == request.subject]
    for act in sorted(known, key=lambda one: one.leaf or 0):
        before, now = answers.get(act.key), act.recorded_at
        start, end = (act.valid.start, act.valid.end) if act.valid else (None, None)
        yes = act.kind is ActKind.GRANT or (act.kind is ActKind.RENEW and before and before[0] is ActKind.GRANT)
        refused = before is not None and before[0] in (ActKind.DENY, CLOSED)
        if now > at and (yes or refused or act.kind is ActKind.RENEW):
            continue
        if act.kind is ActKind.RENEW:
            lasts = before and before[0] in (ActKind.GRANT, ActKind.DENY)
            if before and lasts and before[4].template.digest == act.template.digest:
                over = before[3] is not None and before[3] <= now
                if yes and over:
                    continue
                answers[act.key] = (before[0], before[1], start, end, before[4], act.leaf or 0)
        elif act.kind is ActKind.WITHDRAW and act.recipient_id and act.key != act.broad_key:
            # By name: what lifts a refusal lifts it; anything else closes to that one, whatever all are permitted.
            runs = before and before[0] is ActKind.DENY and (before[3] is None or now < before[3])
            asked = act.template.question(act.question).atoms
            atoms = [each.for_recipient(act.recipient_id).with_effect(Effect.DENY) for each in asked]
            kind = act.kind if runs else CLOSED
            answers[act.key] = (kind, atoms, Instant(0), None, act, act.leaf or 0)
        else:
            answers[act.key] = (act.kind, list(act.atoms), start, end, act, act.leaf or 0)
        if act.kind in (ActKind.DENY, ActKind.WITHDRAW):  # of everybody: what one was granted by name is over
            for key, (kind, *rest) in list(answers.items()):
                if key.startswith(f"{act.key}>") and kind is ActKind.GRANT:
                    answers[key] = (ActKind.WITHDRAW, *rest)  # type: ignore[assignment]
    return [
        (kind is ActKind.GRANT, atoms)
        for kind, atoms, start, end, _, leaf in answers.values()
        if kind is not ActKind.WITHDRAW and start is not None and (kind is not ActKind.GRANT or leaf >= since)
        if start <= at and (end is None or at < end)
    ]


def speaks_of(atom: Atom, request: Request, leaf: str) -> bool:
    """What grants and denials have in common; by a bare name, either may be refused, and an organisation permitted."""
    people = any(one in above(RECIPIENTS, atom.recipient) for one in ("subject", "relative", "representative"))
    meant = [request.organisation] if atom.effect is Effect.PERMIT and not people else [request.actor]
    meant = [request.organisation, request.actor] if atom.effect is Effect.DENY else meant
    named = atom.recipient_id is None or atom.recipient_id in meant
    return atom.category in above(CATEGORIES, leaf) and request.action in atom.actions and named


def broken(obligation: str, request: Request, leaf: str) -> bool:
    """Whether what is asked for cannot be had under this obligation."""
    charity = any(
        one in above(RECIPIENTS, request.recipient)
        for one in ("non-profit-researcher", "authority", "subject", "representative", "relative")
    )
    genes = any(related(CATEGORIES, "genome", item) for item in (leaf, *request.items))
    ours = stated(request, "from-another-handler") is False
    published, handed_on = request.action is Action.PUBLISH, request.action in (Action.DISCLOSE, Action.EXPORT)
    return {
        "DUO:0000016": not genes,
        "DUO:0000018": request.commercial is not False or not charity,
        "DUO:0000024": published,
        "DUO:0000045": not charity,
        "DUO:0000046": request.commercial is not False,
        "AUTONOME:no-onward-transfer": published or (handed_on and not ours),
    }.get(obligation, False)


def opens(atom: Atom, request: Request, leaf: str, purpose: str, disease: str) -> bool:
    places = [request.jurisdiction] + ([request.destination] if request.destination else [])
    if request.destination and outside(request.jurisdiction, request.destination) and Action.EXPORT not in atom.actions:
        return False
    if atom.recipient == "subject" and str(request.actor) != str(request.subject):
        return False
    about = not atom.diseases or (disease != "" and any(one in atom.diseases for one in broader(disease)))
    return (
        speaks_of(atom, request, leaf)
        and about
        and not any(broken(str(code), request, leaf) for code in atom.obligations)
        and atom.commercial in (None, request.commercial)
        and atom.purpose in above(PURPOSES, purpose)
        and atom.recipient in above(RECIPIENTS, request.recipient)
        and all(atom.jurisdiction in above(JURISDICTIONS, place) for place in places)
    )


def said_by(atom: Atom) -> set[str]:
    """The kinds of consent that an atom is; without a name it is none of those that must name who gets the data."""
    named = atom.recipient_id is not None
    return {str(kind) for kind in atom.kinds if named or str(kind) not in ("separate:recipient", "separate:export")}


def closes(atom: Atom, request: Request, leaf: str) -> bool:
    places = [request.jurisdiction] + ([request.destination] if request.destination else [])
    about = not atom.diseases or not request.diseases
    meant = list(request.purposes)
    meant += ["TREAT", "GRU"] if "CLINTRL" in meant else []
    meant += ["TREAT", "PUBHLTH"] if "POPHLTH" in meant else []
    study = bool(atom.diseases) and "GRU" in above(PURPOSES, atom.purpose)
    for one in atom.diseases:
        for other in request.diseases:
            about = about or one not in PARENTS or one in broader(other) or other in broader(one)
    return (
        speaks_of(atom, request, leaf)
        and about
        and (atom.commercial is None or request.commercial is None or atom.commercial == request.commercial)
        and any(related(PURPOSES, "GRU" if study else atom.purpose, purpose) for purpose in meant)
        and related(RECIPIENTS, atom.recipient, request.recipient)
        and any(related(JURISDICTIONS, atom.jurisdiction, place) for place in places)
    )


def stated(request: Request, name: str) -> bool | int | None:
    """What the request states of a circumstance, or None."""
    found: bool | int | None = request.circumstances.to_json().get(name)  # type: ignore[assignment]
    return found


def outside(here: str, there: str) -> bool:
    """Whether data leave a place, of which the European Economic Area is one."""
    if "EEA" in above(JURISDICTIONS, here):
        return "EEA" not in above(JURISDICTIONS, there)
    return here not in above(JURISDICTIONS, there)


def law(request: Request, leaf: str, *, mandated: bool = False) -> tuple[str, set[str], set[str]]:
    """The law of the place; and where the person's place is another, that too, and the stricter of each."""
    ground, kinds, documents = law_of_one(request, leaf, mandated=mandated)
    home = request.subject_jurisdiction
    if home is None or home in above(JURISDICTIONS, request.jurisdiction):
        return ground, kinds, documents
    to = request.jurisdiction if outside(home, request.jurisdiction) else request.destination
    other, more_kinds, more = law_of_one(replace(request, jurisdiction=home, destination=to), leaf, mandated=mandated)
    stricter = next(each for each in ("right", "forbidden", "", "lawful") if each in (ground, other))
    return stricter, kinds | more_kinds, documents | more


def law_of_one(request: Request, leaf: str, *, mandated: bool = False) -> tuple[str, set[str], set[str]]:  # noqa: C901, PLR0912, PLR0915 - plain on purpose: a row of ifs
    """(forbidden | right | lawful | ""), kinds of consent and documents that are required."""

    def yes(name: str) -> bool:
        return stated(request, name) is True

    def maybe(name: str) -> bool:
        return stated(request, name) is not False

    def purposes_within(*codes: str) -> bool:
        return all(any(one in above(PURPOSES, purpose) for one in codes) for purpose in request.purposes)

    def some_purpose_touches(code: str) -> bool:
        return any(related(PURPOSES, purpose, code) for purpose in request.purposes)

    genetic = "genome" in above(CATEGORIES, leaf)
    health = genetic or "clinical" in above(CATEGORIES, leaf)
    europe = "EEA" in above(JURISDICTIONS, request.jurisdiction)
    abroad = request.action in (Action.PUBLISH, Action.EXPORT)
    if request.destination is not None and request.action is not Action.PUBLISH:
        abroad = outside(request.jurisdiction, request.destination)
    own = str(request.actor) == str(request.subject) and request.recipient == "subject"
    agent = mandated and request.recipient == "representative" and purposes_within("PATRQT")
    reading = (own or agent) and purposes_within("PATRQT") and request.action in (Action.COLLECT, Action.USE)
    asking = (own or agent) and request.action in (
        Action.WITHDRAW, Action.REFUSE, Action.CORRECT, Action.ERASE, Action.RESTRICT, Action.PORT, Action.OBJECT,
        Action.ACCOUNT,
    )  # fmt: skip
    if reading or asking:
        return "right", set(), set()
    processing = request.action in (
        Action.COLLECT, Action.USE, Action.DISCLOSE, Action.PUBLISH, Action.EXPORT, Action.TRAIN,
    )  # fmt: skip
    rated, hired = some_purpose_touches("UNDERWRITING"), some_purpose_touches("EMPLOYMENT")
    emergency = purposes_within("ETREAT")
    caring = "care" in above(RECIPIENTS, request.recipient)
    saving = emergency and caring and request.action in (Action.COLLECT, Action.USE, Action.DISCLOSE)
    forbidden = genetic and (rated or hired)
    ground = ""
    kinds: set[str] = set()
    documents: set[str] = set()
    if request.jurisdiction == "US":
        insured = related(RECIPIENTS, request.recipient, "health-insurer") and not purposes_within("HPAYMT")
        hiring = related(RECIPIENTS, request.recipient, "employer") and not yes("small-employer")
        forbidden = forbidden or (genetic and (insured or hiring))
        if not purposes_within("TREAT", "HPAYMT", "HOPERAT", "PATRQT"):
            kinds.add("written")
        if leaf == "mental-health" and maybe("psychotherapy-notes") and processing:
            kinds.add("written")
        if saving and not (leaf == "mental-health" and maybe("psychotherapy-notes")):
            ground = "lawful"
        if some_purpose_touches("HMARKT"):
            kinds.add("written")
        if yes("safe-harbour"):
            documents.add("safe-harbour-report")
        if yes("expert-deidentified"):
            documents.add("expert-determination")
    needed = yes("needed-for-service") or (purposes_within("TREAT", "PATRQT") and maybe("needed-for-service"))
    tied = maybe("condition-of-service") and not needed
    if request.jurisdiction == "CN" and request.recipient == "public-health-authority" and purposes_within("PUBHLTH"):
        tied = tied and not (yes("public-health-emergency") and request.action in (Action.COLLECT, Action.USE))
    if (europe or request.jurisdiction == "CN") and processing and not emergency and tied:
        forbidden = True
    if europe:
        if saving and yes("cannot-consent"):
            ground = "lawful"
        if health:
            kinds.add("explicit")
        if abroad and not (saving and yes("cannot-consent")):
            documents.add("transfer-mechanism")
        if processing and yes("automated-decision"):
            kinds.add("explicit")
            documents.add("human-review")
        if processing and yes("online-service") and (stated(request, "age") or 0) < 16:
            documents.add("guardian-proof")
        if request.action is Action.COLLECT and not yes("not-from-the-person") and not emergency:
            documents.add("privacy-notice")
        if health and processing and maybe("large-scale") and not emergency:
            documents.add("impact-assessment")
    if request.jurisdiction == "ID":
        kinds |= {"explicit", "written"} if processing else set()
        if saving:
            ground = "lawful"
        if health and processing and not saving:
            documents.add("impact-assessment")
        if abroad:
            documents.add("transfer-mechanism")
    if request.jurisdiction == "CN":
        passed_on = request.action in (Action.DISCLOSE, Action.PUBLISH, Action.EXPORT)
        care = purposes_within("TREAT", "PATRQT")
        foreign = yes("foreign-controlled")
        if genetic and processing and not (saving and not abroad) and stated(request, "foreign-controlled") is None:
            forbidden = True
        trial = some_purpose_touches("CLINTRCH") or any("CLINTRL" in above(PURPOSES, one) for one in request.purposes)
        together = yes("international-cooperation") or ((foreign or abroad) and maybe("international-cooperation"))
        registered = yes("international-cooperation") and yes("market-trial-without-export") and not abroad
        given_away = genetic and (
            (foreign and processing and request.action is not Action.COLLECT)
            or request.action is Action.PUBLISH
            or abroad
        )
        if saving and not abroad:
            given_away = False
        if saving:
            ground = "lawful"
        epidemic = purposes_within("PUBHLTH") and yes("public-health-emergency")
        health_authority = request.recipient == "public-health-authority"
        if epidemic and health_authority and request.action in (Action.COLLECT, Action.USE):
            ground = "lawful"
        left_open = stated(request, "arranged-otherwise") is False
        bereaved = yes("deceased") and yes("near-relative") and left_open and request.recipient == "relative"
        bereaved = bereaved and purposes_within("PATRQT")
        if bereaved and request.action in (Action.COLLECT, Action.USE, Action.CORRECT, Action.ERASE):
            ground = "lawful"
        taken = request.action in (Action.COLLECT, Action.EXPORT) and not saving
        if genetic and foreign and (taken or abroad):
            forbidden = True
        if given_away:
            documents |= {"hgr-report", "hgr-backup-receipt"}
            documents |= {"security-review"} if maybe("public-interest-at-stake") else set()
        listed = request.action is Action.COLLECT and maybe("listed-genetic-resource")
        if genetic and not care and not registered and (together or listed):
            documents.add("hgr-approval")
        if genetic and registered:
            documents.add("hgr-registration")
        if genetic and together and processing and not care:
            documents.add("cooperation-terms")
        if genetic and request.action is Action.COLLECT and not care:
            kinds.add("written")
            documents.add("ethics-approval")
        if genetic and some_purpose_touches("GRU") and processing:
            documents.add("ethics-approval")
        if trial:
            kinds.add("written")
            documents |= {"trial-approval", "ethics-approval"}
        kinds.add("explicit")
        kinds |= {"separate:sensitive"} if health else set()
        kinds |= {"separate:publish"} if request.action is Action.PUBLISH else set()
        at_home = ("subject", "care-team", "steward", "relative", "representative")
        held = any(one in above(RECIPIENTS, request.recipient) for one in at_home)
        got = yes("from-another-handler") or (not held and maybe("from-another-handler"))
        got = got and request.action in (Action.COLLECT, Action.USE, Action.TRAIN)
        got = got and not (epidemic and health_authority and request.action is not Action.TRAIN)
        kin = any(one in above(RECIPIENTS, request.recipient) for one in ("relative", "representative"))
        given = request.action is Action.EXPORT or (request.action is Action.DISCLOSE and not kin)
        if (given or got) and not saving:
            kinds.add("separate:recipient")
            documents.add("recipient-notice")
        if (health or passed_on or abroad or yes("entrusted") or yes("automated-decision")) and not saving:
            documents.add("impact-assessment")
        if request.action is Action.COLLECT and not emergency:
            documents.add("privacy-notice")
        if health and processing and not emergency:
            documents.add("necessity-notice")
        if processing and not emergency and (stated(request, "age") or 0) < 14:
            documents.add("guardian-proof")
            kinds.add("by a guardian")
        if processing and yes("entrusted"):
            documents.add("processing-agreement")
        if processing and yes("sub-entrusted"):
            documents.add("handler-approval")
        if processing and yes("automated-decision"):
            documents.add("human-review")
        if processing and yes("special-treatment"):
            documents.add("treatment-consent")
        if processing and not care and maybe("important-data"):
            documents.add("important-data-class")
        if (
            processing
            and (maybe("foreign-controlled") or abroad)
            and related(RECIPIENTS, request.recipient, "law-enforcement")
        ):
            documents.add("foreign-court-approval")
        if abroad:
            kinds.add("separate:export")
            people = stated(request, "people-abroad")
            many = people is None or people >= (10_000 if health else 1_000_000)
            if not saving:
                documents.add("transfer-mechanism")
            if maybe("important-data") or (not saving and (maybe("critical-infrastructure") or many)):
                documents.add("security-assessment")
    return ("forbidden" if forbidden else ground), kinds, documents


def decide_naively(
    acts: Iterable[ConsentAct], request: Request, at: Instant, log_size: int, restricted: int | None = None
) -> dict[str, frozenset[int]]:
    """Leaf → the days that may be had; a leaf that may not be had at all is absent."""
    acts = list(acts)
    granted = decide_once(acts, request, at, log_size, restricted)
    if any("genome" in above(CATEGORIES, leaf) for leaf in granted):
        return granted
    return granted and decide_once(acts, request, at, log_size, restricted, genes=False)


def decide_once(  # noqa: C901, PLR0912, PLR0913 - plain on purpose
    acts: Iterable[ConsentAct],
    request: Request,
    at: Instant,
    log_size: int,
    restricted: int | None = None,
    *,
    genes: bool = True,
) -> dict[str, frozenset[int]]:
    """The same; without genes, what was agreed to for genetic studies opens nothing else."""
    in_force = standing(list(acts), request, at, log_size)
    closed = restricted is not None and restricted < log_size
    if all(any(one in above(PURPOSES, purpose) for one in ("HLEGAL", "THREAT")) for purpose in request.purposes):
        closed = False
    if closed:
        in_force = standing(list(acts), request, at, log_size, since=restricted or 0)
    shown = {paper.kind for paper in request.documents if paper.until is None or at < paper.until}
    # No death is on record here: who says that the person has died is not taken at her or his word.
    if not set(request.diseases) <= PARENTS.keys() or request.review or stated(request, "deceased") is True:
        return {}
    asked = {leaf.code for leaf in CATEGORIES.terms if not any(t.parent == leaf.code for t in CATEGORIES.terms)}
    granted: dict[str, frozenset[int]] = {}
    wanted: set[str] = set()
    for leaf in asked:
        if not any(item in above(CATEGORIES, leaf) for item in request.items):
            continue
        wanted.add(leaf)
        ground, kinds, documents = law(request, leaf)
        home = request.subject_jurisdiction or "US"  # the law of the United States alone saves a life all the same
        if closed and ground == "lawful" and not request.jurisdiction == home == "US":
            ground = ""
        if ground == "forbidden":
            continue
        days = days_of(request.window)
        unjudged = False
        if ground == "":
            for purpose, disease in itertools.product(request.purposes, request.diseases or [""]):
                good = [
                    atom
                    for grant, atoms in in_force
                    for atom in atoms
                    if grant and opens(atom, request, leaf, purpose, disease) and kinds <= said_by(atom)
                    if genes or "DUO:0000016" not in atom.obligations or "genome" in above(CATEGORIES, leaf)
                ]
                days &= frozenset(day for atom in good for day in days_of(atom.window))
                unjudged = unjudged or any(OBLIGATIONS[code].review for atom in good for code in atom.obligations)
                documents |= {OBLIGATIONS[code].document for atom in good for code in atom.obligations} - {""}
        if ground != "right":
            for grant, atoms in in_force:
                for atom in atoms:
                    if not grant and closes(atom, request, leaf):
                        days -= days_of(atom.window)
            if unjudged or not documents <= shown:
                days = frozenset()
        if days:
            granted[leaf] = days
    whole = granted.keys() == wanted and all(days == days_of(request.window) for days in granted.values())
    return granted if whole or not request.whole else {}
