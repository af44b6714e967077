from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "centralis.apps.governance"
    label = "governance"
