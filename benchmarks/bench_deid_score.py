"""How well identifiers are removed: the generated corpus scored by MIDI-B's ten checks and the strict ones.

Beside us two peers from PyPI at their defaults, on the same files in the same run. `python -m benchmarks deid_score`.
"""

import time
from collections.abc import Callable

from tests.corpus.corpus import Corpus, corpus
from tests.corpus.tools import conformance, run_centralis, run_dicognito, run_dicom_anonymizer, some_of_each

from benchmarks.rows import Aim, Row
from centralis.core.deid.scoring import Output, Score, score
from centralis.edge.reading import pixel_cleaner

COMMAND = "python -m benchmarks deid_score"
SEED = 7
NOTES = (
    "358 generated files of 34 synthetic patients with an answer key (tests/corpus); a file that a tool loses or "
    "can't take fails all that was asked of it, removals too.",
    "Peers at their defaults: neither looks at pixels, and the key asks for dates shifted by whole days.",
    "Strict: identifiers searched in every byte, intervals, one pseudonym a person, UIDs without collision, "
    "references, pixels outside the text, dciodvfy without a new complaint, truthful marks.",
)
_Tool = Callable[[Corpus], dict[str, Output]]
_PEERS: tuple[tuple[str, _Tool], ...] = (("dicom-anonymizer", run_dicom_anonymizer), ("dicognito", run_dicognito))


def run() -> list[Row]:
    """Score all tools; each row says what was missed, in per cent."""
    planted = corpus(SEED)
    started = time.process_time()
    ours, leaks = _scored(planted, lambda files: run_centralis(files, pixel_cleaner(deferred=False)))
    seconds = time.process_time() - started
    print(ours.table())
    rows = [
        Row(
            "processor time of cleaning and scoring the corpus, text read", seconds, None, "s", 60, COMMAND, Aim.AT_MOST
        )
    ]
    for name, tool in _PEERS:
        theirs, leaked = _scored(planted, tool)
        print(name, theirs.table(), sep="\n")
        rows += _rows(name, ours, theirs)
        rows.append(Row("files with an identifier left", leaks, leaked, "files", 0, COMMAND, Aim.AT_MOST, name))
    return rows


def _scored(planted: Corpus, tool: _Tool) -> tuple[Score, int]:
    """A tool's score, and how many of its files hold an identifier still."""
    outputs = tool(planted)
    said = conformance(planted, outputs, some_of_each(planted))
    result = score(planted.key, planted.files, outputs, said)
    return result, len(result.leaking)


def _rows(name: str, ours: Score, theirs: Score) -> list[Row]:
    asked = sum(tally.total for tally in ours.checks.values())
    return [
        Row(what, _missed(mine), _missed(other), "%", target, COMMAND, Aim.AT_MOST, name)
        for what, mine, other, target in (
            (f"of {asked:,} required actions missed (ten checks)", ours.ten, theirs.ten, 0.05),
            ("of the strict checks missed", ours.strictly, theirs.strictly, 0),
            ("of planted strings in pixels not wholly covered", ours.strings.rate, theirs.strings.rate, 2),
            ("of pictures without text touched", ours.untouched.rate, theirs.untouched.rate, 1),
        )
    ]


def _missed(rate: float) -> float:
    return 100 * (1 - rate)
