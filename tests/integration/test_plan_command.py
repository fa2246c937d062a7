from __future__ import annotations

import json
import os
import stat
import tempfile
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from autonome.fhir import parse_json
from autonome.fhir.genomics import read_plan_bundle
from autonome.kernel import sha256_hex

from .commands import EXAMPLE, autonome

AS_OF = "2026-03-01T10:00:00Z"


def make(
    folder: Path, *more: object, consent: Path = EXAMPLE / "consent.json", vcf: Path = EXAMPLE / "patient.vcf"
) -> CompletedProcess[str]:
    return autonome(
        "plan", vcf, "--record", EXAMPLE / "record.json", "--consent", consent, "--as-of", AS_OF,
        "--log", folder / "log", "--out", folder / "out", *more,
    )  # fmt: skip


def consequences(folder: Path) -> dict[str, str]:
    document = json.loads((folder / "out" / "plan.json").read_text())
    return {medicine["drug"]: medicine["consequence"] for medicine in document["medicines"]}


def edited_consent(folder: Path, **changes: object) -> Path:
    consent = json.loads((EXAMPLE / "consent.json").read_text()) | changes
    path = folder / "consent.json"
    path.write_text(json.dumps(consent))
    return path


def test_a_plan_comes_with_page_receipt_and_policy_that_verify(tmp_path: Path) -> None:
    done = make(tmp_path, "--outside-calls", EXAMPLE / "outside-calls.tsv")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "plan.json",
        "plan.fhir.json",
        "plan.html",
        "patient.html",
        "plan.pdf",
        "receipt.json",
        "policy.txt",
    }
    out = tmp_path / "out"
    verified = autonome("verify", out / "receipt.json", "--policy", out / "policy.txt", "--plan", out / "plan.json")
    assert verified.returncode == 0
    found = consequences(tmp_path)
    assert found["clopidogrel"] == "avoid"
    assert found["codeine"] == "avoid"
    assert found["warfarin"] == "not-assessed"
    assert found["metformin"] == "change-dose", "by the kidneys"


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert make(tmp_path / name).returncode == 0
    for file in ("plan.json", "plan.fhir.json"):
        one, two = ((tmp_path / name / "out" / file).read_bytes() for name in ("one", "two"))
        assert one == two


def test_the_plan_in_fhir_says_the_same_and_its_digest_is_in_the_receipt(tmp_path: Path) -> None:
    assert make(tmp_path).returncode == 0
    data = (tmp_path / "out" / "plan.fhir.json").read_bytes()
    actions = read_plan_bundle(parse_json(data, "plan.fhir.json"))
    assert {each.drug: each.consequence.value for each in actions.medicines} == consequences(tmp_path)
    receipt = json.loads((tmp_path / "out" / "receipt.json").read_text())
    assert sha256_hex(data) in json.dumps(receipt)


def test_the_plan_in_fhir_is_in_the_language_of_the_pages_and_plan_json_in_english(tmp_path: Path) -> None:
    for tag in ("en", "id"):
        assert make(tmp_path / tag, "--language", tag).returncode == 0
    plain, other = (json.loads((tmp_path / tag / "out" / "plan.fhir.json").read_text()) for tag in ("en", "id"))
    assert "language" not in plain
    assert {other["language"], *(each["resource"]["language"] for each in other["entry"])} == {"id"}
    english, indonesian = (next(e["resource"] for e in each["entry"])["conclusion"] for each in (plain, other))
    assert "clopidogrel: " in english
    assert "klopidogrel: " in indonesian
    one, two = ((tmp_path / tag / "out" / "plan.json").read_bytes() for tag in ("en", "id"))
    assert one == two


def test_an_untested_gene_never_reads_as_standard(tmp_path: Path) -> None:
    assert make(tmp_path).returncode == 0  # without the CYP2D6 call
    assert consequences(tmp_path)["codeine"] == "not-assessed"


def test_a_considered_medicine_is_advised_on_and_marked(tmp_path: Path) -> None:
    assert make(tmp_path, "--drug", "voriconazole", "--json").returncode == 0
    medicines = json.loads((tmp_path / "out" / "plan.json").read_text())["medicines"]
    (added,) = (medicine for medicine in medicines if medicine["drug"] == "voriconazole")
    assert added["origin"] == "considered"


def test_without_consent_nothing_is_computed_and_the_refusal_is_on_the_log(tmp_path: Path) -> None:
    done = make(tmp_path, consent=edited_consent(tmp_path, acts=[]))
    assert done.returncode == 3
    assert "refused" in done.stderr
    assert "Nothing was computed" in done.stderr
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} == {"refusal.json", "policy.txt"}
    verified = autonome("verify", out / "refusal.json", "--policy", out / "policy.txt", "--json")
    assert json.loads(verified.stdout)["effect"] == "denied"


def strangers_consent(folder: Path, **changes: object) -> Path:
    acts = json.loads((EXAMPLE / "consent.json").read_text())["acts"]
    for act in acts:
        act["actor"] = "somebody-else"
    return edited_consent(folder, **{"subject": "somebody-else", "acts": acts} | changes)


@pytest.mark.parametrize("granted_before", [False, True])
@pytest.mark.parametrize("changes", [{}, {"acts": []}, {"jurisdiction": "DE"}])
def test_the_consent_of_another_person_opens_nothing(
    tmp_path: Path, changes: dict[str, object], *, granted_before: bool
) -> None:
    """A mix-up of files is refused on record, on a fresh log and on one that holds the patient's own grant."""
    if granted_before:
        assert make(tmp_path).returncode == 0
    done = make(tmp_path, consent=strangers_consent(tmp_path, **changes))
    assert done.returncode == 3
    assert "The consent handed in is another person's." in done.stderr
    assert not (tmp_path / "out" / "plan.json").exists()
    refusal = json.loads((tmp_path / "out" / "refusal.json").read_text())
    (entry,) = refusal["entries"]
    body = entry["payload"]["body"]
    assert [reason["code"] for reason in body["decision"]["reasons"]] == ["consent-of-another"]
    assert body["request"]["jurisdiction"] == "", "the stranger's place is not the patient's"
    assert entry["index"] == (13 if granted_before else 1), "nothing of the stranger's file is recorded"


def test_a_place_that_is_named_does_not_help_the_consent_of_another(tmp_path: Path) -> None:
    assert make(tmp_path).returncode == 0
    assert make(tmp_path, "--jurisdiction", "US", consent=strangers_consent(tmp_path)).returncode == 3


def test_a_file_without_acts_leaves_in_force_what_is_on_the_log(tmp_path: Path) -> None:
    empty = edited_consent(tmp_path, acts=[])
    assert make(tmp_path, consent=empty).returncode == 3
    assert make(tmp_path).returncode == 0
    assert make(tmp_path, consent=empty).returncode == 0


def conditions(folder: Path) -> list[str]:
    document = json.loads((folder / "out" / "plan.json").read_text())
    return [each["text"] for each in document["conditions"]]


def only(*questions: str) -> list[dict[str, Any]]:
    """The acts of the example about some questions alone."""
    acts: list[dict[str, Any]] = json.loads((EXAMPLE / "consent.json").read_text())["acts"]
    needed = ("pharmacogenes", "medications", "demographics")
    return [act for act in acts if act["question"] in (*needed, *questions)]


def test_diagnoses_are_not_even_shown_without_consent_for_them(tmp_path: Path) -> None:
    assert make(tmp_path, consent=edited_consent(tmp_path, acts=only("goals"))).returncode == 0
    assert conditions(tmp_path) == []
    assert "coronary stent" not in (tmp_path / "out" / "plan.html").read_text()


def test_diagnoses_that_consent_covers_are_asked_for_and_shown(tmp_path: Path) -> None:
    assert make(tmp_path, consent=edited_consent(tmp_path, acts=only("health-record"))).returncode == 0
    assert conditions(tmp_path) == ["Acute coronary syndrome, treated with a coronary stent"]
    assert "Record, not used for this line: Acute coronary syndrome" in (tmp_path / "out" / "plan.html").read_text()


def test_diagnoses_withdrawn_on_the_log_do_not_cost_the_plan(tmp_path: Path) -> None:
    acts = only("health-record")
    over = acts[-1] | {"id": "2026-01-06/1", "act": "withdraw", "recorded_at": "2026-01-06T09:00:00Z"}
    del over["valid"]
    assert make(tmp_path, consent=edited_consent(tmp_path, acts=[*acts, over])).returncode == 0
    assert make(tmp_path, consent=edited_consent(tmp_path, acts=acts)).returncode == 0
    assert conditions(tmp_path) == []


def asked_for(folder: Path) -> list[str]:
    """Categories of data in the decision on record."""
    receipt = json.loads((folder / "out" / "receipt.json").read_text())
    items: list[str] = receipt["entries"][0]["payload"]["body"]["request"]["items"]
    return items


@pytest.mark.parametrize(
    ("question", "category", "drug", "expected"),
    [
        ("", "", "metformin", "not-assessed"),
        ("health-record", "laboratory", "metformin", "change-dose"),
        ("measurements", "vital-signs", "prasugrel", "change-dose"),
        ("way-of-life", "lifestyle", "clozapine", "monitor"),
        ("goals", "goals", "clozapine", "no-guidance"),
    ],
)
def test_each_part_of_the_record_is_asked_for_by_itself_and_changes_the_plan_where_consent_covers_it(
    tmp_path: Path, question: str, category: str, drug: str, expected: str
) -> None:
    consent = edited_consent(tmp_path, acts=only(*filter(None, [question])))
    assert make(tmp_path, "--drug", drug, consent=consent).returncode == 0
    assert consequences(tmp_path)[drug] == expected
    asked = asked_for(tmp_path)
    assert asked[:3] == ["pharmacogenes", "medications", "demographics"]
    assert (category in asked) is bool(question)
    document = json.loads((tmp_path / "out" / "plan.json").read_text())
    assert set(document["not_covered"]).isdisjoint(asked)
    assert {"hiv", "mental-health"} <= set(document["not_covered"])


def test_what_consent_does_not_cover_is_in_none_of_the_files(tmp_path: Path) -> None:
    assert make(tmp_path, consent=edited_consent(tmp_path, acts=only())).returncode == 0
    for path in (tmp_path / "out").glob("plan.*"):
        said = path.read_bytes()
        for secret in (b"muscle pain", b"granddaughter", b"every day smoker", b"118 umol", b"coronary stent"):
            assert secret not in said, f"{path.name}: {secret!r}"
    page = (tmp_path / "out" / "plan.html").read_text()
    assert "Without consent, so not looked at:" in page.partition('id="current"')[2].partition("<ol")[0]


def test_one_item_less_in_the_consent_refuses_the_plan(tmp_path: Path) -> None:
    acts = json.loads((EXAMPLE / "consent.json").read_text())["acts"]
    done = make(
        tmp_path, consent=edited_consent(tmp_path, acts=[act for act in acts if act["question"] != "medications"])
    )
    assert done.returncode == 3


@pytest.mark.parametrize("purpose", ["HMARKT", "UNDERWRITING", "NO-SUCH-PURPOSE"])
def test_another_purpose_is_refused(tmp_path: Path, purpose: str) -> None:
    assert make(tmp_path, "--purpose", purpose).returncode == 3


def test_a_withdrawal_on_the_log_outlives_the_older_file(tmp_path: Path) -> None:
    assert make(tmp_path).returncode == 0
    consent = json.loads((EXAMPLE / "consent.json").read_text())
    grant = consent["acts"][0]
    withdrawal = grant | {"id": "2026-02-01/1", "act": "withdraw", "recorded_at": "2026-02-01T09:00:00Z"}
    del withdrawal["valid"]
    assert make(tmp_path, consent=edited_consent(tmp_path, acts=[*consent["acts"], withdrawal])).returncode == 3
    assert make(tmp_path).returncode == 3, "the file from before the withdrawal must not bring the consent back"


def test_a_receipt_does_not_fit_another_plan(tmp_path: Path) -> None:
    assert make(tmp_path).returncode == 0
    out = tmp_path / "out"
    other = tmp_path / "other.json"
    other.write_bytes((out / "plan.json").read_bytes().replace(b"avoid", b"adore"))
    done = autonome("verify", out / "receipt.json", "--policy", out / "policy.txt", "--plan", other)
    assert done.returncode == 5


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"vcf": Path("absent.vcf")}, "there is no such file"),
        ({"consent": Path("absent.json")}, "there is no such file"),
    ],
)
def test_what_cannot_be_used_is_one_line(tmp_path: Path, broken: dict[str, Path], said: str) -> None:
    done = make(tmp_path, **broken)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out" / "plan.json").exists()


def test_a_consent_without_a_place_asks_for_one(tmp_path: Path) -> None:
    consent = json.loads((EXAMPLE / "consent.json").read_text())
    del consent["jurisdiction"]
    path = tmp_path / "consent.json"
    path.write_text(json.dumps(consent))
    assert "--jurisdiction" in make(tmp_path, consent=path).stderr
    refused = make(tmp_path, "--jurisdiction", "DE", consent=path)
    assert refused.returncode == 3
    assert "--document impact-assessment=ID" in refused.stderr
    assert make(tmp_path, "--jurisdiction", "DE", "--fact", "large-scale=no", consent=path).returncode == 0
    assert make(tmp_path, "--jurisdiction", "DE", "--document", "impact-assessment=1", consent=path).returncode == 0
    assert make(tmp_path, "--jurisdiction", "XX", consent=path).returncode == 3


def test_a_plan_does_not_stay_beside_a_later_refusal_nor_a_refusal_beside_a_later_plan(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert make(tmp_path).returncode == 0
    assert make(tmp_path, "--purpose", "HMARKT").returncode == 3
    assert {path.name for path in out.iterdir()} == {"refusal.json", "policy.txt", "earlier-1"}
    assert "plan.json" in {path.name for path in (out / "earlier-1").iterdir()}
    assert make(tmp_path).returncode == 0
    assert not (out / "refusal.json").exists()
    assert (out / "earlier-2" / "refusal.json").exists()


def test_a_folder_that_cannot_be_written_to_is_found_out_before_anything_is_decided(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands here")
    done = make(tmp_path)
    assert done.returncode == 2
    assert "cannot be written to" in done.stderr
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--as-of", "2999-01-01"), "is in the future"), (("--drug", " "), "names no medicine")],
)
def test_an_option_that_makes_no_sense_is_refused(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    done = make(tmp_path, *options)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_medicine_that_was_asked_about_and_is_not_known_is_named(tmp_path: Path) -> None:
    done = make(tmp_path, "--drug", "clopidogrell")
    assert done.returncode == 0
    assert "not advised on: clopidogrell" in done.stdout


def test_a_refusal_says_where_what_stands_on_record_can_be_read_and_not_what_it_is(tmp_path: Path) -> None:
    done = make(tmp_path, consent=edited_consent(tmp_path, acts=[]))
    assert "never-consented" not in done.stderr
    assert "`autonome verify` on its receipt tells what is on record" in done.stderr


def test_consent_that_stands_on_the_log_alone_is_named(tmp_path: Path) -> None:
    assert make(tmp_path).returncode == 0
    done = make(tmp_path, consent=edited_consent(tmp_path, acts=[]))
    assert done.returncode == 0
    assert "stands on the log and not in the file handed in: 2026-01-05/1" in done.stdout


def test_what_was_asked_about_can_move_no_cursor(tmp_path: Path) -> None:
    done = make(tmp_path, "--drug", "nothing\x1b[2J")
    assert "\x1b" not in done.stdout
    assert "nothing" in done.stdout


def test_what_is_written_is_its_owner_s_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    done = make(tmp_path)
    os.umask(before)
    assert (done.returncode, done.stderr) == (0, "")
    made = [tmp_path / "out", *(tmp_path / "out").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made[1:]} == {0o600}
    assert stat.S_IMODE(made[0].stat().st_mode) == 0o700


def test_a_folder_that_others_can_look_into_is_told_and_left(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "out").mkdir()
        (folder / "out").chmod(0o755)
        done = make(folder, "--no-pdf")
        assert done.returncode == 0
        assert done.stderr == (
            f"autonome: {folder / 'out'}: other accounts can list or change this folder, but not read the files "
            "written here. Mend: chmod 700 it, or name a new folder.\n"
        )
        assert stat.S_IMODE((folder / "out").stat().st_mode) == 0o755
        assert make(folder, "--no-pdf", "--quiet").stderr == ""


@pytest.mark.parametrize("place", ["ID", "CN"])
def test_a_refusal_names_the_options_that_mend_it_and_they_do(tmp_path: Path, place: str) -> None:
    refused = make(tmp_path, "--jurisdiction", place, "--no-pdf")
    assert refused.returncode == 3
    told = [line.strip() for line in refused.stderr.splitlines() if line.startswith("  --")]
    assert "--document impact-assessment=ID" in told
    assert json.loads(make(tmp_path, "--jurisdiction", place, "--json", "--no-pdf").stdout)["mend"] == told
    answers = {"ID": "paper-7", "NUMBER": "52", "yes/no": "no"}
    given: list[str] = []
    for line in told:
        option, _, asked = line.partition(" ")
        name, _, blank = asked.partition("=")
        given += [option, f"{name}={answers[blank]}"]
    assert make(tmp_path, "--jurisdiction", place, "--no-pdf", *given).returncode == 0


def test_a_refusal_that_no_option_mends_names_none(tmp_path: Path) -> None:
    refused = make(tmp_path, "--no-pdf", consent=edited_consent(tmp_path, acts=[]))
    assert (refused.returncode, "Mend" in refused.stderr) == (3, False)
