"""What is to be printed and what could not be made are counted by indexes that hold just these."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("certificates", "0003_pack_sites")]

    operations = [
        migrations.AlterField(
            "certificate",
            "company",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to="employees.company"),
        ),
        migrations.AlterField(
            "certificate",
            "holder",
            models.ForeignKey(
                db_index=False, null=True, on_delete=PROTECT, related_name="+", to="employees.employee"
            ),
        ),
        migrations.AddIndex(
            "certificate",
            models.Index(
                fields=["company", "holder"],
                condition=Q(printed_at__isnull=True, handed_over_at__isnull=True, status="ready"),
                name="certificates_to_print",
            ),
        ),
        migrations.AddIndex(
            "certificate",
            models.Index(
                fields=["company"],
                condition=Q(status="failed", handed_over_at__isnull=True),
                name="certificates_failed",
            ),
        ),
    ]
