"""The API's doors to people and companies. Tokens follow; today a signed-in browser session opens them (X4)."""

from rest_framework.request import Request
from rest_framework.response import Response

from workstars.lib.api import CompanyAPI
from workstars.lib.doors import MEMBERS


class MeAPI(CompanyAPI):
    """`GET /api/v1/me` → `{"name": str, "company": {"name": str, "address": str}, "roles": [str, …]}`: who am I?"""

    audience = MEMBERS

    def get(self, request: Request) -> Response:
        return Response(
            {
                "name": self.member.name,
                "company": {"name": self.company.name, "address": self.company.address},
                "roles": sorted(self.member.roles),
            }
        )
