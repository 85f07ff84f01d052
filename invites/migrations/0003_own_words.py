"""The words of letters become those of any printed sheet: certificates are worded the same way."""

from django.db import migrations, models

KINDS = [("invites", "Invites"), ("reminders", "Reminders"), ("certificates", "Certificates")]


def put_together(apps, schema_editor):
    for row in apps.get_model("invites", "OwnWords").objects.all():
        row.words = {"title": row.title, "text": row.text}
        row.save()


class Migration(migrations.Migration):
    dependencies = [
        ("invites", "0002_company_walls"),
    ]

    operations = [
        migrations.RemoveConstraint("letterwording", "letter_wording_once"),
        migrations.RenameModel("LetterWording", "OwnWords"),
        migrations.AlterModelOptions("ownwords", {"verbose_name": "own words"}),
        migrations.AddField("ownwords", "words", models.JSONField(default=dict)),
        migrations.RunPython(put_together, migrations.RunPython.noop),
        migrations.RemoveField("ownwords", "title"),
        migrations.RemoveField("ownwords", "text"),
        migrations.AlterField("ownwords", "kind", models.CharField(choices=KINDS, max_length=12)),
        migrations.AddConstraint(
            "ownwords",
            models.UniqueConstraint(fields=["company", "kind", "language"], name="own_words_once"),
        ),
    ]
