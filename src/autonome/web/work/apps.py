"""What Django calls this app."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The app."""

    name = "autonome.web.work"
    label = "work"

    def ready(self) -> None:
        """Let the queue know what it runs."""
        from autonome.web.work import running  # noqa: F401, PLC0415 - tasks are known once they are imported
