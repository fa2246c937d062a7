"""For whom a representative may act, sealed; and of what a patient was reminded by mail."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_mail")]

    operations = [
        migrations.AddField("person", "wards", models.BinaryField(null=True)),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
