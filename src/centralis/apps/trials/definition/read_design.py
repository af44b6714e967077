"""Does a trial's read design hold together: readers a case, order and batches, repeats, qualification; by line."""

from collections.abc import Iterator, Mapping
from typing import Any

from centralis.apps.trials.definition.problems import Problem, Source

Fields = Mapping[str, Any]

COMPARED = 2
"""How many reads of a case are compared, by adjudication or consensus."""


def check_read_design(part: Fields, source: Source) -> Iterator[Problem]:
    """Every fault of meaning in the read design of a value that fits the schema."""
    yield from _readers(part, source)
    yield from _not_done_here(part, source)
    yield from _on_request(part, source)
    yield from _order(part.get("order", {}), source)
    yield from _qualification(part.get("reader_qualification", {}), source)


def _readers(part: Fields, source: Source) -> Iterator[Problem]:
    adjudicate, readers = part.get("adjudicate"), part["readers"]
    if adjudicate is not None and readers < COMPARED:
        yield source.problem(("reading", "readers"), "at least 2, to adjudicate between", readers,
                             "One reader alone cannot disagree.")  # fmt: skip
    if adjudicate is None and readers > 1:
        yield source.problem(("reading", "adjudicate"), "when and by", None,
                             "With several readers the file must say when a third opinion is asked.")  # fmt: skip
    if readers > COMPARED:
        expected = "1 or 2 readers a case; the pool they are drawn from may be larger"
        yield source.problem(("reading", "readers"), expected, readers, "Two reads of a case are compared, no more.")


def _not_done_here(part: Fields, source: Source) -> Iterator[Problem]:
    """Words of the vocabulary that this version does not carry out; silence about them would be a false promise."""
    if part.get("order", {}).get("seed") == "stated":
        yield source.problem(("reading", "order", "seed"), "sealed", "stated",
                             "The seed is drawn by the server and sealed; no file can state it.")  # fmt: skip


def _on_request(part: Fields, source: Source) -> Iterator[Problem]:
    """A site's progression is confirmed while the case goes on, which only reads that stand by then can do."""
    if "progression" not in part.get("on_request", {}):
        return
    path = ("reading", "on_request", "progression")
    if part["time_points"] != "sequential_locked":
        yield source.problem(path, "time_points: sequential_locked", part["time_points"],
                             "By this read design no result stands before the case is at its end.")  # fmt: skip
    if part.get("adjudicate", {}).get("by") == "consensus":
        yield source.problem(path, "adjudicate.by: choose_one or read_anew", "consensus",
                             "Readers meet for a consensus only when the case is at its end.")  # fmt: skip


def _order(order: Fields, source: Source) -> Iterator[Problem]:
    is_batched = order.get("randomise") == "batch"
    if is_batched and "batch_size" not in order:
        yield source.problem(("reading", "order"), "batch_size, the number of subjects in a batch", None,
                             "Cases are randomised within batches of no stated size.")  # fmt: skip
    if "batch_size" in order and not is_batched:
        yield source.problem(("reading", "order", "batch_size"), "randomise: batch", order.get("randomise"),
                             "A size of batches is given and nothing is read in batches.")  # fmt: skip


def _qualification(part: Fields, source: Source) -> Iterator[Problem]:
    if part.get("agreement_min", 0) > 0 and not part.get("test_cases", 0):
        path = ("reading", "reader_qualification", "agreement_min")
        sentence = "Agreement is measured on test cases, and none are asked."
        yield source.problem(path, "test_cases above 0", part["agreement_min"], sentence)
