"""The cells of the subject × visit grid, made in Python: two thousand of them must cost a page no time."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from centralis.apps.web.grid import Cell
from centralis.apps.web.states import SHAPES, state_look

register = template.Library()


@register.simple_tag
def grid_shapes() -> SafeString:
    """The shapes of the states once, for the cells to use: drawn in each, they would be most of the page."""
    symbols = [f'<symbol id="shape-{name}" viewBox="0 0 16 16">{drawing}</symbol>' for name, drawing in SHAPES.items()]
    return mark_safe(f"<div hidden><svg>{''.join(symbols)}</svg></div>")  # noqa: S308


def _shape(state: str) -> str:
    look = state_look(state)
    svg = f'<svg aria-hidden="true" focusable="false"><use href="#shape-{look.shape}"/></svg>'
    return f'<span class="ink-{look.tone}">{svg}<span class="sr-only">{conditional_escape(look.word)}</span></span>'


@register.simple_tag
def grid_cells(cells: tuple[Cell | None, ...], base: str) -> SafeString:
    """One subject's cells. Addresses are of our own routes and ids, relative to `base`; states of our own table."""
    queries, mine = conditional_escape(_("open queries")), conditional_escape(_("needs my action"))
    shapes: dict[str, str] = {}
    parts = []
    for cell in cells:
        if cell is None:
            parts.append('<td><span class="cell-none" aria-hidden="true">–</span></td>')
            continue
        if cell.state not in shapes:
            shapes[cell.state] = _shape(cell.state)
        dot = f'<span class="cell-dot">{cell.queries}<span class="sr-only"> {queries}</span></span>'
        turn = f'<span class="sr-only">, {mine}</span>'
        parts.append(
            f'<td><a class="cell{" needs-me" if cell.is_mine else ""}" href="{cell.url.removeprefix(base)}" '
            f'data-card-url="{cell.card_url.removeprefix(base)}">{shapes[cell.state]}'
            f"{dot if cell.queries else ''}{turn if cell.is_mine else ''}</a></td>"
        )
    return mark_safe("".join(parts))  # noqa: S308


@register.simple_tag
def share(part: int, whole: int) -> SafeString:
    """A small bar for people who look rather than read: so many of so many."""
    return format_html(
        '<progress class="share" max="{}" value="{}">{} / {}</progress>', max(whole, 1), min(part, whole), part, whole
    )
