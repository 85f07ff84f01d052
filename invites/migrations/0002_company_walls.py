"""Codes, files and registrations can only name rows of their own company."""

from django.db import migrations

from workstars.lib.tenancy import same_company, unique_with_company


class Migration(migrations.Migration):
    dependencies = [("invites", "0001_initial"), ("employees", "0002_company_walls")]

    operations = [
        unique_with_company("invites_codefile"),
        unique_with_company("invites_activationcode"),
        same_company("invites_activationcode", "employee_id", "employees_employee"),
        same_company("invites_activationcode", "file_id", "invites_codefile"),
        same_company("invites_registration", "employee_id", "employees_employee"),
        same_company("invites_registration", "code_id", "invites_activationcode"),
        unique_with_company("invites_letterpack"),
        same_company("invites_activationcode", "held_by_id", "employees_employee"),
        same_company("invites_letterpack", "file_id", "invites_codefile"),
        same_company("invites_letterpack", "manager_id", "employees_employee"),
        same_company("invites_letterpart", "pack_id", "invites_letterpack"),
        same_company("invites_paperregistration", "employee_id", "employees_employee"),
        same_company("invites_paperregistration", "code_id", "invites_activationcode"),
        same_company("invites_paperregistration", "held_by_id", "employees_employee"),
    ]
