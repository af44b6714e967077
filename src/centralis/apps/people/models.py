"""Tables of people: the account (credentials) and the person (everything else, recorded)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.people.roles import Role


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts; they are made only by `people.actions`."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """Credentials and nothing else: what the sign-in needs. Not replayed; its changes are entered as acts."""

    username = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    must_change_secret = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = AccountManager()

    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.username

    def has_perm(self, _perm: str, _obj: object = None) -> bool:
        return False

    def has_module_perms(self, _label: str) -> bool:
        return False


class Person(Recorded):
    """Somebody who acts. Never deleted, never renamed into somebody else (21 CFR 11.100(a))."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="person")
    username = models.CharField(max_length=64, unique=True)
    printed_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    identity_verified_at = models.DateTimeField(null=True, blank=True)
    signature_accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "person"

    def __str__(self) -> str:
        return self.printed_name

    def label(self) -> str:
        return self.printed_name


class Membership(Recorded):
    """A role held by a person: in a trial, at one site of it, or (administrator) in the system; never removed, ended.

    `trial_id` and `site_id` are plain ids: people stands below trials and sites.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=32, choices=Role.choices)
    trial_id = models.UUIDField(null=True, blank=True, db_index=True)
    site_id = models.UUIDField(null=True, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "role"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "trial_id", "site_id"],
                condition=models.Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="people_one_open_membership",
            )
        ]

    def scope(self) -> Scope:
        return Scope(self.trial_id, self.site_id)

    def label(self) -> str:
        return f"{self.person.printed_name} as {self.role}"


class Signature(Recorded):
    """An electronic signature: name, time, meaning, bound to the digest of the content that was shown (11.50, 11.70).

    `binding` is the digest over content, signer, meaning, time and object: copied to another record it no longer fits.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatures")
    printed_name = models.CharField(max_length=120)
    role = models.CharField(max_length=32)
    meaning = models.CharField(max_length=200)
    signed_at = models.DateTimeField()
    trial_id = models.UUIDField(null=True, blank=True)
    object_type = models.CharField(max_length=64)
    object_id = models.UUIDField()
    content_digest = models.CharField(max_length=64)
    binding = models.CharField(max_length=64)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "signature"
        indexes = [models.Index(fields=["object_id"], name="people_signature_object")]

    def scope(self) -> Scope:
        return Scope(self.trial_id)

    def label(self) -> str:
        return f"{self.meaning}: {self.printed_name}"


class Token(Recorded):
    """A machine's key (a site's gateway, a DICOMweb client): acts for its owner in one role of one trial, at one site.

    Only the digest of the token is stored (the token itself is 256 random bits, shown once).
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=32, choices=Role.choices)
    trial_id = models.UUIDField()
    site_id = models.UUIDField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "token"

    def scope(self) -> Scope:
        return Scope(self.trial_id, self.site_id)

    def label(self) -> str:
        return f"token {self.name}"
