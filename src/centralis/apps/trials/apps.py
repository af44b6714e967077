from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "centralis.apps.trials"
    label = "trials"
