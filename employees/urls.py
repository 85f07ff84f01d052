from django.urls import URLPattern, URLResolver, path

from employees.views import accounts

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
]
