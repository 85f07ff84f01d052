from django.urls import URLPattern, URLResolver, path

from recognition.views.screens import month, settings, television

urlpatterns: list[URLPattern | URLResolver] = [
    path("screen", television.ScreenPage.as_view(), name="screen"),
    path("screen/now", television.ScreenNowPage.as_view(), name="screen-now"),
    path("screen/ecards/<slug:digest>.webp", television.ScreenPicturePage.as_view(), name="screen-picture"),
    path("admin/settings/screens", settings.ScreensPage.as_view(), name="settings-screens"),
    path("admin/settings/screens/<int:pk>", settings.ScreenEditPage.as_view(), name="settings-screen"),
    path("admin/settings/screens/<int:pk>/end", settings.ScreenEndPage.as_view(), name="settings-screen-end"),
    path("wall/month", month.MonthPage.as_view(), name="wall-month"),
]
