"""The page of a method: all its parts, and a plain word where nothing has confirmed it."""

from centralis.core.agreement.page import render_index, render_method
from centralis.core.endpoints.method import Method


def method(confirmed_by="A printed table."):
    return Method(
        "a-name",
        "A title",
        "What for.",
        "\na = b\n",
        ("One.", "Two."),
        "Somebody 1999.",
        confirmed_by,
        lambda: ("x 1", "y 2"),
    )


def test_a_page_has_every_part():
    page = render_method(method())
    assert page.startswith("# A title (a-name)\n\nWhat for.\n\n## Formula\n\n```text\na = b\n```")
    assert "- One.\n- Two." in page
    assert "**Held against.** A printed table." in page
    assert "```text\nx 1\ny 2\n```" in page


def test_what_nothing_confirmed_is_told():
    assert "**Nothing has confirmed it yet**" in render_method(method(""))
    index = render_index({"Group": (method(""),)})
    assert "| [a-name](a-name.md) | A title | Somebody 1999. |" in index
    assert index.endswith("## Not confirmed by a printed answer yet\n\na-name\n")
    assert render_index({"Group": (method(),)}).endswith("None.\n")
