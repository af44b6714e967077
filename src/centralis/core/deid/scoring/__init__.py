"""Scores any de-identification tool's output against an answer key: the ten checks of MIDI-B and the strict ones."""

from centralis.core.deid.scoring.key import Action, Check, Instance, Key, Subject
from centralis.core.deid.scoring.leaks import forms_of, leaks_in
from centralis.core.deid.scoring.opened import Conformance, Output
from centralis.core.deid.scoring.score import score
from centralis.core.deid.scoring.tally import Score, Strict, Tally

__all__ = [
    "Action", "Check", "Conformance", "Instance", "Key", "Output", "Score", "Strict", "Subject", "Tally", "forms_of",
    "leaks_in", "score",
]  # fmt: skip
