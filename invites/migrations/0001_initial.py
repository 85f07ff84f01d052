import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('employees', '0002_company_walls'),
        ('employees', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AttemptCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('scope', models.CharField(choices=[('address', 'Address'), ('pair', 'Employee ID and address'), ('minute', 'Minute'), ('id', 'Employee ID')], max_length=8)),
                ('subject', models.BinaryField(max_length=32)),
                ('failures', models.FloatField(default=0)),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'attempts',
                'indexes': [models.Index(fields=['counted_at'], name='counters_by_age')],
                'constraints': [models.UniqueConstraint(fields=('company', 'scope', 'subject'), name='one_counter_per_subject')],
            },
        ),
        migrations.CreateModel(
            name='CodeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('stored_name', models.CharField(blank=True, max_length=200)),
                ('sha256', models.BinaryField(default=bytes)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('wrapped_key', models.BinaryField(default=bytes)),
                ('key_version', models.PositiveSmallIntegerField(default=0)),
                ('kind', models.CharField(choices=[('invites', 'Invites'), ('reminders', 'Reminders')], max_length=12)),
                ('country', models.CharField(max_length=2)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by_label', models.CharField(max_length=300)),
                ('rows', models.PositiveIntegerField()),
                ('guarded_cells', models.PositiveIntegerField(default=0)),
                ('last_day', models.DateField()),
                ('file_name', models.CharField(max_length=200)),
                ('managers_only', models.BooleanField(default=False)),
                ('by_schedule', models.BooleanField(default=False)),
                ('first_downloaded_at', models.DateTimeField(null=True)),
                ('fetch_reminded_at', models.DateTimeField(null=True)),
                ('voided_at', models.DateTimeField(null=True)),
                ('voided_by_label', models.CharField(blank=True, max_length=300)),
                ('void_reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'verbose_name': 'file with codes',
                'indexes': [models.Index(fields=['company', 'kind', '-created_at'], name='code_files_newest'), models.Index(condition=models.Q(('by_schedule', True), ('first_downloaded_at__isnull', True), ('voided_at__isnull', True)), fields=['company', 'created_at'], name='code_files_not_fetched')],
                'constraints': [models.CheckConstraint(condition=models.Q(('rows__gt', 0)), name='no_empty_code_file'), models.UniqueConstraint(condition=models.Q(('stored_name', ''), _negated=True), fields=('stored_name',), name='one_row_per_stored_file')],
            },
        ),
        migrations.CreateModel(
            name='ActivationCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('employee', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='employees.employee')),
                ('file', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='invites.codefile')),
                ('held_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.employee')),
                ('kind', models.CharField(choices=[('invites', 'Invites'), ('reminders', 'Reminders'), ('certificate', 'Certificate'), ('assisted', 'Slip'), ('recovery', 'Slip for a new password')], max_length=12)),
                ('digest', models.BinaryField(max_length=32)),
                ('key_version', models.PositiveSmallIntegerField()),
                ('created_at', models.DateTimeField()),
                ('last_day', models.DateField()),
                ('used_at', models.DateTimeField(null=True)),
                ('voided_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'activation code',
                'indexes': [models.Index(fields=['company', 'digest'], name='codes_by_digest'), models.Index(condition=models.Q(('held_by__isnull', False)), fields=['held_by'], name='codes_of_holder')],
                'constraints': [models.UniqueConstraint(fields=('file', 'employee'), name='one_code_per_person_and_file'), models.UniqueConstraint(condition=models.Q(('used_at__isnull', False), ('voided_at__isnull', True), models.Q(('kind', 'recovery'), _negated=True)), fields=('employee',), name='one_code_opens_an_account')],
            },
        ),
        migrations.CreateModel(
            name='OwnWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('kind', models.CharField(choices=[('invites', 'Invites'), ('reminders', 'Reminders'), ('certificates', 'Certificates')], max_length=12)),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Español'), ('fr', 'Français'), ('de', 'Deutsch'), ('pt', 'Português'), ('pl', 'Polski'), ('ar', 'العربية')], max_length=8)),
                ('words', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'own words',
                'constraints': [models.UniqueConstraint(fields=('company', 'kind', 'language'), name='own_words_once')],
            },
        ),
        migrations.CreateModel(
            name='LetterPack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('claim', models.UUIDField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('progress_step', models.CharField(blank=True, max_length=20)),
                ('progress_done', models.PositiveIntegerField(default=0)),
                ('progress_total', models.PositiveIntegerField(default=0)),
                ('stored_name', models.CharField(blank=True, max_length=200)),
                ('sha256', models.BinaryField(default=bytes)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('wrapped_key', models.BinaryField(default=bytes)),
                ('key_version', models.PositiveSmallIntegerField(default=0)),
                ('status', models.CharField(choices=[('queued', 'Waiting to begin'), ('ready', 'Ready'), ('failed', 'Failed')], default='queued', max_length=8)),
                ('created_at', models.DateTimeField()),
                ('created_by_label', models.CharField(max_length=300)),
                ('left_out', models.JSONField(default=dict)),
                ('finished_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packs', to='invites.codefile')),
                ('of', models.CharField(choices=[('all', 'Everybody'), ('site', 'One site'), ('manager', 'One line manager’s team'), ('managers', 'Managers alone')], default='all', max_length=8)),
                ('value', models.CharField(blank=True, max_length=150)),
                ('manager', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.employee')),
                ('people', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('letters', models.PositiveIntegerField(default=0)),
                ('failed', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
            ],
            options={
                'verbose_name': 'letters',
                'indexes': [models.Index(condition=models.Q(('status', 'queued')), fields=['heartbeat_at'], name='letters_at_work')],
                'constraints': [models.UniqueConstraint(fields=('file', 'of', 'value', 'manager'), name='letters_once_per_file', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='LetterPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('stored_name', models.CharField(blank=True, max_length=200)),
                ('sha256', models.BinaryField(default=bytes)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('wrapped_key', models.BinaryField(default=bytes)),
                ('key_version', models.PositiveSmallIntegerField(default=0)),
                ('number', models.PositiveIntegerField()),
                ('sites', models.JSONField(default=list)),
                ('left_out', models.JSONField(default=dict)),
                ('pack', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='invites.letterpack')),
                ('failed', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
            ],
            options={
                'verbose_name': 'part of letters',
                'constraints': [models.UniqueConstraint(fields=('pack', 'number'), name='letter_part_once')],
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('country', models.CharField(max_length=2)),
                ('every', models.CharField(choices=[('week', 'Every week'), ('month', 'Every month')], max_length=5)),
                ('weekday', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MaxValueValidator(6)])),
                ('day', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)])),
                ('next_on', models.DateField()),
                ('last_on', models.DateField(null=True)),
            ],
            options={
                'verbose_name': 'schedule',
                'indexes': [models.Index(fields=['next_on'], name='schedules_due')],
                'constraints': [models.UniqueConstraint(fields=('company', 'country'), name='one_schedule_per_country'), models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('every', 'week'), ('weekday__isnull', False)), models.Q(('day__isnull', False), ('every', 'month'), ('weekday__isnull', True)), _connector='OR'), name='schedule_has_its_day')],
            },
        ),
        migrations.CreateModel(
            name='WaitingAsked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('period', models.DateField()),
            ],
            options={
                'verbose_name': 'mail about people who wait for paper',
                'constraints': [models.UniqueConstraint(fields=('company',), name='waiting_asked_once_per_company')],
            },
        ),
        migrations.CreateModel(
            name='FunnelDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('day', models.DateField()),
                ('country', models.CharField(max_length=2)),
                ('waiting', models.PositiveIntegerField()),
                ('invited', models.PositiveIntegerField()),
                ('reminded', models.PositiveIntegerField()),
                ('attempted', models.PositiveIntegerField()),
                ('registered', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'day of the funnel',
                'constraints': [models.UniqueConstraint(fields=('company', 'day', 'country'), name='one_funnel_row_per_day')],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('employee', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='registration', to='employees.employee')),
                ('code', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='invites.activationcode')),
                ('key', models.CharField(max_length=43, unique=True)),
                ('begun_at', models.DateTimeField()),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('proven_email', models.EmailField(blank=True, max_length=254)),
                ('password', models.CharField(blank=True, max_length=128)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('pin_number', models.PositiveSmallIntegerField(default=0)),
                ('pin_tries', models.PositiveSmallIntegerField(default=0)),
                ('pin_sent_at', models.DateTimeField(null=True)),
                ('mailings', models.PositiveSmallIntegerField(default=0)),
                ('mailings_since', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'registration',
                'indexes': [models.Index(fields=['begun_at'], name='registrations_by_age')],
            },
        ),
        migrations.CreateModel(
            name='PaperRegistration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='employees.employee')),
                ('code', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='invites.activationcode')),
                ('held_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.employee')),
                ('device', models.BinaryField(default=bytes, max_length=32)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'registration by paper',
                'indexes': [models.Index(fields=['company', '-at'], name='paper_registrations_newest'), models.Index(fields=['company', 'device', '-at'], name='paper_registrations_device'), models.Index(condition=models.Q(('held_by__isnull', False)), fields=['at'], name='paper_registrations_held'), models.Index(condition=models.Q(('held_by__isnull', False)), fields=['held_by'], name='paper_registrations_of_holder')],
            },
        ),
        migrations.CreateModel(
            name='RegistrationDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.company')),
                ('day', models.DateField()),
                ('people', models.PositiveIntegerField()),
            ],
            options={
                'verbose_name': 'digest of registrations',
                'constraints': [models.UniqueConstraint(fields=('company', 'day'), name='one_digest_per_day')],
            },
        ),
    ]
