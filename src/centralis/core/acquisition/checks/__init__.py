"""The checks, by what they look at; importing this package registers them in the order of the checklist."""

from centralis.core.acquisition.checks import presence, identity, visit, scanner, geometry, technique, contrast, pet  # noqa: I001

__all__ = ["contrast", "geometry", "identity", "pet", "presence", "scanner", "technique", "visit"]
