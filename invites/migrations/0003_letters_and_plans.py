import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from workstars.lib.tenancy import same_company, unique_with_company

EMPLOYEE = "employees_employee"


class Migration(migrations.Migration):
    dependencies = [
        ("employees", "0004_paper_and_undo"),
        ("invites", "0002_company_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="activationcode",
            name="held_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="employees.employee",
            ),
        ),
        migrations.AddField(
            model_name="codefile",
            name="by_schedule",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="codefile",
            name="first_downloaded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="codefile",
            name="fetch_reminded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="codefile",
            name="managers_only",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="codefile",
            name="void_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="codefile",
            name="voided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="codefile",
            name="voided_by_label",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddIndex(
            model_name="codefile",
            index=models.Index(
                condition=models.Q(
                    ("by_schedule", True), ("first_downloaded_at__isnull", True), ("voided_at__isnull", True)
                ),
                fields=["company", "created_at"],
                name="code_files_not_fetched",
            ),
        ),
        migrations.CreateModel(
            name="LetterPack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("claim", models.UUIDField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("progress_step", models.CharField(blank=True, max_length=20)),
                ("progress_done", models.PositiveIntegerField(default=0)),
                ("progress_total", models.PositiveIntegerField(default=0)),
                ("stored_name", models.CharField(blank=True, max_length=200)),
                ("sha256", models.BinaryField(default=bytes)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("wrapped_key", models.BinaryField(default=bytes)),
                ("key_version", models.PositiveSmallIntegerField(default=0)),
                (
                    "of",
                    models.CharField(
                        choices=[
                            ("all", "Everybody"),
                            ("site", "One site"),
                            ("manager", "One line manager’s team"),
                            ("managers", "Managers alone"),
                        ],
                        default="all",
                        max_length=8,
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=150)),
                (
                    "status",
                    models.CharField(
                        choices=[("queued", "Waiting to begin"), ("ready", "Ready"), ("failed", "Failed")],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("created_by_label", models.CharField(max_length=300)),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("letters", models.PositiveIntegerField(default=0)),
                ("left_out", models.JSONField(default=dict)),
                (
                    "failed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="invites.codefile",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="employees.employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "letters",
            },
        ),
        migrations.CreateModel(
            name="LetterPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stored_name", models.CharField(blank=True, max_length=200)),
                ("sha256", models.BinaryField(default=bytes)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("wrapped_key", models.BinaryField(default=bytes)),
                ("key_version", models.PositiveSmallIntegerField(default=0)),
                ("number", models.PositiveIntegerField()),
                ("sites", models.JSONField(default=list)),
                ("left_out", models.JSONField(default=dict)),
                (
                    "failed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="invites.letterpack",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of letters",
            },
        ),
        migrations.CreateModel(
            name="LetterWording",
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
                        choices=[("invites", "Invites"), ("reminders", "Reminders")], max_length=12
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("en", "English"),
                            ("es", "Español"),
                            ("fr", "Français"),
                            ("de", "Deutsch"),
                            ("pt", "Português"),
                            ("pl", "Polski"),
                            ("ar", "العربية"),
                        ],
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("text", models.TextField(max_length=1500, verbose_name="text")),
                ("changed_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
                    ),
                ),
            ],
            options={
                "verbose_name": "wording of letters",
            },
        ),
        migrations.CreateModel(
            name="PaperRegistration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("device", models.BinaryField(default=bytes, max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "code",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="invites.activationcode",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="employees.employee"
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="employees.employee",
                    ),
                ),
            ],
            options={
                "verbose_name": "registration by paper",
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                (
                    "every",
                    models.CharField(
                        choices=[("week", "Every week"), ("month", "Every month")], max_length=5
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        null=True, validators=[django.core.validators.MaxValueValidator(6)]
                    ),
                ),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(28),
                        ],
                    ),
                ),
                ("next_on", models.DateField()),
                ("last_on", models.DateField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
                    ),
                ),
            ],
            options={
                "verbose_name": "schedule",
            },
        ),
        migrations.CreateModel(
            name="WaitingAsked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.DateField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
                    ),
                ),
            ],
            options={
                "verbose_name": "mail about people who wait for paper",
                "constraints": [
                    models.UniqueConstraint(fields=("company",), name="waiting_asked_once_per_company")
                ],
            },
        ),
        migrations.CreateModel(
            name="FunnelDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("country", models.CharField(max_length=2)),
                ("waiting", models.PositiveIntegerField()),
                ("invited", models.PositiveIntegerField()),
                ("reminded", models.PositiveIntegerField()),
                ("attempted", models.PositiveIntegerField()),
                ("registered", models.PositiveIntegerField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
                    ),
                ),
            ],
            options={
                "verbose_name": "day of the funnel",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "day", "country"), name="one_funnel_row_per_day"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="letterpack",
            index=models.Index(
                condition=models.Q(("status", "queued")), fields=["heartbeat_at"], name="letters_at_work"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterpack",
            constraint=models.UniqueConstraint(
                fields=("file", "of", "value", "manager"), name="letters_once_per_file", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="letterpart",
            constraint=models.UniqueConstraint(fields=("pack", "number"), name="letter_part_once"),
        ),
        migrations.AddConstraint(
            model_name="letterwording",
            constraint=models.UniqueConstraint(
                fields=("company", "kind", "language"), name="letter_wording_once"
            ),
        ),
        migrations.AddIndex(
            model_name="paperregistration",
            index=models.Index(fields=["company", "-at"], name="paper_registrations_newest"),
        ),
        migrations.AddIndex(
            model_name="paperregistration",
            index=models.Index(fields=["company", "device", "-at"], name="paper_registrations_device"),
        ),
        migrations.AddIndex(
            model_name="schedule",
            index=models.Index(fields=["next_on"], name="schedules_due"),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.UniqueConstraint(
                fields=("company", "country"), name="one_schedule_per_country"
            ),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("day__isnull", True), ("every", "week"), ("weekday__isnull", False)),
                    models.Q(("day__isnull", False), ("every", "month"), ("weekday__isnull", True)),
                    _connector="OR",
                ),
                name="schedule_has_its_day",
            ),
        ),
        migrations.CreateModel(
            name="RegistrationDigest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("people", models.PositiveIntegerField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
                    ),
                ),
            ],
            options={
                "verbose_name": "digest of registrations",
                "constraints": [
                    models.UniqueConstraint(fields=("company", "day"), name="one_digest_per_day")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="paperregistration",
            index=models.Index(
                condition=models.Q(("held_by__isnull", False)),
                fields=["at"],
                name="paper_registrations_held",
            ),
        ),
        migrations.AlterField(
            model_name="activationcode",
            name="kind",
            field=models.CharField(
                choices=[
                    ("invites", "Invites"),
                    ("reminders", "Reminders"),
                    ("certificate", "Certificate"),
                    ("assisted", "Slip"),
                    ("recovery", "Slip for a new password"),
                ],
                max_length=12,
            ),
        ),
        migrations.RemoveConstraint(model_name="activationcode", name="one_code_opens_an_account"),
        migrations.AddConstraint(
            model_name="activationcode",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("used_at__isnull", False),
                    ("voided_at__isnull", True),
                    models.Q(("kind", "recovery"), _negated=True),
                ),
                fields=("employee",),
                name="one_code_opens_an_account",
            ),
        ),
        migrations.AddIndex(
            model_name="activationcode",
            index=models.Index(
                condition=models.Q(("held_by__isnull", False)), fields=["held_by"], name="codes_of_holder"
            ),
        ),
        migrations.AddIndex(
            model_name="paperregistration",
            index=models.Index(
                condition=models.Q(("held_by__isnull", False)),
                fields=["held_by"],
                name="paper_registrations_of_holder",
            ),
        ),
        unique_with_company("invites_letterpack"),
        same_company("invites_activationcode", "held_by_id", EMPLOYEE),
        same_company("invites_letterpack", "file_id", "invites_codefile"),
        same_company("invites_letterpack", "manager_id", EMPLOYEE),
        same_company("invites_letterpart", "pack_id", "invites_letterpack"),
        same_company("invites_paperregistration", "employee_id", EMPLOYEE),
        same_company("invites_paperregistration", "code_id", "invites_activationcode"),
        same_company("invites_paperregistration", "held_by_id", EMPLOYEE),
    ]
