"""Settings of the tests: a home of their own, quick password hashing, and either database."""

import os
import tempfile

os.environ["CENTRALIS_HOME"] = tempfile.mkdtemp(prefix="centralis-test-")

from centralis.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
