"""Reading YAML from strangers: plain values with lines; bombs, depth, tags and odd numbers are refused."""

import pytest

from centralis.apps.trials.definition.document import SIZE_LIMIT, Unreadable, read_document
from centralis.apps.trials.definition.problems import field_name


def test_values_and_lines() -> None:
    document = read_document("a: 1\nb:\n  - x\n  - {c: 2.5, d: true}\n\ne: ~\nf: 'yes'\ng: 2026-01-01\nh: 007\n")
    assert document.value == {
        "a": 1, "b": ["x", {"c": 2.5, "d": True}], "e": None, "f": "yes", "g": "2026-01-01", "h": "007",
    }  # fmt: skip
    assert document.source.line(("b", 1, "d")) == 4
    assert document.source.line(("b", 1, "unknown")) == 4
    assert document.source.line(("nowhere",)) == 1


@pytest.mark.parametrize("text", ["no", "off", "NO", "on", "y"])
def test_words_stay_words(text: str) -> None:
    assert read_document(f"country: {text}").value == {"country": text}


BILLION = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("content", "line", "expected", "sentence"),
    [(BILLION, 1, "plain values", "Anchors and aliases are refused."),
     ("a: 1\nb: *a", 2, "plain values", "Anchors and aliases are refused."),
     ("a: !!python/object/apply:os.system [id]", 1, "plain values", "Tags are refused."),
     ("[" * 10_000, 1, "at most 24 levels", "The file is nested too deeply."),
     ("a: 1\nb:\n  c: 1e400", 3, "a finite number", "The number is not finite."),
     ("a: .nan", 1, "a finite number", "The number is not finite."),
     ("a: -.inf", 1, "a finite number", "The number is not finite."),
     ("a: " + "9" * 400, 1, "a number of at most 15 digits", "The number is too long."),
     ("a: 1\na: 2", 2, "each field once", "The field a stands twice."),
     ("a: [1, 2\nb: 3", 2, "YAML", "The file is not well-formed YAML."),
     ("a: 1\n---\nb: 2", 2, "one document", "The file holds more than one document."),
     ("? [a]\n: 1", 1, "a field name", "A field name must be plain text."),
     (b"a: 1\nb: \xff", 2, "UTF-8 text", "The file is not UTF-8 text."),
     (b"x" * (SIZE_LIMIT + 1), 0, f"at most {SIZE_LIMIT} bytes", "The file is too large."),
     ("- 1\n" * 20_001, 20_000, "at most 20000 values", "The file holds too many values."),
     ("a: \x00", 0, "YAML", "The file is not well-formed YAML.")],
    ids=["billion", "alias", "tag", "depth", "1e400", "nan", "inf", "digits", "twice", "syntax", "two", "key", "utf8",
         "size", "many", "nul"],
)  # fmt: skip
def test_refused(content: str | bytes, line: int, expected: str, sentence: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_document(content, "x.yaml")
    problem = caught.value.problem
    assert (problem.file, problem.line, problem.expected, problem.sentence) == ("x.yaml", line, expected, sentence)


def test_field_names() -> None:
    assert field_name(("visits", 1, "window")) == "visits[1].window"
    assert field_name(()) == ""
