"""Work in the background: Django's Tasks API on the database; Celery takes over when CENTRALIS_BROKER is set."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
