"""What the database itself holds: one company per related pair of rows, and an audit log that only grows."""

from django.db import migrations

from workstars.lib.tenancy import append_only, same_company, unique_with_company


class Migration(migrations.Migration):
    dependencies = [("employees", "0001_initial")]

    operations = [
        unique_with_company("employees_employee"),
        same_company("employees_employee", "manager_id", "employees_employee"),
        same_company("employees_mail", "employee_id", "employees_employee"),
        unique_with_company("employees_hrimport"),
        same_company("employees_hrimportfile", "hr_import_id", "employees_hrimport"),
        append_only("employees_auditevent"),
        unique_with_company("employees_auditevent"),
        same_company("employees_personchange", "event_id", "employees_auditevent"),
        same_company("employees_personchange", "employee_id", "employees_employee"),
        append_only("employees_personchange"),
        unique_with_company("employees_apitoken"),
        same_company("employees_apianswer", "token_id", "employees_apitoken"),
        same_company("employees_erasure", "employee_id", "employees_employee"),
    ]
