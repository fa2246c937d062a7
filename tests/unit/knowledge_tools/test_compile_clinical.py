from __future__ import annotations

import pytest
from tools.knowledge.compile_clinical import clinical, parse_when
from tools.knowledge.tables import Row, TableError

SOURCES: dict[str, Row] = {"s": {"title": "A source", "url": "https://example.org", "date": "2024-05"}}


def factor(**cells: str) -> Row:
    row = {
        "id": "a", "drugs": "metformin", "when": "egfr<30", "action": "avoid", "amount": "",
        "text": "{drug} builds up.",
        "needs": "no", "source": "s", "place": "4", "checked": "from-memory",
    }  # fmt: skip
    return row | cells


def built(*factors: Row, **tables: list[Row]) -> object:
    names = ("conditions", "snomed", "classes", "goals", "costs", "companions")
    empty: dict[str, list[Row]] = {name: [] for name in names}
    known = ["metformin", "lithium", "ibuprofen", "st. john's wort"]
    return clinical(
        {"factors": list(factors), **empty, **tables}, SOURCES, known, [("lithium", "CYP9 inhibitor strong")]
    )


def group(**cells: str) -> Row:
    return {"group": "g", "members": "", "effects": "", "without": "", "source": "s"} | cells


def test_a_rule_is_stored_with_its_tests_and_its_provenance() -> None:
    found = built(factor(when="egfr>=30, egfr<45", action="change-dose", amount="half"))
    assert found["rules"] == [  # type: ignore[index]
        [
            ["metformin"],
            [
                "a", 2, [["egfr", ">=", "30"], ["egfr", "<", "45"]], "change-dose", "half", "{drug} builds up.", False,
                "A source", "https://example.org", "4", "from-memory",
            ],
        ]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("egfr<30", (1, [["egfr", "<", "30"]])),
        ("2 of age>=80, weight<=60.5", (2, [["age", ">=", "80"], ["weight", "<=", "60.5"]])),
        ("1 of age>65, smoking=current", (1, [["age", ">", "65"], ["smoking", "=", "current"]])),
        ("child-pugh=B|C", (1, [["child-pugh", "=", "B|C"]])),
        (
            "goal:lower-cost, pregnancy=not-pregnant",
            (2, [["goal", "=", "lower-cost"], ["pregnancy", "=", "not-pregnant"]]),
        ),
    ],
)
def test_what_is_asked_is_read(when: str, expected: object) -> None:
    assert parse_when(when, "a") == expected


@pytest.mark.parametrize(
    "when",
    [
        "", "egfr", "egfr<", "egfr<thirty", "egfr=30", "shoe-size<40", "smoking<3", "3 of age>1, age<2",
        "0 of age>1", "egfr<30;age>1", "allergy:x",
    ],
)  # fmt: skip
def test_a_test_that_means_nothing_stops_the_build(when: str) -> None:
    with pytest.raises(TableError, match=r"factors\.tsv, a: "):
        parse_when(when, "a")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"action": "change-dose"}, "a change of dose has an amount"),
        ({"amount": "half"}, "a change of dose has an amount"),
        ({"needs": "perhaps"}, "needs is yes or no"),
        ({"when": "condition:gout"}, "no condition is called gout"),
        ({"when": "history:gout"}, "no history is called gout"),
        ({"when": "goal:fly"}, "no goal is called fly"),
        ({"when": "taking:ibuprofen"}, "no group of medicines is called ibuprofen"),
        ({"drugs": "metformin;moonshine"}, r"names drugs that no order can name: \['moonshine'\]"),
        ({"action": "note", "text": "It adds weight."}, "a note names its {drug}"),
    ],
)
def test_a_row_that_says_too_little_or_too_much_stops_the_build(cells: dict[str, str], message: str) -> None:
    with pytest.raises(TableError, match=message):
        built(factor(**cells))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"members": "st. john's wort;ibuprofen"}, "ibuprofen|st. john's wort"),
        ({"members": "ibuprofen", "effects": "CYP9 inhibitor strong"}, "ibuprofen|lithium"),
        ({"members": "ibuprofen", "effects": "CYP9 inhibitor strong", "without": "lithium"}, "ibuprofen"),
    ],
)
def test_a_rule_by_another_medicine_is_stored_with_every_medicine_of_the_group(
    cells: dict[str, str], expected: str
) -> None:
    found = built(factor(when="taking:g"), companions=[group(**cells)])
    assert found["rules"][0][1][2] == [["taking", "=", expected]]  # type: ignore[index]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"members": "moonshine"}, r"companions\.tsv names drugs that no order can name: \['moonshine'\]"),
        ({"effects": "CYP8 inhibitor strong"}, "no medicine is a CYP8 inhibitor strong"),
        ({"members": "metformin;lithium"}, r"\['metformin'\] cannot be taken beside themselves"),
        ({"members": "lithium", "without": "lithium"}, "g: it has no medicine"),
    ],
)
def test_a_group_that_can_mean_nothing_stops_the_build(cells: dict[str, str], message: str) -> None:
    with pytest.raises(TableError, match=message):
        built(factor(when="taking:g"), companions=[group(**cells)])


def test_an_id_stands_once() -> None:
    with pytest.raises(TableError, match="stand twice"):
        built(factor(), factor())


@pytest.mark.parametrize(("icd10", "texts"), [("I5", ""), ("heart", ""), ("", "Heart failure")])
def test_a_condition_has_codes_of_their_form_and_words_in_lower_case(icd10: str, texts: str) -> None:
    row = {"condition": "c", "label": "c", "icd10": icd10, "texts": texts, "source": "s"}
    with pytest.raises(TableError, match=r"conditions\.tsv, c: "):
        built(conditions=[row])


def test_a_cost_names_its_source_with_the_year() -> None:
    row = {"drug": "metformin", "cost": "low", "source": "s", "checked": "from-memory"}
    assert built(costs=[row])["costs"] == {"metformin": ["low", "A source, 2024", "from-memory"]}  # type: ignore[index]
