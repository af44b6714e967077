"""The reader's form as a page draws it: tables of rows, grids of scores, single fields. No database.

The fields come from the criterion's form (`core.criteria.form`); reading what was typed is `entering`. What could not
be read stays as it was typed, so that the page comes back with nothing lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from centralis.apps.reads.sheet import Cell, Row, Sheet, Table
from centralis.core.criteria.reading import Prior, render_value

MOST_ROWS = 200
_SPARE_FIRST, _SPARE, _SPARE_LATER = 5, 3, 2
_SPLIT_FROM = 7
_SPLIT_FIELDS = 2
_TICKED = (("yes", "Yes"), ("no", "No"))

Form = Mapping[str, Any]
Section = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Page:
    """What holds for the whole form while it is laid out."""

    is_baseline: bool
    is_final: bool
    prior: Prior


def draw(form: Form, entries: Mapping[str, Any], *, is_baseline: bool, prior: Prior, is_final: bool = False) -> Sheet:
    """Lay out stored or typed entries; tables that may grow get spare rows to fill in.

    `is_final`: everything that was entered is shown in words, nothing is asked.
    """
    page = _Page(is_baseline, is_final, prior)
    tables = [_draw_table(one, page, entries) for one in shown_sections(form, is_baseline) if one["name"]]
    cells = [
        _cell(f"time_point-{one['name']}", one, entries.get(one["name"]), _is_shown_only(one, page))
        for section in form["sections"]
        if not section["name"]
        for one in section["fields"]
        if not (one["fixed"] and not is_baseline and not is_final and entries.get(one["name"]) is None)
    ]
    before = {key: render_prior(value) for key, value in prior.get("", {}).items()}
    fields = tuple(replace(one, prior=before.get(one.field, "")) for one in cells if not is_final or one.value)
    return Sheet(tuple(tables), fields, str(entries.get("comment", "")))


def shown_sections(form: Form, is_baseline: bool) -> list[Section]:
    """The sections that stand at this time point."""
    hidden = "follow_up" if is_baseline else "baseline"
    return [section for section in form["sections"] if section["at"] != hidden]


def is_growing(section: Section, is_baseline: bool) -> bool:
    """Whether the reader may add rows: not to listed sites, nor after the baseline to lesions chosen there."""
    if section["listed"] or not section["name"]:
        return False
    return is_baseline or section["at"] == "follow_up" or not section["carried_forward"]


def growing(form: Form, is_baseline: bool) -> frozenset[str]:
    """The names of the sections that may grow."""
    return frozenset(one["name"] for one in shown_sections(form, is_baseline) if is_growing(one, is_baseline))


_CHECKED = (
    "name", "label", "kind", "unit", "minimum", "maximum", "required", "needed_when", "only_when", "default",
)  # fmt: skip


def describe(form: Form, *, is_baseline: bool) -> list[dict[str, Any]]:
    """The form as the browser checks it while it is typed: the same limits and conditions as on the server."""
    return [
        {
            "name": section["name"] or "time_point",
            "listed": [one["id"] for one in section["listed"]],
            "fields": [{key: one.get(key) for key in _CHECKED} for one in section["fields"] if one["name"] != "id"],
        }
        for section in shown_sections(form, is_baseline)
    ]


def names_rows(section: Section) -> bool:
    """Whether the reader types a row's id: where it is a name ("right knee"), or all that says the row is there."""
    if section["listed"]:
        return False
    told = [one for one in section["fields"] if one["name"] != "id"]
    tells = [one for one in told if one["required"] or one["needed_when"] or (one["codes"] and not one["only_when"])]
    return not tells or any(one["name"] == "id" and one["help"] for one in section["fields"])


def _hint(section: Section) -> str:
    """How the reader names a row."""
    if not names_rows(section):
        return ""
    own = next((str(one["help"]) for one in section["fields"] if one["name"] == "id"), "")
    return own or f"Name each {section['row']}, such as {section['id_prefix']}1."


def takes_ticks(field: Mapping[str, Any]) -> bool:
    """Whether yes or no is a tick: where leaving it out means no."""
    return field["kind"] == "boolean" and field.get("default") is False


def render_prior(told: Mapping[str, str]) -> str:
    """What was told before, in one line."""
    return ", ".join(f"{word} {told[word]}" for word in ("baseline", "smallest", "last") if told.get(word))


def _render_short(told: Mapping[str, str]) -> str:
    """What was told before of a listed row: from the first to the last."""
    return " → ".join(told[word] for word in ("baseline", "last") if told.get(word))


def show(value: Any) -> str:
    """A stored value as the page's field holds it."""
    if isinstance(value, list):
        return "; ".join(show(one) for one in value)
    return render_value(value) or ""


def _draw_table(section: Section, page: _Page, entries: Mapping[str, Any]) -> Table:
    stored = list(entries.get(section["name"], []))
    grows = is_growing(section, page.is_baseline) and not page.is_final
    spare = _spare_rows(section, stored, page) if grows else []
    main = [one for one in section["fields"] if one["name"] != "id" and not one.get("rare")]
    rows = [_draw_row(section, page, place, one, place >= len(stored)) for place, one in enumerate([*stored, *spare])]
    half = (len(rows) + 1) // 2
    is_grid = _is_grid(section, main)
    is_long = is_grid and len(rows) >= _SPLIT_FROM
    parts = (tuple(rows[:half]), tuple(rows[half:])) if is_long else (tuple(rows),)
    return Table(
        name=section["name"],
        label=section["label"],
        row_label=next((one["label"] for one in section["fields"] if one["name"] == "id"), section["row"]),
        heads=tuple(_head(one) for one in main),
        parts=parts if rows else (),
        before=_before_head(section) if any(row.prior for row in rows) else "",
        help=section["help"] or (_hint(section) if grows else ""),
        names=grows and names_rows(section),
        grows=grows,
        is_grid=is_grid,
        picture="" if page.is_final else section.get("picture", ""),
    )


def _is_grid(section: Section, main: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a section is a grid of scores: many sites, one or two numbers each."""
    return bool(section["listed"]) and len(main) <= _SPLIT_FIELDS


def _head(field: Mapping[str, Any]) -> str:
    if field["unit"]:
        return f"{field['label']} ({field['unit']})"
    if field["kind"] == "integer" and field["maximum"] is not None and field["maximum"] <= MOST_ROWS:
        return f"{field['label']} ({field['minimum'] or 0:g}–{field['maximum']:g})"
    return str(field["label"])


def _before_head(section: Section) -> str:
    units = {one["unit"] for one in section["fields"] if one["kind"] in ("number", "integer") and not one.get("rare")}
    unit = units.pop() if len(units) == 1 else ""
    return f"Before ({unit})" if unit else "Before"


def _spare_rows(section: Section, stored: Sequence[Mapping[str, Any]], page: _Page) -> list[dict[str, str]]:
    count = _SPARE_LATER
    if section["at"] != "follow_up":
        is_first = section["id_prefix"] in ("T", "I", "S", "J") or not section["id_prefix"]
        count = max(_SPARE_FIRST - len(stored), 1) if is_first else _SPARE
    if names_rows(section):
        return [{"id": ""} for _ in range(count)]
    taken = {str(one.get("id")) for one in stored} | set(page.prior.get(section["name"], {}))
    names = (f"{section['id_prefix']}{number}" for number in range(1, MOST_ROWS + count + 1))
    return [{"id": name} for name in names if name not in taken][:count]


def _draw_row(section: Section, page: _Page, place: int, row: Mapping[str, Any], is_spare: bool) -> Row:
    name = f"{section['name']}-{place}"
    carried = not is_growing(section, page.is_baseline) and not section["listed"]
    told = {one["name"]: one for one in section["fields"] if one["name"] != "id"}
    cells = {
        field: _cell(f"{name}-{field}", one, row.get(field), page.is_final or (carried and one["fixed"]))
        for field, one in told.items()
    }
    rest = [cell for field, cell in cells.items() if told[field].get("rare")]
    render = _render_short if section["listed"] else render_prior
    labels = {one["id"]: one["label"] for one in section["listed"]}
    shown = str(row.get("id", ""))
    return Row(
        lesion=shown,
        label=labels.get(shown, shown),
        name=name,
        cells=tuple(cell for field, cell in cells.items() if not told[field].get("rare")),
        more=tuple(cell for cell in rest if not cell.fixed or (page.is_final and cell.value)),
        prior=render(page.prior.get(section["name"], {}).get(shown, {})),
        is_spare=is_spare,
    )


def _is_shown_only(field: Mapping[str, Any], page: _Page) -> bool:
    return page.is_final or (bool(field["fixed"]) and not page.is_baseline)


def _cell(name: str, field: Mapping[str, Any], value: Any, fixed: bool) -> Cell:
    choices = tuple((one["code"], one["label"]) for one in field["codes"])
    if field["kind"] == "boolean":
        choices = _TICKED
    shown = show(value)
    default = dict(choices).get(show(field.get("default")), "")
    if fixed:
        shown = dict(choices).get(shown, shown)
    return Cell(
        name=name,
        field=field["name"],
        label=field["label"],
        kind=field["kind"],
        value=shown,
        unit=field["unit"],
        help=field["help"],
        choices=choices,
        fixed=fixed,
        ticks=takes_ticks(field),
        empty=default,
        code=show(value),
        group=field.get("group", ""),
        site=field.get("site", ""),
        quantity=field.get("quantity", ""),
    )
