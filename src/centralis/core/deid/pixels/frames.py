"""One frame at a time out of an object's pixel element, native or compressed, as stored samples."""

from centralis.core.dicom.codecs import decode_frame
from centralis.core.dicom.elements import Parsed
from centralis.core.dicom.fragments import Encapsulated, encapsulated_frames, frame_bytes, is_encapsulated
from centralis.core.dicom.samples import Layout, Samples, native_frame
from centralis.core.dicom.streams import cleaned_stream
from centralis.core.dicom.values import Values


class Frames:
    """The frames of one object. layout: as the header says; `decoded` as the samples come out of the decoder."""

    def __init__(self, parsed: Parsed, values: Values, layout: Layout) -> None:
        if parsed.pixel is None:
            raise ValueError("an object without pixel data has no frames")
        self._parsed = parsed
        self.layout = layout
        self.decoded = layout
        self.encapsulated: Encapsulated | None = None
        if is_encapsulated(parsed):
            self.encapsulated = encapsulated_frames(parsed, values, layout.frames)
        start, end = parsed.pixel[3], parsed.pixel[4]
        self._value = memoryview(parsed.data)[start:end]

    @property
    def syntax(self) -> str:
        """The object's transfer syntax."""
        return self._parsed.transfer_syntax

    def stream(self, number: int) -> bytes:
        """Compressed frame `number`, in one piece, with nothing in it but picture. Raises DicomFault."""
        if self.encapsulated is None:
            raise ValueError("native frames are no streams")
        return cleaned_stream(frame_bytes(self._parsed, self.encapsulated.frames[number]), self.syntax)

    def stored_stream(self, number: int) -> bytes:
        """Compressed frame `number` as it came."""
        if self.encapsulated is None:
            raise ValueError("native frames are no streams")
        return frame_bytes(self._parsed, self.encapsulated.frames[number])

    def samples(self, number: int) -> Samples:
        """Frame `number` (from 0) as (row, column) or (row, column, sample). Raises DicomFault."""
        if self.encapsulated is None:
            return native_frame(self._value, self.layout, number)
        found, photometric = decode_frame(self.stream(number), self.syntax, self.layout)
        if photometric != self.decoded.photometric:
            self.decoded = self.layout.with_photometric(photometric)
        return found
