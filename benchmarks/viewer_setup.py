"""Set up the home that CENTRALIS_HOME names for `bench_viewer`: cases with 100 CT slices each; prints them as JSON."""

import json
from io import BytesIO

import django
from django.core.management import call_command

django.setup()

from pydicom import dcmread  # noqa: E402 - the apps must be set up first
from tests.apps.reads.conftest import Reading  # noqa: E402
from tests.apps.reads.viewing.viewing_world import accept  # noqa: E402

from benchmarks.slices import as_new, make_slices  # noqa: E402
from benchmarks.viewer_browser import SECRET, SLICES  # noqa: E402
from centralis.apps.reads import reader_queries  # noqa: E402
from centralis.apps.web.demo.cast import CAST, SCANNERS, SITES, Plot, build_world  # noqa: E402

CASES = 18
READER = "reader 1"


def main() -> None:
    """Migrate, build a trial, accept a baseline of each subject, give out the cases."""
    call_command("migrate", interactive=False, verbosity=0)
    subjects = {f"BN-{number:04d}": ("01", 130) for number in range(CASES)}
    reading = Reading(build_world(lambda _name: SECRET, plot=Plot(CAST, SITES, SCANNERS, subjects)))
    files = make_slices(SLICES)
    for number, code in enumerate(subjects):
        accept(reading, code, "BL", [dcmread(BytesIO(one)) for one in as_new(files, 6000 + number)])
    reading.begin()
    due = reader_queries.worklist(reading.world.caller(READER)).due
    print(json.dumps({"username": CAST[READER][0], "secret": SECRET, "cases": [one.token for one in due]}))


if __name__ == "__main__":
    main()
