"""Lines of a measure: named at their ends, words in their own order, no chart of nothing."""

from centralis.apps.outcomes.lines import Line, build_lines
from centralis.apps.outcomes.meaning import Measure
from centralis.apps.outcomes.values import Point


def line(name, *values, url=""):
    points = tuple(
        Point("01-001", f"V{place}", f"Visit {place}", place * 28, value, None if place == 0 else 1.0)
        for place, value in enumerate(values)
    )
    return Line(name, points, url)


def names(figure):
    """Each name with the value at its line's end and how far it is moved down in pixels."""
    return [
        (layer["data"]["values"][0]["end"], layer["data"]["values"][0]["value"], layer["mark"]["dy"])
        for layer in figure.spec["layer"]
        if "data" in layer
    ]


def test_numbers_have_an_axis_with_unit_and_every_line_its_name_at_the_end():
    measure = Measure("ejection_percent", "Ejection fraction", "%")
    figure = build_lines([line("reader 1", 55.5, 60.0), line("reader 2", 54.0)], measure, "m", "Over time", "Reader")
    assert [(row["line"], row["day"], row["value"]) for row in figure.rows] == [
        ("reader 1", 0, 55.5), ("reader 1", 28, 60.0), ("reader 2", 0, 54.0)]  # fmt: skip
    assert names(figure) == [("reader 1", 60.0, 0.0), ("reader 2", 54.0, 0.0)]
    y = figure.spec["layer"][0]["encoding"]["y"]
    assert (y["type"], y["title"], y["scale"]["zero"]) == ("quantitative", "Ejection fraction (%)", False)
    assert figure.columns["change"] == "Change from baseline (%)"
    assert "href" not in figure.spec["layer"][1]["encoding"]


def test_names_that_would_lie_on_each_other_are_moved_down():
    # 110 and 109.9 of 100 to 110: 2.2 pixels of 220 apart; a line of words needs 13
    figure = build_lines([line("a", 100, 109.9), line("b", 100, 110)], Measure("sum", "Sum"), "m", "c", "Reader")
    assert names(figure) == [("b", 110, 0.0), ("a", 109.9, 10.8)]


def test_a_crowd_of_lines_has_no_names():
    crowd = [line(f"subject {number}", number, number + 1) for number in range(17)]
    assert names(build_lines(crowd, Measure("sum", "Sum"), "m", "c", "Subject")) == []
    assert len(names(build_lines(crowd[:16], Measure("sum", "Sum"), "m", "c", "Subject"))) == 16


def test_words_stand_in_their_own_order_and_subjects_open_their_page():
    measure = Measure("category", "Category", codes=("0", "1", "2", "4A"))
    figure = build_lines([line("01-001", "4A", "1", url="/s/1/")], measure, "m", "Over time", "Subject")
    y = figure.spec["layer"][0]["encoding"]["y"]
    assert (y["type"], y["scale"]["domain"]) == ("nominal", ["1", "4A"])
    assert figure.spec["layer"][1]["encoding"]["href"] == {"field": "url"}


def test_nothing_is_no_figure():
    assert build_lines([line("reader 1")], Measure("total", "Total"), "m", "c", "Reader") is None


def test_names_at_the_bottom_are_moved_up_into_the_axis():
    figure = build_lines([line("a", 5, 0), line("b", 5, 0)], Measure("sum", "Sum"), "m", "c", "Reader")
    assert names(figure) == [("a", 0, -13.0), ("b", 0, 0.0)]


def test_one_value_alone_has_room_around_it():
    figure = build_lines([line("a", 150)], Measure("sum", "Sum"), "m", "c", "Reader")
    assert figure.spec["layer"][0]["encoding"]["y"]["scale"] == {"domain": [149.0, 151.0]}
