"""Text in the character sets of DICOM (PS3.5 6.1, PS3.3 C.12.1.1.2): what bytes may say, also when the file is wrong
about its own character set."""

import re
from functools import lru_cache

_BY_TERM = {
    "": "latin-1", "6": "latin-1", "100": "latin-1", "101": "iso8859-2", "109": "iso8859-3", "110": "iso8859-4",
    "144": "iso8859-5", "127": "iso8859-6", "126": "iso8859-7", "138": "iso8859-8", "148": "iso8859-9",
    "203": "iso8859-15", "13": "shift_jis", "166": "tis-620", "192": "utf-8", "GB18030": "gb18030", "GBK": "gbk",
    "87": "iso2022_jp_2", "159": "iso2022_jp_2", "149": "euc_kr", "58": "gb2312",
}  # fmt: skip
#: Escape sequence to codec (PS3.3 Tables C.12-3 and C.12-4).
_BY_ESCAPE = {
    b"$B": "iso2022_jp_2", b"$@": "iso2022_jp_2", b"$(D": "iso2022_jp_2", b"(J": "ascii", b"(B": "ascii",
    b")I": "shift_jis", b"$)C": "euc_kr", b"$)A": "gb2312", b"-A": "latin-1", b"-B": "iso8859-2", b"-C": "iso8859-3",
    b"-D": "iso8859-4", b"-L": "iso8859-5", b"-G": "iso8859-6", b"-F": "iso8859-7", b"-H": "iso8859-8",
    b"-M": "iso8859-9", b"-T": "tis-620", b"-b": "iso8859-15",
}  # fmt: skip
_ESCAPE = re.compile(rb"\x1b(\$\([A-Z]|\$\)[A-Z]|\$[@AB]|[(),\-][A-Za-z])")
#: Python codecs for all of them, and those that writers use without saying so.
CODECS = (
    *sorted({*_BY_TERM.values(), *_BY_ESCAPE.values()} - {"gbk", "gb2312", "ascii"}),
    "iso2022_jp", "euc_jp", "big5", "cp1251", "koi8-r", "utf-16-le", "utf-16-be",
)  # fmt: skip


def decoded(raw: bytes, declared: bytes) -> tuple[str, ...]:
    """The texts a value may mean: one for ASCII; else by the declared set, and as UTF-8 when the bytes allow it.

    declared: the value of Specific Character Set. Never raises: what no codec takes is read as Latin-1.
    """
    if raw.isascii() and b"\x1b" not in raw:
        return (raw.decode("ascii"),)
    return _decoded(raw, declared)


@lru_cache(maxsize=4_096)
def _decoded(raw: bytes, declared: bytes) -> tuple[str, ...]:
    first = declared.strip(b" \0").decode("latin-1").split("\\")[0].upper().replace("ISO 2022 IR", "")
    codec = _BY_TERM.get(first.replace("ISO_IR", "").strip(), "latin-1")
    pieces = _ESCAPE.split(raw)
    text = _text(pieces[0], codec)
    for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        kind = _BY_ESCAPE.get(escape, codec)
        text += _text(b"\x1b" + escape + piece, kind) if kind == "iso2022_jp_2" else _text(piece, kind)
    if b"\x1b" in raw:
        return (text,)
    try:
        return tuple({text: 0, raw.decode("utf-8"): 0})
    except UnicodeDecodeError:
        return (text,)


def _text(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def encoded(text: str) -> frozenset[bytes]:
    """A text in every character set that can spell it, ASCII letters in lower case; for searching raw bytes."""
    found: set[bytes] = set()
    for codec in CODECS:
        for spelling in {text, text.lower(), text.upper(), text.title()}:
            try:
                found.add(spelling.encode(codec).lower())
            except UnicodeEncodeError:
                continue
    return frozenset(found)
