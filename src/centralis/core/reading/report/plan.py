"""What the report of a read holds, as plain data: one group a lesion or row, one of the time point as a whole.

The groups come from the criterion's form, what was entered into it, and the marks. Nothing here loads highdicom.
Points are in the patient coordinate system (LPS, mm); pixels are (column, row), the centre of the first is (0, 0).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import dist
from typing import Any

from centralis.core.reading.report import codes
from centralis.core.reading.report.codes import Coded, own_code

Json = dict[str, Any]
_SITE_FIELDS = ("organ", "site", "location")


@dataclass(frozen=True, slots=True)
class Place:
    """A frame of a stored image. `frame` is None for an image of one frame; `frame_of_reference` empty without one."""

    study_uid: str
    series_uid: str
    sop_uid: str
    sop_class_uid: str
    frame: int | None
    frame_of_reference: str

    def to_json(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lesion's mark: where it lies, the points and pixels of its axes, and the lengths made from them in mm.

    A mark that has no diameters, such as a region, has no `long_mm`: it tells its image alone.
    """

    place: Place
    points: Sequence[Sequence[float]]
    pixels: Sequence[Sequence[float]]
    long_mm: float | None
    short_mm: float | None

    def axes(self) -> Iterator[Json]:
        """The long axis and, if drawn, the short one: name, value in mm, the two ends as points and as pixels."""
        if self.long_mm is None:
            return
        pairs = [
            (list(self.points[at : at + 2]), list(self.pixels[at : at + 2])) for at in range(0, len(self.points), 2)
        ]
        pairs.sort(key=lambda pair: -dist(*pair[0]))
        lengths = ((codes.LONG_AXIS, self.long_mm), (codes.SHORT_AXIS, self.short_mm))
        for (points, pixels), (name, value) in zip(pairs, lengths, strict=False):
            if value is not None:
                yield {
                    "name": name.to_json(), "value": value, "unit": codes.MILLIMETRE.to_json(), "is_made": True,
                    "points": points, "pixels": pixels, "place": self.place.to_json(),
                }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entries:
    """What was entered under a form: the form, the entries, the marks by lesion, how each row's UID is made."""

    form: Mapping[str, Any]
    content: Mapping[str, Any]
    marks: Mapping[str, Drawn]
    track: Callable[[str], str]


def plan_groups(entered: Entries) -> list[Json]:
    """One group for each row that says anything: tracking identifier and UID, site, numbers, answers, texts, image."""
    return [
        _row(entered, section, row)
        for section in entered.form["sections"]
        if section["name"]
        for row in entered.content.get(section["name"], [])
        if row.get("id")
    ]


def _row(entered: Entries, section: Mapping[str, Any], row: Mapping[str, Any]) -> Json:
    name = str(row["id"])
    group = _fields([one for one in section["fields"] if one["name"] not in ("id", *_SITE_FIELDS)], row)
    drawn = entered.marks.get(name)
    words = " ".join(str(row.get(one) or "") for one in _SITE_FIELDS if _is_place(section, one)).strip()
    site = codes.SITES["lymph_node"] if row.get("node") and not words else codes.find_site(words)
    kinds = [one for one in _SITE_FIELDS if not _is_place(section, one) and row.get(one)]
    group["answers"] += [_choice(_field(section, one), row[one]) for one in kinds]
    if words and site is None:
        group["texts"].append([own_code("site", "Site as entered").to_json(), words.replace("_", " ")])
    is_lesion = section["row"] in codes.TUMOUR_SECTIONS
    measured = [one for one in group["numbers"] if one["unit"] == codes.MILLIMETRE.to_json()]
    if is_lesion and (drawn is not None or measured):
        origin = codes.DRAWN if drawn is not None else codes.TYPED
        group["answers"].append([codes.ORIGIN.to_json(), origin.to_json()])
    if section["row"]:
        kind = own_code(section["row"].replace(" ", "_").replace("-", "_"), section["row"].capitalize())
        group["answers"].insert(0, [codes.SECTION.to_json(), kind.to_json()])
    if drawn is not None:
        group["numbers"] += list(drawn.axes())
    elif is_lesion:
        group["numbers"] += _typed_axis(row, group["numbers"])
    return {
        "identifier": name,
        "uid": entered.track(name),
        "finding": (codes.LESION if is_lesion else own_code("finding", section["row"].capitalize())).to_json(),
        "site": site.to_json() if site else None,
        "image": drawn.place.to_json() if drawn else None,
        **group,
    }


def _typed_axis(row: Mapping[str, Any], numbers: Sequence[Json]) -> list[Json]:
    """The axis that a single typed diameter is of: the short one of a node, else the long one (RECIST 1.1, 3.1)."""
    axis = codes.SHORT_AXIS if row.get("node") or row.get("organ") == "lymph_node" else codes.LONG_AXIS
    return [{**one, "name": axis.to_json()} for one in numbers if one["name"] == codes.DIAMETER.to_json()][:1]


def _is_place(section: Mapping[str, Any], name: str) -> bool:
    """Whether a field names where a row lies: free text, or one of the organs; not a kind such as visceral."""
    field = _field(section, name)
    if field is None:
        return False
    return field["kind"] == "text" or any(one["code"] in codes.SITES for one in field["codes"])


def _field(section: Mapping[str, Any], name: str) -> Any:
    return next((one for one in section["fields"] if one["name"] == name), None)


def _fields(fields: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> Json:
    """The numbers, answers and texts of some fields that were filled."""
    found: Json = {"numbers": [], "answers": [], "texts": []}
    for field in fields:
        value = values.get(field["name"])
        if value is None or value == "" or value == []:
            continue
        if field["kind"] in ("number", "integer", "numbers"):
            found["numbers"] += _numbers(field, value)
        elif field["kind"] in ("code", "boolean"):
            found["answers"].append(_choice(field, value))
        else:
            found["texts"].append([_name(field).to_json(), str(value)])
    return found


def _name(field: Mapping[str, Any]) -> Coded:
    return codes.FIELDS.get(field["name"]) or own_code(field["name"], field["label"])


def _numbers(field: Mapping[str, Any], value: Any) -> list[Json]:
    unit = codes.UNITS[field["unit"]].to_json()
    values = value if isinstance(value, list | tuple) else [value]
    return [{"name": _name(field).to_json(), "value": float(one), "unit": unit, "is_made": False} for one in values]


def _choice(field: Mapping[str, Any], value: Any) -> list[list[str]]:
    if isinstance(value, bool):
        return [_name(field).to_json(), (codes.YES if value else codes.NO).to_json()]
    labels = {one["code"]: one["label"] for one in field["codes"]}
    return [_name(field).to_json(), own_code(str(value), labels.get(value, str(value))).to_json()]


def plan_assessment(entered: Entries, assessment: Mapping[str, Any], told: Sequence[tuple[str, str, str]]) -> Json:
    """The group of the time point as a whole: its own fields, what the rules made of it, and texts `told` besides.

    told: (key, label, text) such as the definition and the digest of what was signed.
    """
    fields = [one for section in entered.form["sections"] if not section["name"] for one in section["fields"]]
    group = _fields(fields, entered.content)
    for answer in entered.form["answers"]:
        _add_answer(group, answer, assessment.get(answer["key"]))
    comment = str(entered.content.get("comment") or "")
    if comment:
        group["texts"].append([codes.COMMENT.to_json(), comment])
    group["texts"] += [[own_code(key, label).to_json(), text] for key, label, text in told if text]
    criterion = str(entered.form["criterion"])
    method = codes.METHODS.get(criterion) or own_code(criterion, str(entered.form["title"]))
    return {
        "identifier": "Time point",
        "uid": entered.track(""),
        "finding": codes.RESPONSE_EVALUATION.to_json(),
        "method": method.to_json(),
        "site": None,
        "image": None,
        **group,
    }


def _add_answer(group: Json, answer: Mapping[str, str], value: Any) -> None:
    """Put one answer of the rules where it belongs by its kind."""
    key, label = answer["key"], answer["label"]
    name = codes.CURRENT_RESPONSE if key == "overall" else own_code(key, label)
    if value is None or value == "" or value == []:
        return
    if isinstance(value, bool):
        group["answers"].append([name.to_json(), (codes.YES if value else codes.NO).to_json()])
    elif isinstance(value, int | float):
        unit = codes.UNITS[answer["unit"]].to_json()
        group["numbers"].append({"name": name.to_json(), "value": float(value), "unit": unit, "is_made": True})
    elif isinstance(value, list | tuple):
        group["texts"].append([name.to_json(), ", ".join(str(one) for one in value)])
    elif key == "sentence" or " " in str(value):
        group["texts"].append([name.to_json(), str(value)])
    else:
        code = codes.RESPONSES.get((key, str(value))) or own_code(
            str(value), codes.RESPONSE_WORDS.get(str(value), str(value).replace("_", " "))
        )
        group["answers"].append([name.to_json(), code.to_json()])
