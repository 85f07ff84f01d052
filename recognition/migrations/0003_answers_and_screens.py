import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from workstars.lib.tenancy import same_company

EMPLOYEE = "employees_employee"


class Migration(migrations.Migration):
    dependencies = [
        ("employees", "0004_paper_and_undo"),
        ("recognition", "0002_company_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=500, verbose_name="comment")),
                ("at", models.DateTimeField()),
                ("press_key", models.UUIDField(editable=False, null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("hidden_at", models.DateTimeField(null=True)),
                ("hidden_by_label", models.CharField(blank=True, max_length=300)),
                ("hidden_reason", models.CharField(blank=True, max_length=300)),
                ("reported_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "comment",
            },
        ),
        migrations.CreateModel(
            name="Reaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("clap", "Applause"),
                            ("heart", "Heart"),
                            ("star", "Star"),
                            ("party", "Celebration"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "reaction",
            },
        ),
        migrations.CreateModel(
            name="Screen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                (
                    "names",
                    models.CharField(
                        choices=[("short", "First name and initial"), ("full", "Whole names")],
                        default="short",
                        max_length=5,
                        verbose_name="names",
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("pairing_code", models.CharField(blank=True, max_length=8)),
                ("asked_at", models.DateTimeField()),
                ("paired_at", models.DateTimeField(null=True)),
                ("paired_by_label", models.CharField(blank=True, max_length=300)),
                ("seen_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "screen",
            },
        ),
        migrations.RemoveConstraint(
            model_name="batch",
            name="batch_sends_what_was_confirmed",
        ),
        migrations.RemoveIndex(
            model_name="recognition",
            name="wall_public",
        ),
        migrations.RemoveIndex(
            model_name="recognition",
            name="wall_private",
        ),
        migrations.RemoveIndex(
            model_name="recognition",
            name="wall_of_sender",
        ),
        migrations.RemoveIndex(
            model_name="recognition",
            name="wall_of_batch",
        ),
        migrations.RemoveIndex(
            model_name="recognition",
            name="wall_of_reason",
        ),
        migrations.AddField(
            model_name="batch",
            name="recall_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="batch",
            name="recalled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="batch",
            name="recalled_by_label",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="recognition",
            name="hidden_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="recognition",
            name="hidden_by_label",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="recognition",
            name="hidden_reason",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=300),
        ),
        migrations.AlterField(
            model_name="batch",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Submitted"),
                    ("needs_info", "Needs information"),
                    ("approved", "Approved"),
                    ("scheduled", "Scheduled"),
                    ("sending", "Sending"),
                    ("sent", "Sent"),
                    ("rejected", "Rejected"),
                    ("cancelled", "Cancelled"),
                    ("recalled", "Recalled"),
                ],
                default="draft",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=models.Q(("is_private", False), ("hidden_at__isnull", True)),
                fields=["company", "-sent_at", "-id"],
                name="wall_public",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=models.Q(("is_private", True), ("hidden_at__isnull", True)),
                fields=["company", "-sent_at", "-id"],
                name="wall_private",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=models.Q(("sender__isnull", False), ("hidden_at__isnull", True)),
                fields=["sender", "-sent_at", "-id"],
                name="wall_of_sender",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=models.Q(("batch__isnull", False), ("hidden_at__isnull", True)),
                fields=["batch", "-sent_at", "-id"],
                name="wall_of_batch",
            ),
        ),
        migrations.AddIndex(
            model_name="recognition",
            index=models.Index(
                condition=models.Q(("reason__isnull", False), ("hidden_at__isnull", True)),
                fields=["reason", "is_private", "-sent_at", "-id"],
                name="wall_of_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["scheduled", "sending", "sent", "recalled"]), _negated=True),
                    models.Q(
                        ("file__isnull", False),
                        ("send_at__isnull", False),
                        models.Q(("confirmed_fingerprint", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="batch_sends_what_was_confirmed",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="author",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="employees.employee",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="recognition",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="recognition.recognition",
            ),
        ),
        migrations.AddField(
            model_name="reaction",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
            ),
        ),
        migrations.AddField(
            model_name="reaction",
            name="employee",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="employees.employee",
            ),
        ),
        migrations.AddField(
            model_name="reaction",
            name="recognition",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reactions",
                to="recognition.recognition",
            ),
        ),
        migrations.AddField(
            model_name="screen",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["recognition", "at", "id"], name="comments_of_recognition"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(
                    ("deleted_at__isnull", True), ("hidden_at__isnull", True), ("reported_at__isnull", False)
                ),
                fields=["company", "-reported_at"],
                name="comments_reported",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("press_key__isnull", False)),
                fields=("company", "press_key"),
                name="one_comment_per_press",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="comment_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="reaction",
            constraint=models.UniqueConstraint(
                fields=("recognition", "employee", "kind"), name="one_reaction_of_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="screen",
            constraint=models.UniqueConstraint(fields=("digest",), name="one_screen_per_cookie"),
        ),
        migrations.AddConstraint(
            model_name="screen",
            constraint=models.UniqueConstraint(
                condition=models.Q(("pairing_code", ""), _negated=True),
                fields=("company", "pairing_code"),
                name="one_screen_per_pairing_code",
            ),
        ),
        same_company("recognition_reaction", "recognition_id", "recognition_recognition"),
        same_company("recognition_reaction", "employee_id", EMPLOYEE),
        same_company("recognition_comment", "recognition_id", "recognition_recognition"),
        same_company("recognition_comment", "author_id", EMPLOYEE),
    ]
