"""Write the access matrix into the documentation: `python -m centralis.config.access_matrix docs/access-matrix.md`."""

import os
import sys
from importlib import import_module
from pathlib import Path

import django


def generate() -> str:
    """Return the access matrix of all routes. Django must be set up: routes import models."""
    routes = import_module("centralis.apps.web.routes")
    declared = import_module("centralis.config.account_urls").THIRD_PARTY
    text: str = routes.matrix(routes.routes(declared))
    return text


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centralis.config.settings")
    django.setup()
    Path(sys.argv[1]).write_text(generate(), encoding="utf-8")
