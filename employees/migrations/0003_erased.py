"""People who are to be forgotten (X5)."""

import django.db.models.deletion
from django.db import migrations, models

from workstars.lib.tenancy import same_company


class Migration(migrations.Migration):
    dependencies = [
        ("employees", "0002_company_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("sealed", models.BinaryField(null=True)),
                ("scrubbed_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "erasure",
            },
        ),
        migrations.AddField(
            model_name="employee",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="hrimport",
            name="shredded_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="employee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(
                        ("first_name", ""),
                        ("hr_email", ""),
                        ("left_at__isnull", False),
                        ("user__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="erased_for_good",
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="employee",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="erasure", to="employees.employee"
            ),
        ),
        migrations.AddIndex(
            model_name="erasure",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", True)), fields=["asked_at"], name="erasures_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("finished_at__isnull", True), ("sealed__isnull", True), _connector="OR"),
                name="finished_erasure_knows_nobody",
            ),
        ),
        same_company("employees_erasure", "employee_id", "employees_employee"),
    ]
