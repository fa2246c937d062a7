"""Decisions by name, with what is told of each to every audience, as `told.txt` keeps it.

A page is known by a digest of all its lines; written out are those that no earlier page had. Digests of the law, of
acts and of forms move with these, and stand as a word.

After a change of words: ``python -m tests.unit.access.telling > tests/unit/access/told.txt``, and look over what moved.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from autonome.access import Denied, Document, decide
from autonome.access.decisions import ENGINE
from autonome.access.explanation import (
    Account,
    Audience,
    account_of,
    explain,
    given_by,
    told_of_refusal,
    told_to_asker,
)
from autonome.consent import (
    ActId,
    Action,
    ActKind,
    ActSignature,
    Attestation,
    Authority,
    ConsentAct,
    Diseases,
    Kind,
    ObligationCode,
    SignatureKind,
)
from autonome.kernel import ActorId, Instant, Period, SubjectId, sha256_hex
from autonome.law import RULES, Rule, stating
from tests.fakes.consents import LONG, NOW, SUBJECT, act, atom, request, template
from tests.unit.access.test_authority_reasons import ADULT, CHILD, DEATH, ENDS, FAMILY, HASTY, MOTHER, OPEN, RIGHT

SIZE = 100
DISEASES = Diseases.of_parents("test 1", {"D:3": ["D:1"], **{f"D:{number}": [] for number in (1, 2, *range(4, 9))}})
SISTER: dict[str, Any] = {"actor": ActorId("sister"), "authority": Authority.RELATIVE}
PROXY: dict[str, Any] = {"actor": ActorId("brother"), "authority": Authority.PROXY}
OWN: dict[str, Any] = {"actor": ActorId(SUBJECT), "recipient": "subject", "purposes": ("PATRQT",)}
INSURER: dict[str, Any] = {"recipient": "health-insurer", "purposes": ("UNDERWRITING",)}
ABROAD: dict[str, Any] = {"action": Action.EXPORT, "jurisdiction": "CN", "destination": "US"}
PASSED_ON: dict[str, Any] = {"items": ("family", "medications"), "action": Action.DISCLOSE, "jurisdiction": "DE"}
EARLY = Period(Instant.parse("2020-01-01"), Instant.parse("2021-01-01T12:30:00Z"))
SINCE = Period(Instant.parse("2022-01-01"))
PAPER = ActSignature(SignatureKind.WITNESSED_PAPER, "witness", "shelf 7")


@dataclass(frozen=True)
class Told:
    """One decision.

    Args:
        said: acts of the person and what is attested.
        asked: what differs from the usual request.
        at: the time asked about.
        present: leaves of which there are data.
        entry: place on the ledger.
    """

    said: tuple[ConsentAct | Attestation, ...] = ()
    asked: dict[str, Any] = field(default_factory=dict)
    at: Instant = NOW
    present: frozenset[str] | None = None
    entry: int | None = None

    @property
    def account(self) -> Account:
        """All that explanations are made of."""
        acts = [each for each in self.said if isinstance(each, ConsentAct)]
        stated = [each for each in self.said if isinstance(each, Attestation)]
        asked = request(**self.asked)
        decision = decide(acts, asked, RULES, self.at, SIZE, attested=stated, diseases=DISEASES)
        return account_of(asked, decision, acts, RULES, diseases=DISEASES, attested=stated, entry=self.entry)


def yes(*scope: Any, question: str = "q", leaf: int = 0, **changes: Any) -> ConsentAct:  # noqa: ANN401 - parts of an act
    return act(ActKind.GRANT, *scope, question=question, leaf=leaf, **changes)


def no(*scope: Any, question: str = "q", leaf: int = 0, **changes: Any) -> ConsentAct:  # noqa: ANN401 - parts of an act
    return act(ActKind.DENY, *scope, question=question, leaf=leaf, **changes)


MEDICINES = atom(category="medications")
FAMILY_AND_MEDICINES = (FAMILY, replace(MEDICINES, actions=FAMILY.actions))
STUDY: dict[str, Any] = {
    "recipient": "academic-researcher", "purposes": ("HRESCH", "DSRCH"), "diseases": frozenset({"D:1", "D:2"}),
    "jurisdiction": "DE", "commercial": False, "items": ("germline", "medications"),
}  # fmt: skip
RESEARCH = atom(purpose="GRU", category="genome", recipient="researcher", diseases=frozenset({"D:1"}))

TOLD: dict[str, Told] = {
    "a yes": Told((yes(),), entry=7),
    "a yes without an end": Told((yes(valid=OPEN),)),
    "a yes to data of some years": Told((yes(atom(window=EARLY)), yes(atom(window=SINCE), question="r", leaf=1))),
    "a yes to a part of the time": Told(
        (yes(atom(window=EARLY)),), {"window": Period(EARLY.start, Instant.parse("2023-01-01"))}
    ),
    "a yes to data of another time": Told((yes(atom(window=EARLY)),), {"window": SINCE}),
    "a yes with duties": Told((yes(atom(obligations=(ObligationCode("AUTONOME:no-onward-transfer"),))),)),
    "a yes with a paper": Told((yes(atom(obligations=(ObligationCode("DUO:0000021"),))),)),
    "a yes with a paper shown": Told(
        (yes(atom(obligations=(ObligationCode("DUO:0000021"),))),), {"documents": (Document("ethics-approval", "7"),)}
    ),
    "a yes with a judgement": Told((yes(atom(obligations=(ObligationCode("AUTONOME:review"),))),)),
    "a yes with terms": Told((yes(atom(commercial=False)),), {"commercial": True}),
    "a no": Told((no(),), entry=8),
    "a no that is over": Told((yes(), no(question="r", leaf=1, valid=Period(LONG.start, NOW)))),
    "a no that has not begun": Told((yes(), no(question="r", leaf=1, valid=Period(Instant(NOW.seconds + 1))))),
    "nothing": Told(),
    "taken back": Told((yes(), act(ActKind.WITHDRAW, leaf=1))),
    "over": Told((yes(valid=Period(LONG.start, Instant(NOW.seconds - 1))),)),
    "not yet": Told((yes(valid=Period(Instant(NOW.seconds + 1), LONG.end)),)),
    "renewed": Told((yes(), act(ActKind.RENEW, leaf=1, valid=Period(NOW, LONG.end)))),
    "signed in several ways": Told(
        (yes(signature=PAPER), yes(question="r", leaf=1), no(MEDICINES, question="s", leaf=2))
    ),
    "a part": Told((yes(),), {"items": ("pharmacogenes", "medications")}),
    "a part refused": Told((yes(), no(MEDICINES, question="r", leaf=1)), {"items": ("medications", "pharmacogenes")}),
    "two parts of two times": Told(
        (yes(), yes(atom(category="medications", window=EARLY), question="r", leaf=1)),
        {"items": ("pharmacogenes", "medications", "allergies")},
    ),
    "a part of which there are data": Told(
        (yes(), yes(MEDICINES, question="r", leaf=1)), {"items": ("pharmacogenes", "medications")},
        present=frozenset({"medications"}),
    ),
    "all of which there are no data": Told((yes(),), present=frozenset()),
    "a whole branch": Told((yes(atom(category="genome")),), {"items": ("genome",)}),
    "a guardian without a paper": Told((yes(**MOTHER),)),
    "a guardian": Told((CHILD, RIGHT, yes(valid=OPEN, **MOTHER))),
    "a guardian whose time is over": Told((CHILD, RIGHT, yes(valid=OPEN, **MOTHER)), at=ADULT),
    "a proxy": Told((yes(**PROXY), no(question="r", leaf=1))),
    "a child": Told((CHILD, yes())),
    "before the time to think was over": Told((yes(form=HASTY, shown_at=NOW),)),
    "a death that ends it": Told((DEATH, yes(form=ENDS, valid=OPEN)), at=ADULT),
    "a death of which the form says nothing": Told((DEATH, yes(valid=OPEN)), at=ADULT),
    "a relative's no": Told(
        (
            yes(*FAMILY_AND_MEDICINES),
            no(FAMILY, question="r", form=template("r", (FAMILY,)), leaf=1, **SISTER),
        ),
        PASSED_ON,
    ),
    "a paper where a relative could have said no": Told((yes(*FAMILY_AND_MEDICINES),), PASSED_ON),
    "a relative is told": Told(
        (yes(),), {"items": ("monogenic-disease",), "recipient": "relative", "actor": ActorId("sister")}
    ),
    "one's own": Told((), OWN),
    "one's own to be put right": Told((no(),), OWN | {"action": Action.CORRECT, "items": ("medications",)}),
    "an insurer": Told((yes(),), INSURER),
    "an insurer about more": Told((yes(),), INSURER | {"items": ("pharmacogenes", "medications")}),
    "a life insurer in Germany": Told((yes(),), INSURER | {"recipient": "life-insurer", "jurisdiction": "DE"}),
    "an emergency": Told((), {"purposes": ("ETREAT",), "jurisdiction": "DE"}),
    "an emergency in China": Told((), {"purposes": ("BTG",), "jurisdiction": "CN", "items": ("medications",)}),
    "China": Told((yes(),), {"jurisdiction": "CN"}),
    "China by a general yes": Told(
        (yes(atom(kinds=frozenset({Kind.GENERAL}))),),
        {"jurisdiction": "CN", "circumstances": stating({"age": 40, "foreign-controlled": False})},
    ),
    "from China abroad": Told((yes(),), ABROAD),
    "Indonesia": Told((yes(),), {"jurisdiction": "ID", "items": ("pharmacogenes", "conditions")}),
    "a study": Told((yes(RESEARCH),), STUDY),
    "a study with its papers": Told(
        (yes(RESEARCH),),
        STUDY
        | {
            "documents": (Document("impact-assessment", "1"), Document("ethics-approval", "2", LONG.end)),
            "purposes": ("DSRCH",), "diseases": frozenset({"D:1"}), "items": ("germline",),
            "circumstances": stating({"large-scale": True}),
        },
    ),
    "an emergency of which there are data in part": Told(
        (yes(atom(category="medications")),),
        {"purposes": ("BTG",), "jurisdiction": "CN", "items": ("medications", "pharmacogenes")},
        present=frozenset({"medications"}),
    ),
    "a treatment and a purpose without a yes": Told((yes(valid=OPEN),), {"items": ("pharmacogenes", "allergies")}),
    "family data that stay": Told((yes(RESEARCH),), STUDY | {"items": ("family",), "documents": ()}),
    "a relative is told in Germany": Told(
        (yes(atom(category="monogenic-disease", recipient="relative")),),
        {"items": ("monogenic-disease",), "recipient": "relative", "actor": ActorId("sister"), "jurisdiction": "DE"},
    ),
    "research on many diseases": Told(
        (), {"purposes": ("DSRCH",), "diseases": frozenset(DISEASES.above), "recipient": "researcher"}
    ),
    "words that read like a condition": Told((yes(),), {"review": ("DUO:0000012",)}),
    "public health": Told((), {"purposes": ("PUBHLTH",), "recipient": "public-health-authority"}),
    "an employer": Told((yes(),), {"purposes": ("EMPLOYMENT",), "recipient": "employer"}),
    "marketing": Told((yes(),), {"purposes": ("HMARKT",), "items": ("medications",)}),
    "who is said to be dead": Told((yes(),), {"circumstances": stating({"deceased": True})}),
    "a child who is said to be grown": Told((CHILD, yes()), {"circumstances": stating({"age": 40})}),
    "an unknown purpose": Told((yes(),), {"purposes": ("GIFT",)}),
    "unknown data": Told((yes(),), {"items": ("soul", "pharmacogenes")}),
    "no data": Told((yes(),), {"items": ()}),
    "an unknown disease": Told((yes(),), {"diseases": frozenset({"D:9"}), "purposes": ("DSRCH",)}),
    "another person's consent": Told((yes(),), {"consent_of_another": True}),
    "what a person must judge": Told((yes(),), {"review": ("a plan to clone",)}),
    "passed on beside what a person must judge": Told((yes(),), PASSED_ON | {"review": ("a plan to clone",)}),
    "somebody else's acts and what comes later": Told(
        (
            yes(),
            replace(no(leaf=1), subject=SubjectId("ben"), actor=ActorId("ben")),
            replace(no(leaf=1), id=ActId("nowhere"), leaf=None),
            no(leaf=SIZE),
            replace(RIGHT, subject=SubjectId("ben")),
            replace(RIGHT, leaf=None),
            replace(RIGHT, leaf=SIZE),
            CHILD,
            yes(MEDICINES, question="s", leaf=2),
        ),
        {"circumstances": stating({"age": 7})},
    ),
}  # fmt: skip


def pages() -> Iterator[str]:
    """Each page by its headline and digest, with those of its lines that no page before it told the same audience."""
    known: set[tuple[Audience, str]] = set()
    for name, told in TOLD.items():
        for audience in Audience:
            explanation = explain(told.account, audience, told.present)
            page = [(section.title, _plain(line)) for section in explanation.sections for line in section.lines]
            whole = sha256_hex(repr([str(explanation.headline), *page]).encode())
            yield f"== {name}, told to the {audience}: {explanation.headline} [{whole[:16]}]"
            yield from (f"{title}: {line}" for title, line in page if (audience, line) not in known)
            known |= {(audience, line) for _, line in page}
        yield from _for_machines(told.account, told.present)


def _for_machines(account: Account, present: frozenset[str] | None) -> Iterator[str]:
    asker = told_to_asker(account.asked, given_by(account.decision, present))
    for name, lines in (("reasons", asker.reasons), ("missing", asker.missing), ("duties", asker.duties)):
        yield from (f"{name}: {each.id if isinstance(each, Rule) else each}" for each in lines)
    if isinstance(account.decision, Denied) and not account.request.diseases:
        assert told_of_refusal(account.request, account.decision, RULES) == asker


def _plain(line: str) -> str:
    line = line.replace(RULES.digest, "LAW").replace(ENGINE, "ENGINE")
    line = re.sub(r"of \d+ rules apply", "of all rules apply", line)
    return re.sub(r"(act|form [^ ]+|request|diseases|·) [0-9a-f]{64}", r"\1 DIGEST", line)


if __name__ == "__main__":
    sys.stdout.write("\n".join(pages()) + "\n")
