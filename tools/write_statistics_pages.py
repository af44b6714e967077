"""Write docs/statistics/: one page for each statistical method, and their index, from the objects that describe them.

python tools/write_statistics_pages.py

A method is found where a module of core.endpoints or core.agreement declares METHODS; a page without a method goes.
"""

import importlib
import pkgutil
from pathlib import Path

from centralis.core import agreement, endpoints
from centralis.core.agreement.page import render_index, render_method
from centralis.core.endpoints.method import Method

FOLDER = Path(__file__).parents[1] / "docs" / "statistics"
_MRMC = "centralis.core.agreement.mrmc"


def gather_methods() -> dict[str, tuple[Method, ...]]:
    """Every declared method by group, sorted by name; a name declared twice by different methods is refused."""
    groups: dict[str, dict[str, Method]] = {"Endpoints": {}, "Agreement of readers": {}, "Reader studies (MRMC)": {}}
    for package in (endpoints, agreement):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            group = "Endpoints" if package is endpoints else "Agreement of readers"
            group = "Reader studies (MRMC)" if found.name.startswith(_MRMC) else group
            for method in getattr(module, "METHODS", ()):
                known = [methods[method.name] for methods in groups.values() if method.name in methods]
                if any(one is not method for one in known):
                    raise ValueError(f"{found.name} declares {method.name}, which another module declares too")
                if not known:
                    groups[group][method.name] = method
    return {title: tuple(methods[name] for name in sorted(methods)) for title, methods in groups.items() if methods}


def render_pages() -> dict[str, str]:
    """Every page by its file name."""
    groups = gather_methods()
    pages = {f"{one.name}.md": render_method(one) for methods in groups.values() for one in methods}
    return {**pages, "README.md": render_index(groups)}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = render_pages()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for path in FOLDER.glob("*.md"):
        if path.name not in pages:
            path.unlink()


if __name__ == "__main__":
    main()
