"""Work in the background."""

from django.db import migrations, models

ROLES = [
    "clinician",
    "pharmacist",
    "clinic",
    "laboratory",
    "patient",
    "representative",
    "researcher",
    "insurer",
    "auditor",
    "committee",
    "steward",
]
STATES = ["waiting", "running", "done", "failed"]


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Work",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("holder", models.CharField(max_length=20)),
                ("role", models.CharField(choices=[(each, each) for each in ROLES], max_length=20)),
                ("sealed", models.BinaryField()),
                (
                    "state",
                    models.CharField(choices=[(each, each) for each in STATES], default="waiting", max_length=10),
                ),
                ("done", models.BigIntegerField(default=0)),
                ("of", models.BigIntegerField(default=0)),
                ("lines", models.BigIntegerField(default=0)),
                ("attempts", models.IntegerField(default=0)),
                ("told", models.CharField(blank=True, default="", max_length=500)),
                ("result", models.BinaryField(null=True)),
                ("made", models.DateTimeField()),
                ("changed", models.DateTimeField()),
            ],
            options={
                "db_table": "work",
                "indexes": [models.Index(fields=["holder", "-made"], name="work_by_holder")],
            },
        ),
    ]
