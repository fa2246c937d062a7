"""Where a session is used, and in which language somebody reads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts")]

    operations = [
        migrations.AddField("person", "language", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField(
            "token",
            "place",
            models.CharField(
                choices=[("terminal", "terminal"), ("browser", "browser")], default="terminal", max_length=10
            ),
        ),
    ]
