from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "centralis.apps.web"
    label = "web"
