"""Registrations remember which mailbox was proven; counters tell their wait by themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invites", "0002_company_walls")]

    operations = [
        migrations.RemoveField("attemptcounter", "blocked_until"),
        migrations.RemoveField("registration", "mailbox_proven_at"),
        migrations.AddField(
            "registration", "proven_email", models.EmailField(blank=True, default="", max_length=254), False
        ),
        migrations.AddField("registration", "mailings", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("registration", "mailings_since", models.DateTimeField(null=True)),
        migrations.AlterField(
            "attemptcounter",
            "scope",
            models.CharField(
                choices=[("address", "Address"), ("pair", "Employee ID and address"), ("minute", "Minute")],
                max_length=8,
            ),
        ),
    ]
