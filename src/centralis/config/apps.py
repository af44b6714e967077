"""Join the floors at start-up: what must happen downstream of an act upstream."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "centralis.config"
    label = "house"

    def ready(self) -> None:
        from centralis.apps.action import house  # noqa: PLC0415 - after all models are loaded
        from centralis.apps.intake import queries as intake  # noqa: PLC0415
        from centralis.apps.people import queries as people  # noqa: PLC0415
        from centralis.apps.sites import queries as sites  # noqa: PLC0415
        from centralis.apps.trials import queries as trials  # noqa: PLC0415
        from centralis.config.reactions import GATES, IMPACT_SOURCES, REACTIONS  # noqa: PLC0415

        house.reactions = REACTIONS
        house.gates = GATES
        trials.impact_sources[:] = IMPACT_SOURCES
        trials.image_sources[:] = [intake.visit_states]
        people.site_sources[:] = [sites.site_codes]
