from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_company_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="status",
            field=models.CharField(
                choices=[
                    ("queued", "Waiting to be made"),
                    ("ready", "Ready"),
                    ("failed", "Could not be made"),
                    ("gone", "No longer kept"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
    ]
