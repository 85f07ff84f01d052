"""A recipient's row repeats the country of its recognition, for the indexes of managers and holders."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0002_company_walls"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="recipient",
            name="wall_of_manager",
        ),
        migrations.RemoveIndex(
            model_name="recipient",
            name="wall_of_holder",
        ),
        migrations.RemoveIndex(
            model_name="recognition",
            name="wall_of_sender",
        ),
        migrations.AddField(
            model_name="recipient",
            name="shared_country",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=2),
        ),
        migrations.AddIndex(
            model_name="recipient",
            index=models.Index(
                condition=models.Q(("manager__isnull", False)),
                fields=["manager", "-sent_at", "-recognition", "shared_country"],
                name="wall_of_manager",
            ),
        ),
        migrations.AddIndex(
            model_name="recipient",
            index=models.Index(
                condition=models.Q(("holder__isnull", False)),
                fields=["holder", "-sent_at", "-recognition", "shared_country"],
                name="wall_of_holder",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=models.Q(("sender__isnull", False), ("hidden_at__isnull", True)),
                fields=["sender", "-sent_at", "-id", "country"],
                name="wall_of_sender",
            ),
        ),
    ]
