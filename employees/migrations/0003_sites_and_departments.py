"""The list of employees offers the sites and departments that are in use, and filters by them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("employees", "0002_company_walls")]

    operations = [
        migrations.AddIndex(
            model_name="employee",
            index=models.Index(fields=["company", "location"], name="employees_by_site"),
        ),
        migrations.AddIndex(
            model_name="employee",
            index=models.Index(fields=["company", "department"], name="employees_by_department"),
        ),
    ]
