from django.apps import AppConfig


class QcConfig(AppConfig):
    name = "centralis.apps.qc"
    label = "qc"
