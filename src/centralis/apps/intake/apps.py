from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "centralis.apps.intake"
    label = "intake"
    verbose_name = "intake"

    def ready(self) -> None:
        from centralis.apps.intake.face_step import look_for_faces  # noqa: PLC0415 - after all models are loaded
        from centralis.apps.intake.preparing import store  # noqa: PLC0415
        from centralis.apps.intake.stages import register  # noqa: PLC0415
        from centralis.apps.intake.thumbnails import make_thumbnails  # noqa: PLC0415
        from centralis.apps.intake.verification import sealed_faults  # noqa: PLC0415
        from centralis.apps.ledger.verify import EXTRA  # noqa: PLC0415

        register("faces", look_for_faces)
        register("thumbnails", lambda version: make_thumbnails(version, store()))
        EXTRA.append(sealed_faults)
