"""The ledger's one table. Database triggers refuse UPDATE and DELETE on it (migration 0002)."""

from django.db import models


class Entry(models.Model):
    """One act, refusal or access. `body` is the exact canonical text that was hashed; the other columns repeat parts
    of it for search, and verification compares them with it."""

    id = models.BigAutoField(primary_key=True)
    chain = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    at = models.CharField(max_length=27)
    action = models.CharField(max_length=80)
    outcome = models.CharField(max_length=8)
    actor = models.CharField(max_length=64)
    subject = models.CharField(max_length=64, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    prev = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="ledger_one_entry_a_place")]
        indexes = [
            models.Index(fields=["chain", "subject", "seq"], name="ledger_by_subject"),
            models.Index(fields=["chain", "object_id", "seq"], name="ledger_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.action}"
