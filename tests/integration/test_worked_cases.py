"""Twelve worked cases, read as a table: who said what, who asks for what where, what the answer is, and why.

The files are under ``examples/cases``; ``docs/worked-cases.md`` tells the same in plain words and holds the same table.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from autonome.access import Allowed, Decision, decide, read_request
from autonome.access.explanation import Account, Audience, account_of, explain
from autonome.consent import read_acts
from autonome.kernel import Instant
from autonome.law import RULES
from examples import make_cases

from .commands import ROOT

FOLDER = ROOT / "examples/cases"
PAGE = ROOT / "docs/worked-cases.md"
ACTS = read_acts((FOLDER / "acts.json").read_bytes())
SPRING = "2026-03-01T10:00:00Z"
NEXT_SUMMER = "2027-06-01T10:00:00Z"
ALL, PART, NOTHING = "all", "a part", "nothing"


class Case(NamedTuple):
    """One row.

    Args:
        number: of the case; several rows are one case seen twice.
        said: by the person, or by somebody for her or him.
        asks: who, and what for.
        place: whose law holds.
        answer: all, a part, or nothing.
        reasons: codes, each with the article where a rule is behind it.
        missing: what would have to be there.
        file: of the request.
        at: the time asked about.
        log_size: acts at this place and beyond are not known; None for all.
    """

    number: int
    said: str
    asks: str
    place: str
    answer: str
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    file: str
    at: str = SPRING
    log_size: int | None = None

    @property
    def row(self) -> str:
        """As it stands on the page."""
        reasons, missing = "; ".join(self.reasons), ", ".join(f"`{each}`" for each in self.missing)
        cells = (str(self.number), self.said, self.asks, self.place, self.answer, reasons, missing)
        return f"| {' | '.join(cells)} |"


CASES = (
    Case(
        1, "yes", "health insurer, to underwrite", "US", NOTHING,
        (
            "`forbidden-by-law`, Genetic Information Nondiscrimination Act, Title I (Pub. L. 110-233)",
            "`forbidden-by-law`, Genetic Information Nondiscrimination Act, Title I (122 Stat. 884)",
            "`forbidden-by-law`, 45 CFR 164.502(a)(5)(i)",
            "`forbidden-by-platform`, Autonome platform rule 2",
        ), (), "01-insurer-underwriting",
    ),
    Case(2, "yes", "health insurer, to pay a bill", "US", ALL, ("`permitted-by-consent`",), (), "02-insurer-paying"),
    Case(
        3, "yes", "employer, to decide on work", "US", NOTHING,
        (
            "`forbidden-by-law`, Genetic Information Nondiscrimination Act, Title II (Pub. L. 110-233)",
            "`forbidden-by-law`, Genetic Information Nondiscrimination Act, Title II, 42 U.S.C. 2000ff-1(b)",
            "`forbidden-by-platform`, Autonome platform rule 3",
        ), (), "03-employer",
    ),
    Case(
        3, "yes", "employer, to treat", "US", NOTHING,
        ("`forbidden-by-law`, Genetic Information Nondiscrimination Act, Title II, 42 U.S.C. 2000ff-1(b)",), (),
        "03-employer-to-treat",
    ),
    Case(
        4, "yes", "foreign-controlled company, to collect genomes", "CN", NOTHING,
        (
            "`forbidden-by-law`, Biosecurity Law Art. 56",
            "`forbidden-by-law`, Human Genetic Resources Regulations Art. 7",
        ), (), "04-foreign-researcher",
    ),
    Case(
        4, "yes", "university that does not say who stands behind it", "CN", NOTHING,
        ("`fact-not-stated`, Biosecurity Law Art. 56 and 57",), ("fact:foreign-controlled",), "04-nobody-says-who",
    ),
    Case(
        5, "yes to everything at once", "university, research on data of care", "CN", NOTHING,
        ("`consent-kind-missing`, PIPL Art. 29",), ("consent:separate:sensitive",), "05-no-separate-consent",
    ),
    Case(
        5, "yes, to universities, naming none", "university, on data of a hospital", "CN", NOTHING,
        ("`consent-kind-missing`, PIPL Art. 23", "`fact-not-stated`, PIPL Art. 23"),
        ("consent:separate:recipient", "fact:from-another-handler"), "05-named-nobody",
    ),
    Case(6, "parent: yes", "hospital, child of 12", "CN", ALL, ("`permitted-by-consent`",), (), "06-child-of-12"),
    Case(
        6, "parent: yes", "hospital, the same child at 14", "CN", NOTHING, ("`authority-ended`",), (),
        "06-child-of-14", NEXT_SUMMER,
    ),
    Case(
        6, "child at 14: yes", "hospital, another child at 14", "CN", ALL, ("`permitted-by-consent`",), (),
        "06-child-of-14-own-yes", NEXT_SUMMER,
    ),
    Case(6, "parent: yes", "university, study at 17", "CN", ALL, ("`permitted-by-consent`",), (), "06-study-at-17"),
    Case(
        6, "parent: yes", "university, the same study at 18", "CN", NOTHING, ("`authority-ended`",), (),
        "06-study-at-18", NEXT_SUMMER,
    ),
    Case(7, "yes", "sister, to be told of her risk", "DE", ALL, ("`permitted-by-consent`",), (), "07-sister-at-risk"),
    Case(
        7, "nothing", "sister, to be told of her risk", "DE", NOTHING,
        ("`never-consented`", "`concerns-relatives`"), (), "07-nobody-asked",
    ),
    Case(
        8, "nothing", "hospital, emergency, person unconscious", "DE", ALL,
        ("`permitted-by-law`, GDPR Art. 6(1)(d) and 9(2)(c)",), (), "08-emergency",
    ),
    Case(
        8, "nothing", "the same, to hand them to those who treat", "DE", ALL,
        ("`permitted-by-law`, GDPR Art. 6(1)(d) and 9(2)(c)",), (), "08-handed-on",
    ),
    Case(
        8, "nothing", "hospital, emergency", "US", ALL,
        ("`permitted-by-law`, 45 CFR 164.506(c) and 164.522(a)(1)(iii)",), (),
        "08-in-the-united-states",
    ),
    Case(
        8, "nothing", "hospital, emergency, person from Germany unconscious", "US", ALL,
        (
            "`permitted-by-law`, 45 CFR 164.506(c) and 164.522(a)(1)(iii)",
            "`permitted-by-law`, GDPR Art. 6(1)(d) and 9(2)(c)",
        ), (),
        "08-from-germany",
    ),
    Case(
        8, "nothing", "foreign-controlled hospital, breaking the glass to collect genes", "CN", ALL,
        ("`permitted-by-law`, PIPL Art. 13(4)",), (), "08-in-china",
    ),
    Case(
        8, "nothing", "hospital, emergency", "ID", ALL, ("`permitted-by-law`, Law 27/2022 Art. 20(2)(d)",), (),
        "08-in-indonesia",
    ),
    Case(
        8, "nothing", "hospital, emergency, person from China", "US", PART,
        (
            "`fact-not-stated`, Biosecurity Law Art. 56 and 57",
            "`permitted-by-law`, 45 CFR 164.506(c) and 164.522(a)(1)(iii)",
            "`permitted-by-law`, PIPL Art. 13(4)",
        ), (), "08-from-china",
    ),
    Case(8, "nothing", "hospital, emergency, person awake", "DE", NOTHING, ("`never-consented`",), (), "08-awake"),
    Case(
        9, "yes", "university, running study, as the log was in January", "DE", ALL, ("`permitted-by-consent`",), (),
        "09-running-study", "2026-02-01T10:00:00Z", 14,
    ),
    Case(
        9, "yes, then taken back", "university, running study, now", "DE", NOTHING, ("`withdrawn`",), (),
        "09-running-study",
    ),
    Case(
        10, "yes", "university, to send genomes to the US", "DE", NOTHING,
        ("`document-missing`, GDPR Art. 44 to 49",), ("document:transfer-mechanism",), "10-export",
    ),
    Case(
        10, "yes", "the same, with a ground for the transfer", "DE", ALL, ("`permitted-by-consent`",), (),
        "10-export-with-ground",
    ),
    Case(
        10, "yes, on the terms that nothing is passed on", "the same, of genomes that may come from another", "DE",
        NOTHING, ("`against-terms`",), (), "10-passed-on",
    ),
    Case(
        11, "yes to two of three", "pharmacist", "US", PART, ("`permitted-by-consent`", "`never-consented`"), (),
        "11-pharmacist",
    ),
    Case(
        12, "nothing", "the person, own record", "ID", ALL, ("`permitted-by-law`, Autonome platform rule 1",), (),
        "12-own-record",
    ),
)  # fmt: skip
"""Every case; the acts are those of ``examples/cases/acts.json``."""


def account(case: Case) -> Account:
    asked = read_request((FOLDER / f"{case.file}.json").read_bytes())
    size = ACTS.log_size if case.log_size is None else case.log_size
    decision = decide(ACTS.acts, asked, RULES, Instant.parse(case.at), size, attested=ACTS.attested)
    return account_of(asked, decision, ACTS.acts, RULES, attested=ACTS.attested)


def answer(decision: Decision, asked: int) -> str:
    if not isinstance(decision, Allowed):
        return NOTHING
    return ALL if len(decision.grants) == asked else PART


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}, {case.asks}")
def test_each_case_is_answered_as_the_table_says(case: Case) -> None:
    found = account(case)
    decision = found.decision
    assert found.request.jurisdiction == case.place
    assert answer(decision, len(found.asked.items)) == case.answer
    told = [f"`{each.code}`" + (f", {each.article}" if each.article else "") for each in decision.reasons]
    assert tuple(dict.fromkeys(told)) == case.reasons
    assert getattr(decision, "missing", ()) == case.missing


def test_there_are_twelve_cases_and_each_file_is_in_the_table() -> None:
    assert [*dict.fromkeys(case.number for case in CASES)] == list(range(1, 13))
    files = {path.stem for path in FOLDER.glob("*.json")}
    assert {case.file for case in CASES} == files - {"acts", "incident"}


def test_the_page_holds_the_table_row_by_row_and_runs_each_case() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and line[2].isdigit()]
    assert rows == [case.row for case in CASES], "\n".join(case.row for case in CASES)
    assert [case.file for case in CASES if f"--request examples/cases/{case.file}.json" not in page] == []


def test_a_refusal_of_case_7_tells_the_sister_nothing_of_her_brother() -> None:
    told = next(case for case in CASES if case.file == "07-sister-at-risk")
    silent = next(case for case in CASES if case.file == "07-nobody-asked")
    nobody = explain(account(silent), Audience.ASKER)
    assert explain(account(told), Audience.ASKER, present=frozenset()) == nobody
    assert explain(account(told), Audience.ASKER) != nobody


def test_the_files_are_what_the_script_writes(tmp_path: Path) -> None:
    make_cases.main(tmp_path)
    for path in (*tmp_path.iterdir(), *FOLDER.iterdir()):
        assert (FOLDER / path.name).read_bytes() == (tmp_path / path.name).read_bytes()
        json.loads(path.read_bytes())
