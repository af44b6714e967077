"""Make ratings of multi-reader studies whose truth is known, to try a design or a method of analysis on.

The model of Roe and Metz: a rating is the sum of a mean for the case's truth and of independent normal terms for
reader, case, and their products with the test and each other,

    X_ijk = mu_t + tau_it + R_jt + C_kt + (tau R)_ijt + (tau C)_ikt + (R C)_jkt + (tau R C)_ijkt + E_ijkt

for test i, reader j, case k of truth t (0 non-diseased, 1 diseased). Case terms add up to variance 1; mu_0 = 0. Terms
of reader are drawn for each truth apart. Under the null all tau are 0.

Sources: Roe and Metz, "Dorfman-Berbaum-Metz method for statistical analysis of multireader, multimodality ROC data:
validation with computer simulation", Academic Radiology 4 (1997) 298-303, table 1; the twelve structures' numbers
confirmed by the configuration files of the U.S. FDA's iMRMC (RMconfigurations).
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy import stats

from centralis.core.agreement.mrmc.data import FEWEST, Bools, Floats, MrmcError, Ratings

FEWEST_READERS = 1


@dataclass(frozen=True, slots=True)
class RoeMetz:
    """Variances of the model's terms and the mean of the diseased cases' ratings (of test 1, in units of case sd).

    `shift` moves the other tests' diseased cases against test 1 (tau; 0: the null). `error` takes in the product of
    test, reader and case, which no study without repeated reads can tell from it.
    """

    mean: float
    reader: float
    test_reader: float
    case: float
    test_case: float
    reader_case: float
    error: float
    shift: float = 0.0

    def __post_init__(self) -> None:
        for name in ("reader", "test_reader", "case", "test_case", "reader_case", "error"):
            value = getattr(self, name)
            if not 0 <= value < math.inf:
                raise MrmcError(f"The variance {name} is {value:g}; a variance is 0 or more.")

    @property
    def aucs(self) -> tuple[float, float]:
        """Expected area, over readers and cases, of test 1 and of the others."""
        spread = 2 * (self.reader + self.test_reader + self.case + self.test_case + self.reader_case + self.error)
        first, others = stats.norm.cdf(np.array([self.mean, self.mean + self.shift]) / math.sqrt(spread))
        return float(first), float(others)


def _structures() -> dict[str, RoeMetz]:
    """Name: correlation between ratings of a case (H, L), variance of readers (H, L), a typical reader's area."""
    cases = {"H": (0.3, 0.3, 0.2, 0.2), "L": (0.1, 0.1, 0.2, 0.6)}
    levels = {"0.702": (0.75, 0.011), "0.855": (1.5, 0.03), "0.961": (2.5, 0.056)}
    return {
        f"{data}{readers}-{area}": RoeMetz(mean, spread, spread, *cases[data])
        for data in "HL"
        for readers in "HL"
        for area, (mean, high) in levels.items()
        for spread in (high if readers == "H" else 0.0055,)
    }


#: The twelve structures of Roe and Metz's table 1, `HL-0.855` and so on.
STRUCTURES: Mapping[str, RoeMetz] = MappingProxyType(_structures())


@dataclass(frozen=True, slots=True)
class Size:
    """How large a simulated study is."""

    readers: int
    diseased: int
    nondiseased: int
    tests: int = 2

    def __post_init__(self) -> None:
        least = (("readers", FEWEST_READERS), ("diseased", FEWEST), ("nondiseased", FEWEST), ("tests", 1))
        for name, fewest in least:
            if getattr(self, name) < fewest:
                raise MrmcError(f"A simulated study with {getattr(self, name)} {name} has too few; {fewest} at least.")

    @property
    def truth(self) -> Bools:
        """Diseased cases first, (case,)."""
        return np.arange(self.diseased + self.nondiseased) < self.diseased


def simulate_studies(model: RoeMetz, size: Size, studies: int, seed: int) -> Iterator[Ratings]:
    """That many independent studies; the same seed gives the same studies, and a longer run begins with a shorter one.

    Diseased cases come first. Yields one study at a time, so that memory does not grow with their number.
    """
    draw = np.random.default_rng(seed)
    names = (
        tuple(f"reader {number + 1}" for number in range(size.readers)),
        tuple(f"test {number + 1}" for number in range(size.tests)),
        tuple(f"case {number + 1}" for number in range(size.diseased + size.nondiseased)),
    )
    for _ in range(studies):
        yield Ratings(*names, size.truth, simulate_ratings(model, size, draw))


def simulate_ratings(model: RoeMetz, size: Size, draw: np.random.Generator) -> Floats:
    """Ratings (test, reader, case) of one study, diseased cases first, drawn from `draw`."""
    parts = []
    for is_diseased, count in ((True, size.diseased), (False, size.nondiseased)):
        mean = np.zeros((size.tests, 1, 1))
        if is_diseased:
            mean += model.mean
            mean[1:] += model.shift
        terms = (
            (model.reader, (1, size.readers, 1)),
            (model.test_reader, (size.tests, size.readers, 1)),
            (model.case, (1, 1, count)),
            (model.test_case, (size.tests, 1, count)),
            (model.reader_case, (1, size.readers, count)),
            (model.error, (size.tests, size.readers, count)),
        )
        total = np.broadcast_to(mean, (size.tests, size.readers, count)).copy()
        for variance, shape in terms:
            total += math.sqrt(variance) * draw.normal(size=shape)
        parts.append(total)
    return np.concatenate(parts, axis=2)
