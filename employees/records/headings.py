"""What HR systems call our columns: Workday, SuccessFactors, BambooHR, ADP, UKG, OrangeHRM, Entra, and ourselves."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils.translation import override

from employees.records.fields import Column, Extra, Field
from employees.records.statuses import has_left

_NOT_LETTERS = re.compile(r"[\W_]+")
_OF_DATA = re.compile(r"@|[0-9]{2}")
_SALUTATIONS = frozenset(
    ["mr", "mrs", "ms", "miss", "dr", "herr", "frau", "mme", "m", "sr", "sra", "pan", "pani"]
)

# By rank: who has a heading of the first line needs none of the second. Written without spaces and signs.
_CALLED: Mapping[Column, tuple[str, ...]] = {
    Field.EMPLOYEE_ID: (
        """id employeenumber employee employeeno emplid eeid eenumber associateid fileid filenumber personnelnumber
        personnelno personnumber personid workerid staffid staffnumber userid payrollid payrollnumber employeecode
        idworker employeeidentifier clocknumber badgenumber""",
        "empid username",
    ),
    Field.FIRST_NAME: (
        """first givenname forename legalfirstname workerfirstname employeefirstname legalnamefirstname
        firstgivenname firstmiddlename""",
        "preferredfirstname preferredname knownas",
    ),
    Field.LAST_NAME: (
        "last surname familyname legallastname workerlastname employeelastname legalnamelastname primarylastname",
        "preferredlastname",
    ),
    Field.HR_EMAIL: (
        """email emailaddress workemail workemailaddress primaryworkemail emailprimarywork businessemail
        businessemailinformationemailaddress companyemail mail primaryemail primaryemailaddress workcontactworkemail
        officeemail""",
        "userprincipalname emailwork homeemail personalemail otheremail",
    ),
    Field.COUNTRY: (
        """countrycode countryregion countryname countryiso workcountry countryofwork locationcountry
        locationaddresscountry worklocationcountry addresscountry workaddresscountry countryofemployment
        countryorregion companycountry""",
        "usagelocation homecountry",
    ),
    Field.LANGUAGE: (
        "preferredlanguage languagecode communicationlanguage correspondencelanguage locale defaultlocale",
        "",
    ),
    Field.MANAGER_ID: (
        """manager managerid linemanager linemanagerid managersemployeeid manageremployeeid linemanageremployeeid
        supervisorid supervisoremployeeid supervisornumber reportstoid reportstoemployeeid reportsto managerworkerid
        workersmanager managernumber managersid supervisoreid reportstoassociateid supervisor managerpersonnumber
        directmanagerid""",
        "managerlevel01 managerlogin reportstoname",
    ),
    Field.JOB_TITLE: (
        """title businesstitle position positiontitle jobname jobtitledescription jobprofile job jobrole
        jobinformationjobtitle primaryjob""",
        "jobcode jobclassification",
    ),
    Field.DEPARTMENT: (
        """departmentname dept homedepartment homedepartmentdescription departmentdescription supervisoryorganization
        organization organisation orgunit organizationalunit subunit costcentername costcenter costcentre unit team""",
        "division businessunit orglevel1 orglevel2",
    ),
    Field.LOCATION: (
        """location worklocation officelocation locationname locationdescription office branch plant facility
        physicaldeliveryofficename primarylocation worksite workplace""",
        "city",
    ),
    Field.HIRE_DATE: (
        """hiredate dateofhire datehired hiredon startdate employmentstartdate joineddate joiningdate dateofjoining
        employeehiredate lasthiredate mosthirerecentdate effectivehiredate datestarted""",
        "originalhiredate seniorityDate continuousservicedate",
    ),
    Field.LEAVING_DATE: (
        """leavingdate terminationdate dateofleaving enddate employmentenddate lastdayofwork lastworkingday lastday
        separationdate exitdate employeeleavedatetime dateterminated termdate leavedate""",
        "contractenddate",
    ),
    Extra.STATUS: (
        """status employmentstatus employeestatus workerstatus activestatus active isactive accountenabled
        positionstatus assignmentstatus hrstatus currentstatus employmentstate activeinactive""",
        "",
    ),
    Extra.FULL_NAME: (
        """name fullname employeename displayname worker legalname payrollname employeefullname workername
        legalfullname lastnamefirstname lastfirst namelastfirst lastcommafirst""",
        "",
    ),
}


def bare(heading: str) -> str:
    """How headings are compared: case, spaces, underscores, `#` and all other signs do not count."""
    return _NOT_LETTERS.sub("", heading.casefold())


def recognise(headings: Sequence[str], rows: Iterable[Sequence[str]] = ()) -> dict[Column, int]:
    """Columns by their headings. Two headings of the same rank for one column: neither is taken.

    `rows` are some of the file, so that a column which is called so but holds something else is left alone.
    """
    found: dict[Column, list[tuple[int, int]]] = {}
    for index, heading in enumerate(headings):
        known = _names().get(bare(heading))
        if known:
            found.setdefault(known[0], []).append((known[1], index))
    best = {column: _the_best(places) for column, places in found.items()}
    columns = {column: index for column, index in best.items() if index is not None}
    sample = list(rows)
    for column, fits in _FITS.items():
        if column not in columns or headings[columns[column]] in _NO_DOUBT:
            continue
        if not fits(_values(sample, columns[column])):
            del columns[column]
    if Field.FIRST_NAME in columns or Field.LAST_NAME in columns:
        columns.pop(Extra.FULL_NAME, None)
    return columns


def looks_like_headings(cells: Sequence[str], above: Sequence[str] | None = None) -> bool:
    """Whether a row below titles is one of headings, or a second line of headings right below those `above`.

    A row of data can hold our words too (“Active”, “Manager”), but hardly without a number or an address.
    """
    columns = recognise(cells)
    if Field.EMPLOYEE_ID not in columns or len(columns) < 2 or any(map(_OF_DATA.search, cells)):
        return False
    return above is None or recognise(above).get(Field.EMPLOYEE_ID) == columns[Field.EMPLOYEE_ID]


def _the_best(places: Sequence[tuple[int, int]]) -> int | None:
    best = min(rank for rank, _index in places)
    indexes = [index for rank, index in places if rank == best]
    return indexes[0] if len(indexes) == 1 else None


def _values(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    return [cells[index].strip() for cells in rows if index < len(cells) and cells[index].strip()]


def _are_ids(values: Sequence[str]) -> bool:
    """Not names: many systems write a name into a column of the same heading."""
    names = sum(" " in value and not any(map(str.isdigit, value)) for value in values)
    return names * 2 <= len(values)


def _are_statuses(values: Sequence[str]) -> bool:
    """Not kinds of contract, which are called status as well."""
    known = sum(has_left(value) is not None for value in values)
    return known * 2 >= len(values)


def _are_last_first(values: Sequence[str]) -> bool:
    """Only “Last, First” can be split without guessing."""
    return bool(values) and sum("," in value for value in values) * 2 > len(values)


def _are_jobs(values: Sequence[str]) -> bool:
    """Not “Mr” and “Mrs”, which are titles as well."""
    return sum(bare(value) in _SALUTATIONS for value in values) * 2 <= len(values)


_FITS: Mapping[Column, Callable[[Sequence[str]], bool]] = {
    Field.EMPLOYEE_ID: _are_ids,
    Field.JOB_TITLE: _are_jobs,
    Field.MANAGER_ID: _are_ids,
    Extra.STATUS: _are_statuses,
    Extra.FULL_NAME: _are_last_first,
}


# As our own export writes them, whatever the IDs look like.
_NO_DOUBT = frozenset({Field.EMPLOYEE_ID.value, Field.MANAGER_ID.value})


@cache
def _names() -> Mapping[str, tuple[Column, int]]:
    """Bare heading → column and rank. Our own name and label of a column come first."""
    names: dict[str, tuple[Column, int]] = {}
    for column, called in _CALLED.items():
        for rank, written in enumerate(called, start=1):
            names.update(dict.fromkeys(map(bare, written.split()), (column, rank)))
    for language, _name in settings.LANGUAGES:
        with override(language):
            names |= {bare(str(column.label)): (column, 0) for column in (*Field, *Extra)}
    return names | {bare(column.value): (column, 0) for column in (*Field, *Extra)}
