"""The contract between the header engine and what cleans pixels: text burned into frames, comments inside streams.

The header engine knows only this module, never a decoder or numpy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from centralis.core.deid.identifiers import Identifiers
from centralis.core.deid.profile import Profile
from centralis.core.dicom.elements import Buffer, Parsed
from centralis.core.dicom.values import Values


@dataclass(frozen=True, slots=True)
class PixelsCleaned:
    """New pixels for one object.

    tail: the whole pixel element (tag, VR, length, value) as it will stand in the new file. transfer_syntax: that of
    the new file. replaced: top-level tag to the encoded element to write instead (empty bytes remove it). report: JSON
    types; what was looked at and why, the boxes (row, column, height, width) a frame; never the text that was read.
    """

    tail: Buffer
    transfer_syntax: str
    replaced: Mapping[int, bytes]
    report: Mapping[str, Any]


class PixelCleaner(Protocol):
    """Finds and removes text in pixels (PS3.15 E.3.1)."""

    def clean(self, parsed: Parsed, values: Values, identifiers: Identifiers, profile: Profile) -> PixelsCleaned | None:
        """New pixels, or None when nothing had to change. Raises DicomFault when the object must be held back."""
        ...
