"""What a page draws of a reader's form: cells in rows in tables, then single fields. `forms` lays them out."""

from dataclasses import dataclass

_WIDE_FROM = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """One field as the page draws it. `fixed` values are shown, not asked again; `code` is then the value itself.
    `empty`: what an empty choice says."""

    name: str
    field: str
    label: str
    kind: str
    value: str
    unit: str = ""
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    fixed: bool = False
    ticks: bool = False
    empty: str = ""
    prior: str = ""
    code: str = ""
    group: str = ""
    site: str = ""
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One lesion or site: its fields beside each other, the rarer ones behind a fold, and what was told before."""

    lesion: str
    label: str
    name: str
    cells: tuple[Cell, ...]
    more: tuple[Cell, ...]
    prior: str
    is_spare: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of row. `parts`: two where a grid of scores is long. `names`: the reader names the rows."""

    name: str
    label: str
    row_label: str
    heads: tuple[str, ...]
    parts: tuple[tuple[Row, ...], ...]
    before: str
    help: str = ""
    names: bool = False
    grows: bool = False
    is_grid: bool = False
    picture: str = ""

    @property
    def has_last(self) -> bool:
        """Whether there is a last column, with what was told before and what is asked behind a fold."""
        return bool(self.before) or any(row.more for row in self.rows)

    @property
    def columns(self) -> int:
        """How many columns stand beside each other, of both parts of a long grid."""
        return (1 + len(self.heads) + self.has_last) * max(len(self.parts), 1)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for part in self.parts for row in part)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole form: tables of rows, fields of the time point, the comment."""

    tables: tuple[Table, ...]
    fields: tuple[Cell, ...]
    comment: str

    @property
    def is_wide(self) -> bool:
        """Whether a table has more columns, or a grid more beside its scores, than the usual place of a form takes."""
        return any(one.columns >= _WIDE_FROM for one in self.tables)
