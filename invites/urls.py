from django.urls import URLPattern, URLResolver, path

from invites.views import activation, files, funnel, plans, portal, registration, slips

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/invites", portal.InvitesOverviewPage.as_view(), name="invites-overview"),
    path("admin/invites/generate", portal.GeneratePage.as_view(), name="invites-generate"),
    path("admin/invites/csvs", portal.InvitesCsvsPage.as_view(), name="invites-csvs"),
    path("admin/invites/managers", portal.OfflineManagersPage.as_view(), name="offline-managers"),
    path("admin/invites/csvs/<int:pk>", files.CodeFilePage.as_view(), name="code-file"),
    path(
        "admin/invites/csvs/<int:pk>/download",
        files.CodeFileDownloadPage.as_view(),
        name="code-file-download",
    ),
    path("admin/invites/csvs/<int:pk>/xlsx", files.CodeFileWorkbookPage.as_view(), name="code-file-xlsx"),
    path("admin/invites/csvs/<int:pk>/void", files.CodeFileVoidPage.as_view(), name="code-file-void"),
    path("admin/settings/paper", plans.PaperSettingsPage.as_view(), name="settings-paper"),
    path("admin/settings/paper/schedules", plans.ScheduleSetPage.as_view(), name="settings-schedule-set"),
    path(
        "admin/settings/paper/schedules/<int:pk>/remove",
        plans.ScheduleRemovePage.as_view(),
        name="settings-schedule-remove",
    ),
    path("admin/invites/funnel", funnel.FunnelPage.as_view(), name="funnel"),
    path("admin/invites/funnel.csv", funnel.FunnelCsv.as_view(), name="funnel-csv"),
    path("admin/reminders/csvs", portal.ReminderCsvsPage.as_view(), name="reminders-csvs"),
    path("admin/employees/<int:pk>/slip", slips.AdminSlipPage.as_view(), name="employee-slip"),
    path("admin/employees/<int:pk>/new-password", slips.RecoverySlipPage.as_view(), name="employee-recovery"),
    path("admin/employees/<int:pk>/reset", slips.ResetPage.as_view(), name="employee-reset"),
    path("manager/team/<int:pk>/slip", slips.TeamSlipPage.as_view(), name="team-slip"),
    path("activate", activation.ActivatePage.as_view(), name="activate"),
    path("activate/you", registration.YouPage.as_view(), name="activate-you"),
    path("activate/without-email", registration.WithoutEmailPage.as_view(), name="activate-without-email"),
    path("activate/new-password", registration.RecoveryPage.as_view(), name="activate-recovery"),
    path("activate/code", registration.CodePage.as_view(), name="activate-code"),
    path("activate/code/again", registration.ResendPage.as_view(), name="activate-resend"),
    path("activate/login", registration.KnownPage.as_view(), name="activate-known"),
    path("activate/login/forgotten", registration.ForgottenPage.as_view(), name="activate-forgotten"),
    path("activate/password", registration.NewPasswordPage.as_view(), name="activate-password"),
    path("activate/mail/<str:token>", activation.MailLinkPage.as_view(), name="activate-mail"),
]
