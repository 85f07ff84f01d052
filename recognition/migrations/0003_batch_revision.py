"""How often what was confirmed of a batch has been taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recognition", "0002_company_walls")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        )
    ]
