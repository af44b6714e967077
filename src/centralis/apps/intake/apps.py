from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "centralis.apps.intake"
    label = "intake"
    verbose_name = "intake"
