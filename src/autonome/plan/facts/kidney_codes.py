"""Which diagnoses and procedures say how weak the kidneys are: ICD-10, ICD-10-CM, SNOMED CT, CPT, ICD-10-PCS and words.

A code stands for those below it; no hierarchy of SNOMED CT is shipped. Of words any part counts, and only words that
say nothing else (`_PLAIN`) are sure: *not on dialysis* and *father on dialysis* hold the same words, and leave it
possible. English, Chinese and Indonesian, our own lists.
"""

from __future__ import annotations

import re
from enum import StrEnum

from autonome.clinical import ICD_10, ICD_10_CM, SNOMED_CT, Coding, Concept

CPT = "http://www.ama-assn.org/go/cpt"
ICD_10_PCS = frozenset({"http://www.cms.gov/Medicare/Coding/ICD10", "http://hl7.org/fhir/sid/icd-10-pcs"})


class Kidneys(StrEnum):
    """What an entry says of the kidneys, the weightiest first."""

    DIALYSIS = "dialysis"
    END_STAGE = "end-stage"
    STAGE_5 = "stage-5"
    STAGE_4 = "stage-4"
    FAILURE = "failure"
    """Kidney failure without a stage."""
    STAGE_3B = "stage-3b"
    STAGE_3 = "stage-3"
    STAGE_3A = "stage-3a"
    DISEASE = "disease"
    """Chronic kidney disease without a stage."""
    MILD = "mild"
    """Stages 1 and 2: they bound nothing that a rule asks for."""
    ACUTE = "acute"
    TRANSPLANT = "transplant"


_ICD = (
    # Dependence on dialysis, and care with it; Z49.0 is its preparation only.
    (Kidneys.FAILURE, r"Z490"),
    (Kidneys.DIALYSIS, r"Z992|Z49"),
    # N18.0 was end-stage disease in ICD-10 before 2010; N18.6 is of ICD-10-CM alone.
    (Kidneys.END_STAGE, r"N186|N180"),
    (Kidneys.STAGE_5, r"N185"),
    (Kidneys.STAGE_4, r"N184"),
    (Kidneys.STAGE_3A, r"N1831"),
    (Kidneys.STAGE_3B, r"N1832"),
    (Kidneys.STAGE_3, r"N183"),
    (Kidneys.MILD, r"N18[12]"),
    (Kidneys.DISEASE, r"N18"),
    # Kidney failure without a stage; hypertensive kidney disease with failure (I13.10 of ICD-10-CM is without).
    (Kidneys.FAILURE, r"N19|I120|I1311|I132|I131$"),
    # Acute kidney failure; after birth, after a procedure, after injury, with a failing liver.
    (Kidneys.ACUTE, r"N17|O904|N990|T795|K767"),
    (Kidneys.TRANSPLANT, r"Z940|T861"),
)
"""Tried in this order. N17 to N19, Z49, Z94.0 and Z99.2 as in both editions; the others from memory of their lists."""

_SNOMED = {
    "105502003": Kidneys.DIALYSIS,  # dependence on renal dialysis
    "714152005": Kidneys.DIALYSIS,  # chronic kidney disease stage 5 on dialysis
    "236435004": Kidneys.DIALYSIS,  # end-stage renal failure on dialysis
    "108241001": Kidneys.DIALYSIS,  # dialysis procedure
    "265764009": Kidneys.DIALYSIS,  # renal dialysis
    "302497006": Kidneys.DIALYSIS,  # haemodialysis
    "71192002": Kidneys.DIALYSIS,  # peritoneal dialysis
    "46177005": Kidneys.END_STAGE,  # end-stage renal disease
    "433146000": Kidneys.STAGE_5,
    "431857002": Kidneys.STAGE_4,
    "433144002": Kidneys.STAGE_3,
    "700378005": Kidneys.STAGE_3A,
    "700379002": Kidneys.STAGE_3B,
    "431856006": Kidneys.MILD,
    "431855005": Kidneys.MILD,
    "709044004": Kidneys.DISEASE,  # chronic kidney disease
    "42399005": Kidneys.FAILURE,  # renal failure syndrome
    "90688005": Kidneys.FAILURE,  # chronic renal failure syndrome
    "14669001": Kidneys.ACUTE,  # acute kidney injury
    "35455006": Kidneys.ACUTE,  # acute tubular necrosis
    "737295003": Kidneys.TRANSPLANT,  # transplanted kidney present
    "714153000": Kidneys.TRANSPLANT,  # chronic kidney disease stage 5 with transplant
}
_CPT = re.compile(r"909(?:35|37|45|47|5[1-9]|6\d|70|99)")
"""Haemodialysis, other dialysis, and the monthly services of end-stage kidney disease."""
_PCS = re.compile(r"5A1D|3E1M39Z")
"""Performance of urinary filtration; irrigation of the peritoneum with dialysate."""

_CHRONIC = (
    r"(?:ckd|chronic (?:kidney|renal) disease|penyakit ginjal kronis|penyakit ginjal kronik|"
    r"慢性肾脏病|慢性肾病)(?:(?!typ|tipe|diab)[^0-9]){0,14}?"
)
_WORDS = tuple(
    (says, re.compile(pattern, re.IGNORECASE))
    for says, pattern in (
        (
            Kidneys.ACUTE,
            (
                r"\bacute(?:[- ]on[- ]chronic)? (?:kidney|renal) (?:injury|failure|insufficiency)|\baki\b|"
                r"acute tubular necrosis|急性肾(?:脏)?(?:损伤|衰竭|功能衰竭|功能不全)|"
                r"(?:gagal|cedera) ginjal akut|gangguan ginjal akut"
            ),
        ),
        (
            Kidneys.TRANSPLANT,
            r"(?:kidney|renal) transplant|transplant(?:ed)? kidney|肾移植|(?:transplantasi|cangkok) ginjal",
        ),
        (
            Kidneys.DIALYSIS,
            r"(?:ha?emo|peritoneal )?dialysis\b|ha?emodialysis|透析|cuci darah|(?:hemo)?dialisis",
        ),
        (
            Kidneys.END_STAGE,
            (
                r"\bend[- ]stage (?:renal|kidney) (?:disease|failure)|\bes[rk][df]\b|终末期肾|尿毒症|"
                r"gagal ginjal terminal|penyakit ginjal (?:stadium|tahap) akhir"
            ),
        ),
        (Kidneys.STAGE_5, _CHRONIC + r"(?:5|\bv\b)"),
        (Kidneys.STAGE_4, _CHRONIC + r"(?:4|\biv\b)"),
        (Kidneys.STAGE_3B, _CHRONIC + r"(?:3|\biii) ?b"),
        (Kidneys.STAGE_3A, _CHRONIC + r"(?:3|\biii) ?a"),
        (Kidneys.STAGE_3, _CHRONIC + r"(?:3|\biii\b)"),
        (Kidneys.MILD, _CHRONIC + r"(?:[12]|\bii?\b)"),
        (
            Kidneys.FAILURE,
            (
                r"\b(?:kidney|renal) (?:failure|insufficiency|impairment)\b|\bura?emia\b|"
                r"肾(?:功能)?(?:衰竭|不全)|gagal ginjal"
            ),
        ),
        (Kidneys.DISEASE, _CHRONIC),
    )
)
"""Tried in this order, and what one has taken is not read again: *acute renal failure* is no *renal failure*."""

_PLAIN = frozenset(
    {
        "1", "2", "3", "3a", "3b", "4", "5", "acute", "akhir", "aki", "akut", "and", "capd", "chronic", "ckd", "cuci",
        "currently", "darah", "dependence", "dependency", "dependent", "diabetic", "dialisis", "dialysis", "disease",
        "disorder", "due", "end", "end-stage", "eskd", "esrd", "esrf", "failure", "finding", "gagal", "ginjal",
        "haemodialysis", "hemodialisis", "hemodialysis", "hypertensive", "i", "ii", "iii", "injury", "insufficiency",
        "iv", "kidney", "kronik", "kronis", "long-term", "maintenance", "moderate", "necrosis", "nephropathy", "on",
        "patient", "penyakit", "peritoneal", "procedure", "receiving", "regular", "renal", "requiring", "rutin",
        "severe", "stadium", "stage", "tahap", "terminal", "therapy", "to", "treatment", "tubular", "undergoing",
        "unspecified", "v", "with",
    }
)  # fmt: skip
"""Words that turn nothing round."""
_PLAIN_CHINESE = re.compile(
    r"(?:维持性|规律|长期|慢性|急性|血液|腹膜|透析|治疗|依赖|终末期|尿毒症|肾脏?病|肾(?:功能)?(?:衰竭|不全|损伤)|"
    r"肾脏损伤|ckd|[1-5]期|期|[,,、 ()()])+",
    re.IGNORECASE,
)


def said_of_kidneys(concept: Concept) -> tuple[Kidneys, ...]:
    """All that a diagnosis or procedure says of the kidneys, by its codes and its words, the weightiest first."""
    said = {says for coding in concept.codings if (says := _by_code(coding))}
    said |= {says for text in concept.texts for says in _in_words(text)}
    return tuple(each for each in Kidneys if each in said)


def is_plainly(concept: Concept, says: Kidneys) -> bool:
    """Whether a code says it, or words that can say nothing else."""
    if any(_by_code(coding) is says for coding in concept.codings):
        return True
    return any(says in _in_words(text) and _is_plain(text) for text in concept.texts)


def _is_plain(text: str) -> bool:
    words = re.findall(r"[\w-]+", text.lower())
    return all(word in _PLAIN for word in words) or _PLAIN_CHINESE.fullmatch(text.strip()) is not None


def _in_words(text: str) -> frozenset[Kidneys]:
    found, rest = set(), " ".join(text.split())
    for says, pattern in _WORDS:
        rest, times = pattern.subn("; ", rest)
        if times:
            found.add(says)
    return frozenset(found)


def _by_code(coding: Coding) -> Kidneys | None:
    code = coding.code.strip().upper()
    if coding.system == SNOMED_CT:
        return _SNOMED.get(code)
    if (coding.system == CPT and _CPT.fullmatch(code)) or (coding.system in ICD_10_PCS and _PCS.match(code)):
        return Kidneys.DIALYSIS
    if coding.system not in (ICD_10, ICD_10_CM):
        return None
    plain = code.replace(".", "")
    return next((says for says, pattern in _ICD if re.match(pattern, plain)), None)
