"""The shell's routes and, under each trial, the rooms' own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("centralis.apps.web.inspection_urls")),
    path("", include("centralis.apps.intake.urls")),
    path("", include("centralis.apps.qc.urls")),
    path("", include("centralis.apps.trials.urls")),
    path("", include("centralis.apps.sites.urls")),
]
