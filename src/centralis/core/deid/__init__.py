"""De-identification by DICOM PS3.15 Annex E: profiles, the engine and its verdict on every output."""

from centralis.core.deid.context import Context
from centralis.core.deid.engine import Cleaned, deidentify
from centralis.core.deid.pixel_step import PixelCleaner, PixelsCleaned
from centralis.core.deid.profile import Dates, Profile, ProfileFault
from centralis.core.deid.rules import check_profile
from centralis.core.deid.safe_private import SafePrivate

__all__ = [
    "Cleaned", "Context", "Dates", "PixelCleaner", "PixelsCleaned", "Profile", "ProfileFault", "SafePrivate",
    "check_profile", "deidentify",
]  # fmt: skip
