"""The shell's routes and, under each trial, the rooms' own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("centralis.apps.web.inspection_urls")),
]
