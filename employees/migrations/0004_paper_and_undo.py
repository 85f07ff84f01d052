import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("employees", "0003_api"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", models.CharField(max_length=1000)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "saved view",
            },
        ),
        migrations.CreateModel(
            name="EmailChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("asked_at", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change of an e-mail address",
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("site", models.CharField(blank=True, max_length=40)),
                ("opened_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("agent", models.CharField(blank=True, max_length=300)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
            },
        ),
        migrations.RemoveConstraint(
            model_name="employee",
            name="paper_has_a_due_day",
        ),
        migrations.RemoveIndex(
            model_name="hrimport",
            name="imports_at_work",
        ),
        migrations.AddField(
            model_name="company",
            name="invitations_stopped_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="company",
            name="letter_window",
            field=models.CharField(
                choices=[("none", "No window"), ("left", "Left"), ("right", "Right")],
                default="left",
                max_length=5,
                verbose_name="window of the envelopes",
            ),
        ),
        migrations.AddField(
            model_name="company",
            name="login_without_email",
            field=models.BooleanField(
                default=False, verbose_name="employees may register without an e-mail address"
            ),
        ),
        migrations.AddField(
            model_name="company",
            name="waiting_mail",
            field=models.CharField(
                choices=[("none", "Never"), ("week", "Every week"), ("month", "Every month")],
                default="week",
                max_length=5,
                verbose_name="mail about people who wait for paper",
            ),
        ),
        migrations.AddField(
            model_name="employee",
            name="attempted_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="mail",
            name="only_while",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Unless the employee has left"),
                    ("active", "While the employee is active"),
                    ("unregistered", "While the employee is active and has not registered"),
                    ("hr_email", "While that, and the address is the HR e-mail"),
                    ("invited", "While that, and nobody has stopped the invitations"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="mail",
            name="status",
            field=models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("sending", "Sending"),
                    ("sent", "Sent"),
                    ("failed", "Failed"),
                    ("bounced", "Came back"),
                    ("dropped", "No longer wanted"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="hrimport",
            name="undone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="hrimport",
            name="undone_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="hrimport",
            name="status",
            field=models.CharField(
                choices=[
                    ("uploaded", "Uploaded"),
                    ("checking", "Being checked"),
                    ("checked", "Checked"),
                    ("applying", "Being applied"),
                    ("applied", "Applied"),
                    ("refused", "Could not be read"),
                    ("failed", "Failed"),
                    ("discarded", "Discarded"),
                    ("undoing", "Being undone"),
                    ("undone", "Undone"),
                ],
                default="uploaded",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="hrimportfile",
            name="kind",
            field=models.CharField(
                choices=[
                    ("faulty", "Rows to mend"),
                    ("before", "What was there before"),
                    ("changes", "Changes"),
                    ("rows", "Rows of the workbook"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(max_length=254, null=True, unique=True, verbose_name="e-mail address"),
        ),
        migrations.AddIndex(
            model_name="hrimport",
            index=models.Index(
                condition=models.Q(("status__in", ["checking", "applying", "undoing"])),
                fields=["heartbeat_at"],
                name="imports_at_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="employee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paper_made_at__isnull", False), ("paper_due_on__isnull", True), _connector="OR"
                ),
                name="due_day_has_a_paper",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="company",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("company"),
                models.F("user"),
                django.db.models.functions.text.Lower("name"),
                name="saved_view_once",
            ),
        ),
        migrations.AddIndex(
            model_name="employee",
            index=models.Index(
                fields=["company", "country", "last_name", "first_name", "id"], name="employees_by_country"
            ),
        ),
        migrations.AddIndex(
            model_name="employee",
            index=models.Index(
                condition=models.Q(("hire_date__isnull", False)),
                fields=["company", "hire_date"],
                name="employees_by_hire_date",
            ),
        ),
        migrations.AddIndex(
            model_name="employee",
            index=models.Index(
                condition=models.Q(("left_at__isnull", False)),
                fields=["company", "last_name", "first_name", "id"],
                name="left_by_name",
            ),
        ),
    ]
