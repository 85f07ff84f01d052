"""Rows of the audit log are found by moment, subject, kind, event and person; by company alone nobody asks."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("employees", "0003_bounced_by_name")]

    operations = [
        migrations.AlterField(
            "auditevent",
            "company",
            models.ForeignKey(
                db_index=False, null=True, on_delete=PROTECT, related_name="+", to="employees.company"
            ),
        ),
        migrations.AlterField(
            "personchange",
            "company",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="employees.company"),
        ),
    ]
