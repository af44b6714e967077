"""All commands in one application, with Django set up. One module per group of commands; this one only gathers them."""

import os
import sys

import django

from centralis.cli.home import home_in

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centralis.config.settings")
if home := home_in(sys.argv[1:]):
    os.environ["CENTRALIS_HOME"] = home
django.setup()

from centralis.apps.ledger.checkpoints import publish_written  # noqa: E402 - the apps must be set up first
from centralis.cli.alone import ALONE, add_alone, new_app  # noqa: E402
from centralis.cli.demo import demo  # noqa: E402
from centralis.cli.ledger import ledger_app, timeline  # noqa: E402
from centralis.cli.reads import reads_app  # noqa: E402
from centralis.cli.receive import receive  # noqa: E402
from centralis.cli.serve import serve, worker  # noqa: E402
from centralis.cli.trial import trial_app  # noqa: E402

app = new_app()
app.add_typer(ledger_app)
app.command("timeline")(timeline)
app.add_typer(trial_app)
for name in ALONE:
    add_alone(app, name)
app.add_typer(reads_app, name="reads")
app.command("demo")(demo)
app.command("receive")(receive)
app.command("serve")(serve)
app.command("worker")(worker)


def run() -> None:
    """Run a command; a refusal or bad input is one sentence on stderr and exit code 2."""
    try:
        sys.exit(app())
    finally:
        publish_written()
