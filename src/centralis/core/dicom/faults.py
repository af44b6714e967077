"""What can be wrong with a DICOM file, each with a sentence a site can act on."""

from enum import Enum


class DicomCode(Enum):
    """Why a file was not taken. The value is the sentence for the site; the name in lower case is the public code."""

    EMPTY = "The file is empty. Export it again and send the new copy."
    NOT_DICOM = "This is not a DICOM file. Send only the images as the scanner or the archive exports them."
    TRUNCATED = "The file ends before its content does. The copy is incomplete: export it again and resend it."
    DAMAGED = "The file's structure is damaged. Export it again from the archive and resend it."
    TOO_DEEP = "The file nests sequences deeper than any real image does, so it was not opened. Export it again."
    TOO_MANY_ELEMENTS = "The file holds more elements than any real image does, so it was not opened. Export it again."
    TOO_LONG = "One header value is far longer than any real one, so the file was not opened. Export it again."
    TOO_LARGE = "The file is larger than this service accepts. Ask the core lab how to send it."
    EXPANDS_TOO_FAR = "The compressed file expands far beyond its limit, so it was not opened. Send it uncompressed."
    NO_SOP_UID = "The file has no SOP Instance UID or SOP Class UID, so it cannot be told apart. Export it again."
    UNSUPPORTED_SYNTAX = "The file's transfer syntax is not supported. Export it as Explicit VR Little Endian."
    UNSUPPORTED_OBJECT = "This kind of object is not an image the trial can use. Leave it out."
    ENCAPSULATED_DOCUMENT = "The object carries a whole document, which header cleaning cannot check. Leave it out."
    STRUCTURED_REPORT = "A structured report holds free text that is not yet cleaned. Leave it out."
    VIDEO = "The object is a video, whose frames may show names and cannot be checked here. Leave it out."
    FILM_TOO_LONG = (
        "The film is longer than can be kept frame by frame. Send the part the protocol asks for, or pictures from it."
    )
    FILM_UNREADABLE = "The film cannot be decoded as its header says. Export it again from the recorder and resend it."
    DIRECTORY = "A DICOMDIR lists patients by name and is not an image. Send the images without it."
    BURNED_IN_TEXT = "The header says that text is burned into the picture. Export the series without annotations."
    BURNED_IN_UNKNOWN = (
        "This kind of picture often shows the patient's name, and the header does not say that it is free of text. "
        "Export it without annotations, with Burned In Annotation set to NO."
    )
    PIXEL_TEXT_LEFT = "Text in the picture could still be read after cleaning. Export the series without annotations."
    SLIDE_LABEL = "A picture of a slide's label or of the whole slide shows what is written on it. Leave it out."
    PIXEL_STREAM_COMMENT = "The compressed picture carries a comment that names the patient. Export it uncompressed."
    IDENTIFIER_LEFT = "After cleaning, one of the patient's identifiers was still in the header. Ask the core lab."
    REMOVED_TAG_LEFT = "After cleaning, an attribute that must go was still there. Ask the core lab."
    MUST_SURVIVE_LOST = "An attribute that the trial needs did not survive cleaning. Ask the core lab."
    FLAGS_UNTRUE = "After cleaning, a flag of the object said the opposite of what was done. Ask the core lab."
    NOT_RENDERABLE = "The picture cannot be decoded. Export it as Explicit VR Little Endian and resend it."
    UNREADABLE = "The file could not be read. Export it again and resend it."

    @property
    def code(self) -> str:
        """The public code, in lower case."""
        return self.name.lower()


class DicomFault(Exception):
    """An expected fault of a file from outside: a code, its sentence, and where in the file it lies."""

    def __init__(self, code: DicomCode, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """What happened and what to do, for the site; the detail (never a value from the file) at the end."""
        return f"{self.code.value} ({self.detail})" if self.detail else self.code.value
