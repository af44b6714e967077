"""Settings, gathered from one file per concern."""

from centralis.config.parts.base import *  # noqa: F403
from centralis.config.parts.database import *  # noqa: F403
from centralis.config.parts.jobs import *  # noqa: F403
from centralis.config.parts.security import *  # noqa: F403
from centralis.config.parts.store import *  # noqa: F403
