"""Commands of multi-reader multi-case studies: what `centralis mrmc` and `centralis mrmc-power` do.

Answers go to stdout as JSON. On bad input a sentence goes to stderr (which file, which row or column, what was
expected), nothing is written, and the exit code is 2.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from centralis.cli.statistics import load_table, print_answer, refuse
from centralis.core.agreement.mrmc.answer import (
    build_answer,
    build_margin,
    build_pilot,
    build_power,
    build_u_answer,
)
from centralis.core.agreement.mrmc.covariance import CovarianceMethod, Figure, Resampling, estimate
from centralis.core.agreement.mrmc.data import MrmcError, RatingRow, Ratings, derive_ratings
from centralis.core.agreement.mrmc.figures import FigureOfMerit
from centralis.core.agreement.mrmc.noninferiority import assess_margin
from centralis.core.agreement.mrmc.obuchowski_rockette import analyse
from centralis.core.agreement.mrmc.power import (
    Pilot,
    Plan,
    compute_power,
    derive_cases,
    derive_pilot,
    derive_readers,
    derive_table,
)
from centralis.core.agreement.mrmc.results import Analysis, Design, RandomFactors
from centralis.core.agreement.mrmc.split_plot import assess
from centralis.core.agreement.mrmc.ustatistic import UOptions, assess_u_statistic
from centralis.core.endpoints.table import Kind, Shape

COLUMNS = {"reader": Kind.TEXT, "test": Kind.TEXT, "case": Kind.TEXT, "truth": Kind.FLAG, "rating": Kind.NUMBER}
READER_RANGE = range(3, 16)
"""Numbers of readers that a table of sample sizes covers when neither readers nor cases are given."""

RatingsFile = Annotated[Path, typer.Argument(help="CSV: reader,test,case,truth,rating; truth 1 diseased, 0 not")]
FigureChoice = Annotated[FigureOfMerit, typer.Option(help="What is compared.")]
Threshold = Annotated[float | None, typer.Option(help="Lowest rating called positive, for sensitivity or specificity.")]
Random = Annotated[RandomFactors, typer.Option(help="To whom the answer applies beyond this study.")]


class Method(StrEnum):
    """The covariance of Obuchowski-Rockette's analysis, or the U-statistic, which takes any pattern of reads."""

    JACKKNIFE = "jackknife"
    DELONG = "delong"
    BOOTSTRAP = "bootstrap"
    U_STATISTIC = "u-statistic"


def mrmc(
    ratings: RatingsFile,
    method: Annotated[Method, typer.Option(help="Covariance over cases.")] = Method.JACKKNIFE,
    random: Random = RandomFactors.READERS_AND_CASES,
    level: Annotated[float, typer.Option(help="Confidence level.")] = 0.95,
    figure: FigureChoice = FigureOfMerit.AUC,
    threshold: Threshold = None,
    margin: Annotated[float | None, typer.Option(help="Non-inferiority margin, such as 0.05.")] = None,
    new: Annotated[str | None, typer.Option(help="The test that must not be inferior by the margin.")] = None,
    reference: Annotated[str | None, typer.Option(help="The test it is set against.")] = None,
    replicates: Annotated[int, typer.Option(help="Draws of the bootstrap.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the bootstrap.")] = 1,
) -> None:
    """Compare diagnostic tests read by several readers on several cases (multi-reader multi-case)."""
    study = load_ratings(ratings)
    parameters: dict[str, Any] = {
        "method": method,
        "random": random,
        "level": level,
        "figure": figure,
        "threshold": threshold,
    }
    try:
        of = Figure(figure, threshold)
        if method is Method.U_STATISTIC:
            if margin is not None:
                refuse("A margin is tested with the covariances jackknife, delong or bootstrap; leave the margin out.")
            result = assess_u_statistic(study, UOptions(of, level, random))
            print_answer(result.method, parameters, build_u_answer(result))
            return
        resampling = Resampling(replicates, seed)
        analysis = assess(study, CovarianceMethod(method), random, level, of, resampling)
        body = build_answer(analysis)
        if margin is not None:
            body["margin_test"] = _margin(analysis, margin, new, reference)
        elif new or reference:
            refuse("A new and a reference test are for a margin; give --margin too.")
    except MrmcError as error:
        refuse(f"{ratings}: {error}")
    if method is Method.BOOTSTRAP:
        parameters |= {"replicates": replicates, "seed": seed}
    name = "mrmc-obuchowski-rockette" if analysis.design is Design.FACTORIAL else "mrmc-split-plot"
    print_answer(name, parameters, body)


def mrmc_power(
    pilot: RatingsFile,
    effect: Annotated[float, typer.Option(help="True difference of the two tests; for a margin: new minus reference.")],
    readers: Annotated[int | None, typer.Option(help="Readers of the study to come.")] = None,
    cases: Annotated[int | None, typer.Option(help="Cases of the study to come.")] = None,
    power: Annotated[float, typer.Option(help="Power to reach.")] = 0.8,
    alpha: Annotated[float, typer.Option(help="Two-sided level; non-inferiority is tested at half of it.")] = 0.05,
    margin: Annotated[float | None, typer.Option(help="Plan non-inferiority by this margin.")] = None,
    random: Random = RandomFactors.READERS_AND_CASES,
    method: Annotated[CovarianceMethod, typer.Option(help="Covariance over the pilot's cases.")] = (
        CovarianceMethod.JACKKNIFE
    ),
) -> None:
    """Plan readers and cases of a study from a pilot study's ratings.

    Readers and cases given: the power. One of them: the fewest of the other. None: the cases for 3 to 15 readers.
    """
    study = load_ratings(pilot)
    try:
        parts = derive_pilot(analyse(estimate(study, method)))
        found = _plan(parts, Plan(effect, alpha, margin, random), readers, cases, power)
    except MrmcError as error:
        refuse(f"{pilot}: {error}")
    parameters = {
        "effect": effect,
        "alpha": alpha,
        "margin": margin,
        "random": random,
        "method": method,
        "power": power,
    }
    print_answer("mrmc-power", parameters, {"pilot": build_pilot(parts), "plans": found})


def _plan(pilot: Pilot, plan: Plan, readers: int | None, cases: int | None, power: float) -> list[dict[str, Any]]:
    if readers is not None and cases is not None:
        return [build_power(compute_power(pilot, readers, cases, plan))]
    if readers is not None:
        return [build_power(derive_cases(pilot, readers, plan, power))]
    if cases is not None:
        return [build_power(derive_readers(pilot, cases, plan, power))]
    table = derive_table(pilot, READER_RANGE, plan, power)
    return [{**build_power(row), "readers": count} for count, row in zip(READER_RANGE, table, strict=True)]


def _margin(analysis: Analysis, margin: float, new: str | None, reference: str | None) -> dict[str, Any]:
    if new is None or reference is None:
        refuse(f"A margin needs --new and --reference, two of the tests {', '.join(analysis.tests)}.")
    return build_margin(assess_margin(analysis, new, reference, margin, round((1 - analysis.level) / 2, 12)))


def load_ratings(path: Path, by: str | None = None) -> Ratings:
    """The study of a file; an empty rating or no row at all means that the case was not read.

    `by`: one more column, a word of each case (its site, the maker), empty where it is not known.
    """
    if by in COLUMNS:
        refuse(f"{by} is a column of every read, not a word of a case; name another column, such as site.")
    words = () if by is None else (by,)
    columns = {**COLUMNS, **dict.fromkeys(words, Kind.TEXT)}
    rows = load_table(path, columns, Shape(blank=("rating", "truth", *words)))
    try:
        return derive_ratings(
            RatingRow(
                row.text("reader"),
                row.text("test"),
                row.text("case"),
                None if row.values["truth"] is None else row.flag("truth"),
                None if row.values["rating"] is None else row.amount("rating"),
                row.number,
                {word: "" if row.values[word] is None else row.text(word) for word in words},
            )
            for row in rows
        )
    except MrmcError as error:
        refuse(f"{path}: {error}")
