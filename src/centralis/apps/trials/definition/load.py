"""Read a trial file: limits, syntax, schema, meaning. Either a definition comes back, or every fault with its line."""

from dataclasses import dataclass
from functools import lru_cache

from centralis.apps.trials.definition.build import build
from centralis.apps.trials.definition.check import check
from centralis.apps.trials.definition.document import Unreadable, read_document
from centralis.apps.trials.definition.model import Definition
from centralis.apps.trials.definition.problems import Problem
from centralis.apps.trials.definition.validate import validate


@dataclass(frozen=True, slots=True)
class Loaded:
    """A definition, or the problems that keep it from being one; never both."""

    definition: Definition | None
    problems: tuple[Problem, ...] = ()


class DefinitionInvalid(ValueError):
    """A trial file cannot be used; carries every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems and say them, one a line."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@lru_cache(maxsize=16)
def load_definition(content: bytes | str, file: str = "definition.yaml") -> Loaded:
    """Load a trial file from its content; `file` is only the name used in messages. Never raises on any content.

    A file is loaded when it is checked, drafted and signed, so the last few results are kept.
    """
    try:
        document = read_document(content, file)
    except Unreadable as unreadable:
        return Loaded(None, (unreadable.problem,))
    problems = validate(document)
    if problems or not isinstance(document.value, dict):
        return Loaded(None, tuple(problems))
    problems = check(document.value, document.source)
    if problems:
        return Loaded(None, tuple(problems))
    return Loaded(build(document.value))


def definition_or_raise(content: bytes | str, file: str = "definition.yaml") -> Definition:
    """Load a trial file.

    Raises:
        DefinitionInvalid: with every problem found.

    """
    loaded = load_definition(content, file)
    if loaded.definition is None:
        raise DefinitionInvalid(loaded.problems)
    return loaded.definition
