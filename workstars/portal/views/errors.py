"""Pages for what is not there, not allowed, or broken: a sentence each, and no trace (X3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = _(
        "This form was open for too long, or cookies are switched off. Go back, reload the page and try again."
    )
    context = {"title": _("This form is no longer valid"), "exception": sentence}
    return render(request, "403.html", context, status=403)


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For hosts that are nobody's: no company, no name, no navigation."""
    return HttpResponse(
        _("There is nothing at this address."), status=404, content_type="text/plain; charset=utf-8"
    )
