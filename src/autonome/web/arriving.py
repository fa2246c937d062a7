"""A file within a form, as it comes: straight into the place that the node has for it, where nothing is readable.

Django's own handlers write what is large into a temporary file as it is; with this one none does.
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from autonome.web.site import site


class Arriving(FileUploadHandler):
    """Takes one file after the other."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        """A file begins."""
        super().new_file(*args, **kwargs)
        self._spool = site().spool()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A part of it."""
        del start
        self._spool.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """All of it came."""
        self._spool.seek(0)
        return UploadedFile(
            self._spool, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        """It ended before its end."""
        self._spool.close()
