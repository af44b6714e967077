"""Reads a de-identification profile from a file: by itself, or as the part of a trial's definition."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from centralis.apps.trials.definition.document import Document, Unreadable, read_document
from centralis.apps.trials.definition.problems import Path as Place
from centralis.apps.trials.definition.problems import field_name
from centralis.core.deid import Profile, ProfileFault, check_profile

_PART = "deidentification"
_NAMED = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def read_profile(path: Path) -> Profile:
    """Read a profile. Raises ProfileFault, which names file, line, field and what was expected, and OSError."""
    try:
        document = read_document(path.read_bytes(), str(path))
    except Unreadable as fault:
        raise ProfileFault(str(fault)) from fault
    stored: Any = document.value
    inside: Place = ()
    if isinstance(stored, dict) and isinstance(stored.get(_PART), dict):
        stored, inside = stored[_PART], (_PART,)
    if not isinstance(stored, dict):
        raise ProfileFault(f"{path} holds no profile: expected entries such as `options` and `dates`.")
    try:
        chosen = Profile.from_json(stored)
        check_profile(chosen)
    except ProfileFault as fault:
        raise ProfileFault(_placed(document, inside, stored, str(fault))) from fault
    return chosen


def _placed(document: Document, inside: Place, stored: Mapping[str, Any], sentence: str) -> str:
    """The sentence with the place of what it complains of before it."""
    place = (*inside, *_place(stored, sentence))
    field = field_name(place)
    return f"{document.source.file}:{document.source.line(place)}: {field + ': ' if field else ''}{sentence}"


def _place(stored: Mapping[str, Any], sentence: str) -> Place:
    """The entry, or the item of a list, that a sentence names before it says what is allowed."""
    words = set(_NAMED.findall(sentence.partition("Known:")[0]))
    for name, value in stored.items():
        for number, one in enumerate(value if isinstance(value, list) else ()):
            if isinstance(one, str) and one in words:
                return (str(name), number)
    for name in stored:
        if f"`{name}`" in sentence or str(name) in words:
            return (str(name),)
    return ()
