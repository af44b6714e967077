"""Addresses of the rooms' pages; empty while a room has no such page, so that a page shows words instead of a link."""

from collections.abc import Callable
from uuid import UUID

from django.urls import NoReverseMatch, reverse

_PLACEHOLDER = UUID(int=0)


def address(name: str, **where: object) -> str:
    """Return the address of a page, or "" when no room has it."""
    try:
        return reverse(name, kwargs=where)
    except NoReverseMatch:
        return ""


def addresses(name: str, key: str, **where: object) -> Callable[[UUID], str]:
    """Return a function from the id under `key` to the page's address; it resolves the route once, not per id."""
    head, found, tail = address(name, **{key: _PLACEHOLDER}, **where).partition(str(_PLACEHOLDER))
    return lambda value: f"{head}{value}{tail}" if found else ""
