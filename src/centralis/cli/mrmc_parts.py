"""Commands of reader studies beside `centralis mrmc`: marks with places, subgroups of cases, and charts.

Answers go to stdout as JSON. On bad input a sentence goes to stderr (which file, which row or column, what was
expected), nothing is written, and the exit code is 2.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from centralis.cli.mrmc import FigureChoice, Random, RatingsFile, Threshold, load_ratings
from centralis.cli.statistics import load_table, print_answer, refuse
from centralis.core.agreement.mrmc.answer import build_answer
from centralis.core.agreement.mrmc.charts import build_forest, build_roc
from centralis.core.agreement.mrmc.covariance import Figure
from centralis.core.agreement.mrmc.curves import derive_curves
from centralis.core.agreement.mrmc.data import MrmcError
from centralis.core.agreement.mrmc.figures import FigureOfMerit
from centralis.core.agreement.mrmc.location import LocationFigure, assess_location
from centralis.core.agreement.mrmc.marks import (
    LESION_COLUMNS,
    LESION_SHAPE,
    MARK_COLUMNS,
    MARK_SHAPE,
    derive_marks_of_rows,
)
from centralis.core.agreement.mrmc.results import RandomFactors
from centralis.core.agreement.mrmc.subgroup_answer import build_subgroup_answer
from centralis.core.agreement.mrmc.subgroups import Engine, SubgroupOptions, assess_subgroups, band_attribute
from centralis.core.endpoints.chart import Chart

Level = Annotated[float, typer.Option(help="Confidence level.")]
Fewest = Annotated[int, typer.Option(help="Diseased and non-diseased cases that a subgroup needs for a result.")]
EngineChoice = Annotated[Engine, typer.Option(help="Analysis of each part; the U-statistic takes missing reads.")]
Edges = Annotated[
    list[float] | None, typer.Option("--edge", help="The column holds ages in years: an edge of age bands; repeat it.")
]
Column = Annotated[str, typer.Option(help="Column of the cases' words, such as site, maker, sex or age_band.")]


def mrmc_location(
    marks: Annotated[Path, typer.Argument(help="CSV: reader,test,case,lesion,rating; lesion empty: nothing is there")],
    lesions: Annotated[Path, typer.Argument(help="CSV: case,lesion[,weight]; lesion empty: a case without any")],
    figure: Annotated[LocationFigure, typer.Option(help="Area under which curve.")] = LocationFigure.WAFROC,
    random: Random = RandomFactors.READERS_AND_CASES,
    level: Level = 0.95,
) -> None:
    """Compare tests by how well readers find and point at lesions (JAFROC; weighted AFROC by default)."""
    truth = load_table(lesions, LESION_COLUMNS, LESION_SHAPE)
    found = load_table(marks, MARK_COLUMNS, MARK_SHAPE)
    try:
        body = build_answer(assess_location(derive_marks_of_rows(found, truth), figure, random, level))
    except MrmcError as error:
        refuse(f"{marks}, {lesions}: {error}")
    print_answer("mrmc-location", {"figure": figure, "random": random, "level": level}, body)


def mrmc_subgroups(
    ratings: RatingsFile,
    by: Column,
    figure: FigureChoice = FigureOfMerit.AUC,
    threshold: Threshold = None,
    random: Random = RandomFactors.READERS_AND_CASES,
    level: Level = 0.95,
    fewest: Fewest = 10,
    engine: EngineChoice = Engine.JACKKNIFE,
    edge: Edges = None,
) -> None:
    """Compare tests within subgroups of the cases, each with its counts; a subgroup too small says so."""
    study = load_ratings(ratings, by)
    try:
        options = SubgroupOptions(Figure(figure, threshold), random, level, fewest, engine)
        report = assess_subgroups(band_attribute(study, by, edge) if edge else study, by, options)
    except MrmcError as error:
        refuse(f"{ratings}: {error}")
    parameters = {
        "by": by,
        "figure": figure,
        "threshold": threshold,
        "random": random,
        "level": level,
        "fewest": fewest,
        "engine": engine,
        "edges_years": edge or None,
    }
    print_answer(report.method, parameters, build_subgroup_answer(report))


def mrmc_chart(
    ratings: RatingsFile,
    by: Annotated[str | None, typer.Option(help="A forest plot by this column; without it the ROC curves.")] = None,
    engine: EngineChoice = Engine.JACKKNIFE,
    level: Level = 0.95,
    fewest: Fewest = 10,
) -> None:
    """Print a Vega-Lite specification with its data: ROC curves, or a forest plot of subgroups.

    The forest plot shows the first pair of tests, or with one test its area.
    """
    study = load_ratings(ratings, by)
    try:
        if by is None:
            chart = build_roc(derive_curves(study), study.readers, ratings.name)
        else:
            options = SubgroupOptions(level=level, fewest=fewest, engine=engine)
            chart = build_forest(assess_subgroups(study, by, options), 0, ratings.name)
    except MrmcError as error:
        refuse(f"{ratings}: {error}")
    typer.echo(json.dumps(_whole(chart), indent=2, ensure_ascii=False, allow_nan=False))


def _whole(chart: Chart) -> dict[str, object]:
    """A specification that stands by itself: caption as title, rows as data."""
    return {**chart.spec, "title": chart.caption, "data": {"values": list(chart.rows)}}
