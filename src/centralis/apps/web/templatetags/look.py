"""The look components that every page is made of: states, icons, times, hashes, charts, empty pages."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from centralis.apps.web.states import SHAPES, TONES, StateLook, state_look
from centralis.core.criteria.exact import cut_percent

register = template.Library()

# The sprite `icons.svg` holds these and no others; frontend/icons.json is the same list.
# fmt: off
ICONS: Final = frozenset([
    "alert-triangle", "building-hospital", "chart-bar", "check", "checklist", "chevron-down", "chevron-right",
    "clock", "columns-3", "copy", "dots", "download", "eye", "eye-check", "file-text", "filter", "grid-dots",
    "history", "info-circle", "key", "layout-dashboard", "list-details", "lock", "logout", "message", "moon", "photo",
    "plus", "printer", "refresh", "scale", "search", "settings", "shield-check", "shield-exclamation", "signature",
    "sun", "timeline", "upload", "users",
])
# fmt: on
_JSON_ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"))


def _shape(name: str) -> SafeString:
    """One of our own drawings as inline SVG, hidden from screen readers: the word beside it speaks."""
    drawing = SHAPES.get(name, SHAPES["square"])
    svg = '<svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
    return mark_safe(f"{svg}{drawing}</svg>")  # noqa: S308


def _box(look: StateLook, word: str, extra: str = "") -> SafeString:
    struck = " state-struck" if look.struck else ""
    return format_html(
        '<span class="state tone-{}{}{}">{}<span class="state-word">{}</span></span>',
        look.tone, struck, f" {extra}" if extra else "", _shape(look.shape), word,
    )  # fmt: skip


@register.simple_tag
def state(code: object, word: str = "") -> SafeString:
    """A state as word, shape and colour; `word` replaces the table's word (not its shape)."""
    look = state_look(code)
    return _box(look, word or str(look.word))


@register.simple_tag
def state_plain(code: object, word: str = "") -> SafeString:
    """A state without its coloured box, for dense table cells."""
    look = state_look(code)
    return _box(look, word or str(look.word), "state-plain")


@register.simple_tag
def state_shape(code: object, word: str = "") -> SafeString:
    """Only the shape and colour of a state, its word kept for screen readers: for grid cells and legends."""
    look = state_look(code)
    return format_html(
        '<span class="ink-{}">{}<span class="sr-only">{}</span></span>',
        look.tone,
        _shape(look.shape),
        word or look.word,
    )


@register.filter
def state_word(code: object) -> str:
    """The word of a state, for sentences, titles and exports."""
    return str(state_look(code).word)


@register.simple_tag
def badge(word: object, tone: str = "grey", shape: str = "") -> SafeString:
    """A word that is not a state, in one of the seven tones; a shape when it carries a verdict."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"badge: tone must be one of {', '.join(TONES)}, not {tone!r}")
    return format_html('<span class="badge tone-{}">{}{}</span>', tone, _shape(shape) if shape else "", word)


@register.simple_tag
def verdict(code: object, word: str = "") -> SafeString:
    """A check's verdict (passed, failed, warning, not_applicable …) without a box."""
    look = state_look(code)
    return format_html('<span class="verdict ink-{}">{}{}</span>', look.tone, _shape(look.shape), word or look.word)


@register.simple_tag
def icon(name: str, label: str = "", small: bool = False) -> SafeString:
    """A picture from our sprite; silent for screen readers unless it has a label of its own."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"icon: there is no {name!r}; choose one of {', '.join(sorted(ICONS))}")
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" width="18" height="18" {} focusable="false"><use href="{}#{}"></use></svg>',
        " icon-small" if small else "", spoken, static("icons.svg"), name,
    )  # fmt: skip


def span_words(seconds: float) -> str:
    """A length of time in the house's way: "3 d 4 h", "4 h 12 min", "12 min", "under 1 min"."""
    rest = max(0, int(seconds))
    start = next((i for i, (size, _unit) in enumerate(_UNITS) if rest >= size), None)
    if start is None:
        return _("under 1 min")
    parts: list[str] = []
    for size, unit in _UNITS[start : start + 2]:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts)


def _moment(value: object) -> datetime | None:
    """An aware UTC time from a datetime or ISO text; None for anything that is not a time."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@register.filter
def ago(value: object) -> SafeString | str:
    """The age of a moment, kept current in the open page; its exact time is the title."""
    at = _moment(value)
    if at is None:
        return "–"
    seconds = (timezone.now() - at).total_seconds()
    text = span_words(seconds) if seconds >= 0 else _("in %(span)s") % {"span": span_words(-seconds)}
    return format_html('<time class="age" data-ago datetime="{}" title="{}">{}</time>', at.isoformat(), utc(at), text)


@register.filter
def utc(value: object) -> str:
    """A moment with its zone: 2026-11-21 09:30 UTC."""
    at = _moment(value)
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "–"


@register.filter
def utc_seconds(value: object) -> str:
    """A moment to the second, for trails and signatures: 2026-11-21 09:30:07 UTC."""
    at = _moment(value)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "–"


@register.filter
def day(value: object) -> str:
    """A date as 2026-11-21; of a moment, its UTC date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    at = _moment(value)
    return at.date().isoformat() if at else "–"


@register.filter(name="duration")
def duration_filter(value: object) -> str:
    """A timedelta or a number of seconds in words."""
    if isinstance(value, timedelta):
        return span_words(value.total_seconds())
    return span_words(value) if isinstance(value, int | float) else "–"


@register.simple_tag
def duration(start: object, end: object = None) -> str:
    """The time from start to end, or to now when there is no end yet."""
    first = _moment(start)
    last = _moment(end) if end else timezone.now()
    return span_words((last - first).total_seconds()) if first and last else "–"


@register.filter
def digest(value: object, length: int = 12) -> SafeString | str:
    """The head of a hash; the whole of it is the title and is what gets copied."""
    text = value.hex() if isinstance(value, bytes) else str(value or "")
    if not text:
        return "–"
    head = text if len(text) <= length else f"{text[:length]}…"
    return format_html('<span class="hash" title="{}" data-full="{}">{}</span>', text, text, head)


@register.filter
def filesize(value: object) -> str:
    """A number of bytes in decimal units: 52.6 MB."""
    if not isinstance(value, int | float):
        return "–"
    size, units = float(value), ["B", "kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size, units = size / 1000, units[1:]
    return f"{size:.0f} {units[0]}" if units[0] == "B" else f"{size:.1f} {units[0]}"


@register.filter
def percent(value: object) -> str:
    """A change in percent, cut to one decimal as the criterion's sentences do; nothing stays a dash."""
    if value is None or value == "":
        return "–"
    return f"{cut_percent(Decimal(str(value))):f}"


@register.filter
def mm(value: object, decimals: int = 1) -> str:
    """A length in mm to a tenth (or to `decimals`), without its unit: the header carries it."""
    return f"{value:.{decimals}f}" if isinstance(value, int | float) else "–"


@register.filter
def plain(code: object) -> str:
    """A code that is kept in a record, as words: underscores are spaces; nothing stays a dash."""
    return str(code).replace("_", " ") if code else "–"


@register.filter
def get(mapping: object, key: object) -> object:
    """The value under a key that the template knows only as a variable; None when there is none."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


@register.inclusion_tag("web/look/empty.html")
def empty(title: str, text: str, url: str = "", label: str = "") -> dict[str, str]:
    """An empty page that teaches its first step."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("web/look/table_tools.html", takes_context=True)
def table_tools(context: template.Context, name: str, search: bool = True, columns: bool = True) -> dict[str, Any]:
    """The search field, column chooser, row count and CSV button of a `<table data-table="name">`."""
    return {"name": name, "search": search, "columns": columns, "filters": context.get(f"{name}_filters", ())}


def _rows(rows: Sequence[Any]) -> tuple[list[str], list[list[Any]]]:
    """Headings and cells of a chart's rows, given as mappings, or as lists with the headings first."""
    if not rows:
        return [], []
    if isinstance(rows[0], Mapping):
        names: list[str] = list(dict.fromkeys(str(key) for row in rows for key in row))
        return names, [[row.get(name) for name in names] for row in rows]
    return [str(name) for name in rows[0]], [list(row) for row in rows[1:]]


def _as_json(value: object) -> SafeString:
    """JSON that cannot end its own `<script>` element."""
    text = json.dumps(value, default=str, ensure_ascii=False, allow_nan=False)
    return mark_safe(text.translate(_JSON_ESCAPES))  # noqa: S308


@register.inclusion_tag("web/look/chart.html")
def chart(
    spec: Mapping[str, Any], rows: Sequence[Any], caption: str, columns: Mapping[str, str] | None = None, name: str = ""
) -> dict[str, Any]:
    """A Vega-Lite chart with its numbers in a table behind it.

    `rows` (mappings, or lists with the headings first) become the chart's data unless the specification brings
    its own; `columns` gives the table's headings and order.
    """
    names, cells = _rows(rows)
    whole = dict(spec)
    if "data" not in whole:
        whole["data"] = {"values": [dict(zip(names, row, strict=False)) for row in cells]}
    if columns:
        keep = [names.index(key) for key in columns if key in names]
        names, cells = [str(columns[names[i]]) for i in keep], [[row[i] for i in keep] for row in cells]
    numeric = [all(isinstance(row[i], int | float | None) for row in cells) for i in range(len(names))]
    return {
        "json": _as_json(whole),
        "caption": caption,
        "name": name,
        "heads": list(zip(names, numeric, strict=True)),
        "cells": [list(zip(row, numeric, strict=True)) for row in cells],
    }
