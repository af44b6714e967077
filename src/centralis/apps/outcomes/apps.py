from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "centralis.apps.outcomes"
    label = "outcomes"
