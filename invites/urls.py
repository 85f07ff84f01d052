from django.urls import URLPattern, URLResolver, path

from invites.views import activation, portal, registration

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/invites", portal.InvitesOverviewPage.as_view(), name="invites-overview"),
    path("admin/invites/generate", portal.GeneratePage.as_view(), name="invites-generate"),
    path("admin/invites/csvs", portal.InvitesCsvsPage.as_view(), name="invites-csvs"),
    path(
        "admin/invites/csvs/<int:pk>/download",
        portal.CodeFileDownloadPage.as_view(),
        name="code-file-download",
    ),
    path("admin/reminders/csvs", portal.ReminderCsvsPage.as_view(), name="reminders-csvs"),
    path("activate", activation.ActivatePage.as_view(), name="activate"),
    path("activate/you", registration.YouPage.as_view(), name="activate-you"),
    path("activate/code", registration.CodePage.as_view(), name="activate-code"),
    path("activate/code/again", registration.ResendPage.as_view(), name="activate-resend"),
    path("activate/login", registration.KnownPage.as_view(), name="activate-known"),
    path("activate/login/forgotten", registration.ForgottenPage.as_view(), name="activate-forgotten"),
    path("activate/password", registration.NewPasswordPage.as_view(), name="activate-password"),
    path("activate/mail/<str:token>", activation.MailLinkPage.as_view(), name="activate-mail"),
]
