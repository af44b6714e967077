"""Describe a case by its own classes: a field's label, unit, codes and limits stand where the field stands.

From one frozen dataclass come the strict reader (`case_json`), the JSON Schema (`schema`), the read form (`form`) and
the documentation page (`page`), so they can't tell different stories. Lengths, percentages and other numbers are exact
decimals; days are whole numbers.

    @dataclass(frozen=True)
    class Lesion:
        id: str = text("Lesion", required=True, fixed=True)
        state: State = code("State", State, required=True)
        ldi_mm: Decimal | None = number("Longest diameter", unit="mm", needed_when={"state": ("measured",)})
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

Conditions = tuple[tuple[str, tuple[str, ...]], ...]

QUANTITIES = ("long_mm", "volume_ml", "sul_mean", "sul_sd", "mean_hu")
"""What a mark at a site may measure: a length in mm, an outlined volume in mL, of a region the mean or standard
deviation in SUL, or the mean in HU."""


@dataclass(frozen=True)
class Spec:
    """What a field holds and what limits it.

    `kind`: text, code, number, integer, boolean, numbers (a list of them) or rows (a list of `of`). `minimum` and
    `maximum` are in `unit`, inclusive. `required`: always there. `needed_when`: must be filled when another field of
    the same row has one of these values. `only_when`: may be filled only then. `fixed`: told at baseline, carried
    forward, never changed. `kept`: carried forward as last told, may be changed. `rare`: a form may ask
    for it behind a fold. Rows: `at` says where they stand
    (both, baseline, follow_up); `carried`: a follow-up's rows are those of the baseline, by `id`; `prefix` begins
    their ids. `site` and `quantity`: what of a mark at a place of the images fills a single field, such as the mean of
    a region in the liver (`QUANTITIES`); where there is such a mark, the field holds what it measures. `group`: the
    heading under which a single field stands with those after it. `picture`: rows that a page draws, too, such as the
    segments of the left ventricle.
    """

    label: str
    kind: str
    unit: str = ""
    codes: type[StrEnum] | None = None
    labels: tuple[tuple[str, str], ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    step: Decimal | None = None
    required: bool = False
    needed_when: Conditions = ()
    only_when: Conditions = ()
    fixed: bool = False
    kept: bool = False
    rare: bool = False
    site: str = ""
    quantity: str = ""
    group: str = ""
    picture: str = ""
    help: str = ""
    of: type | None = None
    at: str = "both"
    carried: bool = False
    prefix: str = ""
    row: str = ""


@dataclass(frozen=True)
class Choice:
    """What a parameter of the trial means: a sentence, its unit, and the least value it may take."""

    sentence: str
    unit: str = ""
    minimum: Decimal | None = Decimal(0)


def text(label: str, *, required: bool = False, help: str = "", **limits: Any) -> Any:
    """A short text, such as a lesion's id."""
    return _field(Spec(label, "text", required=required, help=help, **_conditions(limits)), "")


def code(
    label: str, codes: type[StrEnum], *, default: StrEnum | None = None, labels: Mapping[str, str] | None = None,
    **limits: Any,
) -> Any:  # fmt: skip
    """One of a list of codes; without a default it is None until told."""
    spec = Spec(label, "code", codes=codes, labels=tuple((labels or {}).items()), **_conditions(limits))
    return _field(spec, default)


def number(
    label: str, *, unit: str = "", minimum: float | None = 0, maximum: float | None = None, step: float | None = None,
    **limits: Any,
) -> Any:  # fmt: skip
    """An exact decimal, None until told; a missing value never becomes 0."""
    spec = Spec(
        label, "number", unit, minimum=_decimal(minimum), maximum=_decimal(maximum), step=_decimal(step),
        **_conditions(limits),
    )  # fmt: skip
    return _field(spec, None)


def integer(label: str, *, unit: str = "", minimum: int | None = 0, maximum: int | None = None, **limits: Any) -> Any:
    """A whole number, None until told."""
    spec = Spec(label, "integer", unit, minimum=_decimal(minimum), maximum=_decimal(maximum), **_conditions(limits))
    return _field(spec, None)


def boolean(label: str, *, default: bool | None = False, **limits: Any) -> Any:
    """Yes or no; with `default=None` not told is a third state."""
    return _field(Spec(label, "boolean", **_conditions(limits)), default)


def numbers(
    label: str, *, unit: str = "", minimum: float | None = 0, maximum: float | None = None, **limits: Any
) -> Any:
    """A list of exact decimals, empty until told."""
    spec = Spec(label, "numbers", unit, minimum=_decimal(minimum), maximum=_decimal(maximum), **_conditions(limits))
    return _field(spec, ())


def rows(
    label: str, of: type, *, row: str, prefix: str = "", at: str = "both", carried: bool = False, help: str = "",
    picture: str = "",
) -> Any:  # fmt: skip
    """A table of rows of one class; `row` is what one of them is called, `picture` how they are drawn besides."""
    told = Spec(label, "rows", of=of, row=row, prefix=prefix, at=at, carried=carried, help=help, picture=picture)
    return _field(told, ())


def day(label: str = "Day") -> Any:
    """The day of a time point, counted from the reference day."""
    return field(default=0, metadata={"spec": Spec(label, "integer", "day", required=True)})


def choice(default: Any, sentence: str, unit: str = "", minimum: float | None = 0) -> Any:
    """A parameter of the trial: its published default and what it decides."""
    return field(default=default, metadata={"choice": Choice(sentence, unit, _decimal(minimum))})


def specs(of: type[Any]) -> Mapping[str, Spec]:
    """The fields of a class by name, in order. Raises TypeError for a field without a description."""
    key: Any = of  # a class is hashable; its type[...] form is not to the checker
    return _specs(key)


def choices(of: type[Any]) -> Mapping[str, tuple[Any, Choice]]:
    """The parameters of a class by name: published default and meaning. Raises TypeError for one without a meaning."""
    key: Any = of
    return _choices(key)


@cache
def _specs(of: Any) -> dict[str, Spec]:
    found: dict[str, Spec] = {}
    for one in fields(of):
        spec = one.metadata.get("spec")
        if not isinstance(spec, Spec):
            raise TypeError(f"{of.__name__}.{one.name} has no description.")
        found[one.name] = spec
    return found


@cache
def _choices(of: Any) -> dict[str, tuple[Any, Choice]]:
    found: dict[str, tuple[Any, Choice]] = {}
    for one in fields(of):
        meaning = one.metadata.get("choice")
        if not isinstance(meaning, Choice) or one.default is MISSING:
            raise TypeError(f"{of.__name__}.{one.name} has no meaning or no default.")
        found[one.name] = (one.default, meaning)
    return found


def label_of(spec: Spec, code_value: str) -> str:
    """The words for a code: as given, otherwise the code itself in words; an abbreviation stays one."""
    words = code_value.replace("_", " ")
    return dict(spec.labels).get(code_value) or (words if words.isupper() else words.capitalize())


def _field(spec: Spec, default: Any) -> Any:
    return field(default=default, metadata={"spec": spec})


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _conditions(limits: dict[str, Any]) -> dict[str, Any]:
    for name in ("needed_when", "only_when"):
        if name in limits:
            limits[name] = tuple((other, tuple(values)) for other, values in limits[name].items())
    return limits
