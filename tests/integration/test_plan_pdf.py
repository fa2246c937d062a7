"""``plan.pdf``: read aloud as well as seen, the same bytes for the same plan, and never a box where a letter should be.

Pictures of its sheets are kept under ``.pictures/`` for people to look at.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from autonome import bootstrap
from autonome.adapters import typst_engine
from autonome.adapters.typst_engine import TypstEngine
from autonome.kernel import Instant, sha256_hex
from autonome.plan.factor_words import leading_sentence
from autonome.plan.values import Origin, Plan
from autonome.report.errors import PagesError
from autonome.report.plan_html import render_html
from autonome.report.plan_pdf import sheets_of
from autonome.report.ports import Sheets
from autonome.report.words import SIGNS, sign
from tests.unit.plan.small_plan import order, plan_of

from .commands import EXAMPLE, ROOT, autonome
from .example_plans import example_plan
from .pdf_reading import Tag, structure, text_of, untagged

PICTURES = ROOT / ".pictures"
AS_OF = Instant.parse("2026-03-01T10:00:00Z")
MOST_SHEETS = 14
MARKUP = '#eval("1+1") #read("/etc/passwd") *bold* $x$ `raw` @ref <label> \\ // [ ] { } = head {number} #{1+1}'
HOSTILE = {
    "markup": MARKUP,
    "controls": "a\x00b\x07c\x1b[31m\u202edrow\u2069",
    "long-word": "x" * 5000,
    "long-text": "many words " * 5000,
    "line-breaks": "one\n\n= two\n- three",
    "hebrew": "שרה 5 mg",
    "accents": "e" + "\u0301" * 300,
    "private-use": "\ue000\U000f0000\U0010fffd\ufffe",
    "closing-tags": "</p></body></html><svg><symbol id='i-x' viewBox='0'>",
}


@pytest.fixture(scope="module")
def engine() -> TypstEngine:
    return TypstEngine()


@pytest.fixture(scope="module")
def shown() -> Plan:
    return example_plan()


@pytest.fixture(scope="module")
def made(engine: TypstEngine, shown: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "plan.pdf"
    path.write_bytes(engine.set_pages(sheets_of(render_html(shown), AS_OF)))
    PICTURES.mkdir(exist_ok=True)
    shutil.copyfile(path, PICTURES / "plan-sheets.pdf")
    return path


@pytest.fixture(scope="module")
def tags(made: Path) -> list[Tag]:
    with pikepdf.open(made) as pdf:
        return structure(pdf)


def set_small(engine: TypstEngine, plan: Plan) -> bytes:
    return engine.set_pages(sheets_of(render_html(plan), plan.as_of))


def test_it_claims_pdf_ua_and_names_itself_and_its_language(made: Path, shown: Plan) -> None:
    with pikepdf.open(made) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260301100000Z"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert shown.patient.name in str(metadata["dc:title"])
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_all_that_is_painted_is_tagged_or_decoration(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        assert untagged(pdf) == []
        assert all("/StructParents" in page and str(page.get("/Tabs")) == "/S" for page in pdf.pages)


def test_headings_lists_tables_and_figures_are_what_they_are(tags: list[Tag]) -> None:
    kinds = [tag.kind for tag in tags]
    headings = [int(kind[1]) for kind in kinds if re.fullmatch(r"H[1-6]", kind)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert {2, 3, 4, 5} <= set(headings)
    assert {"L", "LI", "LBody", "P", "Link"} <= set(kinds)
    tables = [tag for tag in tags if tag.kind == "Table"]
    assert tables
    assert all(any(each.kind == "TH" for each in table.walk()) for table in tables)


def test_each_sign_is_a_figure_that_says_its_word(tags: list[Tag]) -> None:
    said = [tag.alt for tag in tags if tag.kind == "Figure"]
    plain = {each.word.lower() for each in SIGNS.values()}
    assert len(said) > 20
    assert all(re.sub(r"^possibly | if …$", "", alt.lower()) in plain for alt in said)


def test_the_outline_leads_to_each_part_and_medicine(made: Path) -> None:
    with pikepdf.open(made) as pdf, pdf.open_outline() as outline:
        (top,) = outline.root
        parts = {str(part.title): [str(each.title) for each in part.children] for part in top.children}
    assert list(parts)[:2] == ["Current medicines", "What could not be assessed"]
    assert parts["Current medicines"][0].startswith("Clopidogrel")
    assert "Clopidogrel Avoid" in parts["Details by medicine"]


def test_each_medicine_is_followed_by_its_sign_and_what_to_do(made: Path, shown: Plan) -> None:
    read = " ".join(" ".join(text_of(made, "-raw")).split())
    at = read.index("Current medicines")
    for advice in (each for each in shown.medicines if each.origin is Origin.CURRENT):
        both = advice.overall
        word = sign(both.consequence, sure=both.sure, conditional=both.conditional).word
        said = " ".join(leading_sentence(advice).split())[:40]
        for expected in (advice.verdict.drug.capitalize(), word, said):
            at = read.index(expected, at) + len(expected)
    assert at < read.index("What could not be assessed")


def test_each_sheet_names_the_patient_and_its_number(made: Path) -> None:
    sheets = text_of(made, "-layout")
    assert 2 < len(sheets) <= MOST_SHEETS
    for number, text in enumerate(sheets, start=1):
        assert "Synthetic Example Patient · born Apr 1958 · synthetic-na12878" in text
        assert "for review by a clinician" in text
        assert f"Page {number} of {len(sheets)}" in text
    assert "Warfarin" in "".join(sheets[:2]), "all current medicines stand on the first two sheets"
    assert "Not considered:" in " ".join(sheets[0].split())


def test_the_same_plan_gives_the_same_bytes_in_another_process(made: Path, shown: Plan, tmp_path: Path) -> None:
    sheets = sheets_of(render_html(shown), AS_OF)
    (tmp_path / "sheets.json").write_text(json.dumps([sheets.template, dict(sheets.data)]), encoding="utf-8")
    program = (
        "import json, sys; from pathlib import Path\n"
        "from autonome.adapters.typst_engine import TypstEngine\n"
        "from autonome.report.ports import Sheets\nfrom autonome.kernel import Instant\n"
        "template, data = json.loads(Path('sheets.json').read_text(encoding='utf-8'))\n"
        f"sheets = Sheets(template, data, Instant({AS_OF.seconds}))\n"
        "sys.stdout.buffer.write(TypstEngine().set_pages(sheets))"
    )
    again = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert again.stdout == made.read_bytes()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_text_of_a_record_is_shown_and_does_nothing(engine: TypstEngine, text: str, tmp_path: Path) -> None:
    plan = plan_of(order(f"codeine {text}", dosage=(text,)), order(f"zinc {text}"), name=f"N {text}")
    path = tmp_path / "plan.pdf"
    path.write_bytes(set_small(engine, plan))
    read = " ".join(" ".join(text_of(path, "-raw")).replace("\u200b", "").split())
    assert "root:" not in read
    assert "Codeine" in read
    if text is MARKUP:
        assert read.count('#read("/etc/passwd") *bold* $x$') > 1
    with pikepdf.open(path) as pdf:
        assert untagged(pdf) == []


def test_a_word_without_end_stays_on_the_sheet(engine: TypstEngine, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(set_small(engine, plan_of(order("zinc " + "W" * 400, dosage=("W" * 400,)), order("W" * 300))))
    boxes = text_of(path, "-bbox")
    edges = [float(edge) for edge in re.findall(r'xMax="([0-9.]+)"', "".join(boxes))]
    assert max(edges) < 595.3 - 39, "A4 is 595.28 points wide, with margins of 14 mm"


@pytest.mark.parametrize("reach", ['read("/etc/passwd")', 'read("../pyproject.toml")', 'read("plan.typ")'])
def test_even_a_template_reaches_no_file(engine: TypstEngine, reach: str) -> None:
    template = f'#set document(title: "x")\n#{reach}'
    with pytest.raises(PagesError, match=r"^the pages could not be set: .*(not found|escape).*--no-pdf\.$"):
        engine.set_pages(Sheets(template, {}, AS_OF))


def test_the_template_asks_for_nothing_from_outside() -> None:
    template = sheets_of(render_html(plan_of(order("zinc"))), AS_OF).template
    for word in ("import", "include", "read(", "eval(", "plugin", "@preview", "http"):
        assert word not in template


def test_a_script_without_a_font_is_named_and_never_shown_as_boxes() -> None:
    with pytest.raises(PagesError) as caught:
        set_small(TypstEngine(own_fonts=True), plan_of(order("zinc"), name="王芳 ไทย ☎\U0001f600"))
    assert str(caught.value) == (
        "plan.pdf cannot be made: no font here has the letters (CJK, GRINNING, THAI) that it must show. Mend: install "
        "fonts for them, such as Debian's fonts-noto-cjk and fonts-noto-core, or leave it out with --no-pdf."
    )


@pytest.fixture(scope="module")
def han_fonts() -> None:
    typst = pytest.importorskip("typst")
    if not any("Noto Sans CJK" in family for family in typst.Fonts().families()):
        pytest.skip("no font with Han letters here: run tools/ensure_browser.sh as root on Debian")


def test_names_in_han_letters_are_shown_where_a_font_has_them(
    engine: TypstEngine, han_fonts: None, tmp_path: Path
) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(set_small(engine, plan_of(order("zinc"), name="王芳")))
    assert "王芳" in text_of(path)[0]


def test_a_plan_in_chinese_says_so_and_is_set_in_a_font_for_it(
    engine: TypstEngine, shown: Plan, han_fonts: None, tmp_path: Path
) -> None:
    path = tmp_path / "plan.pdf"
    page = render_html(replace(shown, patient=replace(shown.patient, name="王芳")), bootstrap.language("zh-hans"))
    path.write_bytes(engine.set_pages(sheets_of(page, shown.as_of)))
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        fonts = {str(font.BaseFont) for sheet in pdf.pages for font in dict(sheet.Resources.Font).values()}
        assert untagged(pdf) == []
    assert any("NotoSansCJKsc" in font for font in fonts), fonts
    shutil.copyfile(path, PICTURES / "plan-sheets-zh-hans.pdf")


def test_a_plan_in_indonesian_is_set_in_the_engine_s_own_fonts(shown: Plan) -> None:
    page = render_html(shown, bootstrap.language("id"))
    made = TypstEngine(own_fonts=True).set_pages(sheets_of(page, shown.as_of))
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert str(pdf.Root.Lang) == "id"
        assert untagged(pdf) == []


def test_text_that_makes_the_engine_fail_costs_this_file_and_names_no_text(engine: TypstEngine) -> None:
    sheets = Sheets('#set document(title: "x")\n#panic("a name")', {}, AS_OF)
    with pytest.raises(PagesError, match=r"^the pages could not be set: "):
        engine.set_pages(sheets)
    endless = Sheets('#set document(title: "x")\n#{ let a = "x" * 1000000000; a + a + a + a + a + a }', {}, AS_OF)
    with pytest.raises(PagesError, match=r"^the (typesetter failed|pages could not be set)"):
        engine.set_pages(endless)


def test_a_document_without_end_is_given_up(engine: TypstEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typst_engine, "SECONDS", 1)
    with pytest.raises(PagesError, match=r"^the pages could not be set within 1 seconds\. Mend: leave plan\.pdf out"):
        set_small(engine, plan_of(order("zinc " + "x y " * 500_000)))


def test_pictures_of_the_sheets_are_kept(made: Path) -> None:
    tool = shutil.which("pdftoppm")
    if tool is None:
        pytest.skip("no pdftoppm here: install poppler-utils to draw the sheets")
    subprocess.run([tool, "-r", "80", "-png", str(made), str(PICTURES / "plan-sheet")], check=True, timeout=60)
    assert list(PICTURES.glob("plan-sheet-*1.png"))


# ---- the command ----


def plan_command(folder: Path, *more: object) -> subprocess.CompletedProcess[str]:
    return autonome(
        "plan", EXAMPLE / "patient.vcf", "--record", EXAMPLE / "record.json", "--consent", EXAMPLE / "consent.json",
        "--outside-calls", EXAMPLE / "outside-calls.tsv", "--as-of", "2026-03-01T10:00:00Z",
        "--log", folder / "log", "--out", folder / "plan", *more,
    )  # fmt: skip


def test_the_command_writes_it_and_the_receipt_vouches_for_it(tmp_path: Path) -> None:
    done = plan_command(tmp_path)
    assert done.returncode == 0, done.stderr
    pdf = tmp_path / "plan" / "plan.pdf"
    assert str(pdf) in done.stdout
    receipt, policy = tmp_path / "plan" / "receipt.json", tmp_path / "plan" / "policy.txt"
    verified = autonome("verify", receipt, "--policy", policy, "--plan", pdf, "--json")
    assert verified.returncode == 0, verified.stderr
    facts = json.loads(verified.stdout)
    assert facts["given"] == "plan.pdf"
    assert facts["made"]["outputs"]["plan.pdf"] == sha256_hex(pdf.read_bytes())
    first = pdf.read_bytes()
    assert plan_command(tmp_path).returncode == 0
    assert pdf.read_bytes() == first


def test_without_it_an_earlier_one_does_not_stay_beside_the_new_plan(tmp_path: Path) -> None:
    assert plan_command(tmp_path).returncode == 0
    done = plan_command(tmp_path, "--no-pdf")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "plan" / "plan.pdf").exists()
    assert list(tmp_path.rglob("plan.pdf")), "it was set aside, not deleted"


@pytest.fixture
def without_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run as if the extra were not installed."""
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "typst.py").write_text("raise ImportError\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hidden"), prepend=os.pathsep)


def test_without_the_engine_one_line_says_how_to_get_it(tmp_path: Path, without_engine: None) -> None:
    done = plan_command(tmp_path)
    assert done.returncode == 0
    assert done.stderr == (
        "autonome: plan.pdf needs the typesetter, which is not installed. Mend: pip install 'autonome[pdf]'.\n"
    )
    assert (tmp_path / "plan" / "plan.html").exists()
    assert plan_command(tmp_path, "--no-pdf").stderr == ""


def test_where_it_is_required_its_absence_is_an_error_before_anything_is_decided(
    tmp_path: Path, without_engine: None
) -> None:
    done = plan_command(tmp_path, "--pdf")
    assert done.returncode == 2
    assert done.stderr.startswith("autonome: plan.pdf needs the typesetter")
    assert not (tmp_path / "log").exists()
    assert not (tmp_path / "plan" / "plan.json").exists()


def test_bootstrap_gives_the_engine() -> None:
    assert isinstance(bootstrap.typesetter(), TypstEngine)


def test_a_plan_in_the_past_is_dated_then(engine: TypstEngine) -> None:
    old = replace(plan_of(order("zinc")), as_of=Instant.parse("1969-07-20T20:17:40Z"))
    assert set_small(engine, old).startswith(b"%PDF-1.7")
