"""The plan for the patient: the same value as the clinician's page, in plain words that were written for this reader.

Read in this order:

- `sentences`: how an authored sentence is written, so that every language can say it
- `kinds`, `effects`: what a medicine is often used for, and what a gene's result may do to it
- `signs`, `advice`, `doubts`: the word beside a medicine, what to do, how sure
- `record_reasons`: what the health record means for a medicine, beside the genes
- `for_whom`: for whom an advice is, and whether the record names one of it
- `medicine`: one medicine, put together from the codes of the plan
- `genes`, `disclosure`: what a gene does and what the result says, and what the patient opens when they want to
- `ethics`: what of the ethical assessment concerns the reader
- `wishes`: what the patient wants to be told of findings that nobody asked about
- `prevention`: what follows before any medicine is chosen
- `card`, `questions`, `limits`: what to show to others, what to ask, what was not looked at
- `use`: who used the data for it, and what for
- `glossary`: the words of the page, explained and linked
- `page`, `html`: the whole as a value, and the file

Reading level, length of sentences and words that no patient knows are measured by ``tests/unit/report/patient``.
"""

__all__ = [
    "advice",
    "card",
    "disclosure",
    "doubts",
    "effects",
    "ethics",
    "for_whom",
    "genes",
    "glossary",
    "html",
    "kinds",
    "limits",
    "medicine",
    "page",
    "prevention",
    "questions",
    "record_reasons",
    "sentences",
    "signs",
    "use",
    "wishes",
]
