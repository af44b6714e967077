"""The layouts: what every page carries, what a blinded page must not carry, and nothing the content policy blocks."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from centralis.apps.web.style_samples import sample_context

TEMPLATES = Path(__file__).parents[3] / "src" / "centralis" / "apps" / "web" / "templates"
APPS = TEMPLATES.parents[1]
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
BLOCKED = [
    (r"\sstyle\s*=", "an inline style"),
    (r"\son[a-z]+\s*=", "an inline handler"),
    (r"<style\b", "a style element"),
    (r"\bhx-on\b", "hx-on"),
    (r"<script(?![^>]*(application/json|src=))", "an inline script"),
    (r"https?://(?!www\.w3\.org/)", "an outside address"),
]


@pytest.mark.parametrize("path", sorted(APPS.glob("*/templates/**/*.html")), ids=lambda p: p.name)
def test_no_template_holds_what_the_content_policy_blocks(path):
    text = path.read_text(encoding="utf-8")
    for pattern, what in BLOCKED:
        found = re.search(pattern, text)
        assert found is None, f"{path.name} holds {what}: {text[max(0, found.start() - 40) : found.end() + 20]!r}"


def page(**values):
    return render_to_string("web/base.html", values)


def test_the_headline_says_what_state_turn_and_age():
    html = page(**sample_context(NOW))
    assert "<span>Exam of subject 01-003, week 8</span>" in html
    assert 'class="state tone-amber"' in html
    assert "In this state for" in html
    assert "2 open queries" in html


def test_a_blocked_action_is_shown_as_not_possible_and_says_by_what():
    html = page(title="t", primary={"label": "Accept exam", "url": "/accept/", "blocked": "2 open queries"})
    assert 'href="/accept/"' not in html
    assert 'action="/accept/"' not in html
    assert "Accept exam: 2 open queries" in html


def test_a_changing_action_is_a_form_with_the_token():
    html = page(
        title="t", primary={"label": "Close", "url": "/close/", "post": True, "confirm": "Sure."}, csrf_token="TOK"
    )
    form = re.search(r'<form method="post" action="/close/">(.*?)</form>', html, re.DOTALL)
    assert form
    assert 'value="TOK"' in form.group(1)
    assert 'data-confirm="Sure."' in form.group(1)


def test_only_the_given_rooms_and_the_last_crumb_is_the_page():
    html = page(
        title="t",
        rooms=[{"label": "Queries", "url": "/q/", "icon": "message", "active": True, "count": 3}],
        crumbs=[("CTL", "/c/"), ("Week 8", "")],
    )
    assert re.findall(r'class="room" href="([^"]*)" aria-current="page"', html) == ["/q/"]
    assert '<a href="/c/">CTL</a>' in html
    assert '<span aria-current="page">Week 8</span>' in html


def test_every_page_says_it_is_no_medical_device():
    assert "Not a medical device" in page(title="t")


def test_a_readers_page_ignores_everything_that_tells_the_place():
    secret = {
        "trial": {"label": "SECRET"}, "trials": [{"label": "SECRET", "url": "/SECRET/", "active": True}],
        "crumbs": [("SECRET", "/SECRET/")], "rooms": [{"label": "SECRET", "url": "/SECRET/"}],
        "person": {"name": "SECRET", "roles": ["SECRET"]}, "state": "SECRET", "since": NOW, "version": "SECRET",
    }  # fmt: skip
    plain = render_to_string("web/reader.html", {"title": "Case 7 of 12"})
    assert render_to_string("web/reader.html", {"title": "Case 7 of 12", **secret}) == plain
    assert "data-theme-locked" in plain
    assert 'data-bs-theme="dark"' in plain


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_error_pages_say_what_happened_and_what_was_kept(name):
    html = render_to_string(f"{name}.html")
    assert re.search(r"<h1>[^<]{10,}</h1>", html)
    assert re.search(r'<p class="soft">(Nothing was changed|What you did last)', html)


def test_not_yours_and_not_there_look_the_same():
    hidden = render_to_string("404.html", {"exception": "Exam 7 of trial X"})
    assert hidden == render_to_string("404.html", {"exception": ""})


def test_the_style_page_renders_every_component():
    html = render_to_string("web/style.html", sample_context(NOW))
    for part in (
        "data-table=",
        "data-grid",
        "data-chart",
        "data-upload",
        'class="timeline',
        'class="sign"',
        'class="empty"',
    ):
        assert part in html
