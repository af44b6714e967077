"""Commands that need no server load without Django, and are the same ones that all commands together hold."""

import subprocess
import sys

import pytest

from centralis.cli.alone import ALONE

LOADED = "import sys; from centralis.cli import alone; app = alone.new_app()\n"
HEAVY = ("django", "centralis.apps", "psycopg")


def fresh(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_of_a_server_is_loaded():
    every = "[alone.add_alone(app, name) for name in alone.ALONE]\n"
    heavy = fresh(LOADED + every + f"print([name for name in {HEAVY!r} if name in sys.modules])")
    assert heavy.strip() == "[]"


@pytest.mark.parametrize("name", ["mrmc", "criteria"])
def test_a_command_runs_under_its_own_name(name: str):
    text = fresh(f"import sys; sys.argv = ['centralis', {name!r}, '--help']; from centralis.cli import main; main()")
    assert f"centralis {name}" in text


def test_all_commands_together_hold_them_too():
    text = fresh("import sys; sys.argv = ['centralis', '--help']; from centralis.cli import main; main()")
    assert all(f" {name} " in text for name in (*ALONE, "serve", "ledger"))
