"""Free text cleaned by an allow-list: words of imaging stay, everything else goes (PS3.15 E.3.5).

The source's own identifiers go first, even where they are words of imaging. Then dates, addresses of the web and of
mail, UIDs, telephone numbers and other long runs of digits, and last every word that the vocabulary does not know.
"""

import hmac
import re
from functools import lru_cache

from centralis.core.deid.dates_in_text import without_dates
from centralis.core.deid.hunt import Hunt
from centralis.core.deid.vocabulary import imaging_words

#: A word, letters beyond ASCII included (so that 'Müller' does not leave an 'M'), or one sign.
_TOKEN = re.compile(r"[a-z0-9.\x80-\xff]+|[^a-z0-9.\x80-\xff]", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:[a-z][a-z0-9+.\-]{1,20}://|www\.)\S+|(?<![^\s@<>])[^\s@<>]{1,256}@[^\s@<>]+|\\\\\S+|\b[a-z]:\\\S+",
    re.IGNORECASE,
)
_UID = re.compile(r"\b\d+(?:\.\d+){3,}\b")
_LONG_NUMBER = re.compile(r"\d[\d./()\-]{4,}\d")
#: Groups of digits in a row, such as telephone and insurance numbers: '555 123 4567', '+49 (30) 901820'.
_GROUPS = re.compile(r"(?<![\d.])\+?\(?\d{1,9}\)?(?:[ \-/.()]{1,2}\d{1,9}\)?){1,9}(?![\d.]{0,12}\d)")
_UNIT = "mm|cm|mg|ml|min|sec|s|ms|kv|kvp|kev|ma|mas|t|x|deg|mci|mbq|gy|cgy|hu|d|st|nd|rd|th"
_NUMBER = re.compile(rf"\d{{1,3}}(?:\.\d{{1,3}})?(?:{_UNIT})?")
#: Reconstruction kernels (B30f, Br40, FC13), vertebrae (T12), b-values, echo and repetition times.
_KERNEL = re.compile(r"(?:[bdhijqtu][rfvpl]?\d{2}[a-z]?|fc\d{2}|[ctls]\d{1,2}|b\d{1,4}|te\d{1,3}|tr\d{1,4})")
#: Two-byte characters in seven bits (ISO 2022): they look like ASCII and are none. Other escapes only switch sets.
_TWO_BYTE = re.compile(r"\x1b\$(?:[@AB]|\([A-Z])[^\x1b]*")
_ESCAPE = re.compile(r"\x1b(?:\$\)|[(),\-])[A-Za-z]")
#: Ages that 45 CFR 164.514(b)(2)(i)(C) counts as identifying.
_OLD = re.compile(
    r"\b0?(?:9\d|1[0-4]\d)(?=[ \-]{0,2}(?:y|y/o|yo|yr|yrs|years?|jahre?|ans|a[nñ]os)\b)"
    r"|\b(?:aged?|alter)[ :=]{1,3}0?(?:9\d|1[0-4]\d)\b",
    re.IGNORECASE,
)
_GONE = "\0"
_TELEPHONE_DIGITS = 7
#: Nobody writes more about an image; what is longer goes whole, for each of its words would have to be looked at.
_LONGEST_BYTES = 65_536


def _is_allowed(token: str) -> bool:
    low = token.lower().strip(".")
    if not low:
        return False
    if low in imaging_words() or _NUMBER.fullmatch(low) is not None or _KERNEL.fullmatch(low) is not None:
        return True
    return "." in low and all(part.isalpha() and part in imaging_words() for part in low.split("."))  # 'ABD.PEL'


def _is_hunted(token: str, hunt: Hunt) -> bool:
    low = token.lower().strip(".")
    return low in hunt.free or ("." in low and not hunt.free.isdisjoint(low.split(".")))


@lru_cache(maxsize=16_384)
def cleaned_text(raw: bytes, hunt: Hunt) -> bytes:
    """The value with only imaging words, short numbers and the signs between them; ASCII; may come out empty."""
    if len(raw) > _LONGEST_BYTES:
        return b""
    text = _ESCAPE.sub("", _TWO_BYTE.sub(_GONE, raw.decode("latin-1")))
    text = _ADDRESS.sub(_GONE, text)
    text = _OLD.sub(_GONE, text)
    text = _UID.sub(_GONE, text)
    text = without_numbers(text, hunt)
    text = without_dates(text, _GONE)
    text = _GROUPS.sub(_without_telephone, text)
    text = _LONG_NUMBER.sub(lambda hit: _GONE if sum(map(str.isdigit, hit[0])) >= 6 else hit[0], text)
    out: list[str] = []
    between = ""
    joined = False
    for token in _TOKEN.findall(text):
        if token[0].isascii() and not token[0].isalnum() and token[0] != ".":
            between += token if token in " /-+,:()&_\\*" else " "
        elif _is_allowed(token) and not _is_hunted(token, hunt):
            out.append((between if joined else " ") if out else "")
            out.append(token)
            between, joined = "", True
        else:
            between, joined = "", False
    if joined and between.startswith(")"):
        out.append(")")
    left = re.sub(r" {2,}", " ", "".join(out)).strip().encode("ascii")
    return b"" if hunt.is_in(left) else left


def without_numbers(text: str, hunt: Hunt) -> str:
    """The text without the hunted numbers, also where blanks or signs stand between their digits."""
    pattern = _number_pattern(hunt)
    return pattern.sub(_GONE, text) if pattern else text


@lru_cache(maxsize=128)
def _number_pattern(hunt: Hunt) -> re.Pattern[str] | None:
    spaced = [r"[\W_]{0,3}".join(map(re.escape, number.decode("utf-8"))) for number in hunt.numbers]
    if not spaced:
        return None
    return re.compile(f"(?:{'|'.join(sorted(spaced, key=len, reverse=True))})", re.IGNORECASE)


def _without_telephone(hit: "re.Match[str]") -> str:
    groups = re.findall(r"\d+", hit[0])
    digits = sum(map(len, groups))
    is_number = re.fullmatch(r"\d{1,3}(?:\.\d{1,3})?(?: \d{1,3}(?:\.\d{1,3})?)?", hit[0].strip()) is not None
    return _GONE if digits >= _TELEPHONE_DIGITS and max(map(len, groups)) >= 3 and not is_number else hit[0]


def mapped_label(raw: bytes, hunt: Hunt, key: bytes) -> bytes:
    """A label that only has to be the same each time (a lesion's tracking identifier): as it is when made of imaging
    words alone, otherwise a keyed one; at most 20 characters."""
    text = raw.strip(b" \0")
    if cleaned_text(text, hunt) == text:
        return text
    return b"LABEL-" + hmac.digest(key, b"label:" + text, "sha256")[:6].hex().upper().encode("ascii")


def is_imaging_text(raw: bytes) -> bool:
    """Whether a value consists of allowed words only."""
    return all(_is_allowed(token) for token in _TOKEN.findall(raw.decode("latin-1")) if token[0].isalnum())
