"""The look components say the same thing in word, shape and colour, and never let text become markup."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.template import Context, Template, TemplateSyntaxError
from hypothesis import given
from hypothesis import strategies as st

from centralis.apps.web import states
from centralis.apps.web.rooms import ROOMS
from centralis.apps.web.style_samples import sample_context
from centralis.apps.web.templatetags import look

REPOSITORY = Path(__file__).parents[3]
NOW = datetime(2026, 11, 21, 9, 30, 7, tzinfo=UTC)


def render(source: str, **values: object) -> str:
    return Template("{% load look %}" + source).render(Context(values))


THE_THIRTEEN = {
    "expected": ("Expected", "grey"),
    "received": ("Received", "grey"),
    "held": ("Held", "amber"),
    "in_qc": ("In QC", "blue"),
    "queried": ("Queried", "amber"),
    "accepted": ("Accepted", "green"),
    "rejected": ("Rejected: rescan", "red"),
    "in_reading": ("In reading", "violet"),
    "read": ("Read", "violet"),
    "adjudication": ("Adjudication", "violet"),
    "locked": ("Locked", "dark"),
    "missed": ("Missed", "red"),
    "superseded": ("Superseded", "grey"),
}


def test_the_thirteen_states_have_their_word_and_colour():
    assert {code: (str(s.word), s.tone) for code, s in states.STATES.items()} == THE_THIRTEEN


def test_no_two_of_the_thirteen_share_a_shape():
    shapes = [s.shape for s in states.STATES.values()]
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("table", [states.STATES, states.OTHER_STATES])
def test_every_state_uses_a_drawn_shape_and_a_known_tone(table):
    for code, entry in table.items():
        assert entry.shape in states.SHAPES, code
        assert entry.tone in states.TONES, code


def test_state_shows_word_shape_and_colour_together():
    html = render("{% state 'accepted' %}")
    assert 'class="state tone-green"' in html
    assert states.SHAPES["tick"] in html
    assert '<span class="state-word">Accepted</span>' in html


@pytest.mark.parametrize("code", ["in_qc", "IN_QC", "in-qc", "In QC"])
def test_a_state_code_may_be_written_as_people_write_it(code):
    assert render("{{ code|state_word }}", code=code) == "In QC"


def test_superseded_is_struck():
    assert "state-struck" in render("{% state 'superseded' %}")
    assert "state-struck" not in render("{% state 'accepted' %}")


def test_an_unknown_state_shows_its_own_word_and_no_colour():
    html = render("{% state 'lost_in_post' %}")
    assert "Lost in post" in html
    assert "tone-grey" in html


def test_a_state_word_cannot_become_markup():
    assert "<b>" not in render("{% state code word %}", code="<b>x", word="<b>y</b>")


def test_a_grid_shape_keeps_its_word_for_screen_readers():
    assert '<span class="sr-only">Held</span>' in render("{% state_shape 'held' %}")


def test_badge_refuses_a_colour_that_is_not_ours():
    assert 'class="badge tone-red"' in render("{% badge 'Unblinded' 'red' %}")
    with pytest.raises(TemplateSyntaxError, match="tone must be one of"):
        render("{% badge 'x' 'pink' %}")


def test_the_sprite_and_the_tag_know_the_same_icons():
    built = json.loads((REPOSITORY / "frontend" / "icons.json").read_text(encoding="utf-8"))
    assert set(built) == look.ICONS
    assert len(built) <= 40


def test_every_room_of_the_rail_has_its_picture():
    assert {room.icon for room in ROOMS} <= look.ICONS


def test_icon_points_into_our_sprite():
    html = render("{% icon 'lock' %}")
    assert re.search(r'<use href="/static/icons[^"#]*\.svg#lock">', html)
    assert 'aria-hidden="true"' in html
    assert 'aria-label="Locked"' in render("{% icon 'lock' 'Locked' %}")
    with pytest.raises(TemplateSyntaxError, match="there is no 'unicorn'"):
        render("{% icon 'unicorn' %}")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under 1 min"), (59, "under 1 min"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h"), (3_660, "1 h 1 min"),
        (86_399, "23 h 59 min"), (86_400, "1 d"), (86_460, "1 d"), (273_600, "3 d 4 h"), (34_560_000, "400 d"),
    ],
)  # fmt: skip
def test_spans_are_written_in_days_and_hours(seconds, words):
    assert look.span_words(seconds) == words


@given(st.integers(min_value=60, max_value=10_000_000))
def test_a_span_in_words_is_never_longer_and_at_most_one_hour_short(seconds):
    size = {"d": 86_400, "h": 3_600, "min": 60}
    parts = re.findall(r"(\d+) (d|h|min)", look.span_words(seconds))
    told = sum(int(count) * size[unit] for count, unit in parts)
    assert told <= seconds < told + (3_600 if seconds >= 86_400 else 60)


def test_ago_carries_the_age_the_exact_time_and_its_zone():
    with time_machine.travel(NOW, tick=False):
        html = render("{{ t|ago }}", t=NOW - timedelta(days=3, hours=4))
    assert ">3 d 4 h</time>" in html
    assert 'title="2026-11-18 05:30 UTC"' in html
    assert 'datetime="2026-11-18T05:30:07+00:00"' in html


def test_ago_of_a_coming_moment_says_in():
    with time_machine.travel(NOW, tick=False):
        assert ">in 2 h</time>" in render("{{ t|ago }}", t=NOW + timedelta(hours=2))


def test_times_are_shown_in_utc_with_zone():
    east = datetime.fromisoformat("2026-11-21T23:30:00-05:00")
    assert look.utc(east) == "2026-11-22 04:30 UTC"
    assert look.utc_seconds(NOW) == "2026-11-21 09:30:07 UTC"
    assert look.utc("2026-11-21T09:30:00Z") == "2026-11-21 09:30 UTC"
    assert look.day(east) == "2026-11-22"
    assert look.day(date(2026, 1, 2)) == "2026-01-02"


@pytest.mark.parametrize("tag", ["ago", "utc", "utc_seconds", "day", "digest", "filesize", "mm", "duration"])
@pytest.mark.parametrize("value", [None, "", object()])
def test_a_missing_value_is_a_dash_and_never_an_error(tag, value):
    if tag == "digest" and value is not None and value != "":
        return
    assert render("{{ v|" + tag + " }}", v=value) == "–"


def test_duration_runs_to_now_until_there_is_an_end():
    with time_machine.travel(NOW, tick=False):
        assert render("{% duration a %}", a=NOW - timedelta(minutes=75)) == "1 h 15 min"
        assert render("{% duration a b %}", a=NOW - timedelta(minutes=75), b=NOW - timedelta(minutes=60)) == "15 min"
    assert render("{{ t|duration }}", t=timedelta(days=2)) == "2 d"


def test_digest_shows_the_head_and_keeps_the_whole():
    whole = "9f2c4be07d7a61c1" * 4
    html = render("{{ h|digest }}", h=whole)
    assert ">9f2c4be07d7a…</span>" in html
    assert f'title="{whole}"' in html
    assert "00ff" in look.digest(b"\x00\xff")


@pytest.mark.parametrize(("n", "text"), [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (52_600_000, "52.6 MB")])
def test_filesize_uses_decimal_units(n, text):
    assert look.filesize(n) == text


def test_mm_and_get():
    assert look.mm(12.34) == "12.3"
    assert look.mm(1.25, 2) == "1.25"
    assert render("{{ m|get:k }}", m={"a": 7}, k="a") == "7"


def chart_json(html: str) -> dict:
    found = re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found.group(1))


def test_chart_puts_its_rows_into_the_specification_and_into_a_table():
    rows = [{"subject": "01-001", "change_pct": -30.5}, {"subject": "01-002", "change_pct": None}]
    columns = {"change_pct": "Change (%)", "subject": "Subject"}
    html = render("{% chart s r 'Best change' c 'waterfall' %}", s={"mark": "bar"}, r=rows, c=columns)
    assert chart_json(html) == {"mark": "bar", "data": {"values": rows}}
    assert 'id="chart-waterfall"' in html
    assert re.findall(r"<th[^>]*>([^<]*)</th>", html) == ["Change (%)", "Subject"]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", html) == ["-30.5", "01-001", "–", "01-002"]


def test_chart_keeps_data_that_the_specification_brings():
    html = render("{% chart s r 'c' %}", s={"data": {"values": [1]}, "mark": "bar"}, r=[["a", "b"], [1, 2]])
    assert chart_json(html)["data"] == {"values": [1]}
    assert re.findall(r"<th[^>]*>([^<]*)</th>", html) == ["a", "b"]


@given(st.text(max_size=60))
def test_no_text_can_end_the_script_element_of_a_chart(text):
    html = render("{% chart s r 'c' %}", s={"mark": "bar"}, r=[{"v": text + "</script><b>&"}])
    assert html.count("<script") == html.count("</script>") == 1
    assert "<b>" not in html
    assert chart_json(html)["data"]["values"] == [{"v": text + "</script><b>&"}]


def test_chart_without_rows_says_so():
    assert "No numbers yet" in render("{% chart s r 'c' %}", s={"mark": "bar"}, r=[])


def test_empty_page_teaches_one_step():
    html = render("{% empty 'No exams yet' 'Qualify a scanner first.' '/scanners/' 'Qualify a scanner' %}")
    assert "No exams yet" in html
    assert '<a class="btn btn-primary" href="/scanners/">Qualify a scanner</a>' in html
    assert "<a" not in render("{% empty 'None' 'Nothing to do.' %}")


def test_table_tools_offer_the_filters_of_their_own_table():
    filters = [{"label": "State", "name": "state", "choices": [("held", "Held")]}]
    html = render("{% table_tools 'exams' %}", exams_filters=filters, other_filters=[{"label": "No", "name": "no"}])
    assert 'data-table-tools="exams"' in html
    assert '<select name="state"' in html
    assert '<option value="held">Held</option>' in html
    assert 'name="no"' not in html


def test_the_style_page_shows_every_state():
    context = sample_context(NOW)
    assert set(context["states"]) == set(states.STATES)
    assert {row["state"] for row in context["exams"]} == set(states.STATES)
