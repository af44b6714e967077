"""Settings of the tests: a home of their own that goes with the process, quick password hashing, either database."""

import atexit
import os
import shutil
import tempfile

os.environ["CENTRALIS_HOME"] = tempfile.mkdtemp(prefix="centralis-test-")

from centralis.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
atexit.register(shutil.rmtree, os.environ["CENTRALIS_HOME"], ignore_errors=True)
