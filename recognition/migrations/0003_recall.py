"""How far a recall is (B6)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recognition", "0002_company_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="recall_done_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="batch",
            name="recall_told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                condition=models.Q(("recall_told_at__isnull", True), ("status", "recalled")),
                fields=["recalled_at"],
                name="batches_to_recall",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "recalled"), _negated=True),
                    models.Q(("recalled_at__isnull", False), models.Q(("recall_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="batch_recalled_with_a_reason",
            ),
        ),
    ]
