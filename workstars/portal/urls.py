"""Home, dashboard, an employee's whole story; and the pages that exist in development alone."""

from django.urls import URLPattern, URLResolver, path

from workstars.portal.views import dev, erasing, home, look, mailbox, mails, story, undo

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.HomePage.as_view(), name="home"),
    path("admin", home.DashboardPage.as_view(), name="dashboard"),
    path("admin/employees/<int:pk>", story.EmployeePage.as_view(), name="employee-detail"),
    path("admin/employees/<int:pk>/erase", erasing.EmployeeErasePage.as_view(), name="employee-erase"),
    path("admin/employees/import/<int:pk>", undo.ImportDetailPage.as_view(), name="employees-import-detail"),
    path("admin/employees/import/<int:pk>/undo", undo.ImportUndoPage.as_view(), name="employees-import-undo"),
    path("admin/settings/mails", mails.MailsPage.as_view(), name="settings-mails"),
    path("admin/settings/mails/<slug:name>", mails.MailPage.as_view(), name="settings-mail"),
    path("admin/settings/mails/<slug:name>/html", mails.MailHtml.as_view(), name="settings-mail-html"),
    path("admin/settings/mails/<slug:name>/send", mails.MailSend.as_view(), name="settings-mail-send"),
    path("company.css", look.CompanyStylesheet.as_view(), name="company-css"),
    path("company/logo", look.CompanyLogo.as_view(), name="company-logo"),
]

development: list[URLPattern | URLResolver] = [
    path("components", dev.ComponentsPage.as_view(), name="dev-components"),
    path("mail", mailbox.MailboxPage.as_view(), name="dev-mail"),
    path("mail/<str:name>", mailbox.LetterPage.as_view(), name="dev-mail-message"),
    path("mail/<str:name>/html", mailbox.LetterHtmlPage.as_view(), name="dev-mail-html"),
]
