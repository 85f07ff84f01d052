"""The logo goes into a table of its own: every request reads the company, few show its logo."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("employees", "0005_waiting_by_index_alone")]

    operations = [
        migrations.RemoveField(model_name="company", name="logo"),
        migrations.AddField(
            model_name="company",
            name="logo_digest",
            field=models.CharField(blank=True, editable=False, max_length=16),
        ),
        migrations.CreateModel(
            name="CompanyLogo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("png", models.BinaryField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="employees.company",
                    ),
                ),
            ],
            options={
                "verbose_name": "logo",
                "constraints": [models.UniqueConstraint(fields=["company"], name="one_logo_per_company")],
            },
        ),
    ]
