"""Taking in what somebody sends: a VCF or a FHIR document, checked and taken in by a worker, whole or not at all.

The file lies sealed in the node's private folder until the worker has dealt with it, and nowhere afterwards: what is
refused leaves nothing, and what is taken in is sealed in the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse

from autonome.kernel import InputError, Json, SubjectId, Text
from autonome.web.answering import page, see
from autonome.web.asking import Asker, asker
from autonome.web.clinic.patients import subject_of
from autonome.web.desk import Refused
from autonome.web.errors import not_found
from autonome.web.site import site
from autonome.web.work import orders
from autonome.web.work.kinds import Tell, kind

MOST_RECORD: Final = 64 * 1024 * 1024
"""Largest FHIR document, in bytes: the limit of the reader."""

LONGEST_SAMPLE: Final = 100

TAKEN: Final = "upload"


class Upload(forms.Form):
    """What is sent."""

    file = forms.FileField(
        label=Text("File"),
        help_text=Text("A FHIR R4 bundle of this patient (.json), or a VCF (.vcf or .vcf.gz) with one sample."),
    )
    sample = forms.CharField(
        label=Text("Sample, where the VCF holds several"), max_length=LONGEST_SAMPLE, required=False
    )


def show(request: HttpRequest, patient: str) -> HttpResponse:
    """The form; and what was sent is put in the queue."""
    subject, who = subject_of(patient), asker(request)
    form = Upload(request.POST, request.FILES) if request.method == "POST" else Upload()
    if not form.is_valid():
        known = site().desk.clinic(who).known_as(subject)
        return page(request, "clinic/upload.html", subject=subject, known=known, form=form)
    return _ordered(who, subject, form.cleaned_data["file"], form.cleaned_data["sample"])


def _ordered(who: Asker, subject: SubjectId, file: UploadedFile, sample: str) -> HttpResponse:
    desk, is_record = site().desk.clinic(who), _is_json(file)
    if is_record and (file.size or 0) > MOST_RECORD:
        raise InputError("the document is too large", mend=f"send at most {MOST_RECORD // 1024 // 1024} MiB.")
    desk.expect(str(subject))
    kept = desk.keep_upload(subject, file.chunks(), file.name or "file")
    about: dict[str, Json] = {"patient": str(subject), "kept": kept, "record": is_record, "sample": sample}
    try:
        number = orders.order(who, TAKEN, about)
    except BaseException:
        site().desk.forget_upload(kept)
        raise
    return see("uploaded", patient=subject, number=number)


def _is_json(file: UploadedFile) -> bool:
    """Whether it begins as JSON does; whatever it is called."""
    first = file.read(64)
    file.seek(0)
    return bytes(first).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def look(request: HttpRequest, patient: str, number: int) -> HttpResponse:
    """How far it is, and what was taken in."""
    who, subject = asker(request), subject_of(patient)
    found = orders.look(who, number)
    if found is None:
        return not_found(request)
    known = site().desk.clinic(who).known_as(subject)
    result = found.result if isinstance(found.result, dict) else {}
    return page(request, "clinic/uploaded.html", subject=subject, known=known, work=found, result=result)


def drop(about: Mapping[str, Json]) -> None:
    """The file is gone once it was dealt with, whatever came of it."""
    site().desk.forget_upload(str(about["kept"]))


@kind(TAKEN, Text("Taking in a file"), drop)
def take_in(who: Asker, about: Mapping[str, Json], tell: Tell) -> Json:
    """Check it, and take it in; done twice, the second time adds nothing."""
    desk, subject, kept = site().desk.clinic(who), SubjectId(str(about["patient"])), str(about["kept"])
    if about["record"]:
        taken = desk.take_in_record(subject, kept, tell)
        if isinstance(taken, Refused):
            return {"refused": True, "entry": taken.entry}
        left: list[Json] = list(taken.not_covered)
        entry = taken.permit.recorded.index
        return {"added": taken.added, "unchanged": taken.unchanged, "left": left, "entry": entry}
    genome = desk.take_in_genome(subject, kept, str(about["sample"]) or None, tell)
    if isinstance(genome, Refused):
        return {"refused": True, "entry": genome.entry}
    return {
        "records": genome.known.rows,
        "all": None if genome.all is None else genome.all.rows,
        "sample": str(genome.known.sample),
        "build": genome.known.build.value,
        "again": genome.version is None,
        "entry": genome.permit.recorded.index,
    }
