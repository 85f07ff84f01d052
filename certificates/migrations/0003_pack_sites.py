"""Sites are counted in parts of letters alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("certificates", "0002_company_walls")]

    operations = [migrations.RemoveField(model_name="certificatepackpart", name="sites")]
