"""The pictures of eCards."""

from django.http import HttpRequest, HttpResponse

from recognition.models import ECardPicture
from workstars.lib.doors import MemberPage

FOR_GOOD = "private, max-age=31536000, immutable"


class ECardPicturePage(MemberPage):
    """`/ecards/<pk>/<digest>.webp`, for everybody in the company, also once the eCard is switched off."""

    def get(self, request: HttpRequest, pk: int, digest: str) -> HttpResponse:
        pictures = ECardPicture.objects.for_company(self.company).only("screen")
        picture = self.find_or_404(pictures, ecard=pk, ecard__digest=digest)
        return HttpResponse(
            bytes(picture.screen), content_type="image/webp", headers={"Cache-Control": FOR_GOOD}
        )
