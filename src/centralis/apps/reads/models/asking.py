"""What a reader says beside the form: a question to the core lab, a finding that is no part of the trial."""

from django.db import models

from centralis.apps.ledger.recorded import Recorded, Scope
from centralis.apps.reads.models.tasks import Read


class NoteKind(models.TextChoices):
    """To whom it goes: a question to the project manager, an incidental finding to the medical monitor."""

    QUESTION = "question"
    FINDING = "finding"


class ReaderNote(Recorded):
    """One question or finding of a reader about the images of a time point, and what was done with it.

    `answer`: to a question what its reader is told, free of what is hidden; to a finding what the medical monitor did,
    which no reader and no site is shown.
    """

    read = models.ForeignKey(Read, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=NoteKind.choices)
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "reader's note"

    def scope(self) -> Scope:
        return self.read.scope()

    def label(self) -> str:
        return f"{self.kind} of reader {self.read.task.reader_number}"
