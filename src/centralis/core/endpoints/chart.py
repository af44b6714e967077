"""A chart as data, as every page draws one: a Vega-Lite 6 specification without its data, and the rows behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True, slots=True)
class Chart:
    """As `{% chart spec rows caption columns name %}` takes it. columns: key of a row → heading of the table."""

    name: str
    caption: str
    spec: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]
    columns: Mapping[str, str]
