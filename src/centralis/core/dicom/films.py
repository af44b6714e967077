"""Films: video bitstreams inside DICOM objects (PS3.5 8.2.5 to 8.2.9), taken out of their fragments.

A film is one bitstream of all frames, often in a container (MPEG-2 transport stream or MP4) with sound and texts of its
own. Nothing is decoded here.
"""

from struct import Struct

from centralis.core.dicom.elements import Parsed
from centralis.core.dicom.faults import DicomCode, DicomFault

_SYNTAX = "1.2.840.10008.1.2.4."
_ITEM = Struct("<HHI")
_MPEG2, _H264, _HEVC = "ISO_13818_2", "ISO_14496_10", "ISO_23008_2"
_BY_END = {
    **dict.fromkeys(("100", "101"), _MPEG2), **dict.fromkeys(("102", "103", "104", "105"), _H264),
    **dict.fromkeys(("107", "108"), _HEVC),
}  # fmt: skip
#: Term of Lossy Image Compression Method (PS3.3 C.7.6.1.1.5.1) by transfer syntax, fragmentable forms included.
METHODS = {_SYNTAX + end + more: term for end, term in _BY_END.items() for more in ("", ".1")}
#: Stereo films (MVC): a decoder of one view would lose the other eye's picture without a word.
_STEREO = frozenset((_SYNTAX + "106", _SYNTAX + "106.1"))
VIDEO = frozenset(METHODS) | _STEREO | {_SYNTAX + "109"}
_MOST_BYTES = 768 * 1024 * 1024
_TS_SYNC, _TS_PACKET = 0x47, 188


def bitstream(parsed: Parsed) -> bytes:
    """The whole film in one piece. Raises DicomFault: another kind of content than a film's, or one too large."""
    if parsed.transfer_syntax not in METHODS:
        raise DicomFault(DicomCode.FILM_UNREADABLE, "stereo films and newer kinds can't be taken")
    if parsed.pixel is None:
        raise DicomFault(DicomCode.TRUNCATED, "no pixel data")
    pos, end = parsed.pixel[3], parsed.pixel[4]
    if end - pos > _MOST_BYTES:
        raise DicomFault(DicomCode.FILM_TOO_LONG)
    pieces: list[bytes] = []
    while pos + _ITEM.size <= end:
        _, number, length = _ITEM.unpack_from(parsed.data, pos)
        if number != 0xE000 or pos + _ITEM.size + length > end:
            break
        pieces.append(bytes(parsed.data[pos + _ITEM.size : pos + _ITEM.size + length]))
        pos += _ITEM.size + length
    stream = b"".join(pieces[1:])  # the first item is the offset table
    if not _is_film(stream):
        raise DicomFault(DicomCode.FILM_UNREADABLE, "the content is no film")
    return stream


def _is_film(stream: bytes) -> bool:
    """Whether it begins as MPEG-2, H.264 or H.265 does, bare or in a container of the standard.

    Asked before any decoder is: lists of other files' addresses, which decoders of films follow, are none of these.
    """
    if stream[4:8] == b"ftyp" or stream.startswith((b"\0\0\1", b"\0\0\0\1")):
        return True
    return len(stream) > _TS_PACKET and stream[0] == stream[_TS_PACKET] == _TS_SYNC
