"""The shell's routes and, under each trial, the rooms' own."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
