"""Somebody's own points (R7)."""

from django.http import HttpRequest, HttpResponse

from recognition.queries.points import points_page
from workstars.lib.doors import EmployeePage
from workstars.lib.keyset import Key


class PointsPage(EmployeePage):
    """`/points`: the balance, and what it is made of. `?before=` is where an older page begins."""

    def get(self, request: HttpRequest) -> HttpResponse:
        before = Key.read(request.GET.get("before", ""))
        page = points_page(self.member.employee, before)
        older = f"?before={page.older}" if page.older else ""
        return self.render("recognition/points.html", page=page, before=before, older=older)
