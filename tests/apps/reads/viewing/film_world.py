"""A trial that scores endoscopy by films: its definition, and films as they come out of de-identification."""

import io

import numpy as np
from pydicom import Dataset, dcmread
from pydicom.uid import generate_uid
from tests.apps.reads.conftest import Reading
from tests.core.deid.pixels.filming import Rgb, file_of, film, h264
from tests.core.deid.pixels.objects import CONTEXT, Blind

from centralis.apps.web.demo.cast import example_document
from centralis.core.deid import Profile, deidentify
from centralis.core.deid.pixels import Projector, TextCleaner
from centralis.edge.films import DecodedFilm, encode_jpeg

FRAMES, ROWS, COLUMNS = 30, 192, 256
_ACQUISITION = """acquisition:
  ct_cap:
    name: Film of the left colon
    modality: ES
    series:
      - id: withdrawal
        required: true

"""


def score_by_films(reading: Reading) -> None:
    """Bring a definition into force that reads films of endoscopy by the Mayo subscore."""
    text = example_document()
    asked = text[text.index("acquisition:") : text.index("sites:\n")]
    adjudicated = "      - best_overall_response differs\n      - progression_date differs by more than 0 days"
    reading.amend(
        asked, _ACQUISITION, "criterion: recist-1.1", "criterion: mayo-endoscopic",
        "parameters: {confirmation_days: 28, sd_min_days: 49}", "parameters: {}",
        adjudicated, "      - score differs by more than 0 at any time point",
        "columns: [nadir, prior,", "columns: [baseline, prior,",
        "must_survive: [SliceThickness, PixelSpacing, ConvolutionKernel, KVP]", "video: frames",
    )  # fmt: skip


def tunnel(count: int = FRAMES) -> Rgb:
    """A reddish tube whose dark middle wanders from left to right: a frame's number can be told from its picture."""
    down, across = np.mgrid[:ROWS, :COLUMNS]
    found = np.empty((count, ROWS, COLUMNS, 3), np.uint8)
    for number in range(count):
        far = np.hypot(down - ROWS / 2, across - middle(number, count)) / COLUMNS
        found[number] = np.clip(np.stack((90 + 260 * far, 30 + 150 * far, 20 + 130 * far), axis=2), 0, 255)
        found[number][far < 0.08] = (20, 6, 4)
    return found


def middle(number: int, count: int = FRAMES) -> float:
    """The column of the dark middle in a frame (from 0)."""
    return 40 + (COLUMNS - 80) * number / max(1, count - 1)


def cleaned_film(count: int = FRAMES, **changes: object) -> Dataset:
    """A film of H.264 as it stands in the store."""
    frames = tunnel(count)
    uids = {"SOPInstanceUID": generate_uid(), "SeriesInstanceUID": generate_uid(), "StudyInstanceUID": generate_uid()}
    ds = film(h264(frames), frames, **{**uids, **changes})
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    cleaner = TextCleaner(Blind(), Projector(DecodedFilm, encode_jpeg))
    made = deidentify(file_of(ds), Profile.from_json({"video": "frames"}), CONTEXT, pixels=cleaner)
    return dcmread(io.BytesIO(made.header + bytes(made.tail)))
