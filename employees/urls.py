from django.urls import URLPattern, URLResolver, path

from employees.views import (
    account_email,
    account_sessions,
    accounts,
    api_tokens,
    audit,
    backoffice,
    factor_help,
    factors,
    import_files,
    import_help,
    imports,
    login_code,
    many,
    people,
    roles,
    saved_views,
    settings,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("login", accounts.LoginPage.as_view(), name="account_login"),
    # allauth leads to its own name for this page.
    path("login/code", login_code.LoginCodePage.as_view(), name="mfa_authenticate"),
    path("login/passkey", login_code.LoginPasskeyPage.as_view(), name="login-passkey"),
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
    path("account/email", account_email.EmailPage.as_view(), name="account-email"),
    path("account/email/drop", account_email.EmailDropPage.as_view(), name="account-email-drop"),
    path(
        "account/email/confirm/<str:token>",
        account_email.EmailConfirmPage.as_view(),
        name="account-email-confirm",
    ),
    path("account/second-factor", factors.FactorsPage.as_view(), name="second-factor"),
    path("account/second-factor/app", factors.AppPage.as_view(), name="second-factor-app"),
    path("account/second-factor/passkey", factors.PasskeyPage.as_view(), name="second-factor-passkey"),
    path("account/second-factor/codes", factors.RecoveryCodesPage.as_view(), name="second-factor-codes"),
    path(
        "account/second-factor/<int:pk>/remove",
        factors.FactorRemovePage.as_view(),
        name="second-factor-remove",
    ),
    path("account/sessions", account_sessions.SessionsPage.as_view(), name="sessions"),
    path("account/sessions/end", account_sessions.SessionEndPage.as_view(), name="session-end"),
    path(
        "account/sessions/end-others", account_sessions.SessionsEndPage.as_view(), name="sessions-end-others"
    ),
    path("welcome/<str:token>", roles.WelcomePage.as_view(), name="welcome"),
    path("admin/settings", settings.GeneralPage.as_view(), name="settings"),
    path("admin/settings/look", settings.LookPage.as_view(), name="settings-look"),
    path("admin/settings/invites", settings.InvitesPage.as_view(), name="settings-invites"),
    path(
        "admin/settings/registration", settings.RegistrationPage.as_view(), name="settings-registration"
    ),
    path("admin/settings/batches", settings.BatchesSettingsPage.as_view(), name="settings-batches"),
    path("admin/settings/retention", settings.RetentionPage.as_view(), name="settings-retention"),
    path("admin/settings/launch", settings.LaunchPage.as_view(), name="settings-launch"),
    path("admin/settings/roles", roles.RolesPage.as_view(), name="settings-roles"),
    path("admin/settings/roles/<int:pk>/again", roles.RoleAgainPage.as_view(), name="settings-role-again"),
    path("admin/settings/roles/<int:pk>/take", roles.RoleTakePage.as_view(), name="settings-role-take"),
    path(
        "admin/settings/roles/<int:pk>/second-factor",
        factor_help.RoleFactorPage.as_view(),
        name="settings-role-factor",
    ),
    path("admin/settings/api", api_tokens.TokensPage.as_view(), name="settings-api"),
    path(
        "admin/settings/api/<int:pk>/revoke", api_tokens.TokenRevokePage.as_view(), name="settings-api-revoke"
    ),
    path("admin/audit", audit.AuditPage.as_view(), name="audit"),
    path("admin/audit/export", audit.AuditExportPage.as_view(), name="audit-export"),
    path("backoffice", backoffice.CompaniesPage.as_view(), name="backoffice"),
    path("backoffice/companies/new", backoffice.CompanyNewPage.as_view(), name="backoffice-new"),
    path("backoffice/companies/<int:pk>", backoffice.CompanyPage.as_view(), name="backoffice-company"),
    path("backoffice/companies/<int:pk>/edit", backoffice.CompanyEditPage.as_view(), name="backoffice-edit"),
    path(
        "backoffice/companies/<int:pk>/administrator",
        backoffice.FirstAdministratorPage.as_view(),
        name="backoffice-administrator",
    ),
    path(
        "backoffice/companies/<int:pk>/second-factor",
        factor_help.CompanyFactorPage.as_view(),
        name="backoffice-factor",
    ),
    path(
        "backoffice/companies/<int:pk>/offline-employees/on",
        backoffice.OfflineOnPage.as_view(),
        name="backoffice-offline-on",
    ),
    path(
        "backoffice/companies/<int:pk>/offline-employees/off",
        backoffice.OfflineOffPage.as_view(),
        name="backoffice-offline-off",
    ),
    path("admin/employees", people.EmployeesPage.as_view(), name="employees-list"),
    path("admin/employees/export", people.EmployeesExportPage.as_view(), name="employees-export"),
    path("admin/employees/many", many.ManyPage.as_view(), name="employees-many"),
    path("admin/employees/views/new", saved_views.SavedViewNewPage.as_view(), name="employees-view-new"),
    path("admin/employees/views/<int:pk>", saved_views.SavedViewOpenPage.as_view(), name="employees-view"),
    path(
        "admin/employees/views/<int:pk>/edit",
        saved_views.SavedViewEditPage.as_view(),
        name="employees-view-edit",
    ),
    path(
        "admin/employees/views/<int:pk>/delete",
        saved_views.SavedViewDeletePage.as_view(),
        name="employees-view-delete",
    ),
    path("admin/employees/import", imports.ImportsPage.as_view(), name="employees-import"),
    path("admin/employees/import/help", import_help.ImportHelpPage.as_view(), name="employees-import-help"),
    path(
        "admin/employees/import/template.csv",
        import_help.ImportTemplateFile.as_view(),
        {"ending": "csv"},
        name="employees-import-template-csv",
    ),
    path(
        "admin/employees/import/template.xlsx",
        import_help.ImportTemplateFile.as_view(),
        {"ending": "xlsx"},
        name="employees-import-template-xlsx",
    ),
    path(
        "admin/employees/import/<int:pk>/match",
        imports.ImportMatchPage.as_view(),
        name="employees-import-match",
    ),
    path(
        "admin/employees/import/<int:pk>/confirm",
        imports.ImportConfirmPage.as_view(),
        name="employees-import-confirm",
    ),
    path(
        "admin/employees/import/<int:pk>/discard",
        imports.ImportDiscardPage.as_view(),
        name="employees-import-discard",
    ),
    path(
        "admin/employees/import/<int:pk>/faulty",
        import_files.ImportFaultyFile.as_view(),
        name="employees-import-faulty",
    ),
    path(
        "admin/employees/import/<int:pk>/changes",
        import_files.ImportChangesFile.as_view(),
        name="employees-import-changes",
    ),
    path(
        "admin/employees/import/<int:pk>/file",
        import_files.ImportUploadedFile.as_view(),
        name="employees-import-file",
    ),
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
        "admin/employees/<int:pk>/second-factor",
        factor_help.EmployeeFactorPage.as_view(),
        name="employee-factor",
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
