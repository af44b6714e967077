"""De-identification by DICOM PS3.15 Annex E: profiles, the engine and its verdict on every output."""

from centralis.core.deid.context import Context
from centralis.core.deid.engine import Cleaned, deidentify
from centralis.core.deid.profile import Dates, Profile, ProfileFault, SafePrivate
from centralis.core.deid.rules import check_profile

__all__ = ["Cleaned", "Context", "Dates", "Profile", "ProfileFault", "SafePrivate", "check_profile", "deidentify"]
