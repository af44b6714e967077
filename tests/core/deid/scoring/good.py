"""A small hand-made corpus with its key, and a perfect answer to it: what the scorer's own tests spoil one thing of."""

from datetime import date, timedelta
from io import BytesIO

import numpy as np
from pydicom import Dataset, dcmread, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

from centralis.core.deid.scoring import Action, Check, Instance, Key, Output, Subject

NAMES = {"S1": "Quistgaard", "S2": "Zumbrunnen"}
BOX = (10, 10, 7, 9)
_DAYS = {"S1": -100, "S2": -2000}
_SIZE = 64


def key() -> Key:
    """Two subjects, each with two instances of two dates; the second of each has a string in its pixels."""
    instances = [_instance(subject, number) for subject in NAMES for number in (0, 1)]
    subjects = {one: Subject(one, (name, f"MRN-{one}-77")) for one, name in NAMES.items()}
    return Key(subjects, {one.name: one for one in instances})


def sources() -> dict[str, bytes]:
    """The files before."""
    return {one.name: _file(one.subject, int(one.name[-1])) for one in key().instances.values()}


def answers() -> dict[str, Output]:
    """A perfect tool's outputs."""
    return {name: Output(_cleaned(data), f"out-{place}") for place, (name, data) in enumerate(sources().items())}


def changed(output: Output, **values: object) -> Output:
    """An output with other values of some top-level elements."""
    ds = opened(output)
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return Output(stored(ds), output.name)


def opened(output: Output) -> Dataset:
    """An output's data set."""
    assert output.data is not None
    return dcmread(BytesIO(output.data))


def samples(output: Output) -> np.ndarray:
    """An output's samples, to be changed and put back with `changed`."""
    return np.frombuffer(opened(output).PixelData, "<u2").reshape(_SIZE, _SIZE).copy()


def _uid(subject: str, number: int) -> str:
    return f"1.2.3.{subject[1:]}.{number + 5}"


def _day(number: int) -> date:
    return date(2024, 2, 29) + timedelta(days=30 * number)


def _instance(subject: str, number: int) -> Instance:
    name, uid = NAMES[subject], _uid(subject, number)
    actions = [
        Action(Check.TAG_RETAINED, "00280010"),
        Action(Check.TEXT_NOTNULL, "00100020"),
        Action(Check.TEXT_RETAINED, "00081030", "CHEST"),
        Action(Check.TEXT_REMOVED, "00081030", name),
        Action(Check.TEXT_REMOVED, "00100010", name),
        Action(Check.DATE_SHIFTED, "00080020", f"{_day(number):%Y%m%d}"),
        Action(Check.UID_CHANGED, "00080018", uid),
        Action(Check.UID_CONSISTENT, "00080018", uid),
        Action(Check.UID_CONSISTENT, "00081140[0].00081155", _uid(subject, 0)),
        Action(Check.PATID_CONSISTENT, "00100020", f"MRN-{subject}-77"),
        Action(Check.PIXELS_RETAINED, box=(40, 0, 24, 64) if number else None),
    ]
    if number:
        actions.append(Action(Check.PIXELS_HIDDEN, box=BOX, ink=(4000,)))
    return Instance(
        f"{subject}-{number}", subject, "CT", uid, f"MRN-{subject}-77", tuple(actions), (uid,), text_free=not number
    )


def _file(subject: str, number: int) -> bytes:
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID = CTImageStorage
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID = _uid(subject, number)
    ds.PatientName, ds.PatientID = f"{NAMES[subject]}^A", f"MRN-{subject}-77"
    ds.StudyDate, ds.StudyDescription = f"{_day(number):%Y%m%d}", f"CHEST {NAMES[subject]}"
    reference = Dataset()
    reference.ReferencedSOPInstanceUID = _uid(subject, 0)
    ds.ReferencedImageSequence = [reference]
    ds.Rows = ds.Columns = _SIZE
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    picture = np.random.default_rng(number).integers(0, 1000, (_SIZE, _SIZE)).astype("<u2")
    if number:
        picture[10:17, 10] = picture[10, 10:19] = picture[13, 10:15] = picture[10:17, 18] = 4000
    ds.PixelData = picture.tobytes()
    return stored(ds)


def _cleaned(data: bytes) -> bytes:
    ds = dcmread(BytesIO(data))
    subject = str(ds.PatientID).split("-")[1]
    ds.PatientName = ds.PatientID = f"CODE-{subject[1:]}"
    ds.PatientIdentityRemoved, ds.DeidentificationMethod = "YES", "by hand"
    ds.LongitudinalTemporalInformationModified = "MODIFIED"
    ds.StudyDescription = "CHEST"
    old = date.fromisoformat(str(ds.StudyDate))
    ds.StudyDate = f"{old + timedelta(days=_DAYS[subject]):%Y%m%d}"
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID = str(ds.SOPInstanceUID).replace("1.2.3.", "2.25.99")
    reference = ds.ReferencedImageSequence[0]
    reference.ReferencedSOPInstanceUID = str(reference.ReferencedSOPInstanceUID).replace("1.2.3.", "2.25.99")
    picture = np.frombuffer(ds.PixelData, "<u2").reshape(_SIZE, _SIZE).copy()
    if (picture == 4000).any():
        picture[9:18, 9:20] = 0
    ds.PixelData = picture.tobytes()
    return stored(ds)


def stored(ds: Dataset) -> bytes:
    """A data set as a file."""
    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()
