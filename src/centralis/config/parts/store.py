"""Where the sealed objects, the keys and the checkpoints live."""

import os

from centralis.config.parts.base import HOME

STORE = os.environ.get("CENTRALIS_STORE", str(HOME / "store"))
SPOOL = HOME / "spool"
KEYS = HOME / "keys"
CHECKPOINTS = HOME / "checkpoints"
