"""What sites do when something happens elsewhere: an amendment in force re-opens qualifications."""

from centralis.apps.action import Caller, Done
from centralis.apps.sites import actions, queries


def reopen_qualifications(done: Done) -> None:
    """Suspend scanners qualified for an earlier version, where the definition says so. May run again at any time."""
    if done.scope.trial_id is None:
        return
    system = Caller.system("definition activated")
    for scanner in queries.reopened_by_amendment(done.scope.trial_id):
        actions.suspend_scanner(system, scanner, "the trial definition was amended: qualify for the version in force")
