"""What every page's frame needs: the person's own rooms, the version."""

from typing import Any

from django.http import HttpRequest

from centralis import __version__


def house(request: HttpRequest) -> dict[str, Any]:
    return {"version": __version__}
