"""Say no in a way a person can act on: the one exception with which a rule turns an attempt down."""

from collections.abc import Mapping
from enum import Enum


class RefusalCode(Enum):
    """Base of each app's list of refusals: the member's name is the code, its value the sentence for the person.

    A sentence says what happened, why, and what to do; `{name}` places are filled from the refusal's facts.
    """

    @property
    def code(self) -> str:
        return self.name.lower()


class Refused(Exception):
    """An attempt that the rules turn down. It changes nothing, and the ledger enters it.

    `facts` are the values that decided (JSON values only); they fill the sentence and stand in the entry.
    """

    def __init__(self, code: RefusalCode, **facts: str | int | None) -> None:
        self.code = code.code
        self.facts: Mapping[str, str | int | None] = facts
        self.sentence = str(code.value).format_map(_Shown(facts))
        super().__init__(self.sentence)


class _Shown(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return f"({key} not given)"
