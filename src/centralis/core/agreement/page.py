"""The documentation page of a statistical method, rendered from the object that describes it and its own numbers."""

from collections.abc import Mapping, Sequence

from centralis.core.endpoints.method import Method

_NOT_CONFIRMED = "**Nothing has confirmed it yet**: the formula is from the citation, no printed answer was at hand."


def render_method(method: Method) -> str:
    """The page as Markdown: purpose, formula, assumptions, citation, what confirmed it, and a worked example."""
    parts = [
        f"# {method.title} ({method.name})",
        method.purpose,
        "## Formula",
        f"```text\n{method.formula.strip()}\n```",
        "## Assumptions",
        "\n".join(f"- {one}" for one in method.assumptions),
        "## Source",
        method.citation,
        f"**Held against.** {method.confirmed_by}" if method.confirmed_by else _NOT_CONFIRMED,
        "## Worked example",
        "```text\n" + "\n".join(method.example()) + "\n```",
        "The numbers of the example are computed by Centralis when this page is written; "
        "results carry the method's name, its parameters and the versions of the packages used.",
    ]
    return "\n\n".join(parts) + "\n"


def render_index(groups: Mapping[str, Sequence[Method]]) -> str:
    """The list of all methods by group, and those that nothing has confirmed yet."""
    parts = ["# Statistical methods"]
    for title, methods in groups.items():
        rows = [f"| [{one.name}]({one.name}.md) | {one.title} | {_cell(one.citation)} |" for one in methods]
        parts += [f"## {title}", "\n".join(("| name | method | source |", "|---|---|---|", *rows))]
    unconfirmed = [one.name for methods in groups.values() for one in methods if not one.confirmed_by]
    parts += ["## Not confirmed by a printed answer yet", ", ".join(unconfirmed) if unconfirmed else "None."]
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
