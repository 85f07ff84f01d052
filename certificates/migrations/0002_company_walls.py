"""A certificate can only name people, codes and recognitions of its own company."""

from django.db import migrations

from workstars.lib.tenancy import same_company, unique_with_company

EMPLOYEE = "employees_employee"


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
        ("recognition", "0002_company_walls"),
        ("invites", "0002_company_walls"),
    ]

    operations = [
        unique_with_company("certificates_certificate"),
        same_company("certificates_certificate", "recipient_id", "recognition_recipient"),
        same_company("certificates_certificate", "employee_id", EMPLOYEE),
        same_company("certificates_certificate", "manager_id", EMPLOYEE),
        same_company("certificates_certificate", "holder_id", EMPLOYEE),
        same_company("certificates_certificate", "code_id", "invites_activationcode"),
        unique_with_company("certificates_certificatepack"),
        same_company("certificates_certificatepack", "batch_id", "recognition_batch"),
        same_company("certificates_certificatepackpart", "pack_id", "certificates_certificatepack"),
    ]
