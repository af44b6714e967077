"""The cells of the subject × visit grid, made in Python: two thousand of them must cost a page no time."""

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from centralis.apps.web.grid import Cell
from centralis.apps.web.templatetags.look import state_shape

register = template.Library()


@cache
def _shape(state: str, _language: str | None) -> SafeString:
    return state_shape(state)


@register.simple_tag
def grid_cells(cells: tuple[Cell | None, ...]) -> SafeString:
    """One subject's cells. Addresses are made of our own routes and ids, states are of our own table."""
    language, queries, mine = get_language(), _("open queries"), _("needs my action")
    parts = []
    for cell in cells:
        if cell is None:
            parts.append('<td><span class="cell-none" aria-hidden="true">–</span></td>')
            continue
        dot = f'<span class="cell-dot">{cell.queries}<span class="sr-only"> {queries}</span></span>'
        parts.append(
            f'<td><a class="cell{" needs-me" if cell.is_mine else ""}" href="{cell.url}" '
            f'data-card-url="{cell.card_url}">{_shape(cell.state, language)}'
            f"{dot if cell.queries else ''}"
            f'{f"""<span class="sr-only">, {mine}</span>""" if cell.is_mine else ""}</a></td>'
        )
    return mark_safe("".join(parts))  # noqa: S308


@register.simple_tag
def share(part: int, whole: int) -> SafeString:
    """A small bar for people who look rather than read: so many of so many."""
    return format_html(
        '<progress class="share" max="{}" value="{}">{} / {}</progress>', max(whole, 1), min(part, whole), part, whole
    )
