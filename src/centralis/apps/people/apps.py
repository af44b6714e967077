from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "centralis.apps.people"
    label = "people"

    def ready(self) -> None:
        from centralis.apps.action import house  # noqa: PLC0415 - models must be loaded before the authority
        from centralis.apps.ledger.verify import EXTRA  # noqa: PLC0415
        from centralis.apps.people.authority import PeopleAuthority  # noqa: PLC0415
        from centralis.apps.people.signing import unbound  # noqa: PLC0415

        house.authority = PeopleAuthority()
        EXTRA.append(unbound)
