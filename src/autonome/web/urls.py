"""Where the node's pages lie: all that `table` holds, and nothing else."""

from django.urls import path

from autonome.web.table import ALL

urlpatterns = [path(page.path, page.view, name=page.name) for page in ALL]

handler400 = "autonome.web.errors.bad_request"
handler403 = "autonome.web.errors.forbidden"
handler404 = "autonome.web.errors.not_found"
handler500 = "autonome.web.errors.failed"
