"""Reader studies and survival: processor seconds of one process.

No maintained Python package analyses reader studies with random readers and cases, so those lines stand alone; survival
is set beside lifelines, asked for the same curves with log-log limits, the medians and the log-rank test.
"""

import time
from collections.abc import Callable
from importlib.metadata import version

import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import median_survival_times

from benchmarks.rows import Aim, Row
from centralis.core.agreement.mrmc.covariance import CovarianceMethod
from centralis.core.agreement.mrmc.data import RatingRow, Ratings, derive_ratings
from centralis.core.agreement.mrmc.split_plot import assess
from centralis.core.agreement.mrmc.ustatistic import assess_u_statistic
from centralis.core.endpoints.kaplan_meier import derive_quantile, estimate_survival
from centralis.core.endpoints.log_rank import compute_log_rank
from centralis.core.endpoints.survival_data import SurvivalData, check_survival_data
from centralis.core.endpoints.table import Kind, read_table

COMMAND = "python -m benchmarks statistics"
TESTS, READERS, CASES = 2, 20, 1000
SUBJECTS = 100_000
ROUNDS = 3
COLUMNS = {"reader": Kind.TEXT, "test": Kind.TEXT, "case": Kind.TEXT, "truth": Kind.FLAG, "rating": Kind.NUMBER}
NOTES = (
    "Processor time of one process, so that other work on the machine counts for nobody; best of three rounds.",
    f"A reader study: {TESTS} tests × {READERS} readers × {CASES:,} cases, half of them diseased, ratings without "
    "ties, in memory; the analysis with every interval and test. From CSV: its 40,000 rows read and checked first.",
    f"Survival: {SUBJECTS:,} subjects in two groups, all times different, a sixth censored. "
    f"Peer: lifelines {version('lifelines')}.",
)


def make_study() -> Ratings:
    """Ratings with reader, case and crossed effects, the same in every run."""
    draw = np.random.default_rng(5)
    truth = np.arange(CASES) % 2 == 0
    ratings = 1.2 * truth + draw.normal(size=CASES) + draw.normal(size=(TESTS, READERS, CASES))
    names = [tuple(f"{what}{number}" for number in range(count)) for what, count in (("R", READERS), ("T", TESTS))]
    return Ratings(names[0], names[1], tuple(f"C{number}" for number in range(CASES)), truth, ratings)


def write_study(study: Ratings) -> bytes:
    """The study as the CSV that the command takes."""
    lines = ["reader,test,case,truth,rating"]
    for i, test in enumerate(study.tests):
        for j, reader in enumerate(study.readers):
            for k, case in enumerate(study.cases):
                lines.append(f"{reader},{test},{case},{int(study.truth[k])},{float(study.ratings[i, j, k])!r}")
    return "\n".join(lines).encode()


def read_study(content: bytes) -> Ratings:
    """The study from its CSV, as the command reads it."""
    return derive_ratings(
        RatingRow(
            row.text("reader"), row.text("test"), row.text("case"), row.flag("truth"), row.amount("rating"), row.number
        )
        for row in read_table([content], COLUMNS)
    )


def make_survival() -> SurvivalData:
    """Two groups with a hazard ratio of 0.9."""
    draw = np.random.default_rng(6)
    group = np.arange(SUBJECTS) % 2
    own = draw.exponential(400 / np.where(group == 1, 0.9, 1.0))
    end = draw.uniform(100, 2000, SUBJECTS)
    times = np.minimum(own, end)
    return check_survival_data(times, own <= end, ["control" if one == 0 else "treated" for one in group])


def ours(data: SurvivalData) -> float:
    """Both curves with limits and medians, and the log-rank statistic."""
    for number in range(len(data.groups)):
        curve = estimate_survival(data.of_group(number))
        derive_quantile(curve, 0.5)
    return compute_log_rank(data).chi2


def theirs(data: SurvivalData) -> float:
    """The same by lifelines."""
    parts = [data.group == number for number in range(len(data.groups))]
    for part in parts:
        curve = KaplanMeierFitter().fit(data.time[part], data.is_event[part])
        median_survival_times(curve.confidence_interval_)
    one, two = parts
    found = logrank_test(data.time[one], data.time[two], data.is_event[one], data.is_event[two])
    return float(found.test_statistic)


def best(work: Callable[[], object]) -> float:
    """Processor seconds of the quickest round."""
    found = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def run() -> list[Row]:
    """All lines. Ours and lifelines must agree on the log-rank statistic, or the comparison would be of two things."""
    study, survival = make_study(), make_survival()
    content = write_study(study)
    shape = f"{TESTS} × {READERS} × {CASES:,}"
    if not np.isclose(ours(survival), theirs(survival), rtol=1e-6):
        raise ValueError("Our log-rank statistic and lifelines' differ; the benchmark would compare unlike things.")
    return [
        _row(f"MRMC {shape}, jackknife", best(lambda: assess(study)), 2.0),
        _row(f"MRMC {shape}, jackknife, from CSV", best(lambda: assess(read_study(content))), 2.0),
        _row(f"MRMC {shape}, DeLong", best(lambda: assess(study, CovarianceMethod.DELONG)), 2.0),
        _row(f"MRMC {shape}, U-statistic", best(lambda: assess_u_statistic(study)), 1.0),
        Row(
            f"Kaplan-Meier with medians and log-rank, {SUBJECTS:,} subjects",
            best(lambda: ours(survival)),
            best(lambda: theirs(survival)),
            "processor s",
            2.0,
            COMMAND,
            Aim.AT_MOST,
            "lifelines",
        ),
    ]


def _row(name: str, seconds: float, target: float) -> Row:
    return Row(name, seconds, None, "processor s", target, COMMAND, Aim.AT_MOST)
