from django.urls import URLPattern, URLResolver, path

from employees.views import accounts, people

urlpatterns: list[URLPattern | URLResolver] = [
    path("login", accounts.LoginPage.as_view(), name="account_login"),
    path("logout", accounts.LogoutPage.as_view(), name="account_logout"),
    path("password/reset", accounts.ResetPage.as_view(), name="account_reset_password"),
    path("password/reset/done", accounts.ResetDonePage.as_view(), name="account_reset_password_done"),
    path(
        "password/reset/key/done",
        accounts.ResetKeyDonePage.as_view(),
        name="account_reset_password_from_key_done",
    ),
    path(
        "password/reset/key/<str:key>",
        accounts.ResetKeyPage.as_view(),
        name="account_reset_password_from_key",
    ),
    path("password/change", accounts.PasswordChangePage.as_view(), name="account_change_password"),
    path("account", accounts.AccountPage.as_view(), name="account"),
    path("admin/employees", people.EmployeesPage.as_view(), name="employees-list"),
    path("admin/employees/export", people.EmployeesExportPage.as_view(), name="employees-export"),
    path("admin/employees/new", people.EmployeeNewPage.as_view(), name="employees-new"),
    path("admin/employees/<int:pk>/edit", people.EmployeeEditPage.as_view(), name="employee-edit"),
    path(
        "admin/employees/<int:pk>/deactivate",
        people.EmployeeDeactivatePage.as_view(),
        name="employee-deactivate",
    ),
    path(
        "admin/employees/<int:pk>/reactivate",
        people.EmployeeReactivatePage.as_view(),
        name="employee-reactivate",
    ),
    path(
        "admin/employees/<int:pk>/stop-mails", people.EmployeeMailsPage.as_view(), name="employee-stop-mails"
    ),
    path(
        "admin/employees/<int:pk>/resume-mails",
        people.EmployeeResumeMailsPage.as_view(),
        name="employee-resume-mails",
    ),
]
