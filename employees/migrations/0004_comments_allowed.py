"""Whether colleagues may comment on recognitions (R8)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("employees", "0003_api_scopes"),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="comments_allowed",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="colleagues may comment on recognitions"
            ),
        ),
    ]
