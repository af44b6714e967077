"""Outcomes: derived responses, endpoints, data locks."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "centralis.apps.outcomes"
    label = "outcomes"

    def ready(self) -> None:
        """Have the reconciler derive what was left behind, and put drifting readers on hold."""
        from centralis.apps.intake import stages  # noqa: PLC0415 - after all models are loaded
        from centralis.apps.outcomes.drift import hold_due  # noqa: PLC0415
        from centralis.apps.outcomes.reactions import derive_due  # noqa: PLC0415

        for chore in (derive_due, hold_due):
            if chore not in stages.CHORES:
                stages.CHORES.append(chore)
