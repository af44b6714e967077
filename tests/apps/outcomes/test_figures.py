"""The figures' specifications: the keys Vega-Lite needs, units on axes, words at marks, rows from hand-made plots."""

from decimal import Decimal

from centralis.apps.outcomes import figures
from centralis.core.endpoints.figures import (
    PlotPoint,
    PlotSubject,
    derive_spider,
    derive_swimmer,
    derive_waterfall,
)

SUBJECTS = [
    PlotSubject("01-001", (PlotPoint(56, Decimal("-35"), "PR"), PlotPoint(112, Decimal("-40"), "PR")), "PR", 112, True),
    PlotSubject("01-002", (PlotPoint(57, Decimal("24"), "PD"), PlotPoint(111, Decimal("28"), "PD")), "PD", 111),
    PlotSubject("02-001", (PlotPoint(55, None, "NE"),), "NE", 55),
]
LINKS = {"01-001": "/s/1/", "01-002": "/s/2/", "02-001": "/s/3/"}
RANKING = ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "NE")
SETTING = figures.Setting("sum of diameters", RANKING, (-30, 20), "central result", LINKS)


def channels(spec):
    """Every encoding of a specification, layers within layers included."""
    if "encoding" in spec:
        yield spec["encoding"]
    for layer in spec.get("layer", ()):
        yield from channels(layer)


def titles(figure, channel):
    return {found[channel]["title"] for found in channels(figure.spec) if "title" in found.get(channel, {})}


def check(figure):
    assert figure.spec["$schema"] == "https://vega.github.io/schema/vega-lite/v6.json"
    assert set(figure.columns) <= set(figure.rows[0])
    for encoding in channels(figure.spec):
        for name, channel in encoding.items():
            if name in ("x", "y") and "field" in channel:
                assert channel["type"] in ("quantitative", "nominal")
    fields = {c["field"] for e in channels(figure.spec) for c in e.values() if isinstance(c, dict) and "field" in c}
    layers = [layer["data"]["values"] for layer in figure.spec["layer"] if "data" in layer]
    assert fields <= set(figure.rows[0]) | {key for values in layers for row in values for key in row}
    return figure


def test_the_waterfall_stands_from_worst_to_best_with_its_thresholds():
    figure = check(figures.build_waterfall(derive_waterfall(SUBJECTS), SETTING))
    assert [(row["subject"], row["change_percent"], row["response"]) for row in figure.rows] == [
        ("01-002", 24.0, "PD"), ("01-001", -40.0, "PR")]  # fmt: skip
    assert figure.rows[0]["url"] == "/s/2/"
    assert titles(figure, "y") == {"Best change from baseline (%)"}
    assert [layer["data"]["values"][0]["level"] for layer in figure.spec["layer"][-2:]] == [-30, 20]
    texts = [found["text"]["field"] for found in channels(figure.spec) if "text" in found]
    assert texts == ["response", "word", "word"]
    domain = next(found["y"]["scale"]["domain"] for found in channels(figure.spec) if "scale" in found.get("y", {}))
    assert domain[0] < -40
    assert domain[1] > 24


def test_the_spider_starts_at_zero_and_names_each_line_at_its_end():
    figure = check(figures.build_spider(derive_spider(SUBJECTS), SETTING))
    assert [(row["subject"], row["day"], row["change_percent"], row["end"]) for row in figure.rows] == [
        ("01-001", 0, 0.0, ""), ("01-001", 56, -35.0, ""), ("01-001", 112, -40.0, "01-001"),
        ("01-002", 0, 0.0, ""), ("01-002", 57, 24.0, ""), ("01-002", 111, 28.0, "01-002"),
    ]  # fmt: skip
    assert titles(figure, "x") == {"Time since day 0 (days)"}
    shape = next(found["shape"] for found in channels(figure.spec) if "shape" in found)
    assert shape["scale"]["domain"] == ["baseline", "PR", "PD"]


def test_the_swimmer_has_the_longest_first_with_firsts_as_marks_and_an_arrow_for_who_goes_on():
    figure = check(figures.build_swimmer(derive_swimmer(SUBJECTS), SETTING))
    assert [(row["subject"], row["end_day"], row["events"], row["arrow"]) for row in figure.rows] == [
        ("01-001", 112, "PR on day 56", "→"),
        ("01-002", 111, "PD on day 57", ""),
        ("02-001", 55, "none", ""),
    ]
    events = figure.spec["layer"][-1]["data"]["values"]
    assert [(one["subject"], one["day"], one["word"]) for one in events] == [
        ("01-001", 56, "PR"), ("01-002", 57, "progression")]  # fmt: skip


def test_no_figure_shows_an_arm_or_leaves_a_legend_as_the_only_word():
    for figure in (
        figures.build_waterfall(derive_waterfall(SUBJECTS), SETTING),
        figures.build_spider(derive_spider(SUBJECTS), SETTING),
        figures.build_swimmer(derive_swimmer(SUBJECTS), SETTING),
    ):
        legends = [c.get("legend") for e in channels(figure.spec) for n, c in e.items() if n in ("color", "shape")]
        assert set(legends) == {None}
        assert "arm" not in str(figure.rows)


def test_another_criterion_has_its_own_codes_levels_and_progression():
    subjects = [
        PlotSubject(
            "01-001",
            (PlotPoint(56, Decimal("-55"), "iPR"), PlotPoint(112, Decimal("30"), "iUPD"), PlotPoint(150, None, "iCPD")),
            "iPR", 150, progression_day=112, responding=("iCR", "iPR"),
        ),
        PlotSubject(
            "01-002",
            (PlotPoint(56, Decimal("25"), "iUPD"), PlotPoint(112, Decimal("-40"), "iPR")),
            "iPR", 112, responding=("iCR", "iPR"),
        ),
    ]  # fmt: skip
    codes = ("iCR", "iPR", "iSD", "iUPD", "iCPD")
    setting = figures.Setting("tumour burden", codes, (-50, 25), "central result", LINKS)
    figure = check(figures.build_waterfall(derive_waterfall(subjects), setting))
    assert [(row["subject"], row["change_percent"]) for row in figure.rows] == [("01-002", -40.0), ("01-001", -55.0)]
    assert [layer["data"]["values"][0]["level"] for layer in figure.spec["layer"][-2:]] == [-50, 25]
    assert figure.caption == "Waterfall: best change of the tumour burden up to progression, central result"
    swimmer = check(figures.build_swimmer(derive_swimmer(subjects), setting))
    events = swimmer.spec["layer"][-1]["data"]["values"]
    assert [(one["subject"], one["day"], one["event"]) for one in events] == [
        ("01-001", 56, "iPR"), ("01-001", 112, "PD"), ("01-002", 112, "iPR")]  # fmt: skip


def test_without_published_levels_no_line_is_drawn():
    setting = figures.Setting("x", RANKING, None, "central result", LINKS)
    figure = figures.build_waterfall(derive_waterfall(SUBJECTS), setting)
    assert not [layer for layer in figure.spec["layer"] if "data" in layer]
