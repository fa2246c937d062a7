"""Whether a patient is told by mail that something waits in the portal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_browsers")]

    operations = [migrations.AddField("person", "mailed", models.BooleanField(default=True))]
