"""The house: apps, middleware, templates, language, static files."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("CENTRALIS_HOME", "var")).resolve()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_vite",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "centralis.apps.ledger",
    "centralis.apps.people",
    "centralis.apps.trials",
    "centralis.apps.governance",
    "centralis.apps.sites",
    "centralis.apps.intake",
    "centralis.apps.qc",
    "centralis.apps.reads",
    "centralis.apps.outcomes",
    "centralis.apps.web",
    "centralis.config.apps.HouseConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "centralis.apps.web.middleware.unkept_rooms",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "centralis.apps.web.middleware.no_nul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "centralis.apps.people.middleware.session_limits",
    "centralis.apps.people.middleware.own_secret_first",
    "centralis.apps.web.middleware.refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "centralis.config.urls"
WSGI_APPLICATION = "centralis.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "apps" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "centralis.apps.web.context.house",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [PACKAGE / "web_dist"] if path.is_dir()]
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": PACKAGE / "web_dist" / ".vite" / "manifest.json"}}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

EMAIL_BACKEND = os.environ.get("CENTRALIS_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("CENTRALIS_SMTP_HOST", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("CENTRALIS_MAIL_FROM", "centralis@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("CENTRALIS_LOG", "WARNING")},
}
