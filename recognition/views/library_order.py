"""What is done to one eCard or one reason in its list: an earlier or a later place, off, on again (R5, R6)."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from recognition.services.library.order import move_entry, restore_entry, retire_entry
from workstars.lib.doors import AdministratorPage


class EntryActPage(AdministratorPage):
    """POST does it, and goes back to where the entry stands."""

    kind: Any = None  # ECard or Reason
    back = ""
    act: ClassVar[Callable[..., None]]
    how: ClassVar[dict[str, bool]] = {}

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        rows = self.kind.objects.for_company(self.company)
        type(self).act(entry=self.find_or_404(rows, pk=pk), by=self.actor, now=self.now, **self.how)
        return redirect(f"{reverse(self.back)}#{self.kind._meta.model_name}-{pk}")


class OffPage(EntryActPage):
    act = retire_entry


class OnPage(EntryActPage):
    act = restore_entry


class EarlierPage(EntryActPage):
    act = move_entry
    how: ClassVar[dict[str, bool]] = {"earlier": True}


class LaterPage(EntryActPage):
    act = move_entry
    how: ClassVar[dict[str, bool]] = {"earlier": False}
