"""Places of the images that single fields of a form are measured at, such as the liver: what a mark there fills.

A form's description names the site and the quantity of a field (`core.criteria.fields`). A site is named like a lesion:
a length or an outline bears its name, a region is tied to it. The server's number counts; without a mark the field is
typed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from centralis.apps.reads import scoring
from centralis.apps.reads.models import Mark, Read
from centralis.apps.reads.viewing.regions import HOUNSFIELD, volumes_of
from centralis.apps.trials import queries as trials
from centralis.core.reading.marks import MarkKind

#: quantity → what of a region's values it is, the unit that they must have ("" any), the digits it is told with
_OF_REGION: Mapping[str, tuple[str, str, int]] = {
    "sul_mean": ("sul_mean", "", 2),
    "sul_sd": ("sul_sd", "", 2),
    "mean_hu": ("mean", HOUNSFIELD, 1),
}
_LENGTH, _VOLUME = "long_mm", "volume_ml"
_LENGTH_DIGITS, _VOLUME_DIGITS = 1, 2


@dataclass(frozen=True, slots=True)
class SiteField:
    """A single field that a mark at a site fills."""

    site: str
    quantity: str
    name: str
    label: str


def fields_at_sites(form: Mapping[str, Any]) -> tuple[SiteField, ...]:
    """The single fields of a form that are measured at a site, in their order."""
    single = [one for section in form["sections"] if not section["name"] for one in section["fields"]]
    return tuple(
        SiteField(one["site"], one["quantity"], one["name"], one["label"]) for one in single if one.get("site")
    )


def fields_of(read: Read) -> tuple[SiteField, ...]:
    """The fields of a read's form that are measured at a site."""
    return fields_at_sites(scoring.reading_of(trials.parsed(read.definition).reading).form())


def check_site(read: Read, name: str, kind: MarkKind) -> None:
    """Refuse a mark of a site that the form doesn't ask for, or not by such a mark. Raises ValueError."""
    asked = {one.quantity for one in fields_of(read) if one.site == name}
    takes = {_LENGTH} if kind.is_diameter else {_VOLUME} if kind is MarkKind.MASK else set(_OF_REGION)
    if not asked & takes:
        raise ValueError(f"The form asks for no such measurement of {name}. Choose what it is of again.")


def find_site_disagreements(read: Read, marks: Mapping[str, Mark]) -> Iterator[str]:
    """A sentence for each single field that says another number than the marks at its site measure."""
    volumes = volumes_of(marks.values())
    for one in fields_of(read):
        told = read.content.get(one.name)
        measured, digits = _measured(one, marks, volumes)
        half = 0.5 * 10.0**-digits + 1e-9
        if not measured or not isinstance(told, int | float) or any(abs(told - value) <= half for value in measured):
            continue
        values = " or ".join(f"{value:.{digits}f}" for value in measured)
        yield (
            f"{one.label}: the form says {told:g}, the mark of {one.site} measures {values}. "
            "Take over the measured value, draw the mark anew, or remove it."
        )


def _measured(one: SiteField, marks: Mapping[str, Mark], volumes: Mapping[str, float]) -> tuple[list[float], int]:
    """What the marks at a field's site measure of it, and the digits it is told with."""
    if one.quantity == _LENGTH:
        mark = marks.get(one.site)
        length = mark.values.get(_LENGTH) if mark is not None else None
        return ([] if length is None else [length]), _LENGTH_DIGITS
    if one.quantity == _VOLUME:
        return ([volumes[one.site]] if one.site in volumes else []), _VOLUME_DIGITS
    name, unit, digits = _OF_REGION[one.quantity]
    return list(_of_regions(marks.values(), one.site, name, unit)), digits


def _of_regions(marks: Iterable[Mark], site: str, name: str, unit: str) -> Iterator[float]:
    for mark in marks:
        is_told = mark.of_lesion == site and mark.values.get(name) is not None
        if is_told and (not unit or mark.values.get("unit") == unit):
            yield mark.values[name]
