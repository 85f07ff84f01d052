"""The list of people whose HR e-mail bounced is read along an index of those alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("employees", "0002_company_walls")]

    operations = [
        migrations.AddIndex(
            model_name="employee",
            index=models.Index(
                condition=models.Q(("hr_email_bounced_at__isnull", False)),
                fields=["company", "last_name", "first_name", "id"],
                name="bounced_by_name",
            ),
        )
    ]
