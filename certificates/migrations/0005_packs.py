"""Packs of a batch's certificates, each of one company with what it names."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from workstars.lib.tenancy import same_company, unique_with_company


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0004_reminding"),
        ("employees", "0002_company_walls"),
        ("recognition", "0002_company_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="CertificatePack",
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
                    "status",
                    models.CharField(
                        choices=[("queued", "Waiting to begin"), ("ready", "Ready"), ("failed", "Failed")],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("created_by_label", models.CharField(max_length=300)),
                ("left_out", models.JSONField(default=dict)),
                ("finished_at", models.DateTimeField(null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                (
                    "of",
                    models.CharField(
                        choices=[("all", "All sites"), ("site", "One site")], default="all", max_length=4
                    ),
                ),
                ("site", models.CharField(blank=True, max_length=150)),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "editions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None
                    ),
                ),
                ("certificates", models.PositiveIntegerField(default=0)),
                ("last_day", models.DateField(null=True)),
                ("handed_out_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate_packs",
                        to="recognition.batch",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="employees.company"
                    ),
                ),
            ],
            options={
                "verbose_name": "pack of certificates",
            },
        ),
        migrations.CreateModel(
            name="CertificatePackPart",
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
                ("printed", models.JSONField(default=list)),
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
                        to="certificates.certificatepack",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a pack of certificates",
            },
        ),
        migrations.AddIndex(
            model_name="certificatepack",
            index=models.Index(
                condition=models.Q(("status", "queued")),
                fields=["heartbeat_at"],
                name="certificate_packs_at_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatepack",
            constraint=models.UniqueConstraint(
                fields=("batch", "of", "site"), name="certificate_pack_once_per_batch"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificatepackpart",
            constraint=models.UniqueConstraint(fields=("pack", "number"), name="certificate_pack_part_once"),
        ),
        unique_with_company("certificates_certificatepack"),
        same_company("certificates_certificatepack", "batch_id", "recognition_batch"),
        same_company("certificates_certificatepackpart", "pack_id", "certificates_certificatepack"),
    ]
