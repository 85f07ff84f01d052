"""What is more than one pack holds is made as several."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0004_to_print")]

    operations = [
        migrations.AddField("certificatepack", "volume", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("certificatepack", "volumes", models.PositiveSmallIntegerField(default=1)),
        migrations.RemoveConstraint("certificatepack", "certificate_pack_once_per_batch"),
        migrations.AddConstraint(
            "certificatepack",
            models.UniqueConstraint(
                fields=["batch", "of", "site", "volume"],
                name="certificate_pack_once_per_batch",
            ),
        ),
    ]
