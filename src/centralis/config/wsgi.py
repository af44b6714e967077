"""The WSGI application that granian serves: frames by the fast lane, everything else by Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centralis.config.settings")
_django = get_wsgi_application()

from centralis.apps.intake.lane import with_lane  # noqa: E402 - the apps must be set up first

application = with_lane(_django)
