"""What a company's earlier files say about the next one."""

from employees.models import Company, HrImport
from workstars.lib.tabular import Encoding

_BY_LANGUAGE = {"pl": Encoding.WINDOWS_1250, "ar": Encoding.WINDOWS_1256}
_SPEAK_FOR_THEMSELVES = ("", Encoding.UTF_8.value, Encoding.UTF_16.value)


def usual_encoding(company: Company) -> Encoding:
    """The company's default (E6): what was chosen last, else what its language is mostly written in."""
    chosen = HrImport.objects.for_company(company).exclude(encoding__in=_SPEAK_FOR_THEMSELVES).newest_first()
    last = chosen.values_list("encoding", flat=True).first()
    return Encoding(last) if last else _BY_LANGUAGE.get(company.default_language, Encoding.WINDOWS_1252)
