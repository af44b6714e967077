"""Set up the home that CENTRALIS_HOME names for `bench_large`: a case of 5,000 CT slices; prints its token as JSON."""

import json

import django
from django.core.management import call_command

django.setup()

from tests.apps.reads.conftest import Reading  # noqa: E402 - the apps must be set up first
from tests.apps.reads.viewing.numbered_series import numbered_series  # noqa: E402
from tests.apps.reads.viewing.viewing_world import accept  # noqa: E402

from benchmarks.viewer_browser import SECRET  # noqa: E402
from centralis.apps.reads import reader_queries  # noqa: E402
from centralis.apps.web.demo.cast import CAST, SCANNERS, SITES, Plot, build_world  # noqa: E402

COUNT, SIDE = 5000, 512
READER = "reader 1"


def main() -> None:
    """Migrate, build a trial with one subject, accept its baseline of 5,000 slices, give out the case."""
    call_command("migrate", interactive=False, verbosity=0)
    reading = Reading(build_world(lambda _name: SECRET, plot=Plot(CAST, SITES, SCANNERS, {"BN-0001": ("01", 130)})))
    accept(reading, "BN-0001", "BL", numbered_series(COUNT, SIDE, SIDE))
    reading.begin()
    due = reader_queries.worklist(reading.world.caller(READER)).due
    print(json.dumps({"username": CAST[READER][0], "secret": SECRET, "case": due[0].token}))


if __name__ == "__main__":
    main()
