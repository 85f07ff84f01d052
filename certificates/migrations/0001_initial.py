import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('employees', '__first__'),
        ('invites', '0002_company_walls'),
        ('recognition', '0002_company_walls'),
    ]

    operations = [
        migrations.CreateModel(
            name='Certificate',
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
                ('recipient', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='certificate', to='recognition.recipient')),
                ('employee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='employees.employee')),
                ('manager', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='employees.employee')),
                ('manager_since', models.DateTimeField()),
                ('why', models.CharField(choices=[('manager', 'Line manager'), ('unregistered', 'The line manager has not registered yet'), ('offline', 'The line manager is offline'), ('not_started', 'The line manager has not started yet'), ('left', 'The line manager has left'), ('none', 'No line manager on record')], max_length=12)),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held_certificates', to='employees.employee')),
                ('waits_since', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('queued', 'Waiting to be made'), ('ready', 'Ready'), ('failed', 'Could not be made'), ('gone', 'No longer kept'), ('withdrawn', 'Withdrawn')], default='queued', max_length=10)),
                ('edition', models.PositiveSmallIntegerField(default=1)),
                ('code', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='invites.activationcode')),
                ('last_day', models.DateField(null=True)),
                ('rendered_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('printed_at', models.DateTimeField(null=True)),
                ('handed_over_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'certificate',
                'indexes': [models.Index(fields=['company', 'holder', '-created_at'], name='certificates_held'), models.Index(condition=models.Q(('status', 'queued')), fields=['id'], name='certificates_to_render'), models.Index(condition=models.Q(('manager__isnull', False)), fields=['manager'], name='certificates_of_manager'), models.Index(condition=models.Q(('handed_over_at__isnull', True)), fields=['company', 'holder'], name='certificates_to_hand_over'), models.Index(condition=models.Q(('holder__isnull', False), ('told_at__isnull', True)), fields=['company', 'holder'], name='certificates_to_tell')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status', 'ready'), _negated=True), models.Q(('rendered_at__isnull', False), models.Q(('stored_name', ''), _negated=True)), _connector='OR'), name='ready_certificate_has_a_file'), models.CheckConstraint(condition=models.Q(('code__isnull', True), ('last_day__isnull', False), _connector='OR'), name='certificate_code_ends'), models.UniqueConstraint(condition=models.Q(('stored_name', ''), _negated=True), fields=('stored_name',), name='one_certificate_per_stored_file')],
            },
        ),
    ]
