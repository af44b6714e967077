from django.apps import AppConfig


class ReadsConfig(AppConfig):
    name = "centralis.apps.reads"
    label = "reads"
