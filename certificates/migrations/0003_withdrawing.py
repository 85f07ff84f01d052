"""Who printed it, so that a recall can say whom to ask for the paper."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_company_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="printed_by_label",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
    ]
