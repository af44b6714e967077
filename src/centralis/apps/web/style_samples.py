"""What the style page shows: every look component with sample words, none of them from a trial."""

from datetime import datetime, timedelta
from typing import Any

from centralis.apps.web.states import OTHER_STATES, STATES

_VISITS = ("Baseline", "Week 8", "Week 16", "Week 24", "Week 32", "End")
_COURSE = ("accepted", "in_reading", "queried", "held", "expected", "missed", "locked", "read", "in_qc", "rejected")


def _frame(now: datetime) -> dict[str, Any]:
    """The variables of `web/base.html`."""
    return {
        "title": "Exam of subject 01-003, week 8",
        "state": "queried",
        "sentence": "The site was asked for the missing delayed phase. "
        "It is the site's turn: the answer is due 2026-11-24.",
        "since": now - timedelta(days=3, hours=4),
        "primary": {"label": "Accept exam", "url": "#", "blocked": "2 open queries"},
        "secondary": [{"label": "Ask the site", "url": "#ask"}, {"label": "Timeline", "url": "#timeline"}],
        "rare": [{"label": "Print this page", "url": "#print"}, {"label": "Withdraw exam", "url": "#", "post": True}],
        "crumbs": [
            ("CTL-301", "/"),
            ("Site 01 Leuven", "#"),
            ("01-003", "#"),
            ("Week 8", "#"),
            ("Exam 2 of 2", ""),
        ],
        "trial": {"label": "CTL-301"},
        "trials": [{"label": "CTL-301", "url": "#", "active": True}, {"label": "CTL-114", "url": "#", "active": False}],
        "rooms": [
            {"label": "My tasks", "url": "#", "icon": "checklist", "active": False, "count": 7},
            {"label": "Portfolio", "url": "#", "icon": "layout-dashboard", "active": False, "count": 0},
            {"label": "Subjects and visits", "url": "#", "icon": "grid-dots", "active": True, "count": 0},
            {"label": "Queries", "url": "#", "icon": "message", "active": False, "count": 12},
            {"label": "Sites and scanners", "url": "#", "icon": "building-hospital", "active": False, "count": 0},
            {"label": "Outcomes", "url": "#", "icon": "chart-bar", "active": False, "count": 0},
            {"label": "People and access", "url": "#", "icon": "users", "active": False, "count": 0},
            {"label": "Verification", "url": "#", "icon": "shield-check", "active": False, "count": 0},
        ],
        "person": {"name": "Sample Analyst", "roles": ["QC analyst", "CTL-301"], "links": []},
        "tabs": [
            {"label": "Checklist", "url": "#", "active": True},
            {"label": "Queries", "url": "#", "active": False, "count": 2},
            {"label": "Timeline", "url": "#", "active": False},
        ],
    }


def _table(now: datetime) -> list[dict[str, Any]]:
    states = list(STATES)
    return [
        {
            "subject": f"{1 + i % 3:02d}-{1 + i:03d}",
            "site": ("Leuven", "Kraków", "Saint-Étienne-du-Rouvray")[i % 3],
            "visit": _VISITS[i % len(_VISITS)],
            "state": states[i % len(states)],
            "since": now - timedelta(hours=7 * i + 1, minutes=13 * i),
            "received": now - timedelta(days=i, hours=2),
            "slices": 412 + 17 * i,
            "thickness_mm": 1.25 + 0.5 * (i % 4),
            "mine": i % 5 == 1,
            "note": "Announced 4 series, received 3: the delayed phase is missing." if i % 4 == 2 else "",
        }
        for i in range(15)
    ]


def _grid() -> list[dict[str, Any]]:
    return [
        {
            "subject": f"01-{row + 1:03d}",
            "cells": [
                {
                    "visit": visit,
                    "state": _COURSE[(row * 3 + col) % len(_COURSE)],
                    "queries": (row + col) % 4 == 3,
                    "mine": row + col == 4,
                }
                for col, visit in enumerate(_VISITS)
            ],
        }
        for row in range(6)
    ]


def _waterfall() -> dict[str, Any]:
    rows = [
        {
            "subject": f"01-{i + 1:03d}",
            "change_pct": value,
            "response": "PR" if value <= -30 else "PD" if value >= 20 else "SD",
        }
        for i, value in enumerate((34.0, 21.5, 8.0, -4.5, -18.0, -33.5, -47.0, -72.0))
    ]
    x = {"field": "subject", "type": "nominal", "sort": "-y", "title": "Subject", "axis": {"labelAngle": 0}}
    y = {"field": "change_pct", "type": "quantitative", "title": "Best change (%)"}
    color = {"field": "response", "type": "nominal", "title": "Response"}
    text = {"field": "change_pct", "type": "quantitative", "format": "+.1f"}
    threshold = {"field": "level_pct", "type": "quantitative"}
    spec = {
        "height": 260,
        "layer": [
            {"mark": "bar", "encoding": {"x": x, "y": y, "color": color}},
            {
                "mark": {"type": "text", "dy": {"expr": "datum.change_pct < 0 ? 10 : -8"}},
                "encoding": {"x": x, "y": y, "text": text},
            },
            {
                "data": {"values": [{"level_pct": -30}, {"level_pct": 20}]},
                "mark": {"type": "rule", "strokeDash": [4, 4]},
                "encoding": {"y": threshold},
            },
        ],
    }
    return {
        "spec": spec,
        "rows": rows,
        "columns": {"subject": "Subject", "change_pct": "Best change (%)", "response": "Response"},
    }


def sample_context(now: datetime) -> dict[str, Any]:
    """Everything `web/style.html` needs; `now` is an aware time so that ages can be asserted."""
    return {
        **_frame(now),
        "states": list(STATES),
        "other_states": list(OTHER_STATES),
        "tones": ("grey", "blue", "amber", "green", "red", "violet", "dark"),
        "exams": _table(now),
        "exams_filters": [{"label": "State", "name": "state", "choices": [(c, s.word) for c, s in STATES.items()]}],
        "visits": _VISITS,
        "grid": _grid(),
        "waterfall": _waterfall(),
        "moment": now - timedelta(days=1, hours=5),
        "hash": "9f2c4be07d7a61c1f0e53f7c36c1c22db8e2f0a4b6a95d3321d04d2f8e6b1a77",
    }
