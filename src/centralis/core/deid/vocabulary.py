"""Words that tell no person apart: the vocabulary of imaging, defined terms of DICOM, and generic names of places."""

from functools import cache
from importlib import resources


@cache
def imaging_words() -> frozenset[str]:
    """What may stay in free text, lower case, read once from the package's own data."""
    return _read("descriptor_words.txt")


@cache
def ordinary_words() -> frozenset[str]:
    """Words of coded values and attributes that stay; somebody may be called so, and no alarm is raised for them."""
    return _read("ordinary_words.txt")


@cache
def place_words() -> frozenset[str]:
    """Words that occur in the names of many institutions and addresses."""
    return _read("place_words.txt")


@cache
def nobody_words() -> frozenset[str]:
    """What stands in a name or number field when nobody is meant."""
    return _read("nobody_words.txt")


@cache
def particle_words() -> frozenset[str]:
    """Titles and particles: no names on their own."""
    return _read("particle_words.txt")


def _read(name: str) -> frozenset[str]:
    return frozenset(resources.files(__package__).joinpath(name).read_text(encoding="utf-8").split())
