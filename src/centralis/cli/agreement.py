"""Commands of agreement: what `centralis agreement` does with ratings by case and reader.

Answers go to stdout as JSON. On bad input a sentence goes to stderr (which file, which row or column, what was
expected), nothing is written, and the exit code is 2. Where a coefficient has no value (every rating the same) the
answer holds null and the reason.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from centralis.cli.agreement_input import load_categories, load_measurements, load_numbers, refusing
from centralis.cli.statistics import load_table, print_answer
from centralis.core.agreement.bland_altman import LimitMethod, LimitsOfAgreement, compute_limits
from centralis.core.agreement.bland_altman_repeated import RepeatedLimits, TrueValue
from centralis.core.agreement.coefficient import Coefficient
from centralis.core.agreement.concordance import compute_concordance
from centralis.core.agreement.discordance import ProgressionPair, compare_progression
from centralis.core.agreement.fleiss import compute_fleiss_kappa
from centralis.core.agreement.gwet import compute_gwet
from centralis.core.agreement.icc import Form, compute_every_icc
from centralis.core.agreement.kappa import compute_pairwise_kappa
from centralis.core.agreement.krippendorff import Scale, compute_alpha
from centralis.core.agreement.percent import compute_pabak, compute_percent_agreement
from centralis.core.agreement.ratings import RatingTable
from centralis.core.agreement.repeatability import compute_repeatability
from centralis.core.agreement.repeats import compute_repeated_limits, derive_reader_pairs
from centralis.core.agreement.weights import Weights
from centralis.core.endpoints.table import Kind, Shape

agreement_app = typer.Typer(no_args_is_help=True, help="Agreement of readers: kappa, ICC, limits of agreement.")

RatingsFile = Annotated[Path, typer.Argument(metavar="RATINGS.csv", help="CSV: case,reader,value")]
Level = Annotated[float, typer.Option(help="Confidence level.")]
Categories = Annotated[str, typer.Option(help="All categories in their order, with commas: CR,PR,SD,PD.")]
WeightChoice = Annotated[Weights, typer.Option(help="How near categories count.")]


@agreement_app.command("kappa")
def kappa(ratings: RatingsFile, categories: Categories = "", level: Level = 0.95) -> None:
    """Cohen's kappa of every two readers, categories without an order."""
    _print_kappa(ratings, Weights.IDENTITY, categories, level)


@agreement_app.command("weighted-kappa")
def weighted_kappa(
    ratings: RatingsFile, weights: WeightChoice = Weights.LINEAR, categories: Categories = "", level: Level = 0.95
) -> None:
    """Cohen's weighted kappa of every two readers, ordered categories."""
    _print_kappa(ratings, weights, categories, level)


def _print_kappa(path: Path, weights: Weights, categories: str, level: float) -> None:
    loaded = load_categories(path, categories)
    with refusing(path):
        found = compute_pairwise_kappa(loaded.table, weights, loaded.categories, level)
    first = found.pairs[0].kappa
    body: dict[str, Any] = {"readers": list(loaded.table.readers), "cases": len(loaded.table.cases)}
    if len(found.pairs) == 1:
        body |= {"kappa": first.estimate, **first.to_json(), "readers": body["readers"]}
        body["left_out"] = found.pairs[0].left_out
    else:
        body["pairs"] = [
            {**one.kappa.to_json(), "kappa": one.kappa.estimate, "readers": [one.first, one.second]}
            | {"left_out": one.left_out}
            for one in found.pairs
        ]
        body |= {"mean_kappa": found.mean} | ({"reason": found.reason} if found.reason else {})
    print_answer(first.method, first.parameters, body)


@agreement_app.command("fleiss")
def fleiss(ratings: RatingsFile, categories: Categories = "", level: Level = 0.95) -> None:
    """Fleiss' kappa of two or more readers; every case needs the same number of ratings."""
    loaded = load_categories(ratings, categories)
    _print_coefficient(
        ratings, "kappa", loaded.table, lambda: compute_fleiss_kappa(loaded.table, loaded.categories, level)
    )


@agreement_app.command("gwet")
def gwet(
    ratings: RatingsFile, weights: WeightChoice = Weights.IDENTITY, categories: Categories = "", level: Level = 0.95
) -> None:
    """Gwet's AC1, or AC2 with weights; missing ratings are taken."""
    loaded = load_categories(ratings, categories)
    _print_coefficient(
        ratings, "ac", loaded.table, lambda: compute_gwet(loaded.table, weights, loaded.categories, level)
    )


@agreement_app.command("percent")
def percent(ratings: RatingsFile, categories: Categories = "", level: Level = 0.95) -> None:
    """Percent agreement with its limits, and PABAK beside it; missing ratings are taken."""
    loaded = load_categories(ratings, categories)
    with refusing(ratings):
        adjusted = compute_pabak(loaded.table, loaded.categories, level)
    extra = {"pabak": {**adjusted.to_json(), "method": adjusted.method}}
    _print_coefficient(
        ratings,
        "agreement",
        loaded.table,
        lambda: compute_percent_agreement(loaded.table, Weights.IDENTITY, loaded.categories, level),
        extra,
    )


@agreement_app.command("krippendorff")
def krippendorff(
    ratings: RatingsFile,
    scale: Annotated[Scale, typer.Option(help="What differences mean.")] = Scale.NOMINAL,
    categories: Categories = "",
    level: Level = 0.95,
    resamples: Annotated[int, typer.Option(min=0, help="Draws of cases for the interval; 0: none.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 0,
) -> None:
    """Krippendorff's alpha of any number of readers; missing ratings are taken."""
    loaded = load_categories(ratings, categories)
    _print_coefficient(
        ratings,
        "alpha",
        loaded.table,
        lambda: compute_alpha(loaded.table, scale, loaded.categories, level, resamples, seed),
    )


@agreement_app.command("icc")
def icc(
    ratings: RatingsFile,
    form: Annotated[Form, typer.Option(help="Shrout and Fleiss's form.")] = Form.ICC_2_1,
    level: Level = 0.95,
) -> None:
    """Intraclass correlation: the form asked for, and all six beside it."""
    table = load_numbers(ratings)
    with refusing(ratings):
        forms = compute_every_icc(table, level)
    chosen = next(one for one in forms if one.form is form)
    squares = chosen.squares
    body = {
        "icc": chosen.estimate,
        **chosen.to_json(),
        "cases": squares.n,
        "readers": list(table.readers),
        "mean_squares": {
            "between_cases": squares.cases,
            "within_cases": squares.within,
            "between_readers": squares.readers,
            "residual": squares.residual,
        },
        "forms": {one.form.shrout_fleiss: one.to_json() for one in forms},
    }
    print_answer("icc", {"form": form.shrout_fleiss, "level": level}, body)


@agreement_app.command("concordance")
def concordance(ratings: RatingsFile, level: Level = 0.95) -> None:
    """Lin's concordance correlation coefficient of every two readers."""
    table = load_numbers(ratings)
    with refusing(ratings):
        found = {pair: compute_concordance(_pairs(table, *pair), level) for pair in table.reader_pairs()}
    bodies = [
        {
            "ccc": one.coefficient.estimate,
            **one.coefficient.to_json(),
            "readers": list(pair),
            "correlation": one.correlation,
            "bias_correction": one.bias_correction,
        }
        for pair, one in found.items()
    ]
    parameters = next(iter(found.values())).coefficient.parameters
    print_answer("lin-ccc", parameters, bodies[0] if len(bodies) == 1 else {"pairs": bodies})


@agreement_app.command("bland-altman")
def bland_altman(
    ratings: RatingsFile,
    agreement: Annotated[float, typer.Option(help="Share of differences that the limits hold.")] = 0.95,
    level: Level = 0.95,
    limits: Annotated[LimitMethod, typer.Option(help="Intervals of the limits.")] = LimitMethod.APPROXIMATE,
    true_value: Annotated[TrueValue | None, typer.Option(help="With repeats: does the true value vary?")] = None,
) -> None:
    """Limits of agreement of every two readers (first minus second); repeats need --true-value.

    A case may be measured several times by a reader. With `varies` a column `replicate` says which measurements of the
    two readers belong together.
    """
    if true_value is None:
        table = load_numbers(ratings, "Where cases were measured repeatedly, give --true-value constant or varies.")
        with refusing(ratings):
            found = {one: compute_limits(_pairs(table, *one), agreement, level, limits) for one in table.reader_pairs()}
        bodies = [_limits_json(pair, one) for pair, one in found.items()]
        method, how = "bland-altman", {"limits": limits.value}
    else:
        rows = load_measurements(ratings)
        with refusing(ratings):
            repeated = {
                one: compute_repeated_limits(rows, one, true_value, agreement, level)
                for one in derive_reader_pairs(rows)
            }
        bodies = [_repeated_json(pair, one) for pair, one in repeated.items()]
        method, how = "bland-altman-repeated", {"true_value": true_value.value}
    parameters = {"agreement": agreement, "level": level, **how}
    print_answer(method, parameters, bodies[0] if len(bodies) == 1 else {"pairs": bodies})


@agreement_app.command("repeatability")
def repeatability(ratings: RatingsFile, level: Level = 0.95) -> None:
    """Within-subject SD, repeatability coefficient and coefficient of variation from each reader's repeats."""
    by_reader: dict[str, dict[str, list[float]]] = {}
    for one in load_measurements(ratings):
        by_reader.setdefault(one.reader, {}).setdefault(one.case, []).append(one.value)
    with refusing(ratings):
        found = {reader: compute_repeatability(repeats, level).to_json() for reader, repeats in by_reader.items()}
    print_answer("repeatability", {"level": level}, {"readers": found})


@agreement_app.command("discordance")
def discordance(
    progression: Annotated[Path, typer.Argument(help="CSV: subject,first_day,second_day; empty: no progression")],
    tolerance_days: Annotated[int, typer.Option(min=0, help="Days apart that still count as the same.")] = 0,
    level: Level = 0.95,
) -> None:
    """Early and late discrepancy rates of progression: first (site) against second (central review)."""
    days = ("first_day", "second_day")
    columns = {"subject": Kind.TEXT, **dict.fromkeys(days, Kind.INTEGER)}
    rows = load_table(progression, columns, Shape(blank=days, unique=("subject",)))
    pairs = [
        ProgressionPair(
            row.text("subject"),
            *(None if row.values[day] is None else int(row.amount(day)) for day in days),
        )
        for row in rows
    ]
    with refusing(progression):
        found = compare_progression(pairs, tolerance_days, level)
    print_answer("discordance", {"tolerance_days": tolerance_days, "level": level}, found.to_json())


def _print_coefficient(
    path: Path,
    name: str,
    table: RatingTable,
    compute: Callable[[], Coefficient],
    extra: Mapping[str, Any] | None = None,
) -> None:
    with refusing(path):
        found = compute()
    body = {name: found.estimate, **found.to_json(), "readers": list(table.readers), **(extra or {})}
    print_answer(found.method, found.parameters, body)


def _pairs(table: RatingTable, first: str, second: str) -> list[tuple[float, float]]:
    return [(float(one), float(other)) for one, other in table.pairs(first, second)]


def _limits_json(readers: tuple[str, str], found: LimitsOfAgreement) -> dict[str, Any]:
    return {"readers": list(readers), **found.to_json()}


def _repeated_json(readers: tuple[str, str], found: RepeatedLimits) -> dict[str, Any]:
    parts = [{"name": one.name, "variance": one.variance, "df": one.df} for one in found.parts]
    return {**_limits_json(readers, found.limits), "measurements": found.measurements, "variance_parts": parts}
