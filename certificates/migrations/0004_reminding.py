"""What lies unprinted is found by the day on which its holder was told of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0003_withdrawing"),
    ]

    operations = [
        migrations.AddIndex(
            "certificate",
            models.Index(
                fields=["company", "told_at"],
                condition=models.Q(printed_at__isnull=True, handed_over_at__isnull=True, status="ready"),
                name="certificates_to_remind",
            ),
        ),
    ]
