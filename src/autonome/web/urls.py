"""Where the node's pages lie: all that `table` and `api.table` hold, and nothing else."""

from django.urls import path

from autonome.web.api.serving import pattern
from autonome.web.table import ALL

urlpatterns = [*(path(page.path, page.view, name=page.name) for page in ALL), pattern()]

handler400 = "autonome.web.errors.bad_request"
handler403 = "autonome.web.errors.forbidden"
handler404 = "autonome.web.errors.not_found"
handler500 = "autonome.web.errors.failed"
