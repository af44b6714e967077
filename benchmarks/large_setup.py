"""Set up the home that CENTRALIS_HOME names for `bench_large`: one case of 5,000 CT slices; prints it as JSON."""

import json
from io import BytesIO

import django
from django.core.management import call_command

django.setup()

from pydicom import dcmread  # noqa: E402 - the apps must be set up first
from tests.apps.reads.conftest import Reading  # noqa: E402
from tests.apps.reads.viewing.viewing_world import accept  # noqa: E402

from benchmarks.slices import LONG, as_new, make_slices  # noqa: E402
from benchmarks.viewer_browser import SECRET  # noqa: E402
from centralis.apps.reads import reader_queries  # noqa: E402
from centralis.apps.reads.viewing.series import series_of  # noqa: E402
from centralis.apps.web.demo.cast import CAST, SCANNERS, SITES, Plot, build_world  # noqa: E402

SUBJECT, READER = "BN-0001", "reader 1"


def main() -> None:
    """Migrate, build a trial with one subject, accept its baseline, give out the case.

    Headers are read as the scan before release reads them before anybody may open the exam.
    """
    call_command("migrate", interactive=False, verbosity=0)
    reading = Reading(build_world(lambda _name: SECRET, plot=Plot(CAST, SITES, SCANNERS, {SUBJECT: ("01", 130)})))
    images = (dcmread(BytesIO(one)) for one in as_new(make_slices(LONG), 6000))
    series_of(accept(reading, SUBJECT, "BL", images))
    reading.begin()
    due = reader_queries.worklist(reading.world.caller(READER)).due
    print(json.dumps({"username": CAST[READER][0], "secret": SECRET, "case": due[0].token}))


if __name__ == "__main__":
    main()
