"""A one-time code is taken once, whatever was restarted in between (RFC 6238 5.2): the last counter used is kept.

allauth remembers used codes in the process's memory; here the counter stands in the database beside the secret.
"""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction

_LAST = "last_counter"


def use_once(authenticator: Authenticator, code: str) -> bool:
    """Take a valid code of an authenticator app; tell whether it is later than every code that was taken before."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        secret = decrypt(row.data["secret"])
        digits = "".join(code.split())
        later = [one for one in yield_hotp_counters_from_time() if one > row.data.get(_LAST, -1)]
        later = [one for one in later if format_hotp_value(hotp_value(secret, one)) == digits]
        if not later:
            return False
        row.data[_LAST] = min(later)
        row.save(update_fields=["data"])
    return True


class _Once:
    """Refuses a code that was taken before, in the words for a wrong one."""

    authenticator: Authenticator
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not use_once(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_Once, forms.AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""


class ReauthenticateForm(_Once, forms.ReauthenticateForm):  # type: ignore[misc]
    """The code before something that asks for it again."""
