"""For whom a representative may act, sealed; and of what a patient is reminded by mail, and was."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_mail")]

    operations = [
        migrations.AddField("person", "wards", models.BinaryField(null=True)),
        migrations.AddField(
            "person", "reminded_of", models.CharField(max_length=60, blank=True, default="ending,anew,rights")
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("matter", models.BinaryField()),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="accounts.person"),
                ),
            ],
            options={"db_table": "reminder"},
        ),
        migrations.AddConstraint(
            "reminder", models.UniqueConstraint(fields=["person", "matter"], name="reminded_once")
        ),
    ]
