from django.urls import URLPattern, URLResolver, path

from invites.views import activation

urlpatterns: list[URLPattern | URLResolver] = [
    path("activate", activation.ActivatePage.as_view(), name="activate"),
    path("activate/you", activation.YouPage.as_view(), name="activate-you"),
    path("activate/code", activation.CodePage.as_view(), name="activate-code"),
    path("activate/code/again", activation.ResendPage.as_view(), name="activate-resend"),
    path("activate/login", activation.KnownPage.as_view(), name="activate-known"),
    path("activate/mail/<str:token>", activation.MailLinkPage.as_view(), name="activate-mail"),
]
