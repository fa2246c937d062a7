"""Words inside the sentence of a diagnosis that warn of a condition, where neither a code nor the whole of it is known.

*Upper GI bleed on aspirin* is in no table, and who bleeds must not get a dose of warfarin for that. Words that warn
leave the condition *possible*: they never state it, and never rule one out. A text that denies, or that gives the
condition to somebody else (`condition_words`), warns of nothing, and stays among what was not understood.
English, Chinese and Indonesian, our own lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from autonome.plan.facts.condition_words import Doubt, doubt_in

_BLEEDS = (
    r"\bbleed(?:s|ing)?\b|ha?emorrhag|\bmela?ena\b|ha?ematemesis|ha?ematochezia|ha?ematuria|ha?emoptysis|出血|黑便|呕血"
    r"|血尿|咯血|\b(?:per)?darah(?:an)?\b|\bhematuria\b|\bhemoptisis\b"
)
_SKULL = (
    r"(?:intra-?cranial|intra-?cerebral|cerebral|brain|sub-?dural|sub-?arachnoid|epidural|extradural)\W+(?:\w+\W+)?"
)
_LIVER_DISEASE = (
    r"cirrho|hepatic (?:failure|insufficiency)|liver (?:failure|disease)|肝硬化|肝衰竭|\bsirosis\b|gagal hati"
)

WORDS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(words, re.IGNORECASE)
    for name, words in {
        "active-bleeding": _BLEEDS,
        "intracranial-haemorrhage": rf"{_SKULL}(?:bleed|ha?emorrhag|ha?ematoma)"
        r"|颅内出血|脑出血|硬膜[下外]血肿|perdarahan otak",
        "stroke-tia": r"(?<!heat )(?<!sun )(?<!heat)(?<!sun)stroke|\bcva\b|\btia\b|transient isch?a?emic"
        r"|cerebral infarct|脑卒中|中风|脑梗|脑出血|infark (?:otak|serebral)",
        "cirrhosis": r"cirrho|肝硬化|\bsirosis\b",
        "liver-disease": _LIVER_DISEASE,
        "heart-failure": r"(?:heart|cardiac|ventricular) failure|\bhf[rp]ef\b|\bchf\b|心力衰竭|心衰|gagal jantung",
        "myocardial-infarction": r"heart attack|myocardial infarct|\bn?stemi\b|心肌梗|infark miokard|serangan jantung",
        "peptic-ulcer": r"(?:peptic|gastric|stomach|duodenal) ulcer"
        r"|(?:胃|消化性|十二指肠)溃疡|tukak (?:lambung|peptik)",
        "epilepsy": r"epilep|seizure|convulsi|癫痫|抽搐|\bkejang\b",
        "dementia": r"dementia|alzheimer|痴呆|demensia",
        "parkinson": r"parkinson|帕金森",
        "myasthenia": r"myasthen|肌无力|miastenia",
        "asthma": r"\basthma|哮喘|\basma\b",
        "long-qt": r"long qt|prolonged qt|qt prolong|长\s*qt",
        "venous-thromboembolism": r"(?:pulmonary|lung) embol|deep (?:vein|venous) thromb|\bdvt\b"
        r"|肺栓塞|深静脉血栓|emboli paru",
        "angioedema": r"angio-?o?edema|angioneurotic|血管性水肿",
    }.items()
}
"""Condition of the bundle → words that warn of it. Not every condition has such words; the others need a code."""

_WITHOUT = re.compile(r"\b(?:without|w/o|tanpa|tidak|bukan)\b|[无未非]|\bheat\b", re.IGNORECASE)
"""Words that deny what follows; titles of ICD-10-CM end in *without hemorrhage or perforation*."""


def warned_of(texts: Iterable[str]) -> frozenset[str]:
    """The conditions that words of a diagnosis warn of.

    >>> sorted(warned_of(["Upper GI bleed on aspirin"])), sorted(warned_of(["Gastric ulcer without hemorrhage"]))
    (['active-bleeding'], [])
    """
    plain = [text for text in texts if doubt_in([text]) is not Doubt.DENIED and not _WITHOUT.search(text)]
    return frozenset(name for name, words in WORDS.items() if any(map(words.search, plain)))
