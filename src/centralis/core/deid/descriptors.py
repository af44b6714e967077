"""Free text cleaned by an allow-list: words of imaging stay, everything else goes (PS3.15 E.3.5)."""

import re
from functools import cache, lru_cache
from importlib import resources

#: A word, letters beyond ASCII included (so that 'Müller' does not leave an 'M'), or one sign.
_TOKEN = re.compile(r"[a-z0-9.\x80-\xff]+|[^a-z0-9.\x80-\xff]", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d[\d./()\-]{4,}\d")
_DATE = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")
_UNIT = "mm|cm|mg|ml|min|sec|s|ms|kv|kvp|ma|mas|t|x|deg|mci|mbq|hu|d|st|nd|rd|th"
_NUMBER = re.compile(rf"\d{{1,3}}(?:\.\d{{1,3}})?(?:{_UNIT})?")
#: Reconstruction kernels (B30f, Br40, FC13), vertebrae (T12), b-values, echo and repetition times.
_KERNEL = re.compile(r"(?:[bdhijqtu][rfvpl]?\d{2}[a-z]?|fc\d{2}|[ctls]\d{1,2}|b\d{1,4}|te\d{1,3}|tr\d{1,4})")


@cache
def imaging_words() -> frozenset[str]:
    """The allow-list, lower case, read once from the package's own data."""
    text = resources.files(__package__).joinpath("descriptor_words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def _is_allowed(token: str) -> bool:
    low = token.lower().strip(".")
    return bool(low) and (
        low in imaging_words() or _NUMBER.fullmatch(low) is not None or _KERNEL.fullmatch(low) is not None
    )


@lru_cache(maxsize=8_192)
def cleaned_text(raw: bytes, forbidden: tuple[bytes, ...]) -> bytes:
    """The value with only imaging words, short numbers and the signs between them; ASCII; may come out empty.

    forbidden: the source's identifiers in lower case: taken out first, even where they are imaging words.
    """
    text = raw.decode("latin-1")
    for word in forbidden:
        text = re.sub(re.escape(word.decode("latin-1")), "\0", text, flags=re.IGNORECASE)
    text = _LONG_NUMBER.sub(lambda hit: "\0" if sum(map(str.isdigit, hit[0])) >= 6 else hit[0], text)
    text = _DATE.sub("\0", text)
    out: list[str] = []
    between = ""
    joined = False
    for token in _TOKEN.findall(text):
        if token[0].isascii() and not token[0].isalnum() and token[0] != ".":
            between += token if token in " /-+,:()&_\\*" else " "
        elif _is_allowed(token):
            out.append((between if joined else " ") if out else "")
            out.append(token)
            between, joined = "", True
        else:
            between, joined = "", False
    return re.sub(r" {2,}", " ", "".join(out)).strip().encode("ascii")


def is_imaging_text(raw: bytes) -> bool:
    """Whether a value consists of allowed words only."""
    return all(_is_allowed(token) for token in _TOKEN.findall(raw.decode("latin-1")) if token[0].isalnum())
