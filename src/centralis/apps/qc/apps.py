from django.apps import AppConfig


class QcConfig(AppConfig):
    name = "centralis.apps.qc"
    label = "qc"

    def ready(self) -> None:
        from centralis.apps.intake import stages  # noqa: PLC0415 - models must be loaded before the stage
        from centralis.apps.qc.checking import STAGE, check  # noqa: PLC0415
        from centralis.apps.qc.reminders import send_due  # noqa: PLC0415

        stages.register(STAGE, check, waits_while_held=True)
        stages.CHORES.append(send_due)
