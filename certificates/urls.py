from django.urls import URLPattern, URLResolver, path

from certificates.views import administrators, manager, packs, recalls, wording

CERTIFICATES = {"kind": "certificates"}

urlpatterns: list[URLPattern | URLResolver] = [
    path("manager/certificates", manager.QueuePage.as_view(), name="manager-certificates"),
    path("manager/certificates/print", manager.PrintNewPage.as_view(), name="manager-certificates-print-new"),
    path(
        "manager/certificates/handed-over",
        manager.HandOverPage.as_view(),
        name="manager-certificates-hand-over",
    ),
    path("manager/certificates/<int:pk>", manager.OpenPage.as_view(), name="manager-certificates-open"),
    path(
        "manager/certificates/<int:pk>/download",
        manager.DownloadPage.as_view(),
        name="manager-certificates-download",
    ),
    path(
        "manager/certificates/<int:pk>/print", manager.PrintPage.as_view(), name="manager-certificates-print"
    ),
    path(
        "manager/certificates/<int:pk>/take-back",
        manager.TakeBackPage.as_view(),
        name="manager-certificates-take-back",
    ),
    path("manager/certificates/<int:pk>/anew", manager.AnewPage.as_view(), name="manager-certificates-anew"),
    path(
        "manager/certificates/print-again",
        manager.PrintAgainPage.as_view(),
        name="manager-certificates-print-again",
    ),
    path(
        "manager/certificates/list-to-sign",
        manager.SignPage.as_view(),
        name="manager-certificates-sign",
    ),
    path(
        "manager/certificates/take-back",
        manager.TakeSomeBackPage.as_view(),
        name="manager-certificates-take-some-back",
    ),
    path(
        "admin/certificates/print-again",
        administrators.AdminPrintAgainPage.as_view(),
        name="admin-certificates-print-again",
    ),
    path(
        "admin/certificates/list-to-sign",
        administrators.AdminSignPage.as_view(),
        name="admin-certificates-sign",
    ),
    path(
        "admin/certificates/take-back",
        administrators.AdminTakeSomeBackPage.as_view(),
        name="admin-certificates-take-some-back",
    ),
    path("batches/<int:pk>/certificates", packs.PacksPage.as_view(), name="certificate-packs"),
    path(
        "admin/certificates/packs/<int:pk>",
        packs.PackProgressPage.as_view(),
        name="certificate-pack-progress",
    ),
    path(
        "admin/certificates/packs/<int:pk>/download",
        packs.PackDownloadPage.as_view(),
        name="certificate-pack-download",
    ),
    path(
        "admin/certificates/packs/<int:pk>/again",
        packs.PackAgainPage.as_view(),
        name="certificate-pack-again",
    ),
    path("manager/team", manager.TeamPage.as_view(), name="manager-team"),
    path("admin/certificates", administrators.OverviewPage.as_view(), name="admin-certificates"),
    path(
        "admin/certificates/print",
        administrators.AdminPrintNewPage.as_view(),
        name="admin-certificates-print-new",
    ),
    path(
        "admin/certificates/handed-over",
        administrators.AdminHandOverPage.as_view(),
        name="admin-certificates-hand-over",
    ),
    path(
        "admin/certificates/<int:pk>", administrators.AdminOpenPage.as_view(), name="admin-certificates-open"
    ),
    path(
        "admin/certificates/<int:pk>/download",
        administrators.AdminDownloadPage.as_view(),
        name="admin-certificates-download",
    ),
    path(
        "admin/certificates/<int:pk>/print",
        administrators.AdminPrintPage.as_view(),
        name="admin-certificates-print",
    ),
    path(
        "admin/certificates/<int:pk>/take-back",
        administrators.AdminTakeBackPage.as_view(),
        name="admin-certificates-take-back",
    ),
    path(
        "admin/certificates/<int:pk>/anew",
        administrators.AdminAnewPage.as_view(),
        name="admin-certificates-anew",
    ),
    path(
        "admin/settings/certificates",
        wording.CertificateSettingsPage.as_view(),
        name="settings-certificates",
    ),
    path(
        "admin/settings/certificates/look",
        wording.LookPreviewPage.as_view(),
        name="settings-certificates-look",
    ),
    path(
        "admin/settings/certificates/<str:language>",
        wording.CertificateWordingPage.as_view(),
        CERTIFICATES,
        name="settings-certificates-words",
    ),
    path(
        "admin/settings/certificates/<str:language>/standard",
        wording.CertificateStandardPage.as_view(),
        CERTIFICATES,
        name="settings-certificates-standard",
    ),
    path(
        "admin/settings/certificates/<str:language>/preview",
        wording.CertificatePreviewPage.as_view(),
        CERTIFICATES,
        name="settings-certificates-preview",
    ),
    path("batches/<int:pk>/recall", recalls.RecallPage.as_view(), name="batch-recall"),
    path("batches/<int:pk>/recalled", recalls.RecalledPage.as_view(), name="batch-recalled"),
    path("batches/<int:pk>/recalled.csv", recalls.RecalledFile.as_view(), name="batch-recalled-file"),
]
