"""The wall by country, what is hidden, and comments that are taken back or stay (R8)."""

from django.db import migrations, models
from django.db.models import Q

# What was sent before bears the country that people are in now.
COUNTRIES = """
    WITH thanked AS (
        SELECT r.recognition_id, min(e.country) AS country, min(e.country) <> max(e.country) AS several
        FROM recognition_recipient r JOIN employees_employee e ON e.id = r.employee_id GROUP BY 1
    ), several AS (
        UPDATE recognition_recipient r SET country = e.country FROM employees_employee e, thanked
        WHERE e.id = r.employee_id AND thanked.recognition_id = r.recognition_id AND thanked.several
    )
    UPDATE recognition_recognition SET country = thanked.country FROM thanked
    WHERE thanked.recognition_id = recognition_recognition.id AND NOT thanked.several;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("employees", "0004_comments_allowed"),
        ("recognition", "0003_recall"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="comment", name="comment_says_something"),
        migrations.AddField(model_name="comment", name="kept_at", field=models.DateTimeField(null=True)),
        migrations.AlterField(
            model_name="comment",
            name="text",
            field=models.TextField(blank=True, max_length=500, verbose_name="comment"),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=Q(Q(deleted_at__isnull=True) & ~Q(text="")) | Q(deleted_at__isnull=False, text=""),
                name="comment_says_something",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=Q(hidden_at__isnull=False),
                fields=["company", "-hidden_at", "-id"],
                name="comments_hidden",
            ),
        ),
        migrations.AddIndex(
            model_name="comment", index=models.Index(fields=["author", "-at"], name="comments_of_author")
        ),
        migrations.AddField(
            model_name="recipient",
            name="country",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=2),
        ),
        migrations.AddField(
            model_name="recognition",
            name="country",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=2),
        ),
        migrations.AddIndex(
            model_name="recipient",
            index=models.Index(
                condition=~Q(country=""),
                fields=["company", "country", "-sent_at", "-recognition"],
                name="wall_of_countries",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=~Q(country="") & Q(hidden_at__isnull=True),
                fields=["company", "country", "is_private", "-sent_at", "-id"],
                include=["batch"],
                name="wall_of_country",
            ),
        ),
        migrations.RemoveIndex(model_name="recognition", name="wall_of_sender"),
        migrations.RemoveIndex(model_name="recognition", name="wall_of_batch"),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=Q(sender__isnull=False) & Q(hidden_at__isnull=True),
                fields=["sender", "-sent_at", "-id"],
                include=["country", "is_private"],
                name="wall_of_sender",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=Q(batch__isnull=False) & Q(hidden_at__isnull=True),
                fields=["batch", "-sent_at", "-id"],
                include=["country"],
                name="wall_of_batch",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=Q(hidden_at__isnull=False),
                fields=["company", "-hidden_at", "-id"],
                name="hidden_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=Q(hidden_at__isnull=False, batch__isnull=True),
                fields=["sender", "-hidden_at", "-id"],
                name="hidden_of_sender",
            ),
        ),
        migrations.RunSQL(COUNTRIES, migrations.RunSQL.noop),
    ]
