"""What is more than one pack holds is made as several."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invites", "0002_company_walls")]

    operations = [
        migrations.AddField("letterpack", "volume", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("letterpack", "volumes", models.PositiveSmallIntegerField(default=1)),
        migrations.RemoveConstraint("letterpack", "letters_once_per_file"),
        migrations.AddConstraint(
            "letterpack",
            models.UniqueConstraint(
                fields=["file", "of", "value", "manager", "volume"],
                nulls_distinct=False,
                name="letters_once_per_file",
            ),
        ),
    ]
