"""Reading: worklists, reads, locks, adjudication."""

from django.apps import AppConfig


class ReadsConfig(AppConfig):
    name = "centralis.apps.reads"
    label = "reads"

    def ready(self) -> None:
        """Have the reconciler give out cases and compare reads that were left behind."""
        from centralis.apps.intake import stages  # noqa: PLC0415 - after all models are loaded
        from centralis.apps.reads.reactions import reconcile_due  # noqa: PLC0415

        if reconcile_due not in stages.CHORES:
            stages.CHORES.append(reconcile_due)
