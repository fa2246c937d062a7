"""`autonome fhir validate`: what it prints, and the exit codes that a script may rely on."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autonome.cli.exits import EXIT_INVALID
from autonome.cli.fhir import app
from autonome.cli.fhir_findings import line, table
from autonome.fhir.validate import Issue, Report, Rule, Severity
from autonome.kernel import InputError
from tests.unit.fhir.validate.small_definitions import MINE, base, profile, thing

RUN = CliRunner()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "small.tgz"
    definitions = [*base().values(), profile("strict", {"when": {"min": 1}})]
    with tarfile.open(path, "w:gz") as archive:
        for number, definition in enumerate(definitions):
            data = json.dumps(definition).encode()
            info = tarfile.TarInfo(f"package/StructureDefinition-{number}.json")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def written(folder: Path, **members: object) -> str:
    path = folder / "thing.json"
    path.write_text(json.dumps(thing(**members)), encoding="utf-8")
    return str(path)


def test_a_valid_document(tmp_path: Path, package: Path) -> None:
    path = written(tmp_path)
    outcome = RUN.invoke(app, ["validate", path, "--package", str(package)])
    assert (outcome.exit_code, outcome.output) == (0, f"{path}: valid\n")


def test_a_document_that_breaks_rules(tmp_path: Path, package: Path) -> None:
    path = written(tmp_path, when="1.1.2020", extension=[{"url": "http://example.org/e", "valueString": "a"}])
    outcome = RUN.invoke(app, ["validate", path, "--package", str(package)])
    assert outcome.exit_code == EXIT_INVALID == 6
    assert outcome.output.splitlines() == [
        f"{path}: not valid, 1 error; 1 rule not checked",
        "  error · Thing.when · primitive · is not a dateTime: a date, or a date and a time with seconds and zone",
        "  unknown · Thing.extension[0] · extension · not checked: no package defines the extension http://example.org/e",
    ]


def test_lines_of_json_name_the_section_of_the_standard(tmp_path: Path, package: Path) -> None:
    arguments = ["validate", written(tmp_path), "--package", str(package), "--json", "--profile", f"{MINE}strict"]
    outcome = RUN.invoke(app, arguments)
    assert outcome.exit_code == EXIT_INVALID
    line = json.loads(outcome.output)
    assert line["valid"] is False
    assert line["issues"] == [
        {
            "severity": "error",
            "path": "Thing.when",
            "rule": "cardinality",
            "section": "Conformance rules: cardinality; ElementDefinition.min and max",
            "message": "must occur 1 times at least; it occurs 0 times",
        }
    ]


def test_what_cannot_be_used_is_an_error_of_its_own(tmp_path: Path, package: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"a": 1, "a": 2}', encoding="utf-8")
    for file, packages in ((broken, package), (tmp_path / "absent.json", package), (broken, broken)):
        outcome = RUN.invoke(app, ["validate", str(file), "--package", str(packages)])
        assert isinstance(outcome.exception, InputError)


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path, package: Path) -> None:
    path = written(tmp_path, **{"evil\x1b[2J": 1}, kind=[{"coding": [{"system": "a\x1b[31m", "code": "b"}]}])
    outcome = RUN.invoke(app, ["validate", path, "--package", str(package)])
    assert "\x1b" not in outcome.output


def repeated(path: Path, *, every: bool = False) -> list[str]:
    """What is printed of five equal warnings, two equal gaps and two equal errors."""
    issues = [Issue(f"B.e[{n}]", Severity.WARNING, Rule.INVARIANT, "dom-6: x") for n in range(5)]
    issues.insert(1, Issue("B.a", Severity.ERROR, Rule.TYPE, "wrong"))
    issues.insert(2, Issue("B.b", Severity.INFORMATION, Rule.BINDING, "not checkable"))
    issues += [Issue("B.c", Severity.ERROR, Rule.TYPE, "wrong"), Issue("B.c", Severity.WARNING, Rule.TYPE, "wrong")]
    issues.append(Issue("B.d", Severity.INFORMATION, Rule.BINDING, "not checkable"))
    return table(path, Report.of(issues), every=every).splitlines()[1:]


def test_equal_warnings_and_gaps_share_a_line_and_errors_never(tmp_path: Path) -> None:
    assert repeated(tmp_path) == [
        "  warning · 5 places: B.e[0], B.e[1], B.e[2], … · invariant · dom-6: x",
        "  error · B.a · type · wrong",
        "  unknown · 2 places: B.b, B.d · binding · not checkable",
        "  error · B.c · type · wrong",
        "  warning · B.c · type · wrong",
    ]


def test_all_gives_each_its_line(tmp_path: Path) -> None:
    lines = repeated(tmp_path, every=True)
    assert len(lines) == 10
    assert lines[3] == "  warning · B.e[1] · invariant · dom-6: x"


def test_lines_of_json_hold_every_finding(tmp_path: Path) -> None:
    issues = [Issue(f"B.e[{n}]", Severity.WARNING, Rule.INVARIANT, "dom-6: x") for n in range(5)]
    paths = [issue["path"] for issue in json.loads(line(tmp_path, Report.of(issues)))["issues"]]
    assert paths == [f"B.e[{n}]" for n in range(5)]


def test_the_command_folds_unless_all_is_asked_for(tmp_path: Path, package: Path) -> None:
    extension = [{"url": "http://example.org/e", "valueString": text} for text in "ab"]
    arguments = ["validate", written(tmp_path, extension=extension), "--package", str(package)]
    assert len(RUN.invoke(app, arguments).output.splitlines()) == 2
    assert len(RUN.invoke(app, [*arguments, "--all"]).output.splitlines()) == 3
