"""The few allauth routes we use: sign in and out, re-authenticate, the second factor. No sign-up, no e-mail pages."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import include, path

mfa_patterns = [
    path("", mfa.index, name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("2fa/", include(mfa_patterns)),
]

#: route name → who may open it; these views are not ours, so they can't carry the declaration themselves
THIRD_PARTY = {
    "account_login": "public",
    "account_logout": "own",
    "account_reauthenticate": "own",
    "account_inactive": "public",
    "mfa_authenticate": "public",
    "mfa_index": "own",
    "mfa_reauthenticate": "own",
    "mfa_activate_totp": "own",
    "mfa_deactivate_totp": "own",
    "mfa_view_recovery_codes": "own",
    "mfa_generate_recovery_codes": "own",
    "mfa_download_recovery_codes": "own",
}
