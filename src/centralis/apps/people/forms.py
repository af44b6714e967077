"""The forms of people's pages: what is asked, and in which words."""

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.http import QueryDict

from centralis.apps.people.roles import Role


class NewPersonForm(forms.Form):
    """Somebody who shall get an account."""

    printed_name = forms.CharField(label="Printed name", max_length=120, help_text="As it stands beside a signature.")
    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{1,63}$", label="User name", help_text="Lower-case letters, digits, . _ -; never reused."
    )
    email = forms.EmailField(label="E-mail", required=False)


class ReasonForm(forms.Form):
    """Why something is done; it is entered in the ledger."""

    reason = forms.CharField(label="Reason", min_length=3, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class RoleForm(forms.Form):
    """A role for a person in a trial; the site counts for roles held at one."""

    username = forms.CharField(label="User name", max_length=64)
    role = forms.ChoiceField(label="Role", choices=[c for c in Role.choices if c[0] not in ("system", "administrator")])
    site = forms.TypedChoiceField(
        label="Site", required=False, coerce=UUID, empty_value=None, help_text="For roles held at one."
    )
    reason = forms.CharField(label="Reason", required=False, max_length=500)

    def __init__(self, sites: Mapping[UUID, str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        named = [(str(key), code) for key, code in sites.items()]
        self.fields["site"].choices = [("", "all sites"), *named]  # type: ignore[attr-defined]


class OwnSecretForm(forms.Form):
    """One's own new password, twice; and the present one, unless it is a one-time password."""

    current = forms.CharField(
        label="Present password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    secret = forms.CharField(
        label="New password",
        min_length=12,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters; a sentence is good.",
    )
    again = forms.CharField(label="The same again", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, data: QueryDict | None = None, *, is_first: bool = False) -> None:
        super().__init__(data)
        if is_first:
            del self.fields["current"]

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if values.get("secret") != values.get("again"):
            self.add_error("again", "The two are not the same.")
        return values


class TokenForm(forms.Form):
    """A key for a machine."""

    name = forms.CharField(label="What uses it", max_length=80)
    role = forms.ChoiceField(label="Acts as", choices=[])
    valid_days = forms.IntegerField(label="Valid for (days)", min_value=1, max_value=366, initial=90)

    def __init__(self, roles: set[str], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["role"].choices = [(role, role) for role in sorted(roles)]  # type: ignore[attr-defined]
