from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "centralis.apps.sites"
    label = "sites"
