"""The trial as one file: vocabulary, reading, checking, comparing, and what an amendment touches. No Django here."""

from centralis.apps.trials.definition.diff import Change, diff
from centralis.apps.trials.definition.impact import Impact, TrialFacts, impact
from centralis.apps.trials.definition.load import DefinitionInvalid, Loaded, definition_or_raise, load_definition
from centralis.apps.trials.definition.model import Definition, Visit
from centralis.apps.trials.definition.problems import Problem
from centralis.apps.trials.definition.schema import definition_schema
from centralis.apps.trials.definition.visits import ExpectedVisit, VisitState, expected_visits

__all__ = [
    "Change",
    "Definition",
    "DefinitionInvalid",
    "ExpectedVisit",
    "Impact",
    "Loaded",
    "Problem",
    "TrialFacts",
    "Visit",
    "VisitState",
    "definition_or_raise",
    "definition_schema",
    "diff",
    "expected_visits",
    "impact",
    "load_definition",
]
