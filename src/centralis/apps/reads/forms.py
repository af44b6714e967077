"""The reader's form between the page and the stored entries: rows to draw, and what was typed read back. No database.

The fields come from the criterion (`derive_form`). What cannot be read stays as it was typed, so that the page comes
back with nothing lost and the rule check names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from centralis.apps.reads.scoring import LESIONS

MOST_ROWS = 40
_SPARE = {"targets": 5, "non_targets": 3, "new_lesions": 2}
_MAIN = ("organ", "state", "certainty", "diameter_mm")
_LONGEST = {"id": 12, "organ": 40, "merged_into": 12}
_COMMENT = 2000
_BEFORE = {"baseline_mm": "baseline", "smallest_mm": "smallest", "last_mm": "last"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of one lesion as the page draws it. `fixed` values are shown, not asked again."""

    name: str
    field: str
    label: str
    kind: str
    value: str
    unit: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One lesion: its fields beside each other, the rarer ones behind a fold, and what was measured before."""

    lesion: str
    name: str
    cells: tuple[Cell, ...]
    more: tuple[Cell, ...]
    prior: str
    is_spare: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of lesion."""

    name: str
    label: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole form: tables of lesions, fields of the time point, the comment."""

    tables: tuple[Table, ...]
    fields: tuple[Cell, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, read: the entries, and a sentence for each value that cannot be kept as it is."""

    entries: dict[str, Any]
    problems: tuple[str, ...]


Spec = Mapping[str, Any]
Prior = Mapping[str, Mapping[str, float | None]]


def draw(spec: Spec, entries: Mapping[str, Any], *, is_baseline: bool, prior: Prior, is_final: bool = False) -> Sheet:
    """Lay out stored or typed entries as rows; a baseline and new lesions get spare rows to fill in.

    `is_final`: everything that was entered is shown in words, nothing is asked.
    """
    page = _Page(spec, is_baseline, is_final, prior)
    tables = [
        _draw_table(section, page, entries) for section in _sections(spec, is_baseline) if section["name"] in LESIONS
    ]
    whole = next(section for section in spec["sections"] if section["name"] == "time_point")
    cells = [
        _cell(f"time_point-{one['name']}", one, spec, entries.get(one["name"]), is_final)
        for one in whole["fields"]
        if is_baseline or not one["baseline_only"]
    ]
    return Sheet(tuple(tables), tuple(cells), str(entries.get("comment", "")))


def read(spec: Spec, posted: Mapping[str, str], stored: Mapping[str, Any], *, is_baseline: bool) -> Typed:
    """Read what was typed. Lesions that are carried forward come from what is stored, never from the page."""
    entries: dict[str, Any] = {name: [] for name in LESIONS}
    problems: list[str] = []
    for section in _sections(spec, is_baseline):
        if section["name"] in LESIONS:
            entries[section["name"]] = _read_table(section, posted, stored, is_baseline, problems)
    whole = next(section for section in spec["sections"] if section["name"] == "time_point")
    for one in whole["fields"]:
        typed = posted.get(f"time_point-{one['name']}", "").strip()
        if typed and (is_baseline or not one["baseline_only"]):
            entries[one["name"]] = typed == "yes" if one["kind"] == "boolean" else typed
    comment = posted.get("comment", "").strip()
    if len(comment) > _COMMENT:
        problems.append(f"The comment is longer than {_COMMENT} characters.")
    if comment:
        entries["comment"] = comment
    return Typed(entries, tuple(problems))


def _sections(spec: Spec, is_baseline: bool) -> list[Mapping[str, Any]]:
    hidden = "follow_up" if is_baseline else "baseline"
    return [section for section in spec["sections"] if section["at"] != hidden]


def _grows(section: Mapping[str, Any], is_baseline: bool) -> bool:
    return is_baseline or section["name"] == "new_lesions"


@dataclass(frozen=True, slots=True)
class _Page:
    """What holds for the whole form while it is laid out."""

    spec: Spec
    is_baseline: bool
    is_final: bool
    prior: Prior


def _draw_table(section: Mapping[str, Any], page: _Page, entries: Mapping[str, Any]) -> Table:
    lesions = list(entries.get(section["name"], []))
    count = len(lesions)
    if _grows(section, page.is_baseline) and not page.is_final:
        lesions += _spare_rows(section, lesions)
    asked = [one for one in section["fields"] if one["name"] in _MAIN]
    heads = tuple(f"{one['label']} ({one['unit']})" if one["unit"] else one["label"] for one in asked)
    rows = tuple(_draw_row(section, page, place, one, place >= count) for place, one in enumerate(lesions))
    return Table(section["name"], section["label"], heads, rows)


def _spare_rows(section: Mapping[str, Any], lesions: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    taken = {str(one.get("id")) for one in lesions}
    spare = _SPARE[section["name"]]
    if section["name"] == "targets":
        spare = max(spare - len(lesions), 1)
    names = (f"{section['id_prefix']}{number}" for number in range(1, MOST_ROWS + spare + 1))
    return [{"id": name} for name in names if name not in taken][:spare]


def _draw_row(section: Mapping[str, Any], page: _Page, place: int, lesion: Mapping[str, Any], is_spare: bool) -> Row:
    name = f"{section['name']}-{place}"
    carried = not _grows(section, page.is_baseline)
    cells = {
        one["name"]: _cell(
            f"{name}-{one['name']}",
            one,
            page.spec,
            lesion.get(one["name"]),
            page.is_final or (carried and one["baseline_only"]),
        )
        for one in section["fields"]
        if one["name"] != "id"
    }
    main = tuple(cell for field, cell in cells.items() if field in _MAIN)
    rest = [cell for field, cell in cells.items() if field not in _MAIN]
    more = tuple(cell for cell in rest if not cell.fixed or (page.is_final and cell.value))
    before = page.prior.get(str(lesion.get("id")), {})
    text = ", ".join(f"{word} {before[key]:g}" for key, word in _BEFORE.items() if before.get(key) is not None)
    return Row(str(lesion.get("id", "")), name, main, more, text, is_spare)


def _cell(name: str, field: Mapping[str, Any], spec: Spec, value: Any, fixed: bool) -> Cell:
    choices: tuple[tuple[str, str], ...] = ()
    if field["codes"]:
        choices = tuple((one["code"], one["label"]) for one in spec["code_lists"][field["codes"]])
    elif field["kind"] == "boolean":
        choices = (("yes", "Yes"), ("no", "No"))
    shown = _text(value)
    if fixed:
        shown = dict(choices).get(shown, shown)
    return Cell(name, field["name"], field["label"], field["kind"], shown, field["unit"], field["help"], choices, fixed)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " + ".join(_text(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _read_table(
    section: Mapping[str, Any],
    posted: Mapping[str, str],
    stored: Mapping[str, Any],
    is_baseline: bool,
    problems: list[str],
) -> list[dict[str, Any]]:
    kept: Sequence[Mapping[str, Any]] = stored.get(section["name"], [])
    grows = _grows(section, is_baseline)
    found = []
    for place in range(MOST_ROWS if grows else len(kept)):
        name = f"{section['name']}-{place}"
        carried = {} if grows else dict(kept[place])
        lesion = _read_row(section, name, posted, carried, problems)
        if lesion is not None:
            found.append(lesion)
    return found


def _read_row(
    section: Mapping[str, Any],
    name: str,
    posted: Mapping[str, str],
    carried: Mapping[str, Any],
    problems: list[str],
) -> dict[str, Any] | None:
    lesion: dict[str, Any] = {}
    for one in section["fields"]:
        field = one["name"]
        if carried and one["baseline_only"]:
            if field in carried:
                lesion[field] = carried[field]
            continue
        typed = posted.get(f"{name}-{field}", "").strip()
        if typed and field != "id":
            lesion[field] = _value(one, typed, f"{carried.get('id') or posted.get(f'{name}-id', name)}", problems)
    if not carried:
        if not any(field not in ("node",) for field in lesion):
            return None
        lesion = {"id": posted.get(f"{name}-id", "").strip()[:12] or name, **lesion}
    if "diameter_mm" in lesion and "state" not in lesion:
        lesion["state"] = "measured"
    if lesion.get("organ") == "lymph_node" and section["name"] != "new_lesions":
        lesion.setdefault("node", True)
    return {"state": None, **lesion} if carried else lesion


def _value(field: Mapping[str, Any], typed: str, lesion: str, problems: list[str]) -> Any:
    if field["kind"] == "boolean":
        return typed == "yes"
    if field["name"] == "parts_mm":
        return [_number(field, part.strip(), lesion, problems) for part in typed.split("+")]
    if field["kind"] == "number":
        return _number(field, typed, lesion, problems)
    return typed[: _LONGEST.get(field["name"], 60)]


def _number(field: Mapping[str, Any], typed: str, lesion: str, problems: list[str]) -> float | str:
    """Read a number; a decimal comma counts as a point. What is none is kept as typed and named."""
    least, most = field["minimum"], field["maximum"]
    try:
        number = float(typed.replace(",", "."))
    except ValueError:
        number = float("nan")
    if least <= number <= most:
        return number
    problems.append(
        f"{lesion}, {field['label'].lower()}: {typed[:40]!r} is no number from {least:g} to {most:g} {field['unit']}."
    )
    return typed[:40]
