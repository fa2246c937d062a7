"""What Django calls this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app."""

    name = "autonome.web.accounts"
    label = "accounts"
