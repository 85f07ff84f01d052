"""What a television shows (R9): a code until it is paired, then the wall; nobody ever touches it.

It asks again and again by itself. Whatever it may not know about is answered with a calm page.
"""

from hashlib import sha256
from typing import Any

import segno
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation

from recognition.models import ECardPicture, Screen
from recognition.queries.shown import newest_shown
from recognition.services import screens
from recognition.views.library_pictures import FOR_GOOD
from workstars.lib.doors import PublicPage, client_address

COOKIE, PATH, FOR_YEARS = "screen", "/screen", 400 * 24 * 3600
SLIDES = 12
# Seconds: how long a slide stands, and when the television asks again while it waits and while it is at work.
STANDS, ASKS_WAITING, ASKS_AT_WORK, ASKS_REFUSED = 14, 5, 30, 300
MOST_CODES, COUNTED_FOR = (
    30,
    600,
)  # new screens from one address, and for how many seconds they are remembered


class TelevisionPage(PublicPage):
    """In the company's language, where that is another than the standard one: a television has been set up in whatever
    language its menus are in."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wanted = request.company.default_language if request.company else settings.LANGUAGE_CODE
        if wanted == settings.LANGUAGE_CODE or wanted not in dict(settings.LANGUAGES):
            return super().dispatch(request, *args, **kwargs)
        with translation.override(wanted):
            return super().dispatch(request, *args, **kwargs)

    def screen(self) -> Screen | None:
        return screens.find_screen(self.company, self.request.COOKIES.get(COOKIE, ""))

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        answer = self.render(template, status, release=self.release, **context)
        answer["Cache-Control"] = "no-store"
        return answer

    @property
    def release(self) -> str:
        """Changes with what the page itself has loaded: a screen that learns of another one loads itself anew."""
        parts = (static("css/screen.css"), static("js/screen.js"), self.company.colour)
        return sha256(" ".join(parts).encode()).hexdigest()[:16]

    def stage(self, screen: Screen) -> dict[str, Any]:
        """What stands on the screen."""
        if screen.is_paired:
            screens.note_seen(screen=screen, now=self.now)
            slides = newest_shown(self.company, screen.names, SLIDES)
            turn = int(self.now.timestamp()) // STANDS % len(slides) if slides else 0
            return {"state": "wall", "slides": slides, "turn": turn, "stands": STANDS, "asks": ASKS_AT_WORK}
        fresh = screens.keep_code_fresh(screen=screen, now=self.now)
        address = f"{self.company.address}{reverse('settings-screens')}?code={fresh.pairing_code}"
        return {
            "state": "waiting",
            "ended": screen.name,
            "code": f"{fresh.pairing_code[:3]}-{fresh.pairing_code[3:]}",
            "qr": segno.make_qr(address, error="m").png_data_uri(scale=8, border=2),
            "address": self.company.address.split("://")[1],
            "asks": ASKS_WAITING,
        }


class ScreenPage(TelevisionPage):
    """`/screen`. Writes a row that waits where the television has none: it has nobody to press a button."""

    def get(self, request: HttpRequest) -> HttpResponse:
        screen, secret = self.screen(), request.COOKIES.get(COOKIE, "")
        if screen is None or screen.is_ended:
            if self.asks_too_often():
                return self.show("recognition/screens/screen.html", 429, state="refused", asks=ASKS_REFUSED)
            screen, secret = screens.ask_for_pairing(company=self.company, before=screen, now=self.now)
        answer = self.show("recognition/screens/screen.html", **self.stage(screen))
        answer.set_cookie(
            COOKIE,
            secret,
            max_age=FOR_YEARS,
            path=PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return answer

    def asks_too_often(self) -> bool:
        """A browser that keeps no cookie would fill the table, code after code."""
        key = f"screens:{self.company.pk}:{client_address(self.request)}"
        asked = cache.get(key, 0) + 1
        cache.set(key, asked, COUNTED_FOR)
        return bool(asked > MOST_CODES)


class ScreenNowPage(TelevisionPage):
    """`/screen/now`: what stands there, for the script. "gone" sends it to `/screen`, for a new code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        screen = self.screen()
        gone = screen is None or screen.is_ended
        stage = {"state": "gone"} if screen is None or gone else self.stage(screen)
        return self.show("recognition/screens/stage.html", **stage)


class ScreenPicturePage(TelevisionPage):
    """`/screen/ecards/<digest>.webp`, for a screen at work."""

    def get(self, request: HttpRequest, digest: str) -> HttpResponse:
        screen = self.screen()
        if screen is None or not screen.is_paired:
            raise Http404
        pictures = ECardPicture.objects.for_company(self.company).filter(ecard__digest=digest).only("screen")
        picture = pictures.order_by("pk").first()
        if picture is None:
            raise Http404
        return HttpResponse(
            bytes(picture.screen), content_type="image/webp", headers={"Cache-Control": FOR_GOOD}
        )
