"""Set up the home that CENTRALIS_HOME names: a trial with subjects to receive; prints trial and token as JSON."""

import json

import django
from django.core.management import call_command

django.setup()

from centralis.apps.people import actions as people  # noqa: E402 - the apps must be set up first
from centralis.apps.trials import actions as trials  # noqa: E402
from centralis.apps.web.demo.cast import build_world  # noqa: E402

SUBJECTS = 60
WADO_SUBJECTS = (5001, 5002)  # the numbers that bench_wado stores under


def main() -> None:
    """Migrate, build the demonstration's trial, enrol one subject for every round of the benchmarks."""
    call_command("migrate", interactive=False, verbosity=0)
    world = build_world(lambda _name: "measured with a watch")
    manager = world.caller("project manager")
    for number in (*range(SUBJECTS), *WADO_SUBJECTS):
        trials.enrol_subject(manager, world.at("01"), f"BN-{number:04d}")
    token = people.issue_token(manager, world.scope, "benchmark", "project manager")[1]
    print(json.dumps({"trial": str(world.trial.pk), "token": token}))


if __name__ == "__main__":
    main()
