"""Studies that the tests of MRMC share: Van Dyke's published one and small made-up ones."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from centralis.core.agreement.mrmc.data import RatingRow, Ratings, derive_ratings


@pytest.fixture
def van_dyke_rows(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "answers/mrmc/van_dyke.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def renamed(van_dyke_rows: list[dict[str, str]]) -> Callable[[str, str], Ratings]:
    """Van Dyke with cases and readers renamed by patterns such as "{reader}.{case}", which nests them."""

    def build(case: str, reader: str) -> Ratings:
        return derive_ratings(
            RatingRow(reader.format(**row), row["test"], case.format(**row), row["truth"] == "1", float(row["rating"]))
            for row in van_dyke_rows
        )

    return build


@pytest.fixture
def van_dyke(renamed: Callable[[str, str], Ratings]) -> Ratings:
    return renamed("{case}", "{reader}")


@pytest.fixture
def invented() -> Callable[..., Ratings]:
    """A made-up study with reader and case effects: tests, readers, diseased and non-diseased cases, seed."""

    def build(tests: int, readers: int, diseased: int, healthy: int, seed: int, whole: bool = False) -> Ratings:
        draw = np.random.default_rng(seed)
        truth = np.arange(diseased + healthy) < diseased
        values = (
            1.5 * truth
            + draw.normal(size=len(truth))
            + 0.3 * draw.normal(size=(tests, readers, 1))
            + draw.normal(size=(tests, readers, len(truth)))
        )
        names = [tuple(f"{what}{n}" for n in range(count)) for what, count in (("R", readers), ("T", tests))]
        cases = tuple(f"C{n}" for n in range(len(truth)))
        return Ratings(names[0], names[1], cases, truth, np.round(values) if whole else values)

    return build
