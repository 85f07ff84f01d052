"""The files of an import as downloads: what was uploaded, what has to be mended, what changes (E4, E12)."""

from collections.abc import Iterator

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from employees.models import HrImport, HrImportFile
from employees.services import imports
from employees.views.imports import OneImportPage
from workstars.lib.downloads import stream
from workstars.lib.vault import FileDamaged


class ImportDownload(OneImportPage):
    """One file, which no cache keeps. Gone is not found; damaged is said."""

    def get(self, request: object, pk: int) -> HttpResponseBase:
        hr_import = self.hr_import(pk)
        try:
            pieces = self.read(hr_import)
        except imports.FileShredded as shredded:
            return self.show(hr_import, status=410, refusal=str(shredded))
        except imports.FileGone:
            raise Http404 from None
        except FileDamaged as error:
            return self.show(hr_import, status=409, refusal=str(error))
        return stream(pieces, self.name(hr_import))

    def read(self, hr_import: HrImport) -> Iterator[bytes]:
        raise NotImplementedError

    def name(self, hr_import: HrImport) -> str:
        raise NotImplementedError


class ImportUploadedFile(ImportDownload):
    """Byte for byte what was uploaded."""

    def read(self, hr_import: HrImport) -> Iterator[bytes]:
        return imports.upload_pieces(hr_import)

    def name(self, hr_import: HrImport) -> str:
        return hr_import.file_name


class ImportFaultyFile(ImportDownload):
    def read(self, hr_import: HrImport) -> Iterator[bytes]:
        return imports.file_pieces(hr_import, HrImportFile.Kind.FAULTY)

    def name(self, hr_import: HrImport) -> str:
        ending = "xlsx" if hr_import.part else "csv"
        return _("%(file)s to mend.%(ending)s") % {"file": hr_import.bare_name, "ending": ending}


class ImportChangesFile(ImportDownload):
    def read(self, hr_import: HrImport) -> Iterator[bytes]:
        return imports.file_pieces(hr_import, HrImportFile.Kind.CHANGES)

    def name(self, hr_import: HrImport) -> str:
        return _("%(file)s changes.csv") % {"file": hr_import.bare_name}
