"""When a file went because somebody in it was erased (X5)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invites", "0002_company_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="codefile",
            name="shredded_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
