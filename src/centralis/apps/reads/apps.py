"""Reading: worklists, reads, locks, adjudication."""

from django.apps import AppConfig


class ReadsConfig(AppConfig):
    name = "centralis.apps.reads"
    label = "reads"

    def ready(self) -> None:
        """Have the reconciler give out cases and compare reads that were left behind."""
        from centralis.apps.intake import stages  # noqa: PLC0415 - after all models are loaded
        from centralis.apps.ledger.verify import EXTRA  # noqa: PLC0415
        from centralis.apps.reads.guarding import scanning  # noqa: PLC0415
        from centralis.apps.reads.reactions import reconcile_due  # noqa: PLC0415
        from centralis.apps.reads.reports.stage import reconcile_reports, report_faults  # noqa: PLC0415

        stages.register(scanning.STAGE, scanning.scan, waits_while_held=True)
        for chore in (reconcile_due, reconcile_reports, scanning.rescan_outdated):
            if chore not in stages.CHORES:
                stages.CHORES.append(chore)
        EXTRA.append(report_faults)
