"""Compressed frames without what rides along: comments and application data of JPEG, JPEG-LS, JPEG 2000 left out.

A code stream may carry free text (a name, a date, a vendor). Only marker segments that decoding needs are copied; what
follows the end marker is cut. JPEG and JPEG-LS: ITU-T T.81 B.1 and T.87 C; JPEG 2000: ITU-T T.800 A. Raises ValueError
for a stream that cannot be followed; it must then not be shown to a reader.
"""

_JPEG_START, _J2K_START = b"\xff\xd8", b"\xff\x4f"
_JPEG_SCAN, _JPEG_END, _JPEG_ADOBE = 0xDA, b"\xff\xd9", 0xEE
_JPEG_APPLICATION = range(0xE0, 0xF0)
_JPEG_COMMENT = 0xFE
_J2K_COMMENT, _J2K_LENGTHS, _J2K_TILE, _J2K_END = 0x64, 0x55, 0x90, b"\xff\xd9"
_ADOBE_BYTES = 12


def remove_comments(frame: bytes) -> bytes:
    """The same code stream, decoding to the same pixels, without comments; RLE and others pass unchanged.

    An Adobe segment is kept, as its transform flag says how colours are coded, but only its twelve defined bytes.
    """
    if frame.startswith(_JPEG_START):
        return _clean_jpeg(frame)
    if frame.startswith(_J2K_START):
        return _clean_j2k(frame)
    if frame[4:8] == b"jP  ":
        raise ValueError(
            "The frame is a JP2 file and not a bare code stream, which DICOM does not allow (PS3.5 A.4.4)."
        )
    return frame


def _segment(frame: bytes, place: int) -> tuple[int, bytes]:
    """The marker at `place` and its whole segment, whose length field counts itself but not the marker."""
    if place + 4 > len(frame) or frame[place] != 0xFF:
        raise ValueError(f"The code stream has no marker at byte {place}; it cannot be cleaned.")
    length = int.from_bytes(frame[place + 2 : place + 4], "big")
    if length < 2 or place + 2 + length > len(frame):
        raise ValueError(f"The segment at byte {place} is longer than the code stream; it cannot be cleaned.")
    return frame[place + 1], frame[place : place + 2 + length]


def _clean_jpeg(frame: bytes) -> bytes:
    kept, place = [_JPEG_START], 2
    while True:
        while frame[place : place + 2] == b"\xff\xff":
            place += 1
        marker, segment = _segment(frame, place)
        if marker == _JPEG_SCAN:
            break
        place += len(segment)
        if marker == _JPEG_ADOBE and segment[4:9] == b"Adobe" and len(segment) >= 2 + 2 + _ADOBE_BYTES:
            kept.append(segment[:2] + (2 + _ADOBE_BYTES).to_bytes(2, "big") + segment[4 : 4 + _ADOBE_BYTES])
        elif marker not in _JPEG_APPLICATION and marker != _JPEG_COMMENT:
            kept.append(segment)
    return b"".join(kept) + _clean_scans(frame, place)


def _clean_scans(frame: bytes, place: int) -> bytes:
    """From the first scan to the end marker: entropy-coded data is copied, comments between scans are left out."""
    kept: list[bytes] = []
    while True:
        marker, segment = _segment(frame, place)
        place += len(segment)
        if marker not in _JPEG_APPLICATION and marker != _JPEG_COMMENT:
            kept.append(segment)
        if marker == _JPEG_SCAN:
            end = _find_marker(frame, place)
            kept.append(frame[place:end])
            place = end
        if frame[place : place + 2] == _JPEG_END:
            return b"".join(kept) + _JPEG_END


def _find_marker(frame: bytes, place: int) -> int:
    """Where the entropy-coded data ends: the next marker that is no stuffing, restart or fill byte.

    JPEG stuffs a zero byte after 0xFF, JPEG-LS a zero bit, so any byte below 0x80 after 0xFF is data (T.87 C.2.3).
    """
    while True:
        place = frame.find(b"\xff", place)
        if place < 0 or place + 1 >= len(frame):
            raise ValueError("The code stream has no end marker; it cannot be cleaned.")
        follower = frame[place + 1]
        if follower >= 0x80 and not 0xD0 <= follower <= 0xD7 and follower != 0xFF:
            return place
        place += 1 if follower == 0xFF else 2


def _clean_j2k(frame: bytes) -> bytes:
    kept, place = [_J2K_START], 2
    while True:
        marker, segment = _segment(frame, place)
        if marker == _J2K_TILE:
            break
        place += len(segment)
        # The optional index of tile-part lengths (TLM) would no longer be true.
        if marker not in (_J2K_COMMENT, _J2K_LENGTHS):
            kept.append(segment)
    end = frame.rfind(_J2K_END)
    if end < place:
        raise ValueError("The code stream has no end marker; it cannot be cleaned.")
    return b"".join(kept) + _clean_tiles(frame[place:end]) + _J2K_END


def _clean_tiles(tiles: bytes) -> bytes:
    """Tile parts without the comments of their headers; each one's length field (Psot) is made to fit."""
    kept: list[bytes] = []
    place = 0
    while place < len(tiles):
        marker, start = _segment(tiles, place)
        if marker != _J2K_TILE:
            raise ValueError("The code stream has data between its tile parts; it cannot be cleaned.")
        length = int.from_bytes(start[6:10], "big") or len(tiles) - place
        part = tiles[place : place + length]
        place += length
        header, inner = [], len(start)
        while part[inner : inner + 2] != b"\xff\x93":
            marker, segment = _segment(part, inner)
            inner += len(segment)
            if marker != _J2K_COMMENT:
                header.append(segment)
        body = b"".join(header) + part[inner:]
        kept.append(start[:6] + (len(start) + len(body)).to_bytes(4, "big") + start[10:] + body)
    return b"".join(kept)
