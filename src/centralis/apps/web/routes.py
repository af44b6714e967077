"""Every route with what it declares, and the access matrix that follows: role × route × own trial, other, signed out.

The matrix is said from the permission map; a test asks each route as each role and compares (P11-10D).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from centralis.apps.people import queries as people
from centralis.apps.people.permissions import OWN, PERMISSIONS
from centralis.apps.people.roles import Role

#: The roles of the matrix, in the order of its columns; the system itself sends no requests.
ROLES = tuple(str(role) for role in Role if role != Role.SYSTEM)
SHORT = {
    "administrator": "ADM",
    "project manager": "PM",
    "data manager": "DM",
    "QC analyst": "QC",
    "reader": "RD",
    "adjudicator": "ADJ",
    "site coordinator": "SITE",
    "monitor": "MON",
    "medical monitor": "MED",
    "inspector": "INSP",
    "unblinded statistician": "STAT",
    "AI scientist": "AI",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its name, its address as declared, the permission it asks for ("": none declared) and where."""

    name: str
    address: str
    permission: str
    where: str

    @property
    def is_declared(self) -> bool:
        """Whether somebody said who may open it, and the permission map knows the word."""
        known = self.permission in PERMISSIONS or people.is_own(self.permission)
        return self.where in ("public", "own") or known

    def opens_to(self, role: str) -> bool:
        """Tell whether somebody with one role, held in the trial that the address names, passes its door."""
        if self.where in ("public", "own") or self.permission in OWN:
            return True
        if self.where == "system":
            return role == Role.ADMINISTRATOR and role in PERMISSIONS.get(self.permission, ())
        held_here = self.where != "trial" or role != Role.ADMINISTRATOR
        return held_here and role in PERMISSIONS.get(self.permission, ())


def routes(third_party: Mapping[str, str], resolver: URLResolver | None = None) -> list[Route]:
    """Return every route of the house by address; `third_party` declares the views that are not ours, by name."""
    found = []
    for address, pattern in _walk((resolver or get_resolver()).url_patterns, "/"):
        name = str(pattern.name or "")
        view: Any = pattern.callback
        permission, where = getattr(view, "permission", ""), getattr(view, "where", "")
        if name in third_party:
            permission, where = "", third_party[name]
        found.append(Route(name, address, permission, where))
    return sorted(found, key=lambda route: (route.address, route.name))


def _walk(patterns: Iterable[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        address = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield address, pattern
        else:
            yield from _walk(pattern.url_patterns, address)


def matrix(found: Iterable[Route]) -> str:
    """Return the access matrix as Markdown."""
    heads = [SHORT[role] for role in ROLES]
    lines = [
        _INTRODUCTION,
        f"| address | asks for | {' | '.join(heads)} | other trial | signed out |",
        f"|---|---|{'---|' * len(heads)}---|---|",
    ]
    lines += [_line(route) for route in found]
    return "\n".join(lines) + "\n"


def _line(route: Route) -> str:
    marks = ["●" if route.opens_to(role) else "" for role in ROLES]
    asks = {"public": "nothing", "own": "a sign-in"}.get(route.where, route.permission)
    other = "404" if route.where == "trial" else "–"
    out = "open" if route.where == "public" else "sign in"
    address = re.sub(r"<\w+:", "<", route.address)
    return f"| `{address}` | {asks} | {' | '.join(marks)} | {other} | {out} |"


_INTRODUCTION = f"""# Who may open what

Generated from the routes and the permission map (`src/centralis/apps/people/permissions.py`) by
`python -m centralis.config.access_matrix docs/access-matrix.md`; a test asks every route as every role and fails when
an answer or this page differs.

● : a person with this role, held in the trial that the address names, passes the door. Site coordinators then see
their own site's objects alone, readers and adjudicators their own cases alone. Everybody else gets 404, the same bytes
as for a page that does not exist. *Other trial*: what somebody with the right role in another trial gets. *Signed out*:
the sign-in page, or 401 where a program asks.

{", ".join(f"{short} {role}" for role, short in SHORT.items())}.
"""
