"""Scores a tool's outputs against an answer key."""

import warnings
from collections.abc import Mapping

from centralis.core.deid.scoring.checks import Case, Seen, asks_for_pixels, describe, passes
from centralis.core.deid.scoring.key import Check, Instance, Key
from centralis.core.deid.scoring.opened import Conformance, Opened, Output, open_file
from centralis.core.deid.scoring.pixels import Pair
from centralis.core.deid.scoring.strict import (
    check_conformance,
    check_file,
    check_intervals,
    check_old_uids,
    check_pseudonyms,
    check_references,
    check_uids,
)
from centralis.core.deid.scoring.tally import Score, Strict, Tally

_MISSING = Output(None)


def score(
    key: Key, sources: Mapping[str, bytes], outputs: Mapping[str, Output],
    conformance: Mapping[str, Conformance] | None = None,
) -> Score:  # fmt: skip
    """Score what a tool made of a corpus.

    sources, outputs: by the names of the key's instances. conformance: what a validator said of files before and after,
    for as many as were validated. A file that is missing, unreadable or set aside without the key's leave fails every
    action the key asks of it, removals too. Raises KeyError when a source of the key is not given.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom's about odd values: they are what a key plants
        return _scored(key, sources, outputs, conformance or {})


def _scored(
    key: Key, sources: Mapping[str, bytes], outputs: Mapping[str, Output], conformance: Mapping[str, Conformance]
) -> Score:
    result = Score({one: Tally() for one in Check}, {one: Tally() for one in Strict}, Tally(), Tally(), {})
    opened: dict[str, Opened] = {}
    seen = Seen()
    for name, instance in key.instances.items():
        after = _account(instance, outputs.get(name, _MISSING), result)
        if after is not None:
            opened[name] = after
            seen.look(instance, after)
    for name, instance in key.instances.items():
        if name in opened:
            _judge(instance, sources[name], opened[name], key, seen, outputs[name].name, result)
        elif outputs.get(name, _MISSING).held not in instance.held:
            _fail_all(instance, result)
    check_intervals(key, seen, result.strict[Strict.INTERVALS])
    check_pseudonyms(key, seen, result.strict[Strict.PSEUDONYMS])
    check_uids(seen, result.strict[Strict.UIDS_UNIQUE])
    check_references(key, seen, opened, result.strict[Strict.REFERENCES])
    check_old_uids(key, seen, opened, result.strict[Strict.NO_IDENTIFIER])
    check_conformance(conformance, result.strict[Strict.CONFORMANCE])
    return result


def _account(instance: Instance, output: Output, result: Score) -> Opened | None:
    """Open one output, or say why there is none."""
    tally = result.strict[Strict.ACCOUNTED]
    if output.data is None:
        if output.held:
            result.held[instance.name] = output.held
        tally.note(output.held in instance.held, f"{instance.name}: {output.held or 'missing'}")
        return None
    after = open_file(output.data)
    tally.note(after is not None, f"{instance.name}: the output cannot be read")
    return after


def _judge(
    instance: Instance, source: bytes, after: Opened, key: Key, seen: Seen, name: str, result: Score
) -> None:  # fmt: skip
    before = open_file(source) if asks_for_pixels(instance.actions) else None
    case = Case(instance, after, Pair(before, after) if before is not None else None, seen)
    for action in instance.actions:
        passed = passes(action, case)
        failure = "" if passed else describe(instance, action, after)
        result.checks[action.check].note(passed, failure)
        if action.check is Check.PIXELS_HIDDEN and action.ink:
            result.strings.note(passed, failure)
    if instance.text_free and case.pair is not None:
        result.untouched.note(case.pair.same(None, lossy=False), f"{instance.name}: touched")
    check_file(case, key, name, result.strict)


def _fail_all(instance: Instance, result: Score) -> None:
    for action in instance.actions:
        failure = describe(instance, action, None)
        result.checks[action.check].note(False, failure)
        if action.check is Check.PIXELS_HIDDEN and action.ink:
            result.strings.note(False, failure)
    if instance.text_free:
        result.untouched.note(False, f"{instance.name}: no output")
