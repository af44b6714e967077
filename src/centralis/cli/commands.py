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
from centralis.cli.agreement import agreement_app  # noqa: E402
from centralis.cli.criteria import criteria_app  # noqa: E402
from centralis.cli.deid_app import add_deid, new_app  # noqa: E402
from centralis.cli.demo import demo  # noqa: E402
from centralis.cli.endpoints import endpoints_app  # noqa: E402
from centralis.cli.ledger import ledger_app, timeline  # noqa: E402
from centralis.cli.measure import measure_app  # noqa: E402
from centralis.cli.mrmc import mrmc, mrmc_power  # noqa: E402
from centralis.cli.mrmc_parts import mrmc_chart, mrmc_location, mrmc_subgroups  # noqa: E402
from centralis.cli.receive import receive  # noqa: E402
from centralis.cli.serve import serve, worker  # noqa: E402
from centralis.cli.trial import trial_app  # noqa: E402

app = new_app()
app.add_typer(ledger_app)
app.command("timeline")(timeline)
app.add_typer(trial_app)
add_deid(app)
app.add_typer(criteria_app, name="criteria")
app.add_typer(endpoints_app, name="endpoints")
app.add_typer(agreement_app, name="agreement")
app.add_typer(measure_app, name="measure")
app.command("mrmc")(mrmc)
app.command("mrmc-power")(mrmc_power)
app.command("mrmc-location")(mrmc_location)
app.command("mrmc-subgroups")(mrmc_subgroups)
app.command("mrmc-chart")(mrmc_chart)
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
