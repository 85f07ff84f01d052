"""Recognitions, points and batches can only name rows of their own company; points stay, and private stays private."""

from django.db import migrations

from workstars.lib.tenancy import append_only, same_company, unique_with_company

EMPLOYEE = "employees_employee"

ONE_WAY = """
    CREATE FUNCTION recognition_stays_private() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a private recognition stays private';
    END $$;
    CREATE TRIGGER recognition_stays_private BEFORE UPDATE OF is_private ON recognition_recognition
        FOR EACH ROW WHEN (OLD.is_private AND NOT NEW.is_private) EXECUTE FUNCTION recognition_stays_private();
"""
NO_LONGER = """
    DROP TRIGGER recognition_stays_private ON recognition_recognition;
    DROP FUNCTION recognition_stays_private();
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0001_initial"), ("employees", "0002_company_walls")]

    operations = [
        unique_with_company("recognition_ecard"),
        unique_with_company("recognition_reason"),
        unique_with_company("recognition_batch"),
        unique_with_company("recognition_batchfile"),
        unique_with_company("recognition_recognition"),
        unique_with_company("recognition_recipient"),
        unique_with_company("recognition_pointentry"),
        same_company("recognition_ecardpicture", "ecard_id", "recognition_ecard"),
        same_company("recognition_batch", "ecard_id", "recognition_ecard"),
        same_company("recognition_batch", "from_employee_id", EMPLOYEE),
        same_company("recognition_batch", "objected_by_id", EMPLOYEE),
        same_company("recognition_batch", "file_id", "recognition_batchfile"),
        same_company("recognition_batchfile", "batch_id", "recognition_batch"),
        same_company("recognition_batchcopy", "batch_id", "recognition_batch"),
        same_company("recognition_batchcopy", "employee_id", EMPLOYEE),
        same_company("recognition_batchapproval", "batch_id", "recognition_batch"),
        same_company("recognition_batchentry", "batch_id", "recognition_batch"),
        same_company("recognition_batchskip", "batch_id", "recognition_batch"),
        same_company("recognition_recognition", "sender_id", EMPLOYEE),
        same_company("recognition_recognition", "ecard_id", "recognition_ecard"),
        same_company("recognition_recognition", "reason_id", "recognition_reason"),
        same_company("recognition_recognition", "batch_id", "recognition_batch"),
        same_company("recognition_recipient", "recognition_id", "recognition_recognition"),
        same_company("recognition_recipient", "employee_id", EMPLOYEE),
        same_company("recognition_recipient", "manager_id", EMPLOYEE),
        same_company("recognition_recipient", "holder_id", EMPLOYEE),
        same_company("recognition_copy", "recognition_id", "recognition_recognition"),
        same_company("recognition_copy", "employee_id", EMPLOYEE),
        same_company("recognition_pointentry", "employee_id", EMPLOYEE),
        same_company("recognition_pointentry", "recipient_id", "recognition_recipient"),
        same_company("recognition_pointentry", "reverses_id", "recognition_pointentry"),
        append_only("recognition_pointentry"),
        migrations.RunSQL(ONE_WAY, NO_LONGER),
        same_company("recognition_reaction", "recognition_id", "recognition_recognition"),
        same_company("recognition_reaction", "employee_id", EMPLOYEE),
        same_company("recognition_comment", "recognition_id", "recognition_recognition"),
        same_company("recognition_comment", "author_id", EMPLOYEE),
    ]
