"""Text inside bytes of unknown kind: runs of printable signs, also those written two bytes a sign."""

import re

_RUN = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}")
_ASCII_RUN = re.compile(rb"[\x20-\x7e]{4,}")
_TWO_BYTES = re.compile(rb"(?:[\x20-\x7e]\0){4,}|(?:\0[\x20-\x7e]){4,}")


def printable(raw: bytes) -> bytes:
    """All runs of four printable signs or more, a line each; bytes that are text throughout come out whole."""
    if _RUN.fullmatch(raw.strip(b"\0\r\n\t ")):
        return raw
    runs = _ASCII_RUN.findall(raw)
    if b"\0" in raw:
        runs.extend(run.replace(b"\0", b"") for run in _TWO_BYTES.findall(raw))
    return b"\n".join(runs)
